// The server, live: its parts, how long answers take, how memory grows and fades, what waits.
import * as api from "./api.mjs";
import { chip, h } from "./dom.mjs";
import { ago, day, number, t } from "./i18n.mjs";
import { barFigure, decayFigure, lineFigure } from "./plots.mjs";

/// - Returns: what stops it.
export function showStatus(box) {
  const parts = h("ul", { class: "parts" });
  const head = h("p", { role: "status" });
  const tiles = h("div", { class: "tiles" });
  const figures = h("div", { class: "figures" });
  const turns = h("div");
  box.replaceChildren(head, parts, tiles, figures, turns);
  const depths = [];
  let control = new AbortController();

  async function health() {
    const found = await api.get("health", { signal: control.signal });
    head.replaceChildren(chip(t("health." + found.status), found.status === "healthy" ? "accent" : "warn"), " ",
      found.version ? t("status.version", { version: found.version }) : "", found.uptime_seconds ? " · " + t("status.up", { time: ago(new Date(Date.now() - found.uptime_seconds * 1000).toISOString()) }) : "");
    parts.replaceChildren(...Object.entries(found.component_checks ?? {}).map(([name, check]) => h("li", { class: check.state },
      h("i", { "aria-hidden": "true" }), h("strong", { text: t("part." + name) === "part." + name ? name : t("part." + name) }), h("span", { class: "soft small", text: t("health." + check.state) + (check.latency_ms !== null ? ` · ${number(check.latency_ms, 1)} ms` : "") }),
      check.message ? h("p", { class: "small", text: check.message }) : null)));
  }

  async function sizes() {
    const [stats, jobs, log, growth] = await Promise.all([api.get("v1/memories/stats"), api.get("v1/jobs"), api.get("v1/interactions?limit=60"), api.get("v1/memories/timeline")]);
    tiles.replaceChildren(...[["memories", stats.active_memories], ["messages", stats.messages], ["sessions", stats.sessions], ["entities", stats.entities], ["relations", stats.relations], ["vectors", stats.vectors]]
      .map(([name, value]) => h("div", { class: "tile" }, h("strong", { text: number(value) }), h("span", { text: t("size." + name) }))));
    depths.push(jobs.depth);
    if (depths.length > 60) depths.shift();
    const interactions = log.interactions.slice().reverse();
    const totals = interactions.map((each) => each.total_ms).sort((a, b) => a - b);
    const middle = totals[Math.floor(totals.length / 2)];
    let sum = 0;
    const grown = growth.days.map((each) => (sum += each.memories));
    figures.replaceChildren(
      barFigure(t("plot.latency"), middle === undefined ? "–" : t("plot.middle", { ms: number(middle) }),
        interactions.map((each) => ({ value: each.total_ms, bad: each.outcome === "failed", label: `${number(each.total_ms)} ms · ${each.model} · ${each.outcome}` })), interactions.length ? [ago(interactions[0].at), ago(interactions.at(-1).at)] : null),
      lineFigure(t("plot.growth"), number(stats.memories), grown, growth.days.length ? [day(growth.days[0].day), day(growth.days.at(-1).day)] : null),
      lineFigure(t("plot.queue"), jobs.blocked ? t("queue." + jobs.blocked) : t("plot.waiting", { count: jobs.depth }), depths.length < 2 ? [jobs.depth, jobs.depth] : depths, jobs.failed ? [t("plot.failed", { count: jobs.failed })] : null),
      decayFigure());
    turns.replaceChildren(h("h2", { text: t("turns.title") }), interactions.length ? h("div", { class: "table", tabindex: "0", role: "group", "aria-label": t("turns.title") }, h("table", null,
      h("thead", null, h("tr", null, ["turns.at", "turns.model", "turns.first", "turns.total", "turns.tokens", "turns.recalled", "turns.outcome"].map((key, place) => h("th", { class: place > 1 && place < 6 ? "right" : null, text: t(key) })))),
      h("tbody", null, interactions.slice(-15).reverse().map((each) => h("tr", null, h("td", null, h("a", { href: "#/chat/" + encodeURIComponent(each.session_id), text: ago(each.at) })), h("td", { text: each.model }),
        h("td", { class: "right", text: each.first_token_ms === null ? "–" : number(each.first_token_ms) + " ms" }), h("td", { class: "right", text: number(each.total_ms) + " ms" }),
        h("td", { class: "right", text: number(each.prompt_tokens + each.completion_tokens) }), h("td", { class: "right", text: number(each.recalled?.length ?? 0) }), h("td", { text: t("outcome." + each.outcome) })))))) : h("p", { class: "soft", text: t("turns.none") }));
  }

  const refresh = async () => {
    if (document.hidden) return;
    for (const work of [health, sizes]) {
      try { await work(); } catch (error) { if (error.name !== "AbortError") head.replaceChildren(h("span", { class: "error", text: error.message })); }
    }
  };
  refresh();
  const timer = setInterval(refresh, 5000);
  return () => { clearInterval(timer); control.abort(); };
}
