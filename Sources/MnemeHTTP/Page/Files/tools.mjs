// What the assistant can do: tools, other programs' servers of tools, the schedule, and what was done.
import * as api from "./api.mjs";
import { busy, button, chip, dialog, empty, fail, h, heading, loading, toast } from "./dom.mjs";
import { moment, number, t } from "./i18n.mjs";

export async function show(view) {
  const tools = new Tools(view);
  await tools.load();
  return tools;
}

class Tools {
  constructor(view) {
    this.decided = h("section");
    this.list = h("section");
    this.servers = h("section", { id: "servers" });
    this.schedule = h("section");
    this.audit = h("section");
    view.append(h("div", { class: "page" }, heading(t("nav.tools"), t("tools.text")), this.decided, this.schedule, this.servers, this.list, this.audit));
    this.timer = setInterval(() => { if (!document.hidden) this.showServers(); }, 30000);
    document.addEventListener("mneme:approved", this.again = () => { this.showDecided(); this.showAudit(); this.showSchedule(); });
  }

  leave() { clearInterval(this.timer); document.removeEventListener("mneme:approved", this.again); }

  async load() {
    this.list.replaceChildren(loading());
    await Promise.all([this.showDecided(), this.showTools(), this.showServers(), this.showSchedule(), this.showAudit()]);
  }

  /// A part that the server does not have is left out.
  async part(box, path, paint) {
    try {
      const made = paint(await api.get(path));
      box.hidden = !made;
      if (made) box.replaceChildren(...[].concat(made));
    } catch (error) {
      box.hidden = error.status === 404;
      if (error.status !== 404) box.replaceChildren(h("p", { class: "error", text: error.message }));
    }
  }

  showDecided() {
    return this.part(this.decided, "v1/approvals", ({ approvals }) => [h("h2", { text: t("approvals.title") }),
      approvals.length ? h("ul", { class: "cards" }, approvals.slice(0, 12).map((call) => h("li", { class: "card" },
        h("div", { class: "row between" }, h("strong", { text: call.tool }), chip(t("approval." + call.state), call.state === "done" ? "accent" : call.state === "pending" ? "warn" : "")),
        h("p", { class: "soft small", text: call.reason }),
        h("details", null, h("summary", { text: t("tools.arguments") }), h("pre", { tabindex: "0", text: JSON.stringify(call.arguments, null, 2) }), call.result ? h("pre", { tabindex: "0", text: call.result }) : null),
        h("p", { class: "soft small", text: moment(call.decided_at ?? call.created_at) })))) : h("p", { class: "soft", text: t("approvals.none") })]);
  }

  showTools() {
    return this.part(this.list, "v1/tools", ({ tools }) => [h("h2", { text: t("tools.title", { count: tools.length }) }),
      tools.length ? h("ul", { class: "cards two" }, tools.map((tool) => this.tool(tool))) : empty(t("tools.none"))]);
  }

  tool(tool) {
    const { annotations: notes, metrics } = tool;
    return h("li", { class: "card" }, h("div", { class: "row between" }, h("strong", { text: tool.title || tool.name }), tool.title && tool.title !== tool.name ? h("code", { class: "soft", text: tool.name }) : null),
      h("p", { class: "soft small clamp", text: tool.description }),
      h("div", { class: "meta" }, chip(t("category." + tool.category) === "category." + tool.category ? tool.category : t("category." + tool.category)),
        chip(notes.read_only ? t("tools.reads") : notes.destructive ? t("tools.destroys") : t("tools.changes"), notes.destructive ? "warn" : ""),
        tool.ready ? null : chip(t("tools.not_ready"), "warn"),
        metrics.call_count ? h("span", { text: t("tools.calls", { count: metrics.call_count, ms: number(metrics.avg_duration_ms, 1) }) }) : null,
        metrics.error_count ? h("span", { class: "error", text: t("tools.errors", { count: metrics.error_count }) }) : null),
      h("div", { class: "row" }, button(t("tools.try"), () => this.run(tool))));
  }

  run(tool) {
    const properties = Object.keys(tool.input_schema?.properties ?? {});
    const example = Object.fromEntries((tool.input_schema?.required ?? properties.slice(0, 1)).map((name) => [name, ""]));
    const field = h("textarea", { rows: 6, id: "tool-arguments", spellcheck: "false", class: "mono", autofocus: true });
    field.value = JSON.stringify(example, null, 2);
    const result = h("pre", { tabindex: "0", hidden: true, role: "status" });
    dialog(t("tools.run", { name: tool.name }), [h("p", { class: "soft small", text: tool.description }),
      h("label", { for: "tool-arguments", text: t("tools.arguments") }), field,
      h("details", null, h("summary", { text: t("tools.schema") }), h("pre", { tabindex: "0", text: JSON.stringify(tool.input_schema, null, 2) })), result],
    [{ label: t("close") }, { label: t("tools.start"), class: "primary", run: async () => {
      const answer = await api.send("POST", "v1/tools/" + api.part(tool.name), { arguments: JSON.parse(field.value || "{}") });
      result.hidden = false;
      result.textContent = answer.approval ? t("approvals.asked") : answer.error ? answer.error.message
        : answer.content.map((part) => part.text ?? `[${part.type}]`).join("\n");
      document.dispatchEvent(new CustomEvent("mneme:approved"));
      return undefined;
    } }]);
  }

