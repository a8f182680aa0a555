import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport

extension Proofs {
  static func sessionSaves(
    messages: @escaping @Sendable (any MessageStore) -> any MessageStore = { $0 }
  ) -> Proof {
    Proof(id: "PERF-023", condition: "A session is saved in one transaction and put away by one statement") {
      let home = try ProofHome { $0.messages = messages($0.messages) }
      _ = try await home.engine.append(home.messages(["Hello."], session: "first"), channel: "test")
      _ = home.log.take()
      let texts = (0..<100).map { "Line \($0) of the talk." }
      _ = try await home.engine.append(home.messages(texts, session: "talk", first: 1), channel: "test")
      let saved = home.log.take()
      for number in 0..<100 {
        _ = try await home.store.append(
          home.messages(["Hello."], session: "old-\(number)", first: 1_000 + number, jobs: []), channel: "test")
        try await home.store.end(session: "old-\(number)", in: .me, at: home.clock.now())
      }
      home.clock.advance(by: 100 * 86_400)
      _ = home.log.take()
      let archived = try await home.store.archiveSessions(idleSince: home.clock.now())
      let putAway = home.log.take()
      return [
        Check("commits for 100 messages", saved.count(["COMMIT"]), .exactly, 1),
        // One more asks for the session in the same statement and finds that it is new.
        Check("insertions of messages", saved.count(["INSERT INTO messages"]), .atMost, 101),
        Check("updates of the session", saved.count(["UPDATE sessions"]), .exactly, 1),
        Check("sessions put away", archived, .exactly, 100),
        Check("statements that put them away", putAway.count(["UPDATE"]), .exactly, 1),
        Check("commits for them", putAway.count(["COMMIT"]), .exactly, 1),
      ]
    }
  }

  /// - Parameter read: reads the last 50 messages of the session `talk`.
  static func orderedReads(
    read: @escaping @Sendable (SQLiteStore) async throws -> [Message] = {
      try await $0.messages(session: "talk", in: .me, before: nil, limit: 50)
    }
  ) -> Proof {
    Proof(
      id: "PERF-024", condition: "Rows come in the order of an index and are not sorted again; sizes are one statement"
    ) {
      let home = try ProofHome()
      let texts = (0..<300).map { "Line \($0) of the talk." }
      _ = try await home.store.append(home.messages(texts, session: "talk", jobs: []), channel: "test")
      _ = home.log.take()
      let messages = try await read(home.store)
      var statements = home.log.take().work
      _ = try await home.store.outline(of: .me, after: 0, limit: 50)
      _ = try await home.store.memories(in: .me, includeInactive: false, before: nil, limit: 50)
      statements += home.log.take().work
      var sorts = 0
      for statement in statements where statement.contains("SELECT") {
        sorts += try await home.store.queryPlan(of: statement).count { $0.contains("TEMP B-TREE FOR ORDER BY") }
      }
      _ = home.log.take()
      _ = try await home.engine.statistics(of: .me)
      return [
        Check("messages read", messages.count, .exactly, 50),
        Check("sorts of reads that page", sorts, .exactly, 0),
        Check("pairs out of order", zip(messages, messages.dropFirst()).count { $0.ordinal > $1.ordinal }, .exactly, 0),
        Check("statements for the sizes of a space", home.log.take().work.count, .exactly, 1),
      ]
    }
  }
}
