// How the server does, which models answer, what goes in and out, and how this page looks.
import { access, account } from "./access.mjs";
import * as api from "./api.mjs";
import { busy, button, chip, confirm, dialog, fail, h, heading, loading, toast } from "./dom.mjs";
import { forget } from "./forget.mjs";
import { chosenLanguage, moment, number, t } from "./i18n.mjs";
import { showStatus } from "./status.mjs";
import * as router from "./router.mjs";

const tabs = ["status", "models", "persona", "access", "import", "page"];

export async function show(view, parts) {
  const settings = new Settings(view);
  settings.open(parts[0]);
  return settings;
}

class Settings {
  constructor(view) {
    this.body = h("div", { id: "tab" });
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": t("nav.settings") }, tabs.map((name) => h("button", {
      type: "button", role: "tab", id: "tab-" + name, "aria-controls": "tab", text: t("tab." + name),
      onclick: () => { router.replace("settings", name); this.open(name); },
    })));
    this.tabs.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(this.name) + step + tabs.length) % tabs.length];
      this.open(next);
      this.tabs.querySelector("#tab-" + next).focus();
    });
    this.body.setAttribute("role", "tabpanel");
    this.body.tabIndex = 0;
    view.append(h("div", { class: "page" }, heading(t("nav.settings")), this.tabs, this.body));
  }

  leave() { this.stop?.(); }

  update(parts) { this.open(parts[0]); return true; }

  open(name) {
    this.stop?.();
    this.stop = null;
    this.name = tabs.includes(name) ? name : "status";
    for (const each of this.tabs.children) {
      const isOpen = each.id === "tab-" + this.name;
      each.setAttribute("aria-selected", String(isOpen));
      each.tabIndex = isOpen ? 0 : -1;
      if (isOpen) each.scrollIntoView({ inline: "center", block: "nearest" });
    }
    this.body.setAttribute("aria-labelledby", "tab-" + this.name);
    this.body.replaceChildren(loading());
    const made = { status: () => { this.stop = showStatus(this.body); }, models, persona, access, import: transfer, page: look }[this.name];
    Promise.resolve(made(this.body)).catch((error) => { this.body.replaceChildren(h("p", { class: "error", text: error.message })); });
  }
}

// ---- Models ----

async function models(box) {
  const [report, extraction] = await Promise.all([api.get("v1/providers"), api.get("v1/extraction").catch(() => ({ results: [] }))]);
  const tested = new Map(extraction.results.map((each) => [each.model, each]));
  const alone = report.chosen === "recall";
  box.replaceChildren(
    h("p", null, h("strong", { text: alone ? t("models.alone") : t("models.chosen", { name: report.chosen }) }), " ", report.why),
    h("ul", { class: "cards", id: "models" }, report.models.map((model) => {
      const result = tested.get(model.name);
      const test = model.name === "recall" ? null : button(t("models.test"), () => busy(test, async () => {
        toast(t("models.testing"));
        const found = await api.send("POST", "v1/extraction", { model: model.name });
        toast(t("models.tested", { passed: found.passed, cases: found.cases }));
        await models(box);
      }));
      return h("li", { class: "card" }, h("div", { class: "row between" }, h("strong", { text: model.name }),
        h("span", { class: "row" }, model.name === report.chosen ? chip(t("models.answers"), "accent") : null, chip(t("model." + model.state), model.state === "ready" ? "" : "warn"))),
        h("p", { class: "soft small", text: [model.name === "recall" ? t("models.recall") : model.provider, model.server, model.is_local ? t("models.home") : t("models.elsewhere"),
          model.window ? t("models.window", { count: model.window }) : ""].filter(Boolean).join(" · ") }),
        model.reason ? h("p", { class: "error", text: model.reason }) : null,
        result ? h("p", { class: "soft small", text: t(result.may_work ? "models.may" : "models.may_not", { passed: result.passed, cases: result.cases }) }) : null,
        test ? h("div", { class: "row" }, test) : null);
    })),
    report.notes.length ? h("ul", { class: "notes" }, report.notes.map((note) => h("li", { text: note }))) : "",
    h("h2", { text: t("models.connect") }),
    h("div", { class: "cards two" }, [["ollama", "ollama serve\nollama pull qwen3:8b"], ["server", "MNEME_MODEL_URL=http://127.0.0.1:8080/v1 mneme serve"],
      ["key", "MNEME_MODEL_URL=https://api.openai.com/v1\nMNEME_MODEL_KEY=… mneme serve"], ["local", "mneme models install local-chat"]].map(([name, command]) =>
      h("div", { class: "card" }, h("strong", { text: t("connect." + name) }), h("p", { class: "soft small", text: t("connect." + name + ".text") }), h("pre", { tabindex: "0", text: command })))));
}

