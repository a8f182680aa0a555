// Who may come in: keys for programs, people with their roles.
import * as api from "./api.mjs";
import { busy, button, chip, confirm, dialog, h, toast } from "./dom.mjs";
import { day, moment, number, t } from "./i18n.mjs";

const scopes = ["chat", "memory:read", "memory:write", "tools", "approvals", "status", "admin"];

export async function access(box) {
  const part = async (path, paint) => {
    try { return paint(await api.get(path)); } catch (error) {
      return [h("p", { class: "soft", text: error.status === 403 ? t("access.admin") : error.status === 404 ? t("access.none") : error.message })];
    }
  };
  const again = () => access(box);
  const [keys, people] = await Promise.all([part("v1/keys", (found) => keyList(found.keys, again)), part("v1/people", (found) => peopleList(found.people, again))]);
  box.replaceChildren(h("p", { class: "soft", text: t("access.text") }),
    h("div", { class: "row between" }, h("h2", { text: t("access.keys") }), button(t("access.key.new"), () => newKey(again), { icon: "plus" })), ...keys,
    h("div", { class: "row between section" }, h("h2", { text: t("access.people") }), button(t("access.person.new"), () => newPerson(again), { icon: "plus" })), ...people);
}

function keyList(keys, again) {
  if (!keys.length) return [h("p", { class: "soft", text: t("access.keys.none") })];
  return [h("ul", { class: "cards" }, keys.map((key) => {
    const off = key.state === "revoked" ? null : button(t("access.revoke"), () => busy(off, async () => {
      if (!await confirm(t("access.revoke"), key.name, t("access.revoke"))) return;
      await api.send("DELETE", "v1/keys/" + api.part(key.id));
      await again();
    }), { icon: "trash" });
    return h("li", { class: key.state === "active" ? "card" : "card inactive" },
      h("div", { class: "row between" }, h("strong", { text: key.name }), chip(t("access." + key.state), key.state === "active" ? "accent" : "warn")),
      h("div", { class: "meta" }, h("code", { text: key.hint }), key.scopes.map((scope) => chip(scope)), h("span", { text: key.spaces.length ? key.spaces.join(", ") : t("access.everywhere") }),
        h("span", { text: key.used_at ? t("access.used", { time: moment(key.used_at) }) : t("access.unused") }),
        key.expires_at ? h("span", { text: t("until", { day: day(key.expires_at) }) }) : null,
        key.requests_per_minute ? h("span", { text: t("access.rate", { count: number(key.requests_per_minute) }) }) : null),
      off ? h("div", { class: "row" }, off) : null);
  }))];
}

function newKey(again) {
  const name = h("input", { type: "text", id: "key-name", autofocus: true });
  const boxes = scopes.map((scope) => h("input", { type: "checkbox", id: "scope-" + scope, value: scope, checked: ["chat", "memory:read", "memory:write"].includes(scope) }));
  const spaces = h("input", { type: "text", id: "key-spaces", placeholder: t("labels.hint") });
  const end = h("input", { type: "date", id: "key-end" });
  dialog(t("access.key.new"), h("div", { class: "form" }, h("label", { for: "key-name", text: t("access.name") }), name,
    h("span", { text: t("access.scopes") }), boxes.map((box) => h("label", { class: "check", for: box.id }, box, h("code", { text: box.value }))),
    h("label", { for: "key-spaces", text: t("access.spaces") }), spaces, h("label", { for: "key-end", text: t("access.end") }), end),
  [{ label: t("cancel") }, { label: t("save"), class: "primary", value: "yes", run: async () => {
    const made = await api.send("POST", "v1/keys", {
      name: name.value.trim(), scopes: boxes.filter((box) => box.checked).map((box) => box.value),
      spaces: spaces.value.split(",").map((each) => each.trim()).filter(Boolean), ...(end.value ? { expires_at: end.value + "T00:00:00Z" } : {}),
    });
    await again();
    secret(made.secret);
    return true;
  } }]);
}

function secret(text) {
  dialog(t("access.secret"), [h("p", { text: t("access.secret.text") }), h("pre", { tabindex: "0", text })], [
    { label: t("copy"), run: async () => { try { await navigator.clipboard.writeText(text); toast(t("copied")); } catch { toast(t("copy.failed")); } return undefined; } },
    { label: t("close"), class: "primary" }]);
}

