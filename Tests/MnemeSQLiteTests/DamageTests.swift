import Foundation
import GRDB
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeSQLite

/// Rows that no program of ours writes: what reads them says so and reads the others.
struct DamageTests {
  private static let at = CrashStage.at

  private func damaged(_ sql: String, _ body: (SQLiteStore) async throws -> Void) async throws {
    let directory = TemporaryDirectory()
    let store = try SQLiteStore.open(directory: directory.path)
    _ = try await store.append(
      [message("m0", "Anchor"), message("m1", "Buoy", session: "s2")], channel: "test")
    _ = try await store.addMemories(2, in: .me)
    let memories = try await store.memories(in: .me, includeInactive: true, before: nil, limit: 9)
    _ = try await store.apply(
      [.pin(id: memories[0].id, isPinned: true, reason: "r")], in: .me, at: Self.at, finishing: [])
    try await store.put(
      SessionDigest(title: "t", summary: "s", topics: [], sources: []), session: "s1", in: .me, finishing: [])
    try await store.followMessages()
    try await store.pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF")
      try db.execute(sql: "INSERT INTO properties (name, value) VALUES ('erasing', '')")
      try db.execute(sql: sql)
      try db.execute(sql: "DELETE FROM properties WHERE name = 'erasing'")
      try db.execute(sql: "PRAGMA ignore_check_constraints = OFF; PRAGMA foreign_keys = ON")
    }
    try await body(store)
    try store.close()
    // The next start is none the worse for it.
    try SQLiteStore.open(directory: directory.path).close()
  }

  @Test(arguments: [
    "UPDATE messages SET role = 'oracle' WHERE id = 'm0'", "UPDATE messages SET trust = '' WHERE id = 'm0'",
  ])
  func anUnknownValueOfAMessageIsAnErrorOfThatMessage(_ sql: String) async throws {
    try await damaged(sql) { (store: SQLiteStore) async throws -> Void in
      let error = await #expect(throws: MnemeError.self) { _ = try await store.messages(ids: ["m0"], in: .me) }
      #expect(error?.code == .storage && error?.message.contains("doctor") == true)
      #expect(try await store.messages(ids: ["m1"], in: .me).map(\.text) == ["Buoy"])
      #expect(try await store.append([message("m2", "Keel")], channel: "test").map(\.appended) == [true])
    }
  }

  @Test(arguments: [
    "UPDATE memories SET kind = 'dream' WHERE ordinal = 1", "UPDATE memories SET labels = '[' WHERE ordinal = 1",
    "UPDATE memories SET derived_from = 'x' WHERE ordinal = 1",
  ])
  func aDamagedMemoryIsAnErrorOfThatMemory(_ sql: String) async throws {
    try await damaged(sql) { (store: SQLiteStore) async throws -> Void in
      await #expect(throws: MnemeError.self) { _ = try await store.memories(ordinals: [1], in: .me) }
      #expect(try await store.memories(ordinals: [2], in: .me).count == 1)
      #expect(try await store.statistics(of: .me).memories == 2)
    }
  }

  @Test(arguments: [
    "UPDATE ledger SET after = '{' WHERE sequence = 1", "UPDATE ledger SET action = 'dreamt' WHERE sequence = 1",
  ])
  func aDamagedEntryOfTheLedgerStopsWhatReplaysIt(_ sql: String) async throws {
    try await damaged(sql) { (store: SQLiteStore) async throws -> Void in
      let before = try await store.dump()
      let first = try await store.memories(ordinals: [1], in: .me)[0]
      await #expect(throws: MnemeError.self) { _ = try await store.history(of: first.id, in: .me) }
      await #expect(throws: MnemeError.self) { _ = try await store.rebuild(vectors: false) }
      await #expect(throws: MnemeError.self) { _ = try await store.records(.ledger, of: .me, after: .min, limit: 9) }
      // Nothing was changed by what failed.
      #expect(try await store.dump() == before)
      #expect(try await store.memories(ordinals: [1, 2], in: .me).count == 2)
    }
  }

  @Test func aDamagedDigestIsAnErrorOfItsSession() async throws {
    try await damaged("UPDATE sessions SET digest = '{\"title\":1}' WHERE id = 's1'") {
      (store: SQLiteStore) async throws -> Void in
      await #expect(throws: MnemeError.self) { _ = try await store.session("s1", in: .me) }
      #expect(try await store.session("s2", in: .me)?.messageCount == 1)
      #expect(try await store.append([message("m2", "Keel")], channel: "test").map(\.appended) == [true])
    }
  }

  @Test(arguments: [
    ("UPDATE sessions SET message_count = 9 WHERE id = 's1'", "count their messages wrongly"),
    ("DELETE FROM messages WHERE id = 'm1'", "have no row"),
    ("UPDATE messages SET text = 'Other words' WHERE id = 'm0'", "differ from their rows"),
    (
      "INSERT INTO memory_sources (memory, position, message) VALUES (99, 0, 'm0')",
      "rows refer to rows that are not there"
    ),
  ])
  func whatDoesNotFitTogetherIsFound(_ sql: String, _ finding: String) async throws {
    try await damaged(sql) { (store: SQLiteStore) async throws -> Void in
      let findings = try await store.integrityFindings()
      #expect(findings.contains { $0.contains(finding) }, "\(findings)")
      // Never words of a message.
      #expect(findings.allSatisfy { !$0.contains("Anchor") && !$0.contains("Other words") })
    }
  }
}
