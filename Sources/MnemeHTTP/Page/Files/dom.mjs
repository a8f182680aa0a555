// Elements are built, never parsed: no text becomes markup here or anywhere on the page.
import { t } from "./i18n.mjs";

const SVG = "http://www.w3.org/2000/svg";

/// A new element. Properties: `class`, `text`, `on…` listeners, `data-…`, `aria-…`, booleans, other attributes.
export function h(name, properties, ...children) {
  return fill(document.createElement(name), properties, children);
}

export function svg(name, properties, ...children) {
  return fill(document.createElementNS(SVG, name), properties, children);
}

function fill(node, properties, children) {
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "text") node.textContent = value;
    else if (key === "value") node.value = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const paths = {
  chat: "M4 5h16v11H9l-5 4z",
  memories: "M6 4h12v16l-6-4-6 4z",
  graph: "M7 17l4-8m2 0l4 6M8.5 18.5h7M6 18.5a1.6 1.6 0 1 0 0 .1M12 7.5a1.6 1.6 0 1 0 0 .1M18 17.5a1.6 1.6 0 1 0 0 .1",
  sessions: "M4 6h16M4 12h16M4 18h10",
  activity: "M3 13h5l2 6 4-14 2 8h5",
  tools: "M14 7a4 4 0 0 1 5-3l-3 3 1 2 2 1 3-3a4 4 0 0 1-5 5l-8 8-3-3z",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M16 4.5v5M8 14.5v5",
  plus: "M12 5v14M5 12h14",
  menu: "M4 7h16M4 12h16M4 17h16",
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M8 8h8v8H8z",
  clip: "M8 12.5l6-6a3.2 3.2 0 0 1 4.500 4.500l-7.500 7.500a5 5 0 0 1-7-7L11 4.500",
  copy: "M9 9h10v10H9zM5 15V5h10",
  edit: "M5 19l1-4L16 5l3 3L9 18z",
  again: "M5 12a7 7 0 1 1 2 5M5 19v-4h4",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  undo: "M9 7L5 11l4 4M5 11h9a5 5 0 0 1 0 10h-3",
  check: "M5 13l4 4L19 7",
  close: "M6 6l12 12M18 6L6 18",
  branch: "M7 4v16M7 14c0-5 10-3 10-9M15 7l2-2 2 2",
  search: "M11 18a7 7 0 1 1 0-14 7 7 0 0 1 0 14zM16 16l4 4",
  why: "M9.500 9.500a2.600 2.600 0 1 1 3.600 2.400c-.8.400-1.100.9-1.100 1.900M12 17v.2M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18z",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  down: "M12 5v14M6 13l6 6 6-6",
  left: "M15 5l-7 7 7 7",
};

export function icon(name) {
  return svg("svg", { class: "i", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: paths[name] }));
}

/// A button with an icon; without words beside it the label is its name.
export function iconButton(name, label, onclick, properties = {}) {
  return h("button", { type: "button", class: "icon", title: label, "aria-label": label, onclick, ...properties }, icon(name));
}

export function button(label, onclick, properties = {}) {
  const { icon: name, ...rest } = properties;
  return h("button", { type: "button", class: "quiet", onclick, ...rest }, name ? icon(name) : null, h("span", { text: label }));
}

// ---- What is told in passing ----

export function toast(text, action) {
  const box = h("div", { class: "toast" }, h("span", { text }));
  if (action) box.append(button(action.label, () => { box.remove(); action.run(); }));
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), action ? 12000 : 5000);
}

export function fail(error) {
  const text = error?.message || String(error);
  document.getElementById("alerts").textContent = text;
  const box = h("div", { class: "toast bad" }, h("span", { text }), iconButton("close", t("close"), () => box.remove()));
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), 10000);
}

/// Runs what a person asked for: the control is busy meanwhile, and a failure is told.
export async function busy(control, work) {
  if (control?.getAttribute("aria-busy") === "true") return undefined;
  control?.setAttribute("aria-busy", "true");
  if (control && "disabled" in control) control.disabled = true;
  try { return await work(); } catch (error) { if (error.name !== "AbortError") fail(error); return undefined; } finally {
    control?.removeAttribute("aria-busy");
    if (control && "disabled" in control) control.disabled = false;
  }
}

// ---- Dialogs ----

/// Opens a modal dialog; resolves with what closed it ("" when it was left).
export function dialog(title, content, actions, properties = {}) {
  return new Promise((resolve) => {
    const id = "d" + Math.random().toString(36).slice(2);
    const row = h("div", { class: "row end" });
    const box = h("dialog", { "aria-labelledby": id, ...properties },
      h("h2", { id, text: title }), h("div", { class: "dialog-body" }, content), row);
    for (const action of actions) {
      row.append(h("button", {
        type: "button", class: action.class ?? "quiet", text: action.label,
        onclick: async (event) => {
          if (action.run && (await busy(event.currentTarget, action.run)) === undefined) return;
          box.close(action.value ?? "");
        },
      }));
    }
    box.addEventListener("close", () => { box.remove(); resolve(box.returnValue); });
    box.addEventListener("click", (event) => { if (event.target === box) box.close(""); });
    document.body.append(box);
    box.showModal();
    const first = box.querySelector("[autofocus]") ?? row.querySelector(".primary, .danger, button");
    first?.focus();
  });
}

export async function confirm(title, text, label, kind = "danger") {
  return await dialog(title, [].concat(text).map((line) => (typeof line === "string" ? h("p", { text: line }) : line)), [
    { label: t("cancel") }, { label, class: kind, value: "yes" },
  ]) === "yes";
}

export async function ask(title, label, value, multiline = false) {
  const field = multiline ? h("textarea", { id: "ask-field", rows: 5, autofocus: true })
    : h("input", { id: "ask-field", type: "text", autofocus: true });
  field.value = value ?? "";
  const done = dialog(title, [h("label", { for: "ask-field", text: label }), field], [
    { label: t("cancel") }, { label: t("save"), class: "primary", value: "yes" },
  ]);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (!multiline || event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      field.closest("dialog").close("yes");
    }
  });
  field.select();
  return (await done) === "yes" ? field.value.trim() : undefined;
}

// ---- Waiting and emptiness ----

export function loading(label = t("loading")) {
  return h("p", { class: "loading", role: "status" }, h("span", { class: "dots", "aria-hidden": "true" }), h("span", { text: label }));
}

export function empty(title, text, ...more) {
  return h("div", { class: "empty" }, h("h3", { text: title }), text ? h("p", { text }) : null, more);
}

export function heading(title, text, ...actions) {
  return h("div", { class: "heading" },
    h("div", null, h("h1", { text: title, tabindex: "-1" }), text ? h("p", { class: "soft", text }) : null),
    actions.length ? h("div", { class: "row" }, actions) : null);
}

export function chip(text, kind) { return text ? h("span", { class: kind ? "chip " + kind : "chip", text }) : null; }
