// What is remembered: searched, filtered, as it is and as it was.
import * as api from "./api.mjs";
import { ask, busy, button, chip, dialog, empty, fail, h, heading, loading, toast } from "./dom.mjs";
import { forget } from "./forget.mjs";
import { day, number, t } from "./i18n.mjs";
import { showMemory } from "./memory.mjs";
import { dayBars } from "./plots.mjs";
import * as router from "./router.mjs";

const kinds = ["fact", "preference", "event", "insight", "semantic", "reference"];
const trusts = ["user", "other", "assistant", "tool", "web"];

export async function show(view, parts) {
  const browser = new Browser(view);
  await browser.begin(parts[0]);
  return browser;
}

class Browser {
  constructor(view) {
    this.filter = { kinds: new Set(), trust: "", pinned: false, inactive: false, from: "", to: "" };
    this.chosen = new Set();
    this.asOf = null;
    this.search = h("input", { type: "search", id: "memory-search", placeholder: t("memories.search"), "aria-label": t("memories.search") });
    this.search.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.load(), 250); });
    this.list = h("ol", { class: "memories", "aria-label": t("nav.memories") });
    this.more = button(t("more"), () => busy(this.more, () => this.load(this.next)), { hidden: true });
    this.told = h("p", { class: "soft small", role: "status" });
    this.bulk = h("div", { class: "bulk row", hidden: true });
    this.detail = h("aside", { class: "detail", hidden: true, "aria-label": t("memories.detail") });
    this.timeline = h("div", { class: "timeline" });
    view.append(h("div", { class: "page split" },
      h("div", { class: "column" },
        heading(t("nav.memories"), t("memories.text"), button(t("memories.add"), () => this.add(), { icon: "plus" })),
        this.timeline, this.filters(), this.slider(), this.told, this.bulk, this.list, h("div", { class: "row center" }, this.more)),
      this.detail));
    document.addEventListener("mneme:memories", this.refresh = () => this.reload());
  }

  leave() { document.removeEventListener("mneme:memories", this.refresh); clearTimeout(this.timer); }

  async begin(id) {
    this.paintTimeline().catch(() => { this.timeline.hidden = true; });
    await this.load();
    if (id) this.open(id, false);
  }

  update(parts) {
    if (parts[0]) this.open(parts[0], false); else this.close(false);
    return true;
  }

  // ---- What is looked for ----

  filters() {
    const press = (label, isOn, change) => {
      const made = h("button", { type: "button", class: "filter", "aria-pressed": String(isOn), text: label, onclick: () => {
        const next = made.getAttribute("aria-pressed") !== "true";
        made.setAttribute("aria-pressed", String(next));
        change(next);
        this.load();
      } });
      return made;
    };
    const trust = h("select", { "aria-label": t("memories.trust"), onchange: () => { this.filter.trust = trust.value; this.load(); } },
      h("option", { value: "", text: t("memories.trust.any") }), trusts.map((name) => h("option", { value: name, text: t("trust." + name) })));
    const date = (name) => h("input", { type: "date", "aria-label": t("memories." + name), title: t("memories." + name),
      onchange: (event) => { this.filter[name] = event.target.value; this.load(); } });
    return h("div", { class: "filters", role: "search" }, this.search,
      h("div", { class: "row", role: "group", "aria-label": t("memories.filter") },
        kinds.map((kind) => press(t("kind." + kind), false, (on) => this.filter.kinds[on ? "add" : "delete"](kind))),
        press(t("memories.pinned"), false, (on) => { this.filter.pinned = on; }),
        press(t("memories.inactive"), false, (on) => { this.filter.inactive = on; }),
        trust, this.fromField = date("from"), this.toField = date("to")));
  }

  /// Memory as it was: from the first day to now.
  slider() {
    const now = Date.now();
    const field = h("input", { type: "range", id: "as-of", min: 0, max: 1000, value: 1000 });
    const told = h("output", { for: "as-of", text: t("asof.now") });
    const box = h("div", { class: "asof" }, h("label", { for: "as-of", text: t("asof") }), field, told);
    field.addEventListener("input", () => {
      const time = this.since + ((now - this.since) * field.value) / 1000;
      this.asOf = Number(field.value) === 1000 ? null : new Date(time).toISOString();
      told.textContent = this.asOf ? day(this.asOf) : t("asof.now");
      field.setAttribute("aria-valuetext", told.textContent);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(), 200);
    });
    this.since = now - 31557600000;
    api.get("v1/memories/stats").then((stats) => {
      if (stats.first_message_at) this.since = Math.min(new Date(stats.first_message_at).getTime(), now - 86400000);
      this.stats = stats;
    }).catch(() => { box.hidden = true; });
    return box;
  }

  async paintTimeline() {
    const { days } = await api.get("v1/memories/timeline");
    this.timeline.hidden = days.length < 2;
    if (days.length < 2) return;
    this.timeline.replaceChildren(dayBars(days, t("timeline"), (from, to) => {
      this.filter.from = this.fromField.value = from;
      this.filter.to = this.toField.value = to;
      this.load();
    }));
  }

  address(before) {
    const { filter } = this;
    if (this.asOf) return "v1/memories" + api.query({ as_of: this.asOf, limit: 50, before });
    const next = filter.to ? new Date(new Date(filter.to + "T00:00:00Z").getTime() + 86400000).toISOString() : "";
    return "v1/memories" + api.query({
      limit: 50, before, kind: [...filter.kinds].join(","), trust: filter.trust, pinned: filter.pinned,
      include_inactive: filter.inactive, from: filter.from ? filter.from + "T00:00:00Z" : "", to: next,
    });
  }

  async load(before) {
    const turn = this.turn = (this.turn ?? 0) + 1;
    const text = this.search.value.trim();
    if (!before) { this.chosen.clear(); this.paintBulk(); }
    this.list.setAttribute("aria-busy", "true");
    try {
      let memories, next = null, told;
      if (text && !this.asOf && !before) {
        const found = await api.send("POST", "v1/memories/search", { query: text, limit: 50, sources: ["memory"] });
        const byWords = await api.get("v1/memories" + api.query({ q: text, limit: 50, include_inactive: this.filter.inactive }));
        memories = await this.joined(found.results, byWords.memories);
        told = t("memories.found", { count: memories.length });
      } else {
        const page = await api.get(this.address(before));
        memories = page.memories;
        next = page.next_before;
        if (text) memories = memories.filter((memory) => memory.text.toLowerCase().includes(text.toLowerCase()));
        told = this.asOf ? t("asof.told", { day: day(this.asOf) }) : "";
      }
      if (turn !== this.turn) return;
      this.next = next;
      this.more.hidden = next === null;
      this.told.textContent = told;
      const lines = memories.map((memory) => this.line(memory));
      if (before) this.list.append(...lines); else this.list.replaceChildren(...lines);
      if (!this.list.childNodes.length) this.list.append(h("li", { class: "none" }, empty(text ? t("memories.nothing") : t("memories.empty"), text ? null : t("memories.empty.text"))));
    } catch (error) { if (turn === this.turn) fail(error); } finally { this.list.removeAttribute("aria-busy"); }
  }

  /// What is meant first, then what has the words; each once, and only what the filters let through.
  async joined(hits, worded) {
    const known = new Map(worded.map((memory) => [memory.id, memory]));
    const meant = await Promise.all(hits.map((hit) => known.get(hit.id) ?? api.get("v1/memories/" + api.part(hit.id)).catch(() => null)));
    const scores = new Map(hits.map((hit) => [hit.id, hit.score]));
    const all = [...new Map([...meant.filter(Boolean), ...worded].map((memory) => [memory.id, memory])).values()];
    const { filter } = this;
    return all.filter((memory) => (!filter.kinds.size || filter.kinds.has(memory.kind)) && (!filter.trust || memory.trust === filter.trust)
      && (!filter.pinned || memory.pinned) && (filter.inactive || memory.active)
      && (!filter.from || memory.recorded_at >= filter.from) && (!filter.to || memory.recorded_at.slice(0, 10) <= filter.to))
      .map((memory) => ({ ...memory, score: scores.get(memory.id) }));
  }

  async reload() { await this.load(); if (!this.detail.hidden && this.opened) this.open(this.opened, false); }

  // ---- The list ----

  line(memory) {
    const box = h("input", { type: "checkbox", "aria-label": t("memories.choose", { text: memory.text.slice(0, 80) }), onchange: () => {
      this.chosen[box.checked ? "add" : "delete"](memory.id);
      this.paintBulk();
    } });
    const state = memory.retired_at ? t("state.retired") : memory.superseded_by ? t("state.superseded") : memory.awaits_approval ? t("state.waits") : "";
    return h("li", { "data-id": memory.id, class: memory.active ? "" : "inactive" }, box,
      h("button", { type: "button", class: "line", onclick: () => this.open(memory.id) },
        h("span", { class: "words", text: memory.text }),
        h("span", { class: "meta" }, chip(t("kind." + memory.kind)), memory.pinned ? chip(t("memories.pinned"), "accent") : null,
          chip(state, "warn"), memory.local_only ? chip(t("local_only")) : null, memory.trust !== "user" ? chip(t("trust." + memory.trust)) : null,
          h("span", { text: day(memory.valid_from ?? memory.recorded_at) }),
          memory.repetitions > 1 ? h("span", { text: t("repeated", { count: memory.repetitions }) }) : null,
          memory.score !== undefined ? h("span", { text: t("why.score", { score: number(memory.score, 2) }) }) : null)));
  }

  paintBulk() {
    const count = this.chosen.size;
    this.bulk.hidden = count === 0;
    if (!count) { this.bulk.replaceChildren(); return; }
    const each = (label, name, change) => {
      const made = button(label, () => busy(made, async () => {
        let done = 0;
        for (const id of [...this.chosen]) { await change(api.part(id)); told.textContent = t("bulk.progress", { done: ++done, count }); }
        toast(t("bulk.done", { count: done }));
        this.changed();
      }), { icon: name });
      return made;
    };
    const told = h("span", { role: "status", text: t("bulk.chosen", { count }) });
    const gone = button(t("forget"), () => busy(gone, async () => {
      const total = {};
      for (const id of this.chosen) {
        const receipt = await api.send("DELETE", `v1/memories/${api.part(id)}?erase=1&dry_run=1`);
        for (const [name, value] of Object.entries(receipt)) if (typeof value === "number") total[name] = (total[name] ?? 0) + value;
      }
      const { receiptTable } = await import("./forget.mjs");
      if (await dialog(t("forget.title"), [h("p", { text: t("forget.text") }), ...receiptTable(total)],
        [{ label: t("cancel") }, { label: t("forget.do"), class: "danger", value: "yes" }]) !== "yes") return;
      let done = 0;
      for (const id of [...this.chosen]) {
        await api.send("DELETE", `v1/memories/${api.part(id)}?erase=1`).catch((error) => { if (error.status !== 404) throw error; });
        told.textContent = t("bulk.progress", { done: ++done, count });
      }
      toast(t("bulk.done", { count: done }));
      this.changed();
    }), { icon: "trash" });
    const all = button(t("bulk.all"), () => {
      for (const item of this.list.querySelectorAll("li[data-id]")) { item.querySelector("input").checked = true; this.chosen.add(item.dataset.id); }
      this.paintBulk();
    });
    this.bulk.replaceChildren(told, all, each(t("pin"), "pin", (id) => api.send("PATCH", "v1/memories/" + id, { pinned: true })),
      each(t("unpin"), "pin", (id) => api.send("PATCH", "v1/memories/" + id, { pinned: false })),
      each(t("retire"), "undo", (id) => api.send("DELETE", "v1/memories/" + id)), gone,
      button(t("bulk.none"), () => { for (const field of this.list.querySelectorAll("input")) field.checked = false; this.chosen.clear(); this.paintBulk(); }));
  }

  changed() { document.dispatchEvent(new CustomEvent("mneme:memories")); }

  async add() {
    const text = await ask(t("memories.add"), t("memories.add.label"), "", true);
    if (!text) return;
    try {
      const made = await api.send("POST", "v1/memories", { text });
      toast(t("memories.added"));
      this.changed();
      this.open(made.id);
    } catch (error) { fail(error); }
  }

  // ---- One of them ----

  async open(id, isClick = true) {
    this.opened = id;
    if (isClick) router.replace("memories", id);
    for (const item of this.list.querySelectorAll("li")) item.classList.toggle("open", item.dataset.id === id);
    this.detail.hidden = false;
    if (!this.detail.childNodes.length) this.detail.replaceChildren(loading());
    try {
      const made = await showMemory(id, { close: () => this.close(), open: (other) => this.open(other), forget: async () => {
        if (await forget({ memory: id })) this.close();
      }, changed: () => this.changed() });
      if (this.opened !== id) return;
      this.detail.replaceChildren(made);
      if (isClick) made.querySelector("h2")?.focus();
    } catch (error) { this.close(); fail(error); }
  }

  close(isClick = true) {
    const item = this.list.querySelector("li.open");
    this.opened = null;
    this.detail.hidden = true;
    this.detail.replaceChildren();
    item?.classList.remove("open");
    if (isClick) { router.replace("memories"); item?.querySelector("button")?.focus(); }
  }
}
