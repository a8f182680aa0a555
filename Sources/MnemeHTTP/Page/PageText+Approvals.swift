extension PageText {
  /// Calls of tools that wait for the owner's word: what, with which arguments, and why it asks.
  static let approvals = #"""

    // ---- Approvals ----

    const waiting = $("approvals");

    async function showApprovals() {
      let found;
      try {
        const response = await fetch("/v1/approvals?pending=1", { cache: "no-store", headers: headers() });
        if (!response.ok) return;
        found = (await response.json()).approvals;
      } catch { return; }
      // One that is on its way to be decided stays as it is.
      if (waiting.querySelector("[aria-busy=true]")) return;
      const shown = Array.from(waiting.children, (node) => node.dataset.id).join(" ");
      if (shown === found.map((call) => call.id).join(" ")) return;
      waiting.replaceChildren(...found.map(approvalCard));
      waiting.hidden = found.length === 0;
    }

    function approvalCard(call) {
      const card = element("section", "approval");
      card.dataset.id = call.id;
      card.append(element("h3", "", call.tool + " waits for your word"));
      card.append(element("p", "", call.reason));
      card.append(element("pre", "", JSON.stringify(call.arguments, null, 2)));
      card.append(element("p", "meta", "Asked by " + call.caller + ", until " + new Date(call.expires_at).toLocaleTimeString()));
      const row = element("div", "row");
      for (const [word, label, style] of [["deny", "Deny", "quiet"], ["approve", "Approve", "primary"]]) {
        const button = element("button", style, label);
        button.type = "button";
        button.addEventListener("click", () => decide(call, word, card));
        row.append(button);
      }
      card.append(row);
      return card;
    }

    async function decide(call, decision, card) {
      card.setAttribute("aria-busy", "true");
      for (const button of card.querySelectorAll("button")) button.disabled = true;
      try {
        const response = await fetch("/v1/approvals/" + encodeURIComponent(call.id), {
          method: "POST", headers: headers({ "Content-Type": "application/json", "X-Mneme-Space": call.space }),
          body: JSON.stringify({ decision, token: call.token }),
        });
        if (!response.ok) throw await refusal(response);
        const ended = await response.json();
        const told = { done: "It ran.", failed: "It failed.", denied: "It was not run." }[ended.state] || ended.state;
        card.replaceChildren(element("h3", "", call.tool + ": " + told));
        if (ended.result) card.append(element("pre", "", ended.result));
        setTimeout(() => { card.remove(); waiting.hidden = waiting.children.length === 0; }, 8000);
      } catch (error) {
        card.remove();
        waiting.hidden = waiting.children.length === 0;
        showNotice(error.message, null);
      }
    }
    showApprovals();
    setInterval(() => { if (!document.hidden) showApprovals(); }, 5000);
    """#

  static let approvalStyle = """

    .approvals { padding: 0 max(16px, calc((100vw - 820px) / 2)); display: grid; gap: 10px; max-height: 45vh; overflow: auto; }
    .approval { border: 1px solid var(--accent); border-radius: 12px; padding: 10px 14px; font-size: .9rem; }
    .approval h3 { margin: 0; font-size: .95rem; }
    .approval p { margin: 4px 0; }
    .approval pre { margin: 6px 0; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 12em; overflow: auto; font-size: .8rem; }
    .approval .meta { color: var(--soft); font-size: .8rem; }
    .approval .row { display: flex; gap: 8px; justify-content: flex-end; }
    """
}
