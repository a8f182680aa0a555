import Foundation
import MnemeCore
import MnemeSQLite
import Testing

@Test func whatIsStoredIsThereAfterReopening() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  let outcomes = try await store.append(
    [message("a", "hello big world\u{0}nul"), message("b", "서울에서 만나요"), message("a", "again")], channel: "test")
  #expect(outcomes.map(\.appended) == [true, true, false])
  #expect(try await store.search(["big"], sources: [.message], in: .me, limit: 5).map(\.key.ordinal) == [1])
  try store.close()
  let again = try SQLiteStore.open(directory: directory.path)
  let messages = try await again.messages(ids: ["b", "a"], in: .me)
  #expect(messages.map(\.id) == ["b", "a"])
  #expect(messages.last?.text == "hello big world\u{0}nul")
  let memory = Memory(
    id: "m1", space: .me, text: "Lives in Porto", kind: .fact, attribute: "home", importance: 0.8,
    trust: .user, sources: ["a"], validFrom: Date(milliseconds: 5), recordedAt: Date(milliseconds: 5))
  let stored = try await again.apply([.add(memory, reason: "said")], in: .me, at: Date(), finishing: [])
  #expect(stored.first?.ordinal == 1)
  #expect(try await again.search(["porto"], sources: [.memory], in: .me, limit: 5).count == 1)
  let jobs = try await again.claim(.embedMemory, limit: 5, at: Date())
  #expect(jobs.map(\.subject) == ["m1"])
  try await again.put(
    [VectorRow(key: ItemKey(.memory, 1), dimension: 2, values: [1, 0, 0, 1])], model: "m", in: .me,
    finishing: jobs.map(\.id))
  #expect(try await again.vectorCount(model: "m", in: .me) == 2)
  #expect(try await again.status(of: nil, at: Date()).depth == 2)
  #expect(try await again.statistics().messages == 2)
  try again.close()
}
