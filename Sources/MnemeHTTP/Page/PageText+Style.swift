extension PageText {
  static let style = #"""
    :root {
      color-scheme: light dark;
      --page: #f7f7f9; --panel: #ffffff; --text: #1b1c22; --soft: #666a78; --line: #e2e3ea;
      --accent: #4f46e5; --on-accent: #ffffff; --mine: #e9e8fd; --warn: #b42318; --warn-back: #fef1ef; --good: #15803d;
      --shadow: 0 1px 2px rgb(20 20 40 / 6%), 0 8px 24px rgb(20 20 40 / 6%);
      font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans KR", "Apple SD Gothic Neo",
        "Malgun Gothic", "Noto Sans CJK KR", sans-serif;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #131419; --panel: #1c1d25; --text: #e9eaf0; --soft: #9a9eae; --line: #2e303c;
        --accent: #8b85ff; --on-accent: #14131f; --mine: #2c2b4d; --warn: #ff9d92; --warn-back: #3a1f1d; --good: #4ade80;
        --shadow: 0 1px 2px rgb(0 0 0 / 30%), 0 8px 24px rgb(0 0 0 / 25%);
      }
    }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    html, body { height: 100%; }
    body {
      position: relative; overflow: hidden; margin: 0; background: var(--page); color: var(--text);
      display: grid; grid-template-rows: auto 1fr auto auto; height: 100dvh;
    }
    h1, h2, p { margin: 0; }
    button { font: inherit; color: inherit; cursor: pointer; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    svg { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .skip { position: absolute; left: -9999px; }
    .skip:focus { left: 12px; top: 12px; z-index: 2; background: var(--panel); padding: 6px 12px; border-radius: 8px; }

    header {
      display: flex; justify-content: space-between; align-items: center; gap: 12px;
      padding: 10px max(16px, calc((100vw - 820px) / 2)); border-bottom: 1px solid var(--line); background: var(--panel);
    }
    .brand { display: flex; align-items: center; gap: 10px; min-width: 0; }
    .brand svg { width: 28px; height: 28px; flex: none; stroke: #fff; stroke-width: 3; }
    .brand rect { fill: #4f46e5; stroke: none; }
    h1 { font-size: 1.1rem; letter-spacing: -.01em; }
    .state { display: inline-flex; align-items: center; gap: 6px; font-size: .8rem; color: var(--soft); white-space: nowrap; }
    .state i { width: 8px; height: 8px; border-radius: 50%; background: var(--soft); }
    .state.ok i { background: var(--good); }
    .state.bad i { background: var(--warn); }
    .quiet {
      display: inline-flex; align-items: center; gap: 6px; background: none; border: 1px solid var(--line);
      border-radius: 10px; padding: 5px 12px; font-size: .9rem; white-space: nowrap;
    }
    .quiet:hover { border-color: var(--accent); }
    .quiet svg { width: 16px; height: 16px; }

    main { position: relative; overflow-y: auto; padding: 24px 16px; overscroll-behavior: contain; scrollbar-gutter: stable both-edges; }
    #turns { max-width: 820px; margin: 0 auto; }
    main:focus { outline: none; }
    #welcome { max-width: 34rem; margin: 12vh auto 0; text-align: center; }
    #welcome h2 { font-size: 1.7rem; letter-spacing: -.02em; line-height: 1.25; }
    #welcome p { color: var(--soft); margin: 10px 0 22px; }
    #models { margin: 26px auto 0; text-align: left; max-width: 28rem; }
    #models summary { text-align: center; }
    #models .why { margin: 10px 0 6px; font-size: .88rem; }
    #models li.resting, #models li.unusable { border-color: var(--bad, #c2410c); }
    #models li.chosen { border-color: var(--accent); font-weight: 600; }
    #models li .meta { font-weight: 400; }
    #models .notes { margin-top: 8px; font-size: .8rem; }
    .ideas { display: flex; flex-wrap: wrap; gap: 8px; justify-content: center; }
    .ideas button {
      background: var(--panel); border: 1px solid var(--line); border-radius: 999px; padding: 7px 15px; font-size: .92rem;
    }
    .ideas button:hover { border-color: var(--accent); }

    .turn { margin: 0 0 22px; display: flex; flex-direction: column; }
    .turn.user { align-items: flex-end; }
    .bubble { white-space: pre-wrap; overflow-wrap: anywhere; word-break: keep-all; max-width: 100%; }
    .turn.user .bubble { background: var(--mine); border-radius: 18px 18px 4px 18px; padding: 9px 16px; max-width: 85%; }
    .turn.mneme .bubble {
      background: var(--panel); border: 1px solid var(--line); border-radius: 4px 18px 18px 18px; padding: 11px 16px;
      box-shadow: var(--shadow); align-self: flex-start; min-width: 3rem;
    }
    .turn.busy .bubble::after {
      content: ""; display: inline-block; width: .5em; height: 1em; margin-left: 2px; vertical-align: -.15em;
      border-radius: 2px; background: var(--accent); animation: blink 1s steps(2) infinite;
    }
    @keyframes blink { 50% { opacity: .15; } }
    @media (prefers-reduced-motion: reduce) { .turn.busy .bubble::after { animation: none; } }
    .turn .error { margin-top: 8px; }
    .error { color: var(--warn); font-size: .9rem; }
    .error:empty { display: none; }

    details { margin: 8px 0 0 4px; font-size: .88rem; color: var(--soft); max-width: 100%; }
    summary { cursor: pointer; padding: 2px 4px; border-radius: 6px; width: fit-content; list-style: none; }
    summary::-webkit-details-marker { display: none; }
    summary::before { content: "▸"; display: inline-block; width: 1.1em; }
    details[open] > summary::before { content: "▾"; }
    summary:hover { color: var(--text); }
    details ol { list-style: none; margin: 8px 0 0; padding: 0; display: grid; gap: 8px; }
    details li { border-left: 3px solid var(--line); padding: 2px 0 2px 12px; color: var(--text); overflow-wrap: anywhere; }
    details li.memory { border-color: var(--accent); }
    details .meta { display: flex; flex-wrap: wrap; gap: 2px 10px; color: var(--soft); font-size: .8rem; }

    .notice {
      margin: 0 max(16px, calc((100vw - 820px) / 2)) 8px; padding: 8px 14px; border-radius: 12px; font-size: .92rem;
      background: var(--warn-back); color: var(--warn); display: flex; justify-content: space-between; align-items: center; gap: 12px;
    }
    .notice button { border-color: currentColor; }

    #compose {
      padding: 8px max(16px, calc((100vw - 820px) / 2)) max(12px, env(safe-area-inset-bottom));
      display: grid; grid-template-columns: 1fr auto; gap: 8px; align-items: end;
    }
    textarea {
      font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 16px;
      padding: 10px 16px; resize: none; max-height: 34vh; width: 100%; box-shadow: var(--shadow); display: block;
    }
    textarea:focus { outline: none; border-color: var(--accent); }
    #send {
      width: 46px; height: 46px; border-radius: 50%; border: 0; background: var(--accent); color: var(--on-accent);
      display: grid; place-items: center;
    }
    #send svg { width: 22px; height: 22px; }
    #send .stop, body.busy #send .go { display: none; }
    body.busy #send .stop { display: block; fill: currentColor; stroke: none; }
    #send:disabled { opacity: .45; cursor: default; }
    .hint { grid-column: 1 / -1; font-size: .76rem; color: var(--soft); text-align: center; }

    dialog {
      border: 1px solid var(--line); border-radius: 18px; background: var(--panel); color: var(--text); padding: 24px;
      width: min(26rem, calc(100vw - 32px)); box-shadow: var(--shadow);
    }
    dialog::backdrop { background: rgb(10 10 20 / 50%); }
    dialog p { color: var(--soft); margin: 6px 0 14px; font-size: .92rem; }
    dialog p.error { color: var(--warn); margin: 8px 0 0; }
    dialog input {
      font: inherit; color: inherit; background: var(--page); width: 100%; padding: 9px 14px; border-radius: 12px;
      border: 1px solid var(--line);
    }
    .row { display: flex; justify-content: flex-end; gap: 8px; margin-top: 16px; }
    .primary { background: var(--accent); color: var(--on-accent); border: 0; border-radius: 10px; padding: 6px 16px; font-size: .92rem; }
    code { font-size: .9em; }
    @media (max-width: 560px) {
      #new span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      #new { padding: 8px; }
      #welcome { margin-top: 6vh; }
      #welcome h2 { font-size: 1.4rem; }
      .hint { display: none; }
    }
    """#
}
