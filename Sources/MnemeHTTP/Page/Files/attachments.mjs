// Files that go with a message: images, texts, PDF.
import { h, iconButton, toast } from "./dom.mjs";
import { t } from "./i18n.mjs";

const MOST = 16;
const LARGEST = 25 * 1024 * 1024;
const images = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const texts = /\.(txt|md|markdown|csv|tsv|json|jsonl|xml|html?|css|m?js|ts|py|swift|c|h|cpp|rs|go|java|kt|rb|sh|ya?ml|toml|ini|log|sql|tex|srt|eml)$/i;

export class Attachments {
  constructor(shelf) {
    this.shelf = shelf;
    this.files = [];
  }

  async add(list) {
    for (const file of list) {
      if (this.files.length >= MOST) { toast(t("attach.many", { most: MOST })); return; }
      const kind = images.includes(file.type) ? "image" : file.type === "application/pdf" ? "pdf"
        : file.type.startsWith("text/") || texts.test(file.name) ? "text" : null;
      if (!kind) { toast(t("attach.kind", { name: file.name })); continue; }
      if (file.size > LARGEST) { toast(t("attach.large", { name: file.name })); continue; }
      this.files.push({ name: file.name, kind, data: await read(file, kind) });
    }
    this.paint();
  }

  clear() { this.files = []; this.paint(); }

  paint() {
    this.shelf.hidden = this.files.length === 0;
    this.shelf.replaceChildren(...this.files.map((file, place) => h("li", null, picture(file),
      iconButton("close", t("attach.remove", { name: file.name }), () => { this.files.splice(place, 1); this.paint(); }))));
  }

  /// What a message with `text` holds: the text alone, or a list of parts.
  content(text) {
    if (!this.files.length) return text;
    const parts = this.files.map((file) => (file.kind === "image"
      ? { type: "image_url", image_url: { url: file.data } }
      : { type: "file", file: { filename: file.name, file_data: file.data } }));
    return text ? [{ type: "text", text }, ...parts] : parts;
  }
}

function read(file, kind) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const data = String(reader.result);
      // Browsers call texts by many names; the server asks for one.
      resolve(kind === "text" ? data.replace(/^data:[^;,]*(;[^,]*)?,/, "data:text/plain;base64,") : data);
    };
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function picture(file) {
  return file.kind === "image" ? h("img", { src: file.data, alt: file.name, class: "thumb" }) : h("span", { class: "file", text: file.name });
}

/// The words of a message, and its files as they are shown.
export function textOf(content) {
  return typeof content === "string" ? content : content.filter((part) => part.type === "text").map((part) => part.text).join("\n");
}

export function filesOf(content) {
  if (typeof content === "string") return [];
  return content.filter((part) => part.type !== "text").map((part) => picture(part.type === "image_url"
    ? { kind: "image", name: t("attach.image"), data: part.image_url.url } : { kind: "file", name: part.file.filename }));
}
