// The conversation.
import * as api from "./api.mjs";
import { showApprovals } from "./approvals.mjs";
import { Attachments, textOf } from "./attachments.mjs";
import { busy, button, fail, h, icon, iconButton, loading } from "./dom.mjs";
import { t } from "./i18n.mjs";
import * as router from "./router.mjs";
import { AnswerTurn, userTurn } from "./turn.mjs";

export async function show(view, parts) {
  const chat = new Chat(view);
  await chat.begin(parts[0]);
  return chat;
}

class Chat {
  constructor(view) {
    this.messages = [];
    this.session = newSession();
    this.running = null;
    this.build(view);
  }

  // ---- The parts of the view ----

  build(view) {
    this.turns = h("div", { id: "turns", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": t("chat.log") });
    this.welcome = h("div", { id: "welcome", hidden: true });
    this.end = iconButton("down", t("chat.end"), () => this.follow(true), { class: "icon to-end", hidden: true });
    this.log = h("div", { id: "log" }, h("h1", { class: "hidden", text: t("nav.chat") }), this.welcome, this.turns);
    this.notice = h("div", { class: "notice", hidden: true });
    this.input = h("textarea", {
      id: "input", rows: 1, placeholder: t("chat.placeholder"), "aria-label": t("chat.message"), maxlength: "100000",
      enterkeyhint: "send", autocomplete: "off",
    });
    const shelf = h("ul", { class: "shelf", hidden: true, "aria-label": t("attach.list") });
    this.files = new Attachments(shelf);
    const picker = h("input", {
      type: "file", multiple: true, hidden: true, accept: "image/png,image/jpeg,image/gif,image/webp,application/pdf,text/*,.md,.json,.csv,.log,.yaml,.yml",
      onchange: () => { busy(null, async () => { await this.files.add(picker.files); picker.value = ""; this.changed(); }); },
    });
    this.model = h("select", { id: "model", "aria-label": t("chat.model"), title: t("chat.model"), hidden: true,
      onchange: () => localStorage.setItem("mneme.model", this.model.value) });
    this.mode = h("select", { id: "mode", "aria-label": t("chat.mode"), title: t("chat.mode") },
      ["full", "read", "off"].map((name) => h("option", { value: name, text: t("mode." + name) })));
    this.send = h("button", { id: "send", type: "submit" }, icon("send"));
    const form = h("form", { id: "compose", autocomplete: "off" }, this.notice, h("div", { class: "box" },
      shelf, this.input,
      h("div", { class: "bottom" }, iconButton("clip", t("attach"), () => picker.click()), picker, this.mode, this.model, h("span", { class: "gap" }), this.send)),
      h("p", { class: "hint", text: t("chat.hint") }));
    view.append(this.log, this.end, form);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.input.addEventListener("input", () => this.changed());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("paste", (event) => {
      if (event.clipboardData?.files.length) { event.preventDefault(); this.files.add(event.clipboardData.files).then(() => this.changed()); }
    });
    view.addEventListener("dragover", this.onDrag = (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
    view.addEventListener("drop", this.onDrop = (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      this.files.add(event.dataTransfer.files).then(() => this.changed());
    });
    this.view = view;
    this.log.addEventListener("scroll", () => { this.end.hidden = this.isAtEnd(); });
    this.setBusy(false);
    this.showModels();
  }

  leave() {
    this.running?.abort();
    this.view.removeEventListener("dragover", this.onDrag);
    this.view.removeEventListener("drop", this.onDrop);
  }

  onKey(event) {
    // While a Korean or Japanese syllable is being composed, Enter belongs to it.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.running) this.running.abort();
    else if (event.key === "ArrowUp" && !this.input.value && !this.running) {
      const last = [...this.turns.querySelectorAll(".turn.user .tools button")].at(-1);
      if (last) { event.preventDefault(); last.click(); }
    }
  }

  changed() {
    this.input.style.height = "auto";
    this.input.style.height = Math.min(this.input.scrollHeight, innerHeight * 0.34) + "px";
    this.send.disabled = !this.running && !this.input.value.trim() && !this.files.files.length;
  }

  setBusy(flag) {
    this.view.classList.toggle("busy", flag);
    const label = flag ? t("chat.stop") : t("chat.send");
    this.send.setAttribute("aria-label", label);
    this.send.title = label;
    this.send.replaceChildren(icon(flag ? "stop" : "send"));
    this.changed();
  }

  isAtEnd() { return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 90; }
  follow(always) { if (always || this.isAtEnd()) this.log.scrollTop = this.log.scrollHeight; }

  // ---- Which conversation ----

  /// The hash has changed: another conversation, in the same view.
  update(parts) {
    if (parts[0] === this.session) return true;
    this.running?.abort();
    this.begin(parts[0]).catch(fail);
    return true;
  }

  async begin(name) {
    this.hideNotice();
    this.messages = [];
    this.turns.replaceChildren();
    if (!name || name === "new") {
      this.session = newSession();
      this.showWelcome();
      if (name === "new") router.replace("chat");
      this.input.value = sessionStorage.getItem("mneme.draft") ?? "";
      sessionStorage.removeItem("mneme.draft");
      this.changed();
      this.focus();
      return;
    }
    const session = this.session = name;
    this.welcome.hidden = true;
    const wait = loading();
    this.turns.append(wait);
    try {
      await this.load();
    } catch (error) {
      if (session === this.session) this.showNotice(error.message, () => this.begin(name));
    }
    wait.remove();
    this.follow(true);
    this.focus();
  }

  focus() { if (!matchMedia("(pointer: coarse)").matches && !document.querySelector("dialog[open]")) this.input.focus(); }

  async load() {
    const session = this.session;
    const [found, log] = await Promise.all([
      api.get(`v1/sessions/${api.part(session)}?limit=200`),
      api.get(`v1/interactions${api.query({ session, limit: 500 })}`).catch(() => ({ interactions: [] })),
    ]);
    // The model is told all of it: what is older comes by pages.
    while (found.next_before && found.messages.length < 2000 && session === this.session) {
      const page = await api.get(`v1/sessions/${api.part(session)}?limit=200&before=${found.next_before}`);
      found.messages = [...page.messages, ...found.messages];
      found.next_before = page.next_before;
    }
    if (session !== this.session) return;
    const turns = new Map(log.interactions.map((each) => [each.message_id, each]));
    this.messages = line(found.messages).filter((each) => each.role === "user" || each.role === "assistant").map((each) => ({
      id: each.id, role: each.role, content: each.text, at: each.created_at, speaker: each.speaker,
      // What an answer was made with is kept with the question.
      log: each.role === "assistant" ? turns.get(each.parent) : undefined,
    }));
    this.paint();
  }

  paint() {
    this.welcome.hidden = this.messages.length > 0;
    const last = this.messages.length - 1;
    this.turns.replaceChildren(...this.messages.map((message, place) => {
      if (message.role === "user") return userTurn(message, this.actions);
      const turn = new AnswerTurn(message, this.actions);
      turn.finish({ recalled: message.recalled ?? message.log?.recalled, isLast: place === last, model: message.model ?? message.log?.model });
      return turn.node;
    }));
  }

  actions = {
    isBusy: () => Boolean(this.running),
    /// What was asked: the nearest question before an answer.
    question: (message) => {
      const place = this.messages.indexOf(message);
      return textOf(this.messages.slice(0, place < 0 ? undefined : place).findLast((each) => each.role === "user")?.content ?? "");
    },
    resend: (message, text) => {
      const place = this.messages.indexOf(message);
      if (place < 0 || this.running) return;
      const content = typeof message.content === "string" ? text : [{ type: "text", text }, ...message.content.filter((part) => part.type !== "text")];
      // A beginning that is another one is another conversation: nothing before it could tell the server so.
      if (place === 0) this.session = newSession();
      this.messages = this.messages.slice(0, place);
      this.paint();
      this.ask(content);
    },
    again: () => {
      if (this.running || this.messages.at(-1)?.role !== "assistant") return;
      this.messages.pop();
      this.paint();
      this.answer();
    },
    branch: (message, control) => busy(control, async () => {
      const id = message.id ?? await this.idOf(message);
      const made = await api.send("POST", `v1/sessions/${api.part(this.session)}/branch`, { message: id });
      document.dispatchEvent(new CustomEvent("mneme:sessions"));
      router.go("chat", made.id);
    }),
  };

  /// The id under which the server keeps an answer of this page.
  async idOf(message) {
    const { messages } = await api.get(`v1/sessions/${api.part(this.session)}?limit=200`);
    const nth = this.messages.filter((each) => each.role === "assistant").length - this.messages.filter((each) => each.role === "assistant").indexOf(message);
    const answers = line(messages).filter((each) => each.role === "assistant");
    return (answers.findLast((each) => each.text === message.content) ?? answers.at(-nth))?.id;
  }

  // ---- Asking ----

  submit() {
    if (this.running) { this.running.abort(); return; }
    const text = this.input.value.trim();
    if (!text && !this.files.files.length) return;
    const content = this.files.content(text);
    this.input.value = "";
    this.files.clear();
    this.changed();
    this.ask(content);
  }

  ask(content) {
    const message = { role: "user", content };
    this.welcome.hidden = true;
    this.messages.push(message);
    for (const each of this.turns.querySelectorAll(".turn.mneme .tools [data-again]")) each.remove();
    this.turns.append(userTurn(message, this.actions));
    return this.answer();
  }

  async answer() {
    this.hideNotice();
    // Another conversation replaces the list while an answer may still be on its way.
    const mine = this.messages;
    const session = this.session;
    const message = { role: "assistant", content: "" };
    const turn = new AnswerTurn(message, this.actions);
    turn.isBusy = true;
    this.turns.append(turn.node);
    this.follow(true);
    const control = this.running = new AbortController();
    this.setBusy(true);
    try {
      await this.stream(control.signal, session, (chunk) => {
        if (chunk.error) throw new Error(chunk.error.message || t("chat.broken"));
        const ours = chunk.mneme;
        if (ours?.recalled) message.recalled = ours.recalled;
        if (ours?.tool) { turn.step(ours.tool); if (ours.tool.state === "waits") showApprovals(); }
        if (ours?.model ?? chunk.model) message.model = ours?.model ?? chunk.model;
        const piece = chunk.choices?.[0]?.delta?.content;
        if (piece) { const end = this.isAtEnd(); turn.grow(piece, () => { if (end) this.follow(true); }); }
      });
      message.content = turn.text;
      mine.push(message);
    } catch (error) {
      message.content = turn.text;
      if (error.name === "AbortError") { if (turn.text) mine.push(message); else turn.node.remove(); }
      else if (mine === this.messages) {
        if (turn.text) turn.error(error.message); else turn.node.remove();
        this.showNotice(error.message, () => this.answer());
      }
    } finally {
      turn.isBusy = false;
      if (this.running === control) { this.running = null; this.setBusy(false); }
    }
    if (mine !== this.messages) return;
    const end = this.isAtEnd();
    for (const each of this.turns.querySelectorAll(".turn.mneme")) if (each !== turn.node) each.classList.add("past");
    turn.finish({ recalled: message.recalled, isLast: true, model: message.model });
    if (end) this.follow(true);
    if (location.hash !== "#/chat/" + encodeURIComponent(session) && this.mode.value === "full") router.replace("chat", session);
    document.dispatchEvent(new CustomEvent("mneme:sessions"));
    document.dispatchEvent(new CustomEvent("mneme:memories"));
    this.focus();
  }

  async stream(signal, session, each) {
    const response = await api.open("v1/chat/completions", {
      method: "POST", signal,
      headers: { "Content-Type": "application/json", "X-Mneme-Session": session, "X-Mneme-Memory": this.mode.value },
      body: JSON.stringify({
        model: this.model.value || "mneme", stream: true,
        messages: this.messages.map(({ role, content }) => ({ role, content })),
      }),
    });
    let isDone = false;
    await api.events(response, (_, data) => { if (data === "[DONE]") isDone = true; else each(JSON.parse(data)); });
    if (!isDone) throw new Error(t("chat.broken"));
  }

  showNotice(text, again) {
    this.notice.hidden = false;
    this.notice.setAttribute("role", "alert");
    this.notice.replaceChildren(h("span", { text }), again ? button(t("again"), () => { this.hideNotice(); again(); }) : null);
  }

  hideNotice() { this.notice.hidden = true; this.notice.replaceChildren(); }

  async showModels() {
    try {
      const report = await api.get("v1/providers");
      const names = report.models.filter((model) => model.state !== "unusable");
      this.model.hidden = names.length < 2;
      this.model.replaceChildren(h("option", { value: "mneme", text: t("chat.model.default", { name: report.chosen }) }),
        ...names.map((model) => h("option", { value: model.name, text: model.name + (model.is_local ? "" : " ↗") })));
      const saved = localStorage.getItem("mneme.model");
      if (names.some((model) => model.name === saved)) this.model.value = saved;
      this.report = report;
    } catch { this.model.hidden = true; }
  }

  async showWelcome() {
    const { paintWelcome } = await import("./welcome.mjs");
    this.welcome.hidden = this.messages.length > 0;
    paintWelcome(this.welcome, (text) => { this.input.value = text; this.changed(); this.input.focus(); });
  }
}

function newSession() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return "web-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/// The messages that lead to the last one. An edited question and a second answer stand beside what they replaced; a
/// conversation in which nothing follows anything is a list.
export function line(messages) {
  const known = new Map(messages.map((message) => [message.id, message]));
  const isTree = messages.some((message) => message.parent && known.has(message.parent));
  if (!isTree) return messages;
  const path = [];
  let next = messages.at(-1);
  while (next) {
    path.unshift(next);
    next = known.get(next.parent);
  }
  return path;
}