  showServers() {
    return this.part(this.servers, "v1/mcp/servers", (report) => this.paintServers(report));
  }

  paintServers(report) {
    const again = button(t("servers.again"), () => busy(again, async () => {
      const read = await api.send("POST", "v1/mcp/servers/reload");
      this.servers.replaceChildren(...this.paintServers(read));
    }), { icon: "again" });
    return [h("div", { class: "row between" }, h("h2", { text: t("servers.title") }), again),
      report.servers.length + report.notes.length
        ? h("ul", { class: "cards" }, report.servers.map((server) => this.server(server)), report.notes.map((note) => h("li", { class: "card warn", text: note })))
        : h("p", { class: "soft", text: t("servers.none") })];
  }

  server(server) {
    const ill = ["failing", "needs_login"].includes(server.state);
    return h("li", { class: "card" }, h("div", { class: "row between" }, h("strong", { text: server.name }), chip(t("server." + server.state), ill ? "warn" : server.state === "ready" ? "accent" : "")),
      h("p", { class: "soft small", text: [t("since", { day: moment(server.since) }), server.kind, server.state === "ready" ? t("servers.tools", { count: server.tools }) : "", server.revision].filter(Boolean).join(" · ") }),
      server.state === "needs_login" ? h("p", null, h("code", { text: "mneme mcp servers login " + server.name })) : null,
      server.last_error && server.state !== "ready" ? h("p", { class: "error", text: server.last_error }) : null);
  }

  showSchedule() {
    return this.part(this.schedule, "v1/schedule", ({ scheduled }) => [
      h("div", { class: "row between" }, h("h2", { text: t("schedule.title") }), button(t("schedule.add"), () => this.addTask(), { icon: "plus" })),
      scheduled.length ? h("ul", { class: "cards" }, scheduled.map((task) => {
        const off = button(t("schedule.cancel"), () => busy(off, async () => {
          await api.send("DELETE", "v1/schedule/" + api.part(task.id));
          toast(t("schedule.cancelled"));
          await this.showSchedule();
        }), { icon: "trash" });
        return h("li", { class: "card" }, h("p", { class: "words", text: task.task }),
          h("div", { class: "meta" }, chip(t("schedule." + task.schedule_type)), h("code", { text: task.schedule }), h("span", { text: task.time_zone }),
            h("span", { text: task.next_run ? t("schedule.next", { time: moment(task.next_run) }) : t("schedule.over") }),
            task.runs ? h("span", { text: t("schedule.runs", { count: task.runs }) }) : null),
          task.last ? h("p", { class: "soft small", text: task.last.text }) : null, h("div", { class: "row" }, off));
      })) : h("p", { class: "soft", text: t("schedule.none") })]);
  }

  addTask() {
    const kind = h("select", { id: "task-kind" }, ["at", "every", "cron"].map((name) => h("option", { value: name, text: t("schedule." + name) })));
    const when = h("input", { type: "text", id: "task-when", placeholder: "in 2h" });
    const task = h("textarea", { id: "task-text", rows: 3, autofocus: true });
    const job = h("select", { id: "task-job" }, ["agent_turn", "system_event"].map((name) => h("option", { value: name, text: t("job." + name) })));
    kind.addEventListener("change", () => { when.placeholder = { at: "in 2h", every: "1d", cron: "0 9 * * 1-5" }[kind.value]; });
    dialog(t("schedule.add"), h("div", { class: "form" }, h("label", { for: "task-text", text: t("schedule.task") }), task,
      h("label", { for: "task-kind", text: t("schedule.kind") }), kind, h("label", { for: "task-when", text: t("schedule.when") }), when,
      h("label", { for: "task-job", text: t("schedule.job") }), job),
    [{ label: t("cancel") }, { label: t("save"), class: "primary", value: "yes", run: async () => {
      await api.send("POST", "v1/schedule", { schedule_type: kind.value, schedule: when.value.trim(), task: task.value.trim(), job_type: job.value,
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
      await this.showSchedule();
      return true;
    } }]).catch(fail);
  }

  showAudit() {
    return this.part(this.audit, "v1/tools/audit?limit=50", (found) => {
      const entries = found.calls;
      return entries.length ? [h("h2", { text: t("audit.title") }), h("div", { class: "table", tabindex: "0", role: "group", "aria-label": t("audit.title") }, h("table", null,
        h("thead", null, h("tr", null, ["audit.at", "audit.tool", "audit.caller", "audit.decision", "audit.outcome", "audit.ms"].map((key) => h("th", { text: t(key) })))),
        h("tbody", null, entries.map((entry) => h("tr", null, h("td", { text: moment(entry.at) }), h("td", null, h("code", { text: entry.tool })), h("td", { text: entry.caller }),
          h("td", { text: entry.decision }), h("td", { text: entry.outcome ?? entry.code ?? "" }), h("td", { class: "right", text: number(entry.duration_ms) }))))))] : null;
    });
  }
}
