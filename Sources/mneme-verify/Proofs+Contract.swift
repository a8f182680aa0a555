/// The rows of the contract that nothing counts yet: each waits for the component it names.
extension Proofs {
  static let open: [Proof] = [
    open("PERF-011", "A spoken conversation uses one client and blocks nothing", "voice"),
    open("PERF-013", "Links are fetched by one client, each once", "link pipeline"),
    open("PERF-015", "An upload touches no file and stops at its limit", "uploads"),
    open("PERF-016", "HTML is cleaned in three passes", "HTML cleaner"),
    open("PERF-017", "Searches share one session", "web search"),
    open("PERF-018", "Research appends without reading or racing", "research jobs"),
    open("PERF-025", "PostgreSQL: sessions in one round trip", "PostgreSQL store"),
    open("PERF-026", "PostgreSQL: vectors only where asked for", "PostgreSQL store"),
    open("PERF-033", "No environment reads per request, one header extraction", "counting seams of the front door"),
    open(
      "PERF-034", "Sources are searched together; disabled log lines cost nothing", "counting seams of the front door"),
    open("INTEGRATION-VERIFY", "Every scenario on doubles, nothing open afterwards", "scenarios over all components"),
  ]

  private static func open(_ id: String, _ condition: String, _ missing: String) -> Proof {
    Proof(id: id, condition: condition, missing: [missing]) { [] }
  }
}
