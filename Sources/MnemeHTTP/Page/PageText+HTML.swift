extension PageText {
  static let html = #"""
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
    <meta name="color-scheme" content="light dark">
    <title>Mneme</title>
    <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='9' fill='%234f46e5'/%3E%3Cpath d='M8 23V10l8 8 8-8v13' fill='none' stroke='white' stroke-width='3' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E">
    <link rel="stylesheet" href="/app.css">
    <script src="/app.js" defer></script>
    </head>
    <body>
    <a class="skip" href="#input">Skip to the message field</a>
    <header>
      <div class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9"/><path d="M8 23V10l8 8 8-8v13"/></svg>
        <h1>Mneme</h1>
        <span id="state" class="state" role="status"><i></i><span>connecting</span></span>
      </div>
      <button id="new" type="button" class="quiet" title="Start a new conversation">
        <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M10 4v12M4 10h12"/></svg><span>New conversation</span>
      </button>
    </header>
    <main id="log" tabindex="-1" aria-label="Conversation">
      <div id="welcome">
        <h2>What should I remember?</h2>
        <p>Tell me something about yourself, or ask what I know. What an answer drew on is shown under it.</p>
        <div class="ideas">
          <button type="button">I moved to Lisbon in March.</button>
          <button type="button">What do you know about me?</button>
          <button type="button">내 취미는 수영이야.</button>
        </div>
        <details id="models" hidden>
          <summary></summary>
          <p class="why"></p>
          <ol></ol>
          <div class="notes"></div>
        </details>
      </div>
      <div id="turns" role="log" aria-live="polite" aria-relevant="additions"></div>
    </main>
    <div id="approvals" class="approvals" role="region" aria-label="Waiting for your approval" aria-live="polite" hidden></div>
    <details id="servers" class="servers" hidden>
      <summary></summary>
      <ul></ul>
      <button type="button" class="quiet">Read the list again</button>
    </details>
    <div id="notice" class="notice" role="alert" hidden><span></span><button type="button" class="quiet">Try again</button></div>
    <form id="compose" autocomplete="off">
      <label class="hidden" for="input">Message</label>
      <textarea id="input" rows="1" placeholder="Message Mneme" maxlength="100000" enterkeyhint="send" autofocus></textarea>
      <button id="send" type="submit" aria-label="Send">
        <svg class="go" viewBox="0 0 20 20" aria-hidden="true"><path d="M10 16V4M5 9l5-5 5 5"/></svg>
        <svg class="stop" viewBox="0 0 20 20" aria-hidden="true"><rect x="5" y="5" width="10" height="10" rx="2"/></svg>
      </button>
      <p class="hint">Enter sends, Shift + Enter starts a new line. Everything stays on the machine that runs Mneme, unless you connect a remote model.</p>
    </form>
    <dialog id="login" aria-labelledby="login-title">
      <form method="dialog">
        <h2 id="login-title">API key</h2>
        <p>This server asks for its key (<code>MNEME_API_KEY</code>). It is kept in this tab only.</p>
        <label class="hidden" for="key">API key</label>
        <input id="key" type="password" autocomplete="current-password" spellcheck="false" required>
        <p id="login-error" class="error" role="alert"></p>
        <div class="row">
          <button type="button" class="quiet" id="login-cancel">Cancel</button>
          <button type="submit" class="primary">Continue</button>
        </div>
      </form>
    </dialog>
    <noscript>This page needs JavaScript.</noscript>
    </body>
    </html>
    """#
}
