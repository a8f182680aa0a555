extension PageText {
  /// Other programs' servers whose tools are offered: how each is doing. Folded while all of them work.
  static let servers = #"""

    // ---- Servers of tools ----

    const others = $("servers");

    async function showServers() {
      let report;
      try {
        const response = await fetch("/v1/mcp/servers", { cache: "no-store", headers: headers() });
        if (!response.ok) return;
        report = await response.json();
      } catch { return; }
      others.hidden = report.servers.length + report.notes.length === 0;
      const ill = report.servers.filter((server) => ["failing", "needs_login"].includes(server.state));
      const count = report.servers.length === 1 ? "1 server of tools" : report.servers.length + " servers of tools";
      const worse = ill.length + report.notes.length;
      others.querySelector("summary").textContent = worse ? count + ", " + worse + " not usable" : count;
      others.querySelector("ul").replaceChildren(...report.servers.map(serverLine), ...report.notes.map(noteLine));
    }

    function serverLine(server) {
      const words = {
        disabled: "switched off", idle: "not connected", connecting: "connecting", ready: "ready",
        needs_login: "needs a login: mneme mcp servers login " + server.name, failing: "failing",
      };
      const parts = [words[server.state] || server.state, "since " + new Date(server.since).toLocaleString()];
      if (server.state === "ready") parts.push(server.tools + " tools", "revision " + server.revision);
      if (server.last_error && server.state !== "ready") parts.push("last error: " + server.last_error);
      const line = element("li", "", server.name);
      line.append(element("span", "meta", " " + parts.join(" · ")));
      return line;
    }

    function noteLine(note) { return element("li", "meta", note); }

    others.querySelector("button").addEventListener("click", async () => {
      try { await fetch("/v1/mcp/servers/reload", { method: "POST", headers: headers() }); } catch { return; }
      showServers();
    });
    showServers();
    setInterval(() => { if (!document.hidden) showServers(); }, 30000);
    """#

  static let serverStyle = """

    .servers { margin: 0 max(16px, calc((100vw - 820px) / 2)); font-size: .85rem; }
    .servers ul { margin: 6px 0; padding-left: 18px; max-height: 30vh; overflow: auto; }
    .servers .meta { color: var(--soft); }
    """
}
