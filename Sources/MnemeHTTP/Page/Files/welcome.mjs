// What stands where no conversation is yet: a beginning, and what works on this machine now.
import * as api from "./api.mjs";
import { h, icon } from "./dom.mjs";
import { t } from "./i18n.mjs";

export async function paintWelcome(box, use) {
  const ideas = ["idea.1", "idea.2", "idea.3"].map((key) =>
    h("button", { type: "button", text: t(key), onclick: () => use(t(key)) }));
  const guide = h("div", { class: "guide" });
  box.replaceChildren(h("h2", { text: t("welcome.title") }), h("p", { class: "soft", text: t("welcome.text") }),
    h("div", { class: "ideas" }, ideas), guide);
  const [models, health, stats] = await Promise.allSettled([
    api.get("v1/providers"), api.get("health/quick"), api.get("v1/memories/stats"),
  ]).then((all) => all.map((each) => each.value));
  const lines = [];
  if (health) {
    const kind = health.embedder === "ready" ? "good" : "fair";
    lines.push(point(kind, t("guide.memory." + health.embedder), health.embedder === "missing" ? t("guide.memory.how") : null));
  }
  if (models) {
    const alone = models.chosen === "recall";
    lines.push(point(alone ? "fair" : "good", alone ? t("guide.model.none") : t("guide.model.some", { name: models.chosen }),
      alone ? h("a", { href: "#/settings/models", text: t("guide.model.how") }) : null));
  }
  if (stats) {
    const isNew = stats.messages === 0;
    lines.push(point(isNew ? "fair" : "good",
      isNew ? t("guide.empty") : t("guide.filled", { memories: stats.active_memories, sessions: stats.sessions }),
      isNew ? h("a", { href: "#/settings/import", text: t("guide.import") }) : null));
  }
  guide.replaceChildren(h("ul", { "aria-label": t("guide.title") }, lines));
}

function point(kind, text, more) {
  return h("li", { class: kind }, icon(kind === "good" ? "check" : "why"), h("span", null, text, more ? [" ", more] : null));
}