function peopleList(people, again) {
  if (!people.length) return [h("p", { class: "soft", text: t("access.people.none") })];
  return [h("ul", { class: "cards" }, people.map((person) => {
    const path = "v1/people/" + api.part(person.name);
    const off = button(t("access.remove"), () => busy(off, async () => {
      if (!await confirm(t("access.remove"), t("access.remove.text", { name: person.name }), t("access.remove"))) return;
      await api.send("DELETE", path);
      await again();
    }), { icon: "trash" });
    const share = button(t("access.share"), () => {
      const space = h("input", { type: "text", id: "role-space", autofocus: true });
      const role = h("select", { id: "role" }, ["reader", "writer", "owner"].map((each) => h("option", { value: each, text: t("role." + each) })), h("option", { value: "", text: t("role.none") }));
      dialog(t("access.share"), h("div", { class: "form" }, h("label", { for: "role-space", text: t("page.space") }), space, h("label", { for: "role", text: t("access.role") }), role),
        [{ label: t("cancel") }, { label: t("save"), class: "primary", value: "yes", run: async () => {
          await api.send(role.value ? "PUT" : "DELETE", `${path}/roles/${api.part(space.value.trim())}`, role.value ? { role: role.value } : undefined);
          await again();
          return true;
        } }]);
    });
    return h("li", { class: "card" }, h("div", { class: "row between" }, h("strong", { text: person.name }), person.administrator ? chip(t("access.administrator"), "accent") : null),
      h("div", { class: "meta" }, h("span", { text: t("access.space", { space: person.space }) }), person.roles.map((each) => chip(`${each.space}: ${t("role." + each.role)}`)), h("span", { text: day(person.created_at) })),
      h("div", { class: "row" }, share, off));
  }))];
}

function newPerson(again) {
  const name = h("input", { type: "text", id: "person-name", autofocus: true });
  const password = h("input", { type: "password", id: "person-password", autocomplete: "new-password" });
  const space = h("input", { type: "text", id: "person-space" });
  const admin = h("input", { type: "checkbox", id: "person-admin" });
  dialog(t("access.person.new"), h("div", { class: "form" }, h("p", { class: "soft small", text: t("access.person.text") }), h("label", { for: "person-name", text: t("login.name") }), name,
    h("label", { for: "person-password", text: t("login.password.new") }), password, h("label", { for: "person-space", text: t("access.own_space") }), space,
    h("label", { class: "check", for: "person-admin" }, admin, h("span", { text: t("access.administrator") }))),
  [{ label: t("cancel") }, { label: t("save"), class: "primary", value: "yes", run: async () => {
    await api.send("POST", "v1/people", { name: name.value.trim(), password: password.value, administrator: admin.checked, ...(space.value.trim() ? { space: space.value.trim() } : {}) });
    await again();
    return true;
  } }]);
}

/// Who is here, and their own settings.
export async function account(box) {
  let me;
  try { me = await api.get("v1/me"); } catch { return; }
  const own = (me.spaces ?? []).map((each) => each.space);
  if (own.length > 1) {
    const choice = h("select", { id: "my-space", onchange: () => { api.setSpace(choice.value === me.space ? "" : choice.value); toast(t("space.set")); document.dispatchEvent(new CustomEvent("mneme:sessions")); } },
      own.map((space) => h("option", { value: space, text: space })));
    choice.value = api.space() || me.space;
    box.append(h("label", { for: "my-space", text: t("page.space") }), choice);
  }
  if (!me.person) return;
  const out = button(t("logout"), () => busy(out, async () => {
    await api.send("POST", "v1/logout");
    api.setSpace("");
    location.hash = "#/chat";
    location.reload();
  }));
  const change = button(t("login.change"), () => {
    const present = h("input", { type: "password", id: "present", autocomplete: "current-password", autofocus: true });
    const next = h("input", { type: "password", id: "next", autocomplete: "new-password" });
    dialog(t("login.change"), h("div", { class: "form" }, h("label", { for: "present", text: t("login.password") }), present, h("label", { for: "next", text: t("login.password.new") }), next),
      [{ label: t("cancel") }, { label: t("save"), class: "primary", value: "yes", run: async () => {
        await api.send("PATCH", "v1/me", { password: present.value, new_password: next.value });
        toast(t("login.changed"));
        return true;
      } }]);
  });
  box.append(h("span", { text: t("login.as", { name: me.person.name }) }), h("div", { class: "row" }, change, out));
}
