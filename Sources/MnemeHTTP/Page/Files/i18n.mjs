// Every string of the page stands in a table of its language; both have the same keys.
import { en } from "./en.mjs";

const tables = { en };
let language = "en";

export function chosenLanguage() {
  const saved = localStorage.getItem("mneme.language");
  if (saved === "en" || saved === "ko") return saved;
  return (navigator.language || "en").toLowerCase().startsWith("ko") ? "ko" : "en";
}

export async function setLanguage(name) {
  if (name === "ko" && !tables.ko) tables.ko = (await import("./ko.mjs")).ko;
  language = name;
  document.documentElement.lang = name;
}

export const locale = () => language;

/// The string of a key; `{name}` is replaced by the value of that name. With `count`, "key.one" serves a count of one.
export function t(key, values = {}) {
  const table = tables[language] ?? en;
  const found = (values.count === 1 ? table[key + ".one"] : undefined) ?? table[key] ?? en[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? format(values[name]) : whole));
}

function format(value) { return typeof value === "number" ? number(value) : String(value); }

export function number(value, digits = 0) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

export function day(text) { return when(text, { year: "numeric", month: "short", day: "numeric" }); }

export function moment(text) {
  return when(text, { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

function when(text, style) {
  const date = new Date(text);
  return text && !isNaN(date) ? new Intl.DateTimeFormat(language, style).format(date) : "";
}

/// "3 days ago".
export function ago(text) {
  const seconds = (new Date(text) - Date.now()) / 1000;
  if (isNaN(seconds)) return "";
  const form = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const [unit, size] of [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return form.format(Math.round(seconds / size), unit);
  }
  return form.format(0, "minute");
}
