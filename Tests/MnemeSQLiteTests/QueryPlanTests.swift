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
  let plan = try await plan(of: statement, in: directory)
  #expect(plan.contains { $0.contains("messages_by_path") })
  #expect(!plan.contains { $0.contains("messages_by_space") })
}

/// What a saved graph of vectors is compared with must not drag every vector through memory, and some vectors must not cost a
/// search of the space.
@Test func ordinalsOfVectorsComeFromTheIndexAloneAndVectorsByTheirOrdinals() async throws {
  let directory = TemporaryDirectory()
  let counter = StatementCounter()
  let store = try SQLiteStore.open(directory: directory.path, options: counter.options)
  let outcomes = try await store.append((0..<20).map { message("m\($0)") }, channel: "test")
  let rows = outcomes.map {
    VectorRow(key: ItemKey(.message, $0.message.ordinal), dimension: 2, values: [Float($0.message.ordinal), 1])
  }
  try await store.put(rows, model: "m", in: .me, finishing: [])
  _ = counter.take()
  let ordinals = rows.map(\.key.ordinal)
  #expect(try await store.vectorOrdinals(of: .message, model: "m", in: .me, after: 0, limit: 99) == ordinals)
  let byIndex = try #require(counter.take().first { $0.contains("message_vectors") })
  #expect(try await store.vectors(of: .message, model: "m", in: .me, ordinals: [ordinals[5], ordinals[2]]).count == 2)
  let byOrdinal = try #require(counter.take().first { $0.contains("json_each") })
  try store.close()

  #expect(
    try await plan(of: byIndex, in: directory).contains { $0.contains("COVERING INDEX message_vectors_by_model") })
  #expect(try await plan(of: byOrdinal, in: directory).contains { $0.contains("SEARCH v USING INTEGER PRIMARY KEY") })
}

private func plan(of statement: String, in directory: TemporaryDirectory) async throws -> [String] {
  try await DatabaseQueue(path: directory.database).read { db in
    // Unbound parameters do not change the plan.
    let explained = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + statement)
    explained.setUncheckedArguments(StatementArguments())
    return try Row.fetchAll(explained).map { $0["detail"] as String }
  }
}

/// Changes of memories ask for it: it must begin with the few memories that are retired or replaced, not with all messages.
@Test func outdatedMessagesAreFoundFromTheMemoriesThatNoLongerSpeak() async throws {
  let directory = TemporaryDirectory()
  let counter = StatementCounter()
  let store = try SQLiteStore.open(directory: directory.path, options: counter.options)
  let message = NewMessage(
    id: "m", space: .me, session: "s", role: .user, text: "one", trust: .user, createdAt: Date(milliseconds: 0))
  _ = try await store.append([message], channel: "test")
  _ = counter.take()
  #expect(try await store.outdatedMessages(in: .me) == OutdatedMessages())
  let statements = counter.take().filter { $0.contains("memory_sources") }
  try #require(statements.count == 2)
  try store.close()
  for statement in statements {
    let plan = try await plan(of: statement, in: directory).filter { $0.hasPrefix("SEARCH") || $0.hasPrefix("SCAN") }
    #expect(plan.contains { $0.hasPrefix("SEARCH m USING") && $0.contains("(space=? AND id=?)") }, "\(plan)")
    #expect(!plan.contains { ["SCAN m", "SCAN s", "SCAN k"].contains($0) }, "\(plan)")
  }
  let silenced = try await plan(of: statements[0], in: directory)
  #expect(silenced.first { $0.hasPrefix("SEARCH") }?.hasPrefix("SEARCH k USING INDEX memories_by_space") == true)
}
