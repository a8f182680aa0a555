// What waits for the owner, what was done at its time, and what happens now.
import * as api from "./api.mjs";
import { busy, button, chip, empty, fail, h, heading, loading, toast } from "./dom.mjs";
import { day, moment, number, t } from "./i18n.mjs";

export async function show(view) {
  const activity = new Activity(view);
  await activity.load();
  activity.follow();
  return activity;
}

class Activity {
  constructor(view) {
    this.inbox = h("section", { "aria-labelledby": "inbox-title" });
    this.tasks = h("section", { hidden: true });
    this.feed = h("ol", { class: "feed", role: "log", "aria-label": t("activity.now") });
    this.state = h("p", { class: "soft small", role: "status", text: t("activity.waiting") });
    view.append(h("div", { class: "page" }, heading(t("nav.activity"), t("activity.text")), this.inbox, this.tasks,
      h("section", null, h("h2", { text: t("activity.now") }), this.state, this.feed)));
    document.addEventListener("mneme:memories", this.refresh = () => this.load());
  }

  leave() {
    this.control?.abort();
    document.removeEventListener("mneme:memories", this.refresh);
  }

  async load() {
    if (!this.inbox.childNodes.length) this.inbox.append(loading());
    try {
      const [{ memories }, schedule] = await Promise.all([
        api.get("v1/memories/inbox?limit=100"), api.get("v1/schedule").catch(() => ({ scheduled: [] }))]);
      this.inbox.replaceChildren(h("h2", { id: "inbox-title", text: t("inbox.title", { count: memories.length }) }), memories.length
        ? h("ul", { class: "cards" }, memories.map((memory) => this.suggestion(memory)))
        : empty(t("inbox.empty"), t("inbox.empty.text")));
      const ran = schedule.scheduled.filter((task) => task.last).sort((a, b) => b.last.at.localeCompare(a.last.at));
      this.tasks.hidden = !ran.length;
      this.tasks.replaceChildren(h("h2", { text: t("activity.results") }), h("ul", { class: "cards" }, ran.map((task) => h("li", { class: "card" },
        h("p", null, h("strong", { text: task.task })), h("p", { text: task.last.text }),
        h("div", { class: "meta" }, chip(task.last.succeeded ? t("step.done") : t("step.failed"), task.last.succeeded ? "accent" : "warn"), h("span", { text: moment(task.last.at) }))))));
    } catch (error) { fail(error); }
  }

  suggestion(memory) {
    const path = "v1/memories/" + api.part(memory.id);
    const act = (label, style, work, told) => {
      const made = button(label, () => busy(made, async () => {
        await work();
        toast(told);
        document.dispatchEvent(new CustomEvent("mneme:memories"));
      }), { class: style });
      return made;
    };
    return h("li", { class: "card" }, h("p", { class: "words", text: memory.text }),
      h("div", { class: "meta" }, chip(t("kind." + memory.kind)), h("span", { text: t("trust." + memory.trust) }), h("span", { text: day(memory.recorded_at) })),
      h("div", { class: "row" }, act(t("inbox.keep"), "primary", () => api.send("POST", path + "/approve"), t("approved")),
        act(t("inbox.decline"), "quiet", () => api.send("DELETE", path), t("inbox.declined")),
        h("a", { class: "quiet", href: "#/memories/" + encodeURIComponent(memory.id), text: t("details") })));
  }

  /// The feed of events, over and over, from where it broke off.
  async follow() {
    let last, pause = 1000;
    while (!this.control?.signal.aborted) {
      this.control = new AbortController();
      try {
        const response = await api.open("v1/events", { signal: this.control.signal, headers: last ? { "Last-Event-ID": last } : {} });
        this.state.textContent = t("activity.live");
        pause = 1000;
        await api.events(response, (name, data, id) => { last = id ?? last; this.add(name, JSON.parse(data)); });
      } catch (error) {
        if (error.name === "AbortError") return;
        this.state.textContent = error.message;
      }
      await new Promise((done) => setTimeout(done, pause));
      pause = Math.min(30000, pause * 2);
    }
  }

  add(name, event) {
    const line = this.line(name, event);
    if (!line) return;
    this.feed.prepend(h("li", null, h("time", { text: moment(event.time) }), h("span", null, line)));
    while (this.feed.childNodes.length > 100) this.feed.lastChild.remove();
  }

  line(name, event) {
    const key = "event." + name;
    const values = {
      action: event.action ? t("action." + event.action) : "", role: event.role === "assistant" ? "Mneme" : t("you"),
      name: event.name ?? event.kind ?? "", count: event.items?.length ?? event.done ?? 0, depth: event.depth ?? 0,
      outcome: event.outcome ?? "", seconds: number((event.milliseconds ?? 0) / 1000, 2),
    };
    const told = t(key, values);
    if (told === key) return name.replaceAll("_", " ");
    const target = event.session ? "#/chat/" + encodeURIComponent(event.session) : event.type === "memory_changed" && event.id ? "#/memories/" + encodeURIComponent(event.id) : null;
    return target ? h("a", { href: target, text: told }) : told;
  }
}
