// "Why did it say that": the memories behind an answer, their scores and where they come from, and what can be done about them.
import * as api from "./api.mjs";
import { ask, busy, button, chip, h, loading, toast } from "./dom.mjs";
import { forget } from "./forget.mjs";
import { day, moment, number, t } from "./i18n.mjs";

/// - Parameter items: what memory brought: hits of a recall, or `{source, id, score}` of an answer of some time ago.
export async function showEvidence(box, items, question) {
  box.replaceChildren(h("h3", { text: t("why.title") }));
  if (!items.length) { box.append(h("p", { class: "soft", text: t("why.nothing") })); return; }
  const wait = loading();
  box.append(wait);
  const found = await Promise.all(items.map(resolve));
  wait.remove();
  const best = Math.max(...items.map((item) => item.score || 0), 0.01);
  box.append(h("ol", { class: "evidence" }, found.map((item) => entry(item, best))));
  if (question) {
    const control = button(t("why.ranking"), () => busy(control, async () => {
      control.replaceWith(await ranking(question, found));
    }), { icon: "search" });
    box.append(control);
  }
}

async function resolve(item) {
  if (item.content !== undefined) return item;
  try {
    if (item.source === "memory") {
      const memory = await api.get("v1/memories/" + api.part(item.id));
      return { ...item, content: memory.text, kind: memory.kind, created_at: memory.valid_from ?? memory.recorded_at, sources: memory.sources, trust: memory.trust, session_id: memory.session_id, memory };
    }
    const message = await api.get("v1/messages/" + api.part(item.id));
    return { ...item, content: message.text, role: message.role, speaker: message.speaker, created_at: message.created_at, session_id: message.session_id, trust: message.trust };
  } catch (error) {
    if (error.status !== 404) throw error;
    return { ...item, gone: true };
  }
}

function scale(score, best) {
  const meter = h("span", { class: "meter", "aria-hidden": "true" }, h("i"));
  meter.firstChild.style.width = Math.round((100 * (score || 0)) / best) + "%";
  return h("span", { class: "score" }, meter, h("span", { text: t("why.score", { score: number(score ?? 0, 2) }) }));
}

function entry(item, best) {
  if (item.gone) return h("li", { class: "gone" }, h("p", { class: "soft", text: t("why.gone") }));
  const isMemory = item.source === "memory";
  const words = h("p", { class: "words", text: item.content });
  const who = item.role === "assistant" ? "Mneme" : item.speaker;
  const sources = h("div", { class: "sources", hidden: true });
  const line = h("li", { class: item.source }, words, h("div", { class: "meta" }, scale(item.score, best),
    chip(isMemory ? t("kind." + (item.kind ?? "fact")) : t("why.said")), h("span", { text: day(item.created_at) }),
    who ? h("span", { text: t("by", { name: who }) }) : null));
  const row = h("div", { class: "row" });
  if (isMemory) {
    const show = button(t("why.source"), () => busy(show, async () => {
      if (!sources.childNodes.length) sources.append(...await sourceMessages(item.sources ?? []));
      sources.hidden = !sources.hidden;
      show.setAttribute("aria-expanded", String(!sources.hidden));
    }), { "aria-expanded": "false" });
    const correct = button(t("correct"), () => busy(correct, async () => {
      const text = await ask(t("correct.title"), t("correct.label"), words.textContent, true);
      if (!text || text === words.textContent) return;
      words.textContent = (await api.send("PATCH", "v1/memories/" + api.part(item.id), { text })).text;
      changed();
      toast(t("corrected"), { label: t("undo"), run: () => busy(null, async () => {
        words.textContent = (await api.send("POST", `v1/memories/${api.part(item.id)}/undo`)).text;
        changed();
      }) });
    }), { icon: "edit" });
    const outdated = button(t("outdated"), () => busy(outdated, async () => {
      await api.send("POST", `v1/memories/${api.part(item.id)}/feedback`, { judgement: "outdated" });
      line.classList.add("struck");
      changed();
      toast(t("outdated.done"), { label: t("undo"), run: () => busy(null, async () => {
        await api.send("POST", `v1/memories/${api.part(item.id)}/undo`);
        line.classList.remove("struck");
        changed();
      }) });
    }));
    row.append(show, correct, outdated, h("a", { class: "quiet", href: "#/memories/" + encodeURIComponent(item.id), text: t("details") }));
  } else if (item.session_id) {
    row.append(h("a", { class: "quiet", href: "#/chat/" + encodeURIComponent(item.session_id), text: t("sessions.open") }));
  }
  const gone = button(t("forget"), () => busy(gone, async () => {
    if (await forget(isMemory ? { memory: item.id } : { message: item.id })) {
      line.replaceChildren(h("p", { class: "soft", text: t("why.gone") }));
      line.className = "gone";
    }
  }), { icon: "trash" });
  row.append(gone);
  line.append(row, sources);
  return line;
}

function changed() { document.dispatchEvent(new CustomEvent("mneme:memories")); }

/// The messages that a memory was made of.
export async function sourceMessages(ids) {
  if (!ids.length) return [h("p", { class: "soft", text: t("sources.none") })];
  const found = await Promise.all(ids.slice(0, 20).map((id) => api.get("v1/messages/" + api.part(id)).catch(() => null)));
  return found.map((message) => (message
    ? h("blockquote", null, h("p", { text: message.text }), h("footer", null,
      h("span", { text: `${message.role === "assistant" ? "Mneme" : message.speaker ?? t("you")} · ${moment(message.created_at)}` }), " ",
      h("a", { href: "#/chat/" + encodeURIComponent(message.session_id), text: t("sessions.open") })))
    : h("p", { class: "soft", text: t("sources.gone") })));
}

/// How a recall of the same question ranks them now, and what it leaves out.
async function ranking(question, shown) {
  const ids = new Set(shown.map((item) => item.id));
  const found = await api.send("POST", "v1/memories/explain", { query: question.slice(0, 2000), limit: 20 });
  const rows = [...found.results, ...(found.dropped ?? []).slice(0, 10)].map((hit) => h("tr", ids.has(hit.id) ? { class: "chosen" } : null,
    h("td", { text: hit.content.length > 90 ? hit.content.slice(0, 90) + "…" : hit.content }),
    h("td", { class: "right", text: number(hit.score, 3) }),
    h("td", null, h("span", { text: (hit.explanation?.parts ?? []).map((part) => `${part.name} ${number(part.value, 3)}`).join(", ") }),
      h("span", { class: "soft", text: " " + (hit.explanation?.verdict ?? "") }))));
  return h("div", { class: "table", tabindex: "0", role: "group", "aria-label": t("why.ranking") }, h("table", null,
    h("thead", null, h("tr", null, h("th", { text: t("why.text") }), h("th", { class: "right", text: t("why.score.short") }), h("th", { text: t("why.parts") }))),
    h("tbody", null, rows)));
}
