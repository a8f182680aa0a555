// Small pictures of numbers. Each has its numbers in words for who does not see it.
import { h, svg } from "./dom.mjs";
import { day, number, t } from "./i18n.mjs";

const WIDTH = 320, HEIGHT = 96, EDGE = 4;

function frame(label, ...marks) {
  return svg("svg", { class: "plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label, preserveAspectRatio: "none" }, marks);
}

const path = (points) => points.map(([x, y], place) => (place ? "L" : "M") + x.toFixed(1) + " " + y.toFixed(1)).join("");

function figure(title, value, picture, foot, legend) {
  return h("figure", { class: "figure" }, h("figcaption", null, h("span", { text: title }), h("strong", { text: value })), picture,
    foot ? h("p", { class: "axis" }, foot.map((text) => h("span", { text }))) : null, legend);
}

/// A line through values in their order; `limit` is the top, else the largest value.
export function lineFigure(title, value, values, foot, unit = "") {
  if (values.length < 2) return figure(title, value, h("p", { class: "soft small", text: t("plot.few") }));
  const top = Math.max(...values, 1e-9);
  const points = values.map((each, place) => [EDGE + (place * (WIDTH - 2 * EDGE)) / (values.length - 1), HEIGHT - EDGE - (each / top) * (HEIGHT - 3 * EDGE)]);
  const area = path([[points[0][0], HEIGHT - EDGE], ...points, [points.at(-1)[0], HEIGHT - EDGE]]) + "Z";
  return figure(title, value, frame(t("plot.line", { title, count: values.length, least: number(Math.min(...values), 1) + unit, most: number(top, 1) + unit }),
    svg("path", { class: "area", d: area }), svg("path", { class: "stroke", d: path(points), "vector-effect": "non-scaling-stroke" })), foot);
}

/// Latest last; what did not end well has another colour.
export function barFigure(title, value, bars, foot) {
  if (!bars.length) return figure(title, value, h("p", { class: "soft small", text: t("plot.few") }));
  const top = Math.max(...bars.map((bar) => bar.value), 1e-9);
  const step = (WIDTH - 2 * EDGE) / Math.max(bars.length, 12);
  return figure(title, value, frame(t("plot.bars", { title, count: bars.length, most: number(top) }), bars.map((bar, place) => {
    const height = Math.max(1.5, (bar.value / top) * (HEIGHT - 3 * EDGE));
    return svg("rect", { class: bar.bad ? "bar bad" : "bar", x: (EDGE + place * step).toFixed(1), y: (HEIGHT - EDGE - height).toFixed(1), width: Math.max(1, step * 0.72).toFixed(1), height: height.toFixed(1), rx: 1 },
      svg("title", null, bar.label));
  })), foot);
}

// ---- Decay ----

const kinds = { fact: 0.3, reference: 0.3, preference: 0.5, insight: 0.7, semantic: 0.7, event: 1 };
// The standard settings of the server; what is used and said again fades more slowly than this line.
const RATE = 0.001, FLOOR = 0.3;

export function retention(kind, hours, repetitions = 1) {
  const stability = 1 + 0.3 * Math.log(1 + Math.max(0, repetitions - 1));
  return Math.max(FLOOR, Math.exp((-RATE * (kinds[kind] ?? 1) * hours) / stability));
}

export function decayCurve(memory) {
  const age = Math.max(0, (Date.now() - new Date(memory.recorded_at)) / 3600000);
  const span = Math.max(24 * 90, age * 1.25);
  const at = (hours) => (memory.pinned ? memory.importance : memory.importance * retention(memory.kind, hours, memory.repetitions));
  const x = (hours) => EDGE + (hours / span) * (WIDTH - 2 * EDGE), y = (value) => HEIGHT - EDGE - value * (HEIGHT - 3 * EDGE);
  const points = Array.from({ length: 61 }, (_, place) => [x((place * span) / 60), y(at((place * span) / 60))]);
  return figure(memory.pinned ? t("decay.pinned") : t("decay.text"), number(at(age), 2),
    frame(t("decay.label", { now: number(at(age), 2), first: number(memory.importance, 2) }),
      svg("path", { class: "stroke", d: path(points), "vector-effect": "non-scaling-stroke" }),
      svg("path", { class: "dot", d: `M${x(age).toFixed(1)} ${y(at(age)).toFixed(1)}h0`, "vector-effect": "non-scaling-stroke" })),
    [day(memory.recorded_at), day(new Date(new Date(memory.recorded_at).getTime() + span * 3600000).toISOString())]);
}

/// How each kind fades, side by side.
export function decayFigure() {
  const span = 24 * 120;
  const lines = [["fact", 0], ["preference", 1], ["insight", 2], ["event", 3]].map(([kind, shade]) => {
    const points = Array.from({ length: 61 }, (_, place) => {
      const hours = (place * span) / 60;
      return [EDGE + (hours / span) * (WIDTH - 2 * EDGE), HEIGHT - EDGE - retention(kind, hours) * (HEIGHT - 3 * EDGE)];
    });
    return svg("path", { class: "stroke shade" + shade, d: path(points), "vector-effect": "non-scaling-stroke" }, svg("title", null, t("kind." + kind)));
  });
  return figure(t("decay.kinds"), "", frame(t("decay.kinds.label"), lines), [t("decay.today"), t("decay.days", { count: 120 })],
    h("p", { class: "legend" }, ["fact", "preference", "insight", "event"].map((kind, shade) => h("span", { class: "shade" + shade, text: t("kind." + kind) }))));
}

// ---- Days ----

/// Bars of days; a click on one calls `choose(from, to)` with the days it stands for.
export function dayBars(days, label, choose) {
  const first = new Date(days[0].day + "T00:00:00Z").getTime();
  const last = new Date(days.at(-1).day + "T00:00:00Z").getTime();
  const count = Math.round((last - first) / 86400000) + 1;
  const size = Math.ceil(count / 60);
  const bars = Array.from({ length: Math.ceil(count / size) }, (_, place) => ({ from: first + place * size * 86400000, memories: 0, messages: 0 }));
  for (const each of days) {
    const bar = bars[Math.floor((new Date(each.day + "T00:00:00Z").getTime() - first) / 86400000 / size)];
    bar.memories += each.memories;
    bar.messages += each.messages;
  }
  const top = Math.max(...bars.map((bar) => bar.memories), 1);
  const iso = (time) => new Date(time).toISOString().slice(0, 10);
  return h("div", { class: "days", role: "group", "aria-label": label }, bars.map((bar) => {
    const to = bar.from + (size - 1) * 86400000;
    const name = t("timeline.day", { day: size > 1 ? t("range", { from: day(iso(bar.from)), to: day(iso(to)) }) : day(iso(bar.from)), memories: bar.memories, messages: bar.messages });
    const made = h("button", { type: "button", title: name, "aria-label": name, tabindex: bar.memories ? "0" : "-1", disabled: !bar.memories, onclick: () => choose(iso(bar.from), iso(to)) }, h("i"));
    made.firstChild.style.height = bar.memories ? Math.max(8, Math.round((bar.memories / top) * 100)) + "%" : "2px";
    return made;
  }));
}
