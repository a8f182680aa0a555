import Foundation
import MnemeCore
import Testing

extension StoreConformance {
  package func digestsOfWhatMayNotBeToldGo() async throws {
    let store = try await make()
    _ = try await store.append(
      [
        Self.message("a", session: "told", jobs: []), Self.message("b", session: "told", jobs: []),
        Self.message("c", session: "other", jobs: []), Self.message("d", session: "open", jobs: []),
      ], channel: "test")
    for session in ["told", "other"] { try await store.end(session: session, in: .me, at: Self.noon) }
    let later = Self.noon.addingTimeInterval(60)
    /// Finishes the queued digests as a worker does; returns their sessions.
    func digest(_ sources: [String]) async throws -> [String] {
      let jobs = try await store.claim(.digestSession, limit: 9, at: later)
      for job in jobs {
        try await store.put(
          SessionDigest(title: "T", summary: "s", topics: [], sources: sources), session: job.subject, in: .me,
          finishing: [job.id])
      }
      return jobs.map(\.subject).sorted()
    }
    func titled() async throws -> [String] {
      try await store.sessions(in: .me, limit: 9).filter { $0.digest != nil }.map(\.id).sorted()
    }
    _ = try await store.apply(
      [
        .add(Self.memory("m", "one", sources: ["a"]), reason: "r"),
        .add(Self.memory("n", "two", sources: ["b", "d"]), reason: "r"),
      ], in: .me, at: later, finishing: [])
    #expect(try await digest(["a"]) == ["other", "told"])
    for change in [
      MemoryChange.retire(id: "m", reason: "r"), .restore(id: "m", reason: "r"),
      .reword(id: "m", text: "other words", reason: "r"),
    ] {
      _ = try await store.apply([change], in: .me, at: later, finishing: [])
      #expect(try await titled() == ["other"], "\(change)")
      #expect(try await digest(["a"]) == ["told"], "\(change)")
    }
    // A message that the digest was not made of: it stays until there is a new one. An open session gets its first when it ends.
    _ = try await store.apply([.retire(id: "n", reason: "r")], in: .me, at: later, finishing: [])
    #expect(try await titled() == ["other", "told"])
    #expect(try await digest(["a"]) == ["told"])
    var waiting = Self.memory("w", "three", sources: ["a"])
    waiting.awaitsApproval = true
    _ = try await store.apply([.add(waiting, reason: "r")], in: .me, at: later, finishing: [])
    #expect(try await titled() == ["other"])
    #expect(try await digest(["a"]) == ["told"])
    _ = try await store.apply([.approve(id: "w", reason: "r")], in: .me, at: later, finishing: [])
    #expect(try await digest(["a"]) == ["told"])
    // What says nothing else of what may be told changes no digest.
    _ = try await store.apply([.pin(id: "m", isPinned: true, reason: "r")], in: .me, at: later, finishing: [])
    #expect(try await digest(["a"]).isEmpty)
    #expect(try await titled() == ["other", "told"])
  }
}
