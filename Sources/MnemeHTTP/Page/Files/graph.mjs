// Whom and what memory knows, and how they hang together: a picture, and the same as a list.
import * as api from "./api.mjs";
import { button, chip, empty, fail, h, heading, iconButton, loading } from "./dom.mjs";
import { Picture } from "./graph-picture.mjs";
import { day, number, t } from "./i18n.mjs";
import * as router from "./router.mjs";
import { sourceMessages } from "./why.mjs";

export async function show(view, parts) {
  const graph = new Graph(view);
  await graph.begin(parts[0]);
  return graph;
}

class Graph {
  constructor(view) {
    this.canvas = h("canvas", { id: "graph", tabindex: "0", role: "img", "aria-label": t("graph.canvas"), "aria-describedby": "graph-told" });
    this.told = h("p", { id: "graph-told", class: "soft small", role: "status" });
    this.search = h("input", { type: "search", placeholder: t("graph.search"), "aria-label": t("graph.search"), list: "graph-names", oninput: () => this.find(), onkeydown: (event) => { if (event.key === "Enter") this.openFound(); } });
    this.since = h("input", { type: "range", min: 0, max: 100, value: 0, id: "graph-since", "aria-label": t("graph.since"), oninput: () => this.filter() });
    this.sinceTold = h("output", { for: "graph-since", text: t("graph.always") });
    this.kinds = h("div", { class: "row", role: "group", "aria-label": t("graph.kinds") });
    this.detail = h("aside", { class: "detail", hidden: true, "aria-label": t("graph.entity") });
    this.list = h("ol", { class: "entities" });
    this.listBox = h("details", { class: "list" }, h("summary", { text: t("graph.list") }), this.list);
    this.tip = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    this.stage = h("div", { class: "stage" }, this.canvas, this.tip, h("div", { class: "zoom" },
      iconButton("plus", t("graph.in"), () => this.picture.zoom(1.3)),
      h("button", { type: "button", class: "icon", "aria-label": t("graph.out"), title: t("graph.out"), text: "−", onclick: () => this.picture.zoom(1 / 1.3) }),
      iconButton("graph", t("graph.whole"), () => this.picture.whole())));
    view.append(h("div", { class: "page split wide" }, h("div", { class: "column" },
      heading(t("nav.graph"), t("graph.text")),
      h("div", { class: "filters", role: "search" }, this.search, h("div", { class: "row" }, h("label", { for: "graph-since", text: t("graph.since") }), this.since, this.sinceTold), this.kinds),
      this.told, this.stage, this.listBox), this.detail));
  }

  leave() {
    this.worker?.terminate();
    this.picture?.leave();
  }

  update(parts) {
    const node = this.nodes?.findIndex((each) => String(each.ordinal) === parts[0]) ?? -1;
    if (node >= 0) this.open(node, false); else this.close(false);
    return true;
  }

  async begin(ordinal) {
    const wait = loading();
    this.stage.append(wait);
    const limit = Number(new URLSearchParams(location.search).get("nodes")) || 5000;
    const { entities, relations } = await api.get("v1/graph/overview?limit=" + limit);
    wait.remove();
    // The owner has no other name.
    for (const entity of entities) if (entity.owner) entity.name = t("you");
    this.nodes = entities;
    this.relations = relations;
    if (!entities.length) { this.stage.replaceChildren(empty(t("graph.empty"), t("graph.empty.text"))); this.listBox.hidden = true; return; }
    const places = new Map(entities.map((entity, place) => [entity.ordinal, place]));
    const edges = new Uint32Array(2 * relations.length);
    relations.forEach((relation, place) => { edges[2 * place] = places.get(relation.source); edges[2 * place + 1] = places.get(relation.target); });
    this.picture = new Picture(this.canvas, { open: (node) => (node >= 0 ? this.open(node) : this.close()), hover: (node, event) => this.hover(node, event) });
    this.picture.show(entities, edges);
    this.off = new Set();
    this.first = Math.min(...entities.map((entity) => new Date(entity.first_seen).getTime()));
    this.paintKinds();
    this.paintList();
    this.filter();
    this.layout(edges);
    const open = ordinal ? places.get(Number(ordinal)) : undefined;
    if (open !== undefined) this.open(open, false);
  }

  layout(edges) {
    this.worker = new Worker(new URL("./graph-layout.mjs", import.meta.url), { type: "module" });
    this.picture.isSettling = true;
    let isTouched = false;
    for (const name of ["pointerdown", "wheel", "keydown"]) this.canvas.addEventListener(name, () => { isTouched = true; }, { once: true });
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.worker.onmessage = ({ data }) => {
      this.picture.isSettling = !data.isDone;
      // Who wants no motion sees it when it has come to rest.
      if (isStill && !data.isDone) return;
      this.picture.places = data.places;
      if (!isTouched && this.picture.focus < 0) this.picture.whole(); else this.picture.draw();
      if (data.isDone && this.picture.focus >= 0 && !isTouched) this.picture.centre(this.picture.focus, 1.2);
      if (data.isDone) this.canvas.dataset.state = "done";
    };
    this.worker.onerror = () => fail(new Error(t("graph.failed")));
    this.worker.postMessage({ count: this.nodes.length, edges });
  }

  // ---- What is shown ----

  paintKinds() {
    const names = [...new Set(this.nodes.map((node) => node.kind))];
    this.kinds.replaceChildren(...names.map((kind) => {
      const made = h("button", { type: "button", class: "filter kind-" + kind, "aria-pressed": "true", onclick: () => {
        const isOn = made.getAttribute("aria-pressed") !== "true";
        made.setAttribute("aria-pressed", String(isOn));
        this.off[isOn ? "delete" : "add"](kind);
        this.filter();
      } }, h("i"), h("span", { text: t("entity." + kind) }));
      return made;
    }));
  }

