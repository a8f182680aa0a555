// Exports of other programs, read in the browser: their conversations become the lines that `/v1/import` takes. The names are
// those of `mneme import --from`, so that importing the same by both ways stores nothing twice.

const LONGEST = 100000;

/// - Returns: what is to be sent: lines made of an export of ChatGPT or Claude (its zip archive, or `conversations.json`), else the file as it is.
export async function linesOf(file) {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const isArchive = head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
  const isList = !isArchive && /^\s*\[/.test(await file.slice(0, 64).text());
  if (!isArchive && !isList) return file;
  const text = isArchive ? await member(file, "conversations.json") : await file.text();
  const lines = [];
  for (const conversation of JSON.parse(text)) {
    const found = conversation.mapping ? chatGPT(conversation) : conversation.chat_messages ? claude(conversation) : [];
    let last = time(conversation.create_time ?? conversation.created_at);
    for (const each of found) {
      // A message without a time was said after the one before it.
      const at = each.time ?? (last === null ? null : last + 1);
      if (at === null || !each.text.trim() || [...each.text].length > LONGEST) continue;
      last = at;
      lines.push(JSON.stringify({ external_id: name(each.id), session: name(each.session), time: new Date(at).toISOString(), role: each.role, text: each.text }));
    }
  }
  return new Blob([lines.join("\n")]);
}

const name = (text) => [...text].slice(-200).join("");

function time(value) {
  const at = typeof value === "number" ? value * 1000 : typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isFinite(at) ? at : null;
}

function words(value) {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  return value.map((part) => (typeof part === "string" ? part : (part?.type ?? "text") === "text" && typeof part?.text === "string" ? part.text : null))
    .filter((text) => text !== null && text.trim()).join("\n");
}

/// A tree of messages, of which the branch that was shown last is taken.
function chatGPT(conversation) {
  const id = conversation.conversation_id ?? conversation.id;
  const nodes = conversation.mapping, path = [], seen = new Set();
  const leaves = Object.keys(nodes).filter((node) => !nodes[node].children?.length);
  const newest = leaves.sort((a, b) => (nodes[a].message?.create_time ?? 0) - (nodes[b].message?.create_time ?? 0)).at(-1);
  let node = nodes[conversation.current_node] ? conversation.current_node : newest;
  while (node && nodes[node] && !seen.has(node)) { seen.add(node); path.unshift(node); node = nodes[node].parent; }
  if (!id) return [];
  return path.flatMap((place) => {
    const message = nodes[place].message;
    const role = message?.author?.role;
    if (!["user", "assistant"].includes(role) || message.metadata?.is_visually_hidden_from_conversation) return [];
    if (!["text", "multimodal_text", undefined].includes(message.content?.content_type)) return [];
    return [{ id: `chatgpt:${id}:${message.id ?? place}`, session: `chatgpt:${id}`, time: time(message.create_time), role, text: words(message.content?.parts) }];
  });
}

function claude(conversation) {
  const id = conversation.uuid;
  if (!id) return [];
  return conversation.chat_messages.flatMap((message, place) => {
    const role = { human: "user", assistant: "assistant" }[message.sender];
    if (!role) return [];
    return [{ id: `claude:${id}:${message.uuid ?? place}`, session: `claude:${id}`, time: time(message.created_at), role, text: words(message.content) || words(message.text) }];
  });
}

/// One file of a zip archive, by its list at the end.
async function member(file, wanted) {
  const tail = Math.max(0, file.size - 65557);
  const end = new DataView(await file.slice(tail).arrayBuffer());
  let at = end.byteLength - 22;
  while (at >= 0 && end.getUint32(at, true) !== 0x06054b50) at--;
  if (at < 0) throw new Error("ZIP");
  const list = new DataView(await file.slice(end.getUint32(at + 16, true), end.getUint32(at + 16, true) + end.getUint32(at + 12, true)).arrayBuffer());
  const text = new TextDecoder();
  for (let place = 0; place + 46 <= list.byteLength && list.getUint32(place, true) === 0x02014b50;) {
    const [method, size, nameSize, extra, comment, start] = [list.getUint16(place + 10, true), list.getUint32(place + 20, true), list.getUint16(place + 28, true),
      list.getUint16(place + 30, true), list.getUint16(place + 32, true), list.getUint32(place + 42, true)];
    const path = text.decode(new Uint8Array(list.buffer, list.byteOffset + place + 46, nameSize));
    if (path.split("/").at(-1) === wanted) {
      const local = new DataView(await file.slice(start, start + 30).arrayBuffer());
      const begin = start + 30 + local.getUint16(26, true) + local.getUint16(28, true);
      const packed = file.slice(begin, begin + size);
      return method === 0 ? packed.text() : new Response(packed.stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
    }
    place += 46 + nameSize + extra + comment;
  }
  throw new Error(`${wanted}?`);
}
