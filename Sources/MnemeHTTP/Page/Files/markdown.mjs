// Markdown to elements. Text only ever becomes text: there is no way from here to markup of the text's own.
import { h, iconButton, toast } from "./dom.mjs";
import { t } from "./i18n.mjs";

const DEPTH = 6;
const LONGEST = 50000;

/// Shows `text` in `box`. Called again with a longer text it keeps the blocks that did not change, so that a stream costs
/// its last block alone.
export function renderMarkdown(box, text) {
  const found = blocks(text.replace(/\r\n?/g, "\n"));
  const known = box.markdown ?? [];
  let same = 0;
  while (same < known.length && same < found.length && known[same] === found[same]) same++;
  while (box.childNodes.length > same) box.lastChild.remove();
  for (const source of found.slice(same)) box.append(block(source, 0));
  box.markdown = found;
}

/// Cuts a text into the sources of its blocks.
export function blocks(text) {
  const result = [];
  let lines = [], fence = null, kind = "";
  const end = () => {
    const source = lines.join("\n").replace(/\s+$/, "");
    if (source.trim()) result.push(source);
    lines = [];
    kind = "";
  };
  for (const line of text.split("\n")) {
    if (fence) {
      lines.push(line);
      if (line.trim().startsWith(fence) && /^[`~]+\s*$/.test(line.trim())) { fence = null; end(); }
      continue;
    }
    const opening = /^ {0,3}(`{3,}|~{3,})/.exec(line);
    const isItem = /^\s*([-*+]|\d{1,9}[.)])\s+/.test(line);
    if (opening && kind !== "list") { end(); fence = opening[1]; lines.push(line); continue; }
    if (!line.trim()) {
      // A list goes on after an empty line where its next item or an indented line follows.
      if (kind === "list") lines.push(line); else end();
      continue;
    }
    if (kind === "list" && lines.at(-1)?.trim() === "" && !isItem && !/^\s{2,}/.test(line)) end();
    const next = /^ {0,3}#{1,6}\s/.test(line) || /^ {0,3}([-*_])(\s*\1){2,}\s*$/.test(line) ? "one"
      : isItem ? "list" : /^ {0,3}>/.test(line) ? "quote" : "text";
    if (next === "one") { end(); lines.push(line); end(); continue; }
    if (lines.length && ((next === "list" && kind !== "list") || (next === "quote") !== (kind === "quote"))) {
      if (!(kind === "list" && next === "text")) end();
    }
    if (!lines.length) kind = next;
    lines.push(line);
  }
  end();
  return result;
}

function block(source, depth) {
  if (source.length > LONGEST) return h("p", { text: source });
  const lines = source.split("\n");
  const fence = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)/.exec(lines[0]);
  if (fence) {
    const isClosed = lines.length > 1 && lines.at(-1).trim().startsWith(fence[1]);
    return code(lines.slice(1, isClosed ? -1 : undefined).join("\n"), fence[2]);
  }
  const title = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(lines[0]);
  // The page has its own first levels.
  if (title) return h("h" + Math.min(6, title[1].length + 2), { class: "md-h" + title[1].length }, inline(title[2]));
  if (/^ {0,3}([-*_])(\s*\1){2,}\s*$/.test(source)) return h("hr");
  if (/^ {0,3}>/.test(source)) {
    const inner = lines.map((line) => line.replace(/^ {0,3}> ?/, "")).join("\n");
    return h("blockquote", null, depth < DEPTH ? blocks(inner).map((each) => block(each, depth + 1)) : inner);
  }
  if (/^\s*([-*+]|\d{1,9}[.)])\s+/.test(lines[0])) return list(lines, depth);
  if (lines.length > 1 && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[1]) && lines[0].includes("|")) return table(lines);
  return h("p", null, inline(source));
}

function code(text, language) {
  const copy = iconButton("copy", t("copy"), async () => {
    try { await navigator.clipboard.writeText(text); toast(t("copied")); } catch { toast(t("copy.failed")); }
  });
  return h("figure", { class: "code" },
    h("figcaption", null, h("span", { text: language || t("code") }), copy),
    h("pre", { tabindex: "0" }, h("code", { text })));
}

