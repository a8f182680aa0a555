// One message as it is shown: the user's bubble, or an answer with its steps and what can be done with it.
import { button, h, icon, iconButton, toast } from "./dom.mjs";
import { filesOf, textOf } from "./attachments.mjs";
import { moment, t } from "./i18n.mjs";
import { renderMarkdown } from "./markdown.mjs";

export function userTurn(message, actions) {
  const text = textOf(message.content);
  const files = filesOf(message.content);
  const bubble = h("div", { class: "bubble" }, files.length ? h("div", { class: "files" }, files) : null, text ? h("p", { text }) : null);
  const row = h("div", { class: "tools row" }, iconButton("edit", t("chat.edit"), () => edit()));
  const turn = h("div", { class: "turn user", title: message.at ? moment(message.at) : undefined },
    h("span", { class: "hidden", text: t("chat.you") }), bubble, row);
  function edit() {
    if (actions.isBusy()) return;
    const field = h("textarea", { rows: Math.min(12, text.split("\n").length + 1), "aria-label": t("chat.edit") });
    field.value = text;
    const form = h("form", { class: "editor" }, field, h("p", { class: "soft small", text: t("chat.edit.hint") }), h("div", { class: "row end" },
      button(t("cancel"), () => { form.replaceWith(bubble); row.hidden = false; }),
      h("button", { type: "submit", class: "primary", text: t("chat.resend") })));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field.value.trim()) actions.resend(message, field.value.trim());
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) { event.preventDefault(); form.requestSubmit(); }
      if (event.key === "Escape") { form.replaceWith(bubble); row.hidden = false; }
    });
    row.hidden = true;
    bubble.replaceWith(form);
    field.focus();
  }
  return turn;
}

/// An answer that may still grow.
export class AnswerTurn {
  constructor(message, actions) {
    this.message = message;
    this.actions = actions;
    this.text = message.content ?? "";
    this.body = h("div", { class: "bubble md" });
    this.steps = h("ol", { class: "steps", hidden: true, "aria-label": t("chat.steps") });
    this.foot = h("div", { class: "tools row" });
    this.panel = h("div", { class: "why", hidden: true });
    this.node = h("div", { class: "turn mneme", title: message.at ? moment(message.at) : undefined },
      h("span", { class: "hidden", text: "Mneme:" }), this.steps, this.body, this.foot, this.panel);
    if (this.text) renderMarkdown(this.body, this.text);
    this.frame = 0;
  }

  grow(piece, painted) {
    this.text += piece;
    this.frame ||= requestAnimationFrame(() => { this.frame = 0; renderMarkdown(this.body, this.text); painted?.(); });
  }

  set isBusy(flag) {
    this.node.classList.toggle("busy", flag);
    if (!flag && this.frame) { cancelAnimationFrame(this.frame); this.frame = 0; renderMarkdown(this.body, this.text); }
  }

  step(tool) {
    this.steps.hidden = false;
    let line = this.steps.querySelector(`[data-id="${CSS.escape(tool.id)}"]`);
    if (!line) {
      line = h("li", { "data-id": tool.id }, h("details", null, h("summary", null, h("span", { class: "mark" }), h("span", { text: tool.name }), h("span", { class: "soft", text: "" }))));
      this.steps.append(line);
    }
    const details = line.firstChild;
    const told = { started: t("step.started"), waits: t("step.waits"), ended: tool.succeeded ? t("step.done") : t("step.failed") }[tool.state];
    line.className = tool.state === "ended" ? (tool.succeeded ? "done" : "failed") : tool.state;
    details.querySelector("summary .soft").textContent = told;
    for (const [name, text] of [["arguments", tool.arguments], ["preview", tool.preview]]) {
      if (text) details.append(h("pre", { tabindex: "0", class: name, text }));
    }
  }

  error(text) { this.node.insertBefore(h("p", { class: "error", text }), this.foot); }

  /// The row below the answer. `recalled`: what memory brought to it; undefined where nobody knows any more.
  finish({ recalled, isLast, model }) {
    const count = recalled?.length ?? 0;
    const why = h("button", {
      type: "button", class: "quiet why-button", "aria-expanded": "false",
      onclick: async () => {
        const isOpen = this.panel.hidden;
        this.panel.hidden = !isOpen;
        why.setAttribute("aria-expanded", String(isOpen));
        if (isOpen && !this.panel.childNodes.length) {
          const { showEvidence } = await import("./why.mjs");
          showEvidence(this.panel, recalled ?? [], this.actions.question(this.message));
        }
      },
    }, icon("why"), h("span", { text: count ? t("why.button", { count }) : t("why.none") }));
    this.foot.replaceChildren(...[
      recalled ? why : null,
      iconButton("copy", t("copy"), async () => {
        try { await navigator.clipboard.writeText(this.text); toast(t("copied")); } catch { toast(t("copy.failed")); }
      }),
      isLast ? iconButton("again", t("chat.again"), () => this.actions.again()) : null,
      iconButton("branch", t("chat.branch"), (event) => this.actions.branch(this.message, event.currentTarget)),
      model ? h("span", { class: "soft small", text: model }) : null,
    ].filter(Boolean));
  }
}
