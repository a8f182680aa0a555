// Calls of tools that wait for the owner's word: what, with which arguments, and why it asks.
import * as api from "./api.mjs";
import { fail, h } from "./dom.mjs";
import { moment, t } from "./i18n.mjs";

const box = () => document.getElementById("approvals");

export async function showApprovals() {
  let found;
  try {
    // Not through `open`: a poll must not be what asks for the key.
    const response = await fetch(api.address("v1/approvals?pending=1"), { cache: "no-store", headers: api.headers() });
    if (!response.ok) return;
    found = (await response.json()).approvals;
  } catch { return; }
  const waiting = box();
  // One that is on its way to be decided stays as it is.
  if (waiting.querySelector("[aria-busy=true]")) return;
  const shown = Array.from(waiting.children, (node) => node.dataset.id).join(" ");
  if (shown === found.map((call) => call.id).join(" ")) return;
  waiting.replaceChildren(...found.map(card));
  waiting.hidden = found.length === 0;
}

function card(call) {
  const made = h("section", { class: "approval", "data-id": call.id },
    h("h3", { text: t("approvals.waits", { tool: call.tool }) }),
    h("p", { text: call.reason }),
    h("pre", { tabindex: "0", text: JSON.stringify(call.arguments, null, 2) }),
    h("p", { class: "meta", text: t("approvals.by", { caller: call.caller, time: moment(call.expires_at) }) }));
  const row = h("div", { class: "row end" });
  for (const [word, label, style] of [["deny", t("approvals.deny"), "quiet"], ["approve", t("approvals.approve"), "primary"]]) {
    row.append(h("button", { type: "button", class: style, text: label, onclick: () => decide(call, word, made) }));
  }
  made.append(row);
  return made;
}

async function decide(call, decision, made) {
  made.setAttribute("aria-busy", "true");
  for (const each of made.querySelectorAll("button")) each.disabled = true;
  const gone = () => { made.remove(); box().hidden = box().children.length === 0; };
  try {
    const ended = await api.send("POST", "v1/approvals/" + api.part(call.id), { decision, token: call.token },
      { headers: { "X-Mneme-Space": call.space } });
    const told = { done: t("approvals.done"), failed: t("approvals.failed"), denied: t("approvals.denied") }[ended.state] ?? ended.state;
    made.replaceChildren(h("h3", { text: call.tool + ": " + told }));
    if (ended.result) made.append(h("pre", { tabindex: "0", text: ended.result }));
    document.dispatchEvent(new CustomEvent("mneme:approved"));
    setTimeout(gone, 8000);
  } catch (error) {
    gone();
    fail(error);
  }
}

export function startApprovals() {
  showApprovals();
  setInterval(() => { if (!document.hidden) showApprovals(); }, 5000);
}