function list(lines, depth) {
  const first = /^(\s*)([-*+]|\d{1,9}[.)])\s+/.exec(lines[0]);
  const isOrdered = /\d/.test(first[2]);
  const node = h(isOrdered ? "ol" : "ul", isOrdered && parseInt(first[2], 10) !== 1 ? { start: parseInt(first[2], 10) } : null);
  let item = [];
  const end = () => {
    if (!item.length) return;
    const indent = item.slice(1).filter((line) => line.trim()).reduce((least, line) => Math.min(least, /^\s*/.exec(line)[0].length), 8);
    const head = item[0];
    const rest = item.slice(1).map((line) => line.slice(Math.min(indent, /^\s*/.exec(line)[0].length)));
    const task = /^\[([ xX])\]\s+/.exec(head);
    const made = h("li", task ? { class: "task" } : null);
    if (task) made.append(h("input", { type: "checkbox", disabled: true, checked: task[1] !== " ", "aria-label": t("task") }));
    const inner = blocks([task ? head.slice(task[0].length) : head, ...rest].join("\n"));
    inner.forEach((source, place) => {
      const isPlain = place === 0 && !/^\s*([-*+>#|]|\d+[.)]|`{3})/.test(source);
      if (isPlain) {
        // A nested list may follow its item's words without an empty line.
        made.append(...inline(source));
      } else if (depth < DEPTH) made.append(block(source, depth + 1));
      else made.append(source);
    });
    node.append(made);
    item = [];
  };
  for (const line of lines) {
    const found = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/.exec(line);
    if (found && found[1].length <= first[1].length + 1) { end(); item.push(found[3]); } else if (item.length) item.push(line);
  }
  end();
  return node;
}

function cells(line) {
  const inner = line.trim().replace(/^\|/, "").replace(/\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, "|"));
}

function table(lines) {
  const sides = cells(lines[1]).map((cell) => (/^:.*:$/.test(cell) ? "center" : /:$/.test(cell) ? "right" : ""));
  const row = (line, tag) => h("tr", null, cells(line).slice(0, 40).map((cell, place) =>
    h(tag, sides[place] ? { class: sides[place] } : null, inline(cell))));
  return h("div", { class: "table", tabindex: "0", role: "group", "aria-label": t("table") },
    h("table", null, h("thead", null, row(lines[0], "th")), h("tbody", null, lines.slice(2).map((line) => row(line, "td")))));
}

// ---- Inside a block ----

/// Only what cannot run: http, https, mail.
export function safeLink(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch { return null; }
}

function link(target, ...children) {
  const href = safeLink(target);
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...children) : h("span", null, ...children);
}

const pattern = new RegExp([
  "\\\\([!-/:-@[-`{-~])",
  "(`{1,3})([^\\n]{0,2000}?[^`])\\2(?!`)",
  "!?\\[([^\\[\\]\\n]{0,400})\\]\\(\\s*<?([^\\s()<>]{1,2000}(?:\\([^\\s()<>]{0,200}\\)[^\\s()<>]{0,500})?)>?(?:\\s+[\"'][^\"'\\n]{0,300}[\"'])?\\s*\\)",
  "<?(https?:\\/\\/[^\\s<>\"'`]{1,1000}[^\\s<>\"'`.,;:!?)\\]*_])>?",
  "(\\*\\*\\*|\\*\\*|__|~~|\\*|_)(?=\\S)",
  "( {2,}\\n|\\n)",
].join("|"), "g");

function inline(text, depth = 0) {
  const nodes = [];
  let plain = "";
  const flush = () => { if (plain) nodes.push(plain); plain = ""; };
  const reader = new RegExp(pattern.source, "g");
  let place = 0, found;
  while (place < text.length && (reader.lastIndex = place, found = reader.exec(text))) {
    plain += text.slice(place, found.index);
    place = found.index + found[0].length;
    const [whole, escaped, , codeText, label, target, address, mark, line] = found;
    if (escaped) plain += escaped;
    else if (codeText !== undefined) { flush(); nodes.push(h("code", { text: codeText.replace(/^ (.*) $/, "$1") })); }
    else if (label !== undefined) { flush(); nodes.push(link(target, ...(depth < DEPTH ? inline(label || target, depth + 1) : [label]))); }
    else if (address) { flush(); nodes.push(link(address, address)); }
    else if (mark) {
      const before = text[found.index - 1] ?? " ";
      const close = depth < DEPTH && !(mark[0] === "_" && /[\p{L}\p{N}]/u.test(before)) ? closing(text, mark, place) : -1;
      if (close < 0) { plain += whole; continue; }
      flush();
      const inner = inline(text.slice(place, close), depth + 1);
      nodes.push(mark === "~~" ? h("s", null, inner) : mark === "***" ? h("strong", null, h("em", null, inner))
        : mark.length === 2 ? h("strong", null, inner) : h("em", null, inner));
      place = close + mark.length;
    } else if (line) { flush(); nodes.push(h("br")); } else plain += whole;
  }
  plain += text.slice(place);
  flush();
  return nodes;
}

/// Where the mark ends again; near enough that a text full of marks costs no more than its length many times over.
function closing(text, mark, from) {
  const limit = Math.min(text.length, from + 4000);
  for (let at = text.indexOf(mark, from + 1); at >= 0 && at < limit; at = text.indexOf(mark, at + 1)) {
    if (/\s/.test(text[at - 1]) || text[at - 1] === "\\") continue;
    const after = text[at + mark.length] ?? " ";
    if (mark.length === 1 && (after === mark || text[at - 1] === mark)) continue;
    if (mark[0] === "_" && /[\p{L}\p{N}]/u.test(after)) continue;
    return at;
  }
  return -1;
}
