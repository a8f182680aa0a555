// Which view is shown stands behind the hash: no address of the server's is needed, whatever path the page stands at.

const loaders = {
  chat: () => import("./chat.mjs"),
  memories: () => import("./memories.mjs"),
  graph: () => import("./graph.mjs"),
  sessions: () => import("./sessions.mjs"),
  activity: () => import("./activity.mjs"),
  tools: () => import("./tools.mjs"),
  settings: () => import("./settings.mjs"),
};

export const names = Object.keys(loaders);

let current = null;
let turn = 0;

export function place() {
  const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  const parts = rest.map((text) => { try { return decodeURIComponent(text); } catch { return text; } });
  return { name: names.includes(name) ? name : "chat", parts };
}

export function go(name, ...parts) {
  const hash = "#/" + [name, ...parts].map(encodeURIComponent).join("/");
  if (location.hash === hash) return show();
  location.hash = hash;
  return undefined;
}

/// The hash without a new view: the view has changed what it shows by itself.
export function replace(name, ...parts) {
  history.replaceState(null, "", "#/" + [name, ...parts].map(encodeURIComponent).join("/"));
}

let shown = () => {};
export function onShow(tell) { shown = tell; }

export async function show() {
  const mine = ++turn;
  const { name, parts } = place();
  const view = document.getElementById("view");
  if (current?.name === name && current.view?.update) {
    const stays = current.view.update(parts);
    if (stays) { shown(name); return; }
  }
  const module = await loaders[name]();
  if (mine !== turn) return;
  current?.view?.leave?.();
  current = { name, view: null };
  view.replaceChildren();
  view.className = "view-" + name;
  view.scrollTop = 0;
  shown(name);
  const made = await module.show(view, parts);
  if (mine === turn) current = { name, view: made };
  else made?.leave?.();
}
