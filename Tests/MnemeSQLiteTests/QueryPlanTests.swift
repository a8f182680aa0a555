import Foundation
import GRDB
import MnemeCore
import MnemeSQLite
import Testing

/// The look-up of every kept turn must not grow with the history: it reads the rows of its hashes, not those of the space.
@Test func aPlaceInAConversationIsFoundByItsHashAndNotByASearchOfTheSpace() async throws {
  let directory = TemporaryDirectory()
  let counter = StatementCounter()
  let store = try SQLiteStore.open(directory: directory.path, options: counter.options)
  var messages = (0..<50).map { message("m\($0)") }
  messages[7].pathHash = "a"
  messages[9].pathHash = "b"
  _ = try await store.append(messages, channel: "test")
  _ = counter.take()
  let found = try await store.messages(pathHashes: ["a", "b", "c"], in: .me)
  #expect(found.map(\.id) == ["m9", "m7"])

  let statement = try #require(counter.take().first { $0.contains("path_hash IN") })
  try store.close()
  let plan = try await DatabaseQueue(path: directory.database).read { db in
    // Unbound parameters do not change the plan.
    let explained = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + statement)
    explained.setUncheckedArguments(StatementArguments())
    return try Row.fetchAll(explained).map { $0["detail"] as String }
  }
  #expect(plan.contains { $0.contains("messages_by_path") })
  #expect(!plan.contains { $0.contains("messages_by_space") })
}
