import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport

/// What a whole turn may ask of its store and its encoder: the budgets under the contract's first table.
extension Proofs {
  /// - Parameter stores: puts something before the ports of the store.
  static func turn(stores: @escaping @Sendable (inout MemoryStores) -> Void = { _ in }) -> Proof {
    Proof(
      id: "TURN-BUDGET",
      condition:
        "A turn is 10 statements before its end and, of ten worked off together, 6 behind it, however long its history"
    ) {
      let home = try ProofHome(adjust: stores)
      let assistant = try home.assistant(ScriptedModel(pieces: ["Noted", "."]))
      let few = try await measured(home, assistant, after: 4)
      let many = try await measured(home, assistant, after: 60)
      return [
        Check("statements before the end of the 5th turn", few.before, .atMost, 10),
        Check("statements before the end of the 74th turn", many.before, .atMost, 10),
        Check("statements behind a turn, of ten worked off together, but looks for work", few.behind, .atMost, 6),
        Check("statements behind a turn, of ten later ones", many.behind, .atMost, 6),
        Check("requests to the encoder by a turn, of ten", many.embeddings, .atMost, 2),
      ]
    }
  }

  private static let batch = 10
  /// Written when the answer has ended, by the turn itself.
  private static let afterwards = ["INTO interactions", "INTO properties"]

  private static let looks = ["all_jobs", "FROM deferred_jobs WHERE due_at", "SELECT min(space) FROM jobs"]

  private static func measured(_ home: ProofHome, _ assistant: Assistant, after turns: Int) async throws -> (
    before: Int, behind: Double, embeddings: Double
  ) {
    for number in 0..<turns { try await take("The shelf \(number) of box \(turns) is red.", assistant) }
    try await settle(home)
    _ = home.log.take()
    let embeddings = home.embedder.calls
    var before: [Int] = []
    var behind = 0
    for number in 0..<batch {
      try await take("Where is shelf \(number) of box \(turns)?", assistant)
      let all = home.log.take().work
      let late = all.count { statement in afterwards.contains { statement.contains($0) } }
      before.append(all.count - late)
      behind += late
    }
    try await settle(home)
    // Watching the queue is this proof's own; how often an idle worker looks for work is a matter of time, not of turns.
    behind += home.log.take().work.count { statement in !looks.contains { statement.contains($0) } }
    return (
      before.max() ?? 0, Double(behind) / Double(batch), Double(home.embedder.calls - embeddings) / Double(batch)
    )
  }

  /// Everything that follows a turn is done, the full-text index too.
  private static func settle(_ home: ProofHome) async throws {
    try await home.work()
    try await home.store.followMessages()
  }

  private static func take(_ text: String, _ assistant: Assistant) async throws {
    for try await _ in assistant.reply(to: .question(text)) {}
    await assistant.drained()
  }
}