  filter() {
    if (!this.picture) return;
    const share = Number(this.since.value) / 100;
    const since = this.first + (Date.now() - this.first) * share;
    this.sinceTold.textContent = share ? day(new Date(since).toISOString()) : t("graph.always");
    this.since.setAttribute("aria-valuetext", this.sinceTold.textContent);
    let count = 0;
    this.nodes.forEach((node, place) => {
      const isShown = !this.off.has(node.kind) && (!share || new Date(node.last_seen).getTime() >= since);
      this.picture.shown[place] = isShown ? 1 : 0;
      count += isShown ? 1 : 0;
    });
    this.told.textContent = t("graph.told", { entities: count, relations: this.relations.length });
    this.picture.draw();
    this.paintList();
  }

  find() {
    const text = this.search.value.trim().toLowerCase();
    const found = text ? this.nodes.flatMap((node, place) => (this.picture.shown[place] && [node.name, ...node.aliases].some((name) => name.toLowerCase().includes(text)) ? [place] : [])) : [];
    this.picture.found = new Set(found.slice(0, 60));
    this.foundFirst = found[0];
    if (text) this.told.textContent = t("graph.found", { count: found.length });
    if (found.length === 1) this.picture.centre(found[0], 1.2);
    this.picture.draw();
    this.paintList(found);
  }

  openFound() { if (this.foundFirst !== undefined) this.open(this.foundFirst); }

  paintList(only) {
    const places = only?.length ? only : this.nodes.map((_, place) => place);
    const lines = places.filter((place) => this.picture.shown[place]).slice(0, 300).map((place) => {
      const node = this.nodes[place];
      return h("li", null, h("button", { type: "button", class: "line", onclick: () => this.open(place) },
        h("span", { class: "words", text: node.name }), h("span", { class: "meta" }, chip(t("entity." + node.kind)), h("span", { text: t("mentions", { count: node.mentions }) }))));
    });
    this.list.replaceChildren(...lines);
  }

  hover(node, event) {
    this.tip.hidden = node < 0;
    if (node < 0) return;
    this.tip.textContent = `${this.nodes[node].name} · ${t("entity." + this.nodes[node].kind)} · ${t("mentions", { count: this.nodes[node].mentions })}`;
    this.tip.style.left = event.offsetX + 14 + "px";
    this.tip.style.top = event.offsetY + 14 + "px";
  }

  // ---- One of them ----

  async open(place, isClick = true) {
    const node = this.nodes[place];
    if (isClick) router.replace("graph", String(node.ordinal));
    this.picture.setFocus(place);
    if (this.picture.places.length) this.picture.centre(place, 0.9);
    this.detail.hidden = false;
    const around = h("div", null, loading());
    this.detail.replaceChildren(h("article", null,
      h("div", { class: "row between" }, h("h2", { tabindex: "-1", text: node.name }), iconButton("close", t("close"), () => this.close())),
      h("div", { class: "meta" }, chip(t("entity." + node.kind)), node.owner ? chip(t("you"), "accent") : null, h("span", { text: t("mentions", { count: node.mentions }) })),
      node.aliases.length > 1 ? h("p", { class: "soft small", text: t("graph.aliases", { names: node.aliases.join(", ") }) }) : null,
      h("p", { class: "soft small", text: t("range", { from: day(node.first_seen), to: day(node.last_seen) }) }),
      h("a", { href: "#/chat", text: t("graph.ask", { name: node.name }), onclick: () => sessionStorage.setItem("mneme.draft", t("graph.question", { name: node.name })) }), around));
    if (isClick) this.detail.querySelector("h2").focus();
    try {
      const found = await api.get(`v1/graph/entities/${node.ordinal}?depth=1&limit=40`);
      const names = new Map(found.entities.map((each) => [each.ordinal, each.owner ? { ...each, name: t("you") } : each]));
      const lines = found.relations.filter((each) => each.source === node.ordinal || each.target === node.ordinal).map((each) => {
        const other = names.get(each.source === node.ordinal ? each.target : each.source);
        const at = this.nodes.findIndex((one) => one.ordinal === other?.ordinal);
        const label = t("relation.line", { source: names.get(each.source)?.name ?? "", type: relation(each.type), target: names.get(each.target)?.name ?? "" });
        return h("li", null, at >= 0 ? h("button", { type: "button", class: "link", text: label, onclick: () => this.open(at) }) : h("span", { text: label }),
          h("span", { class: "soft small", text: " " + [number(each.weight, 2), each.valid_to ? t("until", { day: day(each.valid_to) }) : ""].filter(Boolean).join(" · ") }));
      });
      const sources = h("div", { class: "sources" });
      const more = button(t("sources"), async () => { more.remove(); sources.append(...await sourceMessages(found.messages.slice(0, 8))); });
      around.replaceChildren(h("h3", { text: t("graph.relations") }), lines.length ? h("ul", { class: "relations" }, lines) : h("p", { class: "soft", text: t("graph.alone") }), more, sources);
    } catch (error) { around.replaceChildren(h("p", { class: "error", text: error.message })); }
  }

  close(isClick = true) {
    this.detail.hidden = true;
    this.picture?.setFocus(-1);
    if (isClick) { router.replace("graph"); this.canvas.focus({ preventScroll: true }); }
  }
}

const relation = (type) => { const key = "relation." + type; const found = t(key); return found === key ? type.replaceAll("_", " ") : found; };
