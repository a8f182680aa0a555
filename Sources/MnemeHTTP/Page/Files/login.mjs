// The screen that asks who comes: a key, or a name and a password where people log in.
import * as api from "./api.mjs";
import { dialog, h } from "./dom.mjs";
import { t } from "./i18n.mjs";

/// - Returns: whether there is a new key or login.
export async function logIn(wasWrong) {
  let people = false;
  try { people = (await (await fetch(api.address("v1/access"), { cache: "no-store" })).json()).people === true; } catch { /* A key, then. */ }
  const anybody = people;
  let error = wasWrong ? t("key.wrong") : "";
  for (;;) {
    const answer = await (people ? personScreen(error) : keyScreen(error, anybody));
    if (answer === "key") { people = false; error = ""; continue; }
    if (answer === "people") { people = true; error = ""; continue; }
    if (answer === null) return false;
    if (answer.key) { api.keepKey(answer.key, answer.remember); return true; }
    const response = await fetch(api.address("v1/login"), {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name: answer.name, password: answer.password }),
    });
    if (response.ok) {
      api.keepKey(null);
      const person = await response.json();
      if (person.language === "ko" || person.language === "en") localStorage.setItem("mneme.language", person.language);
      api.setSpace("");
      document.dispatchEvent(new CustomEvent("mneme:language"));
      return true;
    }
    error = response.status === 401 ? t("login.wrong") : ((await response.json().catch(() => null))?.error?.message ?? `HTTP ${response.status}`);
  }
}

function enter(field) {
  field.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) field.closest("dialog").close("yes"); });
  return field;
}

const told = (error) => (error ? h("p", { class: "error", role: "alert", text: error }) : null);

async function keyScreen(error, people) {
  const field = enter(h("input", { id: "key", type: "password", autocomplete: "current-password", spellcheck: "false", autofocus: true }));
  const remember = h("input", { type: "checkbox", id: "key-remember" });
  const answer = await dialog(t("key.title"), [h("p", { text: t("key.text") }), told(error), h("label", { for: "key", text: t("key.label") }), field,
    h("label", { class: "check", for: "key-remember" }, remember, h("span", { text: t("key.remember") }))].filter(Boolean),
  [{ label: t("cancel") }, ...(people ? [{ label: t("login.people"), value: "people" }] : []), { label: t("key.continue"), class: "primary", value: "yes" }], { id: "login" });
  if (answer === "people") return answer;
  return answer === "yes" && field.value.trim() ? { key: field.value.trim(), remember: remember.checked } : null;
}

async function personScreen(error) {
  const name = h("input", { id: "login-name", type: "text", autocomplete: "username", spellcheck: "false", autofocus: true });
  const password = enter(h("input", { id: "login-password", type: "password", autocomplete: "current-password" }));
  const answer = await dialog(t("login.title"), [told(error), h("label", { for: "login-name", text: t("login.name") }), name,
    h("label", { for: "login-password", text: t("login.password") }), password].filter(Boolean),
  [{ label: t("cancel") }, { label: t("login.key"), value: "key" }, { label: t("login.do"), class: "primary", value: "yes" }], { id: "login" });
  if (answer === "key") return answer;
  return answer === "yes" && name.value.trim() ? { name: name.value.trim(), password: password.value } : null;
}
