// The only place that speaks to the server. Addresses are relative to the page, so that it works below any path.

const root = new URL("./", document.baseURI);
let login = null;

export class Refusal extends Error {
  constructor(message, status, code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/// - Parameter ask: shows the screen that asks for the key; resolves true when there is a new one.
export function onLogin(ask) { login = ask; }

export function key() { return sessionStorage.getItem("mneme.key") ?? localStorage.getItem("mneme.key"); }

export function keepKey(value, isRemembered) {
  sessionStorage.removeItem("mneme.key");
  localStorage.removeItem("mneme.key");
  if (value) (isRemembered ? localStorage : sessionStorage).setItem("mneme.key", value);
}

export function space() { return localStorage.getItem("mneme.space") || ""; }

export function setSpace(name) {
  if (name) localStorage.setItem("mneme.space", name);
  else localStorage.removeItem("mneme.space");
}

export function headers(more) {
  const all = { ...more };
  if (key()) all.Authorization = "Bearer " + key();
  if (space() && !all["X-Mneme-Space"]) all["X-Mneme-Space"] = space();
  return all;
}

export function address(path) { return new URL(path, root); }

async function refusal(response) {
  let error = {};
  try { error = (await response.json()).error ?? {}; } catch { /* No JSON: the status must do. */ }
  return new Refusal(error.message || `HTTP ${response.status}`, response.status, error.code);
}

/// A response that is ok. Asks for the key once when the server wants one.
export async function open(path, options = {}) {
  for (let tries = 0; ; tries++) {
    const hadKey = key();
    const sent = { cache: "no-store", ...options, headers: headers(options.headers) };
    const response = await fetch(address(path), sent);
    if (response.ok) return response;
    const error = await refusal(response);
    if (response.status === 401 && login && tries < 3 && (key() !== hadKey || await login(Boolean(hadKey)))) continue;
    throw error;
  }
}

export async function get(path, options) { return (await open(path, options)).json(); }

export async function send(method, path, body, more = {}) {
  const options = { method, ...more };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json", ...more.headers };
  }
  const response = await open(path, options);
  const text = await response.text();
  return text ? JSON.parse(text) : undefined;
}

/// Parameters of an address; those without a value are left out.
export function query(values) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "" && value !== false) {
      parameters.set(name, value === true ? "1" : String(value));
    }
  }
  const text = parameters.toString();
  return text ? "?" + text : "";
}

export function part(text) { return encodeURIComponent(text); }

/// Reads Server-Sent Events until the stream ends. `each` gets the event's name, its data and its id.
export async function events(response, each) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    let end;
    while ((end = rest.search(/\r?\n\r?\n/)) >= 0) {
      const block = rest.slice(0, end);
      rest = rest.slice(end).replace(/^\r?\n\r?\n/, "");
      let name = "message", id, data = [];
      for (const line of block.split(/\r?\n/)) {
        if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
        else if (line.startsWith("event:")) name = line.slice(6).trim();
        else if (line.startsWith("id:")) id = line.slice(3).trim();
      }
      if (data.length) each(name, data.join("\n"), id);
    }
  }
}
