// Conversations: found, read, renamed, ended, branched, forgotten; and what was said in them, by its words.
import * as api from "./api.mjs";
import { ask, busy, button, chip, empty, fail, h, heading, iconButton, loading, toast } from "./dom.mjs";
import { forget } from "./forget.mjs";
import { ago, day, moment, t } from "./i18n.mjs";
import { renderMarkdown } from "./markdown.mjs";
import * as router from "./router.mjs";

export async function show(view, parts) {
  const sessions = new Sessions(view);
  await sessions.load();
  if (parts[0]) sessions.read(parts[0]);
  return sessions;
}

class Sessions {
  constructor(view) {
    this.search = h("input", { type: "search", placeholder: t("sessions.search"), "aria-label": t("sessions.search") });
    this.search.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.load(), 250); });
    this.archived = h("input", { type: "checkbox", id: "archived", onchange: () => this.load() });
    this.list = h("ol", { class: "sessions" });
    this.said = h("section", { hidden: true });
    this.detail = h("aside", { class: "detail", hidden: true, "aria-label": t("sessions.detail") });
    view.append(h("div", { class: "page split" }, h("div", { class: "column" },
      heading(t("nav.sessions"), t("sessions.text"), button(t("chat.new"), () => router.go("chat", "new"), { icon: "plus" })),
      h("div", { class: "filters", role: "search" }, this.search, h("label", { class: "check", for: "archived" }, this.archived, h("span", { text: t("sessions.archived") }))),
      this.list, this.said), this.detail));
  }

  leave() { clearTimeout(this.timer); }

  update(parts) { if (parts[0]) this.read(parts[0]); else this.close(); return true; }

  async load() {
    const q = this.search.value.trim();
    const turn = this.turn = (this.turn ?? 0) + 1;
    try {
      const [{ sessions }, messages] = await Promise.all([
        api.get("v1/sessions" + api.query({ q, include_archived: this.archived.checked, openings: true, limit: 100 })),
        q ? api.get("v1/messages/search" + api.query({ q, limit: 30 })).then((found) => found.messages) : [],
      ]);
      if (turn !== this.turn) return;
      this.list.replaceChildren(...sessions.map((session) => this.line(session)));
      if (!sessions.length && !messages.length) this.list.append(h("li", { class: "none" }, empty(q ? t("sessions.nothing") : t("sessions.empty"))));
      this.said.hidden = !messages.length;
      this.said.replaceChildren(h("h2", { text: t("sessions.said") }), h("ol", { class: "sessions" }, messages.map((message) => h("li", null,
        h("a", { class: "line", href: "#/chat/" + encodeURIComponent(message.session_id) }, h("span", { class: "words", text: message.text.slice(0, 300) }),
          h("span", { class: "meta" }, h("span", { text: message.role === "assistant" ? "Mneme" : message.speaker ?? t("you") }), h("span", { text: moment(message.created_at) })))))));
    } catch (error) { if (turn === this.turn) fail(error); }
  }

  line(session) {
    return h("li", { "data-id": session.id }, h("button", { type: "button", class: "line", onclick: () => { router.replace("sessions", session.id); this.read(session.id, true); } },
      h("span", { class: "words", text: session.title || session.opening || t("sessions.untitled") }),
      session.summary ? h("span", { class: "summary", text: session.summary }) : null,
      h("span", { class: "meta" }, h("span", { text: ago(session.last_activity_at) }), h("span", { text: t("messages", { count: session.message_count }) }),
        session.branch_of ? chip(t("sessions.branch")) : null, session.archived_at ? chip(t("sessions.put_away")) : null,
        session.ended_at ? null : chip(t("sessions.running"), "accent"), (session.topics ?? []).slice(0, 3).map((topic) => chip(topic)))));
  }

  close() { this.detail.hidden = true; this.detail.replaceChildren(); }

  async read(id, isClick = false) {
    for (const item of this.list.querySelectorAll("li")) item.classList.toggle("open", item.dataset.id === id);
    this.detail.hidden = false;
    this.detail.replaceChildren(loading());
    const path = "v1/sessions/" + api.part(id);
    try {
      const { session, messages, next_before } = await api.get(path + "?limit=100");
      const act = (label, name, work) => { const made = button(label, () => busy(made, work), { icon: name }); return made; };
      const again = async () => { document.dispatchEvent(new CustomEvent("mneme:sessions")); await this.load(); await this.read(id); };
      const log = h("ol", { class: "reading" }, messages.map(said));
      const earlier = next_before ? button(t("sessions.earlier"), () => busy(earlier, async () => {
        const page = await api.get(`${path}?limit=100&before=${earlier.dataset.before}`);
        log.prepend(...page.messages.map(said));
        if (page.next_before) earlier.dataset.before = page.next_before; else earlier.remove();
      }), { "data-before": next_before }) : null;
      this.detail.replaceChildren(h("article", null,
        h("div", { class: "row between" }, h("h2", { tabindex: "-1", text: session.title || t("sessions.untitled") }),
          iconButton("close", t("close"), () => { router.replace("sessions"); this.close(); })),
        h("p", { class: "soft small", text: `${t("range", { from: day(session.started_at), to: day(session.last_activity_at) })} · ${t("messages", { count: session.message_count })} · ${session.channel}` }),
        session.summary ? h("p", { text: session.summary }) : null,
        h("div", { class: "row" }, h("a", { class: "quiet primary-link", href: "#/chat/" + encodeURIComponent(id), text: t("sessions.continue") }),
          act(t("rename"), "edit", async () => {
            const title = await ask(t("rename"), t("sessions.title"), session.title ?? "");
            if (title === undefined) return;
            await api.send("PATCH", path, { title: title || null });
            await again();
          }),
          act(t("chat.branch"), "branch", async () => { const made = await api.send("POST", path + "/branch", {}); document.dispatchEvent(new CustomEvent("mneme:sessions")); router.go("chat", made.id); }),
          session.ended_at ? null : act(t("sessions.end"), "check", async () => { await api.send("POST", path + "/end"); toast(t("sessions.ended")); await again(); }),
          act(t("forget"), "trash", async () => { if (await forget({ session: id }, t("sessions.forget"))) { router.replace("sessions"); this.close(); await this.load(); } })),
        earlier, log));
      if (isClick) this.detail.querySelector("h2").focus();
    } catch (error) { this.close(); fail(error); }
  }
}

function said(message) {
  const who = message.role === "assistant" ? "Mneme" : message.speaker ?? (message.role === "user" ? t("you") : message.role);
  return h("li", { class: message.role }, h("div", { class: "soft small", text: `${who} · ${moment(message.created_at)}` }), message.role === "assistant" ? markdown(message.text) : h("p", { text: message.text }));
}

function markdown(text) {
  const box = h("div", { class: "md" });
  renderMarkdown(box, text);
  return box;
}
