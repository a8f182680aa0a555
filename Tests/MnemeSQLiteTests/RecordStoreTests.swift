import Foundation
import MnemeCore
import MnemeSQLite
import MnemeTestSupport
import Testing

@Suite struct RecordStoreTests {
  private static let at = Date(milliseconds: 1_750_000_000_000)

  private func record(_ id: String, owner: String? = nil, session: String? = nil, memory: String? = nil)
    -> SurfaceRecord
  {
    SurfaceRecord(
      collection: "block", id: id, owner: owner, session: session, memory: memory, createdAt: Self.at,
      document: ["value": .string("of \(id) \u{0}")])
  }

  private func withStore(_ body: (SQLiteStore) async throws -> Void) async throws {
    let directory = TemporaryDirectory()
    let store = try SQLiteStore.open(directory: directory.path)
    try await body(store)
    try store.close()
  }

  @Test func recordsComeBackInTheOrderInWhichTheyWereFirstStored() async throws {
    try await withStore { store in
      try await store.put([record("a", owner: "x"), record("b", owner: "y"), record("c", owner: "x")], in: .me)
      var changed = record("a", owner: "x")
      changed.document = ["value": "new"]
      try await store.put([changed], in: .me)
      let all = try await store.records(RecordQuery(collection: "block", limit: 9), in: .me)
      #expect(all.map(\.id) == ["a", "b", "c"])
      #expect(all[0].document == ["value": "new"])
      #expect(all[1].document == record("b").document)
      let owned = try await store.records(
        RecordQuery(collection: "block", owner: "x", ascending: false, limit: 1), in: .me)
      #expect(owned.map(\.id) == ["c"])
      let next = try await store.records(
        RecordQuery(collection: "block", owner: "x", after: owned[0].position, ascending: false, limit: 9), in: .me)
      #expect(next.map(\.id) == ["a"])
      #expect(try await store.records(["c", "none", "a"], of: "block", in: .me).map(\.id) == ["c", "a"])
    }
  }

  @Test func nobodySeesOrRemovesTheRecordsOfAnotherSpaceOrCollection() async throws {
    let other = try SpaceID("other")
    try await withStore { store in
      try await store.put([record("a")], in: .me)
      #expect(try await store.records(["a"], of: "block", in: other).isEmpty)
      #expect(try await store.records(["a"], of: "agent", in: .me).isEmpty)
      #expect(try await store.removeRecords(["a"], of: "block", in: other) == 0)
      #expect(try await store.removeRecords(ownedBy: nil, of: "agent", in: .me) == 0)
      #expect(try await store.removeRecords(["a"], of: "block", in: .me) == 1)
    }
  }

  @Test func whatIsForgottenTakesItsRecordsAlong() async throws {
    try await withStore { store in
      let said = NewMessage(
        id: "m1", space: .me, session: "s1", role: .user, text: "I live in Porto.", trust: .user, createdAt: Self.at)
      _ = try await store.append([said], channel: "api")
      var kept = said
      (kept.id, kept.session) = ("m2", "s2")
      _ = try await store.append([kept], channel: "api")
      try await store.put([record("a", session: "s1"), record("b", session: "s2"), record("c")], in: .me)
      let plan = try await store.forgettingPlan(for: .session("s1"), in: .me)
      _ = try await store.forget(plan, in: .me, at: Self.at)
      #expect(try await store.records(["a", "b", "c"], of: "block", in: .me).map(\.id) == ["b", "c"])
      // Of a space in which nothing is left nothing stays.
      let all = try await store.forgettingPlan(for: .everything, in: .me)
      _ = try await store.forget(all, in: .me, at: Self.at)
      #expect(try await store.records(RecordQuery(collection: "block", limit: 9), in: .me).isEmpty)
    }
  }
}
