extension PageText {
  static let script = #"""
    "use strict";
    const $ = (id) => document.getElementById(id);
    const log = $("log"), turns = $("turns"), welcome = $("welcome"), input = $("input"), send = $("send");
    const notice = $("notice"), login = $("login"), key = $("key");

    // The conversation as this page shows it. The server keeps it too: the session's name ties both together.
    let messages = [];
    let session = newSession();
    let running = null;
    let retry = null;

    function newSession() {
      const bytes = crypto.getRandomValues(new Uint8Array(12));
      return "web-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    }

    function headers(more) {
      const saved = sessionStorage.getItem("mneme.key");
      return { ...(saved ? { Authorization: "Bearer " + saved } : {}), ...more };
    }

    function element(name, className, text) {
      const node = document.createElement(name);
      if (className) node.className = className;
      if (text !== undefined) node.textContent = text;
      return node;
    }

    // ---- Conversation ----

    function addTurn(kind, text) {
      welcome.hidden = true;
      const turn = element("div", "turn " + kind);
      const bubble = element("div", "bubble", text);
      turn.append(element("span", "hidden", kind === "user" ? "You:" : "Mneme:"), bubble);
      turns.append(turn);
      follow(true);
      return { turn, bubble };
    }

    function isAtEnd() { return log.scrollHeight - log.scrollTop - log.clientHeight < 80; }
    function follow(always) { if (always || isAtEnd()) log.scrollTop = log.scrollHeight; }

    function day(text) {
      const date = new Date(text);
      if (isNaN(date)) return "";
      return date.toLocaleDateString(undefined, { year: "numeric", month: "short", day: "numeric" });
    }

    function showRecalled(turn, recalled) {
      if (!recalled || recalled.length === 0) return;
      const details = element("details");
      const count = recalled.length;
      details.append(element("summary", "", count === 1 ? "1 memory used" : count + " memories used"));
      const list = element("ol");
      for (const hit of recalled) {
        const item = element("li", hit.source);
        item.append(element("div", "", hit.content));
        const meta = element("div", "meta");
        const source = hit.source === "memory" ? (hit.kind || "memory") : "said in a conversation";
        const speaker = hit.source === "message" && hit.role === "assistant" ? "Mneme" : hit.speaker;
        for (const text of [day(hit.created_at), source, speaker ? "by " + speaker : "",
                            typeof hit.score === "number" ? "score " + hit.score.toFixed(2) : ""]) {
          if (text) meta.append(element("span", "", text));
        }
        item.append(meta);
        list.append(item);
      }
      details.append(list);
      turn.append(details);
    }

    function setBusy(busy) {
      document.body.classList.toggle("busy", busy);
      send.setAttribute("aria-label", busy ? "Stop" : "Send");
      updateSend();
    }

    function updateSend() { send.disabled = !running && input.value.trim() === ""; }

    async function ask(text, isRepeat) {
      hideNotice();
      // "New conversation" replaces the list while an answer may still be on its way.
      const mine = messages;
      if (!isRepeat) {
        addTurn("user", text);
        mine.push({ role: "user", content: text });
      }
      const { turn, bubble } = addTurn("mneme", "");
      turn.classList.add("busy");
      const control = new AbortController();
      running = control;
      setBusy(true);
      let answer = "", recalled = [];
      try {
        await stream(control.signal, (chunk) => {
          if (chunk.error) throw new Error(chunk.error.message || "The answer broke off.");
          if (chunk.mneme && chunk.mneme.recalled) recalled = chunk.mneme.recalled;
          if (chunk.mneme && chunk.mneme.tool && chunk.mneme.tool.state === "waits") showApprovals();
          const piece = chunk.choices?.[0]?.delta?.content;
          if (piece) {
            const end = isAtEnd();
            answer += piece;
            bubble.textContent = answer;
            if (end) follow(true);
          }
        });
        mine.push({ role: "assistant", content: answer });
      } catch (error) {
        if (mine === messages) failed(error, turn, answer, text);
      } finally {
        const atEnd = isAtEnd() || !notice.hidden;
        turn.classList.remove("busy");
        if (turn.isConnected) showRecalled(turn, recalled);
        if (running === control) running = null;
        setBusy(running !== null);
        follow(atEnd);
        if (!login.open) input.focus();
      }
    }

    function failed(error, turn, answer, text) {
      if (error.name === "AbortError") {
        if (answer) messages.push({ role: "assistant", content: answer });
        else turn.remove();
        return;
      }
      if (answer) turn.append(element("p", "error", error.message));
      else turn.remove();
      if (error.status === 401) {
        askForKey(error.hadKey ? "That key is not right." : "", () => ask(text, true));
        return;
      }
      showNotice(error.message, () => ask(text, true));
    }

    async function stream(signal, onChunk) {
      let response;
      try {
        response = await fetch("/v1/chat/completions", {
          method: "POST", signal,
          headers: headers({ "Content-Type": "application/json", "X-Mneme-Session": session }),
          body: JSON.stringify({ model: "mneme", messages, stream: true }),
        });
      } catch (error) {
        if (error.name === "AbortError") throw error;
        setState("bad", "not reachable");
        throw new Error("The server cannot be reached. Is it still running?");
      }
      if (!response.ok) throw await refusal(response);
      setState("ok", "connected");
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "", done = false;
      while (!done) {
        let part;
        try {
          part = await reader.read();
        } catch (error) {
          if (error.name === "AbortError") throw error;
          throw new Error("The connection broke off.");
        }
        if (part.done) break;
        const events = (rest + part.value).split("\n\n");
        rest = events.pop();
        for (const event of events) {
          if (!event.startsWith("data: ")) continue;
          const data = event.slice(6);
          if (data === "[DONE]") { done = true; break; }
          onChunk(JSON.parse(data));
        }
      }
      if (!done) throw new Error("The connection broke off.");
    }

    async function refusal(response) {
      let message = "The server answered with status " + response.status + ".";
      try { message = (await response.json()).error.message || message; } catch { /* not JSON: the status has to do */ }
      const error = new Error(message);
      error.status = response.status;
      error.hadKey = sessionStorage.getItem("mneme.key") !== null;
      return error;
    }

    // ---- Trouble ----

    function showNotice(text, again) {
      notice.firstElementChild.textContent = text;
      notice.lastElementChild.hidden = !again;
      retry = again;
      notice.hidden = false;
    }
    function hideNotice() { notice.hidden = true; retry = null; }
    notice.lastElementChild.addEventListener("click", () => { const again = retry; hideNotice(); if (again) again(); });

    let afterLogin = null;
    function askForKey(problem, then) {
      afterLogin = then;
      $("login-error").textContent = problem;
      key.value = "";
      login.showModal();
      key.focus();
    }
    login.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!key.value.trim()) return;
      sessionStorage.setItem("mneme.key", key.value.trim());
      login.close("ok");
      const then = afterLogin;
      afterLogin = null;
      showModels();
      if (then) then();
    });
    $("login-cancel").addEventListener("click", () => login.close("cancel"));
    login.addEventListener("close", () => {
      if (login.returnValue !== "ok" && afterLogin) showNotice("Without the key there is no answer.", afterLogin);
      afterLogin = null;
    });

    function setState(kind, text) {
      const state = $("state");
      state.className = "state " + kind;
      state.lastElementChild.textContent = text;
    }

    async function checkHealth() {
      try {
        const response = await fetch("/health/quick", { cache: "no-store" });
        const health = await response.json();
        if (health.status === "ok") setState("ok", health.embedder === "loading" ? "loading the encoder" : "connected");
        else setState("ok", "full text only");
      } catch {
        setState("bad", "not reachable");
      }
    }
    checkHealth();
    setInterval(() => { if (!document.hidden) checkHealth(); }, 15000);

    // ---- Models ----

    const states = { ready: "ready", resting: "left alone for a while", loading: "starting", unusable: "not usable" };

    // Which models were found, and why one of them answers.
    async function showModels() {
      let report;
      try {
        const response = await fetch("/v1/providers", { cache: "no-store", headers: headers() });
        if (!response.ok) return;
        report = await response.json();
      } catch { return; }
      const box = $("models");
      const alone = report.chosen === "recall";
      box.querySelector("summary").textContent =
        alone ? "Answers come from memory alone" : "Answers by " + report.chosen;
      box.querySelector(".why").textContent = report.why;
      const list = box.querySelector("ol");
      list.replaceChildren();
      for (const model of report.models) {
        const item = element("li", model.state + (model.name === report.chosen ? " chosen" : ""));
        item.append(element("div", "", model.name));
        const meta = element("div", "meta");
        const place = model.name === "recall" ? "quotes what you said" : model.provider + (model.server ? ", " + model.server : "");
        for (const text of [place, model.is_local ? "stays at home" : "elsewhere", states[model.state], model.reason]) {
          if (text) meta.append(element("span", "", text));
        }
        item.append(meta);
        list.append(item);
      }
      const notes = box.querySelector(".notes");
      notes.replaceChildren(...report.notes.map((note) => element("div", "", note)));
      box.hidden = false;
    }
    showModels();

    // ---- Input ----

    function resize() {
      input.style.height = "auto";
      input.style.height = input.scrollHeight + 2 + "px";
      updateSend();
    }
    input.addEventListener("input", resize);
    input.addEventListener("keydown", (event) => {
      // While a Korean or Japanese syllable is being composed, Enter belongs to it.
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
        event.preventDefault();
        $("compose").requestSubmit();
      }
    });
    $("compose").addEventListener("submit", (event) => {
      event.preventDefault();
      if (running) { running.abort(); return; }
      const text = input.value.trim();
      if (!text) return;
      input.value = "";
      resize();
      ask(text, false);
    });
    document.querySelectorAll(".ideas button").forEach((button) => button.addEventListener("click", () => {
      input.value = button.textContent;
      resize();
      input.focus();
    }));
    $("new").addEventListener("click", () => {
      if (running) running.abort();
      messages = [];
      session = newSession();
      turns.replaceChildren();
      welcome.hidden = false;
      showModels();
      hideNotice();
      input.focus();
    });
    updateSend();
    """#
}
