// Forgetting for good: first told what it would take, then done, then the receipt.
import * as api from "./api.mjs";
import { dialog, h, toast } from "./dom.mjs";
import { moment, number, t } from "./i18n.mjs";

const counts = ["messages", "memories", "lessened_memories", "sessions", "vectors", "ledger_entries", "entities", "relations", "jobs"];

export function receiptTable(receipt) {
  const rows = counts.filter((name) => receipt[name] > 0);
  const list = rows.length ? h("dl", { class: "counts" }, rows.map((name) =>
    [h("dt", { text: t("receipt." + name) }), h("dd", { text: number(receipt[name]) })])) : h("p", { text: t("receipt.nothing") });
  return [list,
    receipt.kept_sources?.length ? h("p", { class: "soft", text: t("receipt.kept", { count: receipt.kept_sources.length }) }) : null,
    receipt.backups?.length ? h("p", { class: "soft", text: t("receipt.backups", { count: receipt.backups.length }) }) : null].filter(Boolean);
}

/// - Parameter selection: the body of `/v1/forget`.
/// - Returns: the receipt, or undefined when the person thought better of it.
export async function forget(selection, title = t("forget.title")) {
  const preview = await api.send("POST", "v1/forget", { ...selection, dry_run: true });
  let body = selection, more = null;
  if (selection.memory && preview.kept_sources?.length) {
    const box = h("input", { type: "checkbox", id: "with-sources", onchange: () => { body = { ...selection, with_sources: box.checked }; } });
    more = h("label", { class: "check", for: "with-sources" }, box, h("span", { text: t("forget.sources") }));
  }
  let receipt;
  const answer = await dialog(title, [h("p", { text: t("forget.text") }), ...receiptTable(preview), more].filter(Boolean), [
    { label: t("cancel") },
    { label: t("forget.do"), class: "danger", value: "yes", run: async () => (receipt = await api.send("POST", "v1/forget", body)) },
  ]);
  if (answer !== "yes" || !receipt) return undefined;
  document.dispatchEvent(new CustomEvent("mneme:memories"));
  document.dispatchEvent(new CustomEvent("mneme:sessions"));
  toast(t("receipt.toast"), { label: t("receipt.show"), run: () => showReceipt(receipt) });
  return receipt;
}

export function showReceipt(receipt) {
  return dialog(t("receipt.title"), [h("p", { class: "soft", text: moment(receipt.at) }), ...receiptTable(receipt)],
    [{ label: t("close"), class: "primary" }]);
}