// ---- Who it is ----

async function persona(box) {
  const [who, { insights }] = await Promise.all([api.get("v1/persona"), api.get("v1/persona/insights")]);
  box.replaceChildren(h("p", { class: "soft", text: t("persona." + who.source) }), who.problem ? h("p", { class: "error", text: who.problem }) : "",
    h("p", { class: "small" }, h("code", { text: who.file })), h("pre", { class: "wrap", tabindex: "0", text: who.text }),
    h("h2", { text: t("persona.insights") }), insights.length ? h("ul", { class: "cards" }, insights.map((insight) => {
      const off = button(t("persona.withdraw"), () => busy(off, async () => {
        if (!await confirm(t("persona.withdraw"), insight.text, t("persona.withdraw"))) return;
        await api.send("DELETE", "v1/persona/insights/" + api.part(insight.id));
        await persona(box);
      }));
      return h("li", { class: insight.active ? "card" : "card inactive" }, h("p", { text: insight.text }),
        h("div", { class: "meta" }, chip(insight.topic), h("span", { text: moment(insight.learned_at) }), h("span", { text: t("confidence", { value: number(insight.confidence, 2) }) })),
        insight.active ? h("div", { class: "row" }, off) : null);
    })) : h("p", { class: "soft", text: t("persona.none") }));
}

// ---- In and out ----

function transfer(box) {
  const progress = h("progress", { max: 1, value: 0, hidden: true, "aria-label": t("import.progress") });
  const told = h("p", { role: "status", class: "soft" });
  const picker = h("input", { type: "file", id: "import-file", accept: ".jsonl,.ndjson,.json,.zip", onchange: () => { if (picker.files[0]) bring(picker.files[0]); } });
  const bring = (file) => busy(picker, async () => {
    progress.hidden = false;
    try {
      told.textContent = t("import.reading");
      const { linesOf } = await import("./old-chats.mjs");
      const lines = await linesOf(file);
      const result = await upload(lines, (share) => { progress.value = share; told.textContent = share < 1 ? t("import.sending", { percent: Math.round(share * 100) }) : t("import.storing"); });
      told.textContent = t("import.done", { accepted: result.accepted, skipped: result.skipped, errors: result.error_count ?? 0 });
      document.dispatchEvent(new CustomEvent("mneme:sessions"));
    } finally { progress.hidden = true; picker.value = ""; }
  });
  const save = button(t("export.do"), () => busy(save, async () => {
    const response = await api.open("v1/export");
    const link = h("a", { href: URL.createObjectURL(await response.blob()), download: "mneme-export.jsonl" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }), { icon: "down" });
  const upkeep = (label, path, body, text) => { const made = button(label, () => busy(made, async () => {
    toast(t("upkeep.running"));
    const report = await api.send("POST", path, body);
    dialog(label, h("pre", { tabindex: "0", text: JSON.stringify(report, null, 2) }), [{ label: t("close"), class: "primary" }]);
  })); return h("div", { class: "card" }, h("strong", { text: label }), h("p", { class: "soft small", text }), h("div", { class: "row" }, made)); };
  const backupBox = h("section", { hidden: true });
  backups(backupBox);
  box.replaceChildren(h("h2", { text: t("import.title") }), h("p", { class: "soft", text: t("import.text") }),
    h("label", { class: "drop", for: "import-file" }, h("span", { text: t("import.choose") }), picker), progress, told,
    h("pre", { tabindex: "0", text: "mneme import messages.jsonl" }),
    h("h2", { text: t("export.title") }), h("p", { class: "soft", text: t("export.text") }), h("div", { class: "row" }, save),
    backupBox,
    h("h2", { text: t("upkeep.title") }), h("div", { class: "cards two" },
      upkeep(t("upkeep.run"), "v1/maintenance", {}, t("upkeep.run.text")), upkeep(t("upkeep.dry"), "v1/maintenance", { dry_run: true }, t("upkeep.dry.text")),
      upkeep(t("upkeep.rebuild"), "v1/maintenance/rebuild", {}, t("upkeep.rebuild.text"))),
    h("h2", { text: t("forget.more") }), forgetForm());
}

/// Left out where the server makes none, or where another may not ask for them.
async function backups(box) {
  let found;
  try { found = (await api.get("v1/backups")).backups; } catch { return; }
  const make = button(t("backups.make"), () => busy(make, async () => {
    toast(t("upkeep.running"));
    await api.send("POST", "v1/backups");
    await backups(box);
  }), { icon: "plus" });
  box.hidden = false;
  box.replaceChildren(h("div", { class: "row between section" }, h("h2", { text: t("backups.title") }), make), found.length
    ? h("ul", { class: "notes" }, found.slice(0, 10).map((each) => h("li", { text: `${moment(each.made_at)} · ${number(each.bytes / 1048576, 1)} MiB · ${each.reason}${each.encrypted ? " · " + t("backups.encrypted") : ""}` })))
    : h("p", { class: "soft", text: t("backups.none") }));
}

function upload(file, each) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", api.address("v1/import"));
    for (const [name, value] of Object.entries(api.headers({ "Content-Type": "application/x-ndjson" }))) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => { if (event.lengthComputable) each(event.loaded / event.total); };
    request.onload = () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* The status must do. */ }
      if (request.status < 300) resolve(answer); else reject(new Error(answer.error?.message ?? `HTTP ${request.status}`));
    };
    request.onerror = () => reject(new Error(t("state.unreachable")));
    request.send(file);
  });
}

