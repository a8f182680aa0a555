// The frame: navigation, keys of the keyboard, the key of the server, theme, what the server says of itself.
import * as api from "./api.mjs";
import { startApprovals } from "./approvals.mjs";
import { dialog, fail, h, icon } from "./dom.mjs";
import { chosenLanguage, setLanguage, t } from "./i18n.mjs";
import * as router from "./router.mjs";

const $ = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 860px)");

export function applyTheme(name = localStorage.getItem("mneme.theme") ?? "system") {
  if (name === "light" || name === "dark") document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
}

// ---- Navigation ----

const shortcuts = { c: "chat", m: "memories", g: "graph", s: "sessions", a: "activity", t: "tools", e: "settings" };

export function paintFrame() {
  document.title = "Mneme";
  $("skip").textContent = t("skip");
  $("new").replaceChildren(icon("plus"), h("span", { text: t("chat.new") }), h("kbd", { text: "N" }));
  $("recent-title").textContent = t("recent");
  $("nav").setAttribute("aria-label", t("sections"));
  $("approvals").setAttribute("aria-label", t("approvals.region"));
  for (const [id, name, label] of [["menu", "menu", t("menu")], ["bar-new", "plus", t("chat.new")]]) {
    $(id).replaceChildren(icon(name));
    $(id).setAttribute("aria-label", label);
  }
  $("nav").replaceChildren(h("ul", null, router.names.map((name) =>
    h("li", null, h("a", { href: "#/" + name, "data-view": name }, icon(name), h("span", { text: t("nav." + name) }))))));
}

function drawer(isOpen) {
  const side = $("side");
  document.body.classList.toggle("drawer", isOpen);
  $("menu").setAttribute("aria-expanded", String(isOpen));
  $("scrim").hidden = !isOpen;
  side.inert = narrow.matches && !isOpen;
  if (isOpen) side.querySelector("a")?.focus();
}

router.onShow((name) => {
  for (const link of $("nav").querySelectorAll("a")) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  $("bar-title").textContent = t("nav." + name);
  document.title = name === "chat" ? "Mneme" : t("nav." + name) + " · Mneme";
  drawer(false);
  markRecent();
});

function markRecent() {
  for (const link of $("recent").querySelectorAll("a")) {
    if (link.hash === location.hash) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

export async function showRecent() {
  try {
    const { sessions } = await api.get("v1/sessions?limit=8&openings=1");
    const named = sessions.filter((session) => session.message_count > 0 || session.branch_of);
    $("recent").hidden = named.length === 0;
    $("recent").querySelector("ul").replaceChildren(...named.map((session) => h("li", null,
      h("a", { href: "#/chat/" + encodeURIComponent(session.id), text: session.title || session.opening || t("sessions.untitled") }))));
    markRecent();
  } catch { $("recent").hidden = true; }
}

async function showCounts() {
  try {
    const { inbox_memories } = await api.get("v1/memories/stats");
    const link = $("nav").querySelector("[data-view=activity]");
    link?.querySelector(".count")?.remove();
    if (inbox_memories > 0) link?.append(h("span", { class: "count", text: String(inbox_memories) }));
  } catch { /* The frame goes without. */ }
}

// ---- The key ----

let asking = null;

function askForKey(wasWrong) {
  asking ??= import("./login.mjs").then(({ logIn }) => logIn(wasWrong)).finally(() => {
    asking = null;
    setTimeout(() => { showRecent(); showCounts(); }, 200);
  });
  return asking;
}

// ---- The state of the server ----

async function checkHealth() {
  let kind = "bad", text = t("state.unreachable");
  try {
    const health = await (await fetch(api.address("health/quick"), { cache: "no-store" })).json();
    kind = health.status === "ok" ? "ok" : "fair";
    text = health.embedder === "loading" ? t("state.loading") : health.status === "ok" ? t("state.ok") : t("state.words");
  } catch { /* As it stands above. */ }
  $("state").className = "state " + kind;
  $("state").lastElementChild.textContent = text;
}

// ---- Keys of the keyboard ----

function help() {
  const rows = [["N", "keys.new"], ["/", "keys.search"], ["?", "keys.help"], ["Esc", "keys.escape"], ["Enter", "keys.send"], ["Shift+Enter", "keys.line"]];
  const views = Object.entries(shortcuts).map(([letter, name]) => ["G " + letter.toUpperCase(), "nav." + name]);
  const table = h("dl", { class: "keys" }, [...rows, ...views].map(([keys, name]) =>
    [h("dt", null, keys.split(" ").map((each) => h("kbd", { text: each }))), h("dd", { text: t(name) })]));
  dialog(t("keys.title"), table, [{ label: t("close"), class: "primary" }]);
}

let leader = 0;

function onKey(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "Escape" && document.body.classList.contains("drawer")) { drawer(false); $("menu").focus(); return; }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  const letter = event.key.toLowerCase();
  if (Date.now() - leader < 1200 && shortcuts[letter]) { leader = 0; event.preventDefault(); router.go(shortcuts[letter]); return; }
  leader = 0;
  if (event.key === "?") { event.preventDefault(); help(); }
  else if (letter === "g") leader = Date.now();
  else if (letter === "n") { event.preventDefault(); router.go("chat", "new"); }
  else if (event.key === "/") {
    const field = $("view").querySelector("input[type=search], textarea");
    if (field) { event.preventDefault(); field.focus(); }
  }
}

// ---- Start ----

async function begin() {
  applyTheme();
  await setLanguage(chosenLanguage());
  paintFrame();
  api.onLogin(askForKey);
  $("new").addEventListener("click", () => router.go("chat", "new"));
  $("bar-new").addEventListener("click", () => router.go("chat", "new"));
  $("menu").addEventListener("click", () => drawer(!document.body.classList.contains("drawer")));
  $("scrim").addEventListener("click", () => drawer(false));
  $("skip").addEventListener("click", (event) => { event.preventDefault(); $("view").focus(); });
  narrow.addEventListener("change", () => drawer(false));
  document.addEventListener("keydown", onKey);
  document.addEventListener("mneme:help", help);
  document.addEventListener("mneme:sessions", showRecent);
  document.addEventListener("mneme:memories", showCounts);
  document.addEventListener("mneme:language", async () => { await setLanguage(chosenLanguage()); paintFrame(); checkHealth(); showRecent(); router.show(); });
  document.addEventListener("mneme:theme", () => applyTheme());
  addEventListener("hashchange", () => router.show().catch(fail));
  drawer(false);
  checkHealth();
  setInterval(() => { if (!document.hidden) checkHealth(); }, 15000);
  await router.show();
  showRecent();
  showCounts();
  startApprovals();
}

begin().catch(fail);
