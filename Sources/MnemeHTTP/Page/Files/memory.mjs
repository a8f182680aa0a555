// One memory: its words, what is known of it, where it comes from, and everything that was done to it.
import * as api from "./api.mjs";
import { busy, button, chip, h, iconButton, toast } from "./dom.mjs";
import { day, moment, number, t } from "./i18n.mjs";
import { decayCurve } from "./plots.mjs";
import { sourceMessages } from "./why.mjs";

/// - Parameter actions: `close`, `open(id)`, `forget`, `changed`.
export async function showMemory(id, actions) {
  const path = "v1/memories/" + api.part(id);
  const [memory, { history }] = await Promise.all([api.get(path), api.get(path + "/history")]);
  const run = (control, work, told) => busy(control, async () => {
    await work();
    if (told) toast(told);
    actions.changed();
  });
  const act = (label, name, method, tail, body, told) => {
    const made = button(label, () => run(made, () => api.send(method, path + tail, body), told), { icon: name });
    return made;
  };
  const speaks = memory.active;
  const row = h("div", { class: "row" });
  row.append(...[
    memory.awaits_approval ? act(t("approve"), "check", "POST", "/approve", undefined, t("approved")) : null,
    act(memory.pinned ? t("unpin") : t("pin"), "pin", "PATCH", "", { pinned: !memory.pinned }),
    history.length > 1 ? act(t("undo"), "undo", "POST", "/undo", undefined, t("undone")) : null,
    speaks ? act(t("retire"), "close", "DELETE", "", undefined, t("retired"))
      : memory.retired_at || memory.superseded_by ? act(t("restore"), "again", "POST", "/restore", undefined, t("restored")) : null,
    button(t("forget"), (event) => busy(event.currentTarget, actions.forget), { icon: "trash" }),
  ].filter(Boolean));

  const sources = h("div", { class: "sources" });
  sourceMessages(memory.sources).then((found) => sources.replaceChildren(...found));
  return h("article", null,
    h("div", { class: "row between" }, h("h2", { tabindex: "-1", text: t("memories.detail") }), iconButton("close", t("close"), actions.close)),
    words(memory, path, run),
    h("div", { class: "meta" }, chip(t("kind." + memory.kind)), memory.pinned ? chip(t("memories.pinned"), "accent") : null,
      memory.labels.map((label) => chip(label)), speaks ? null : chip(t("memories.silent"), "warn")),
    row, facts(memory, path, run, actions),
    judge(path, run),
    h("h3", { text: t("sources") }), sources,
    h("h3", { text: t("decay") }), decayCurve(memory),
    h("h3", { text: t("history") }), h("ol", { class: "history" }, history.map(entry)));
}

function words(memory, path, run) {
  const text = h("p", { class: "big words", text: memory.text });
  const edit = button(t("correct"), () => {
    const field = h("textarea", { rows: 4, "aria-label": t("correct.label") });
    field.value = memory.text;
    const save = h("button", { type: "submit", class: "primary", text: t("save") });
    const form = h("form", { class: "editor" }, field, h("div", { class: "row end" }, button(t("cancel"), () => form.replaceWith(box)), save));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field.value.trim()) run(save, () => api.send("PATCH", path, { text: field.value.trim() }), t("corrected"));
    });
    box.replaceWith(form);
    field.focus();
  }, { icon: "edit" });
  const box = h("div", { class: "statement" }, text, edit);
  return box;
}

function facts(memory, path, run, actions) {
  const list = h("dl", { class: "facts" });
  const line = (name, value) => { if (value) list.append(h("dt", { text: t("fact." + name) }), h("dd", null, value)); };
  const importance = h("input", { type: "range", min: 0, max: 100, value: Math.round(memory.importance * 100), "aria-label": t("fact.importance"),
    onchange: () => run(importance, () => api.send("PATCH", path, { importance: importance.value / 100 })) });
  line("importance", h("span", { class: "row" }, importance, h("span", { text: number(memory.importance, 2) })));
  line("confidence", number(memory.confidence, 2));
  line("trust", t("trust." + memory.trust));
  line("subject", memory.subject);
  line("attribute", memory.attribute);
  line("valid", memory.valid_to ? t("range", { from: day(memory.valid_from), to: day(memory.valid_to) }) : t("since", { day: day(memory.valid_from) }));
  line("recorded", moment(memory.recorded_at));
  line("retired", memory.retired_at && moment(memory.retired_at));
  line("superseded", memory.superseded_by && button(t("fact.successor"), () => actions.open(memory.superseded_by)));
  line("repetitions", memory.repetitions > 1 && number(memory.repetitions));
  const labels = h("input", { type: "text", value: memory.labels.join(", "), placeholder: t("labels.hint"), "aria-label": t("fact.labels"),
    onchange: () => run(labels, () => api.send("PATCH", path, { labels: labels.value.split(",").map((each) => each.trim()).filter(Boolean) })) });
  line("labels", labels);
  const local = h("input", { type: "checkbox", id: "local-only", checked: memory.local_only,
    onchange: () => run(local, () => api.send("PATCH", path, { local_only: local.checked })) });
  line("local", h("label", { class: "check", for: "local-only" }, local, h("span", { text: t("local_only.text") })));
  return list;
}

function judge(path, run) {
  const made = ["right", "wrong", "outdated"].map((judgement) => {
    const control = button(t("judge." + judgement), () => run(control, () => api.send("POST", path + "/feedback", { judgement }), t("judged")));
    return control;
  });
  return h("div", { class: "row", role: "group", "aria-label": t("judge") }, h("span", { class: "soft", text: t("judge") }), made);
}

function entry(change) {
  const names = Object.keys(change.after ?? {}).filter((name) => JSON.stringify(change.before?.[name]) !== JSON.stringify(change.after[name]));
  const shown = (value) => (value === null || value === undefined ? "–" : Array.isArray(value) ? value.join(", ") || "–" : typeof value === "number" ? number(value, 3) : String(value));
  return h("li", null, h("div", null, h("strong", { text: t("action." + change.action) }), h("span", { class: "soft", text: " " + moment(change.at) })),
    change.text ? h("p", { text: change.text }) : null,
    names.filter((name) => name !== "text" && change.before?.[name] !== undefined).slice(0, 8).map((name) =>
      h("p", { class: "soft small", text: `${name}: ${shown(change.before[name])} → ${shown(change.after[name])}` })));
}