function forgetForm() {
  const person = h("input", { type: "text", id: "forget-person", placeholder: t("forget.person.hint") });
  const from = h("input", { type: "date", "aria-label": t("memories.from") }), to = h("input", { type: "date", "aria-label": t("memories.to") });
  const run = (label, make) => { const made = button(label, () => busy(made, async () => { const body = make(); if (body) await forget(body); }), { icon: "trash" }); return made; };
  return h("div", { class: "cards two" },
    h("div", { class: "card" }, h("label", { for: "forget-person", text: t("forget.person") }), person, h("div", { class: "row" }, run(t("forget"), () => person.value.trim() && { person: person.value.trim() }))),
    h("div", { class: "card" }, h("span", { text: t("forget.range") }), h("div", { class: "row" }, from, to),
      h("div", { class: "row" }, run(t("forget"), () => from.value && to.value && { from: from.value + "T00:00:00Z", to: to.value + "T23:59:59Z" }))),
    h("div", { class: "card warn" }, h("span", { text: t("forget.all") }), h("div", { class: "row" }, run(t("forget.all.do"), () => ({ everything: true })))));
}

// ---- This page ----

function look(box) {
  const choice = (id, label, saved, values, change) => {
    const field = h("select", { id, onchange: () => change(field.value) }, values.map(([value, text]) => h("option", { value, text })));
    field.value = saved;
    return [h("label", { for: id, text: label }), field];
  };
  const space = h("input", { type: "text", id: "space", value: api.space(), placeholder: "me", onchange: () => { api.setSpace(space.value.trim()); toast(t("space.set")); document.dispatchEvent(new CustomEvent("mneme:sessions")); } });
  const own = h("div", { class: "form" });
  account(own);
  box.replaceChildren(own, h("div", { class: "form" },
    choice("language", t("page.language"), chosenLanguage(), [["en", "English"], ["ko", "한국어"]], (value) => { localStorage.setItem("mneme.language", value); document.dispatchEvent(new CustomEvent("mneme:language")); }),
    choice("theme", t("page.theme"), localStorage.getItem("mneme.theme") ?? "system", ["system", "light", "dark"].map((name) => [name, t("theme." + name)]), (value) => { localStorage.setItem("mneme.theme", value); document.dispatchEvent(new CustomEvent("mneme:theme")); }),
    h("label", { for: "space", text: t("page.space") }), space, h("p", { class: "soft small", text: t("page.space.text") }),
    h("span", { text: t("page.key") }), h("div", { class: "row" }, api.key() ? button(t("page.key.forget"), () => { api.keepKey(null); toast(t("page.key.gone")); look(box); }) : h("span", { class: "soft", text: t("page.key.none") })),
    h("span", { text: t("page.keyboard") }), h("div", { class: "row" }, button(t("keys.title"), () => document.dispatchEvent(new CustomEvent("mneme:help"))))));
}
