import Foundation
import MnemeCore
import Testing

/// Consolidation and making again.
extension StoreConformance {
  private func memories(_ count: Int, _ store: any AnyStore, in space: SpaceID = .me) async throws -> [Memory] {
    try await store.apply(
      (0..<count).map {
        .add(Self.memory("m\($0)", "note \($0)", sources: ["a\($0)", "b"], space: space), reason: "r")
      },
      in: space, at: Self.noon, finishing: [])
  }

  package func vitalsReadActiveMemoriesInPages() async throws {
    let store = try await make()
    let other = try SpaceID("other")
    let stored = try await memories(7, store)
    _ = try await memories(2, store, in: other)
    _ = try await store.apply(
      [
        .retire(id: "m1", reason: "r"), .supersede(id: "m2", by: "m3", validTo: Self.noon, reason: "r"),
        .pin(id: "m4", isPinned: true, reason: "r"),
      ], in: .me, at: Self.noon, finishing: [])
    var seen: [MemoryVitals] = []
    while true {
      let page = try await store.vitals(in: .me, after: seen.last?.ordinal ?? 0, limit: 2)
      if page.isEmpty { break }
      #expect(page.count <= 2)
      seen += page
    }
    #expect(seen.map(\.id) == ["m0", "m3", "m4", "m5", "m6"])
    #expect(seen.map(\.ordinal) == [0, 3, 4, 5, 6].map { stored[$0].ordinal })
    #expect(seen.map(\.isPinned) == [false, false, true, false, false])
    #expect(try await store.vitals(in: .me, after: 0, limit: 0).isEmpty)
    #expect(try await store.vitals(in: try SpaceID("nobody"), after: 0, limit: 9).isEmpty)
    #expect(try await store.spaces() == [.me, other].sorted { $0.rawValue < $1.rawValue })
  }

  package func aPlanIsAppliedWholeAndWrittenDown() async throws {
    let store = try await make()
    let stored = try await memories(8, store)
    let later = Self.noon.addingTimeInterval(3600)
    func ordinals(_ numbers: Int...) -> [Int64] { numbers.map { stored[$0].ordinal } }
    _ = try await store.apply([.retire(id: "m7", reason: "r")], in: .me, at: Self.noon, finishing: [])
    let plan = ConsolidationPlan(
      preserve: ordinals(0, 1), expire: ordinals(2, 7),
      reassess: [.init(ordinal: stored[3].ordinal, importance: 0.25)],
      merge: [.init(kept: stored[5].ordinal, absorbed: stored[4].ordinal)])
    let outcome = try await store.apply(plan, in: .me, at: later)
    // What no longer speaks is left alone.
    #expect(outcome.preserved == 2 && outcome.expired == 1 && outcome.reassessed == 1 && outcome.merged == 1)
    #expect(outcome.silenced.sorted() == ordinals(2, 4))
    let after = try await store.memories(ids: stored.map(\.id), in: .me)
    #expect(after[0].isPreserved && after[1].isPreserved && after[2].retiredAt == later)
    #expect(after[3].importance == 0.25 && after[4].supersededBy == "m5" && after[4].supersededAt == later)
    #expect(after[5].repetitions == 2 && after[5].sources == ["a5", "b", "a4"])
    #expect(after[6] == stored[6])
    for (number, action) in [
      (0, LedgerEntry.Action.preserved), (2, .retired), (3, .reassessed), (4, .superseded), (5, .merged),
    ] {
      let last = try #require(try await store.history(of: "m\(number)", in: .me).last)
      #expect(last.action == action && last.at == later && !last.before.isEmpty && !last.after.isEmpty, "\(number)")
    }
    #expect(try await store.history(of: "m6", in: .me).count == 1)
    // Each can be taken back, and a second run finds nothing to do.
    for number in [0, 2, 3, 4] {
      let undone = try await store.apply([.undo(id: "m\(number)", reason: "r")], in: .me, at: later, finishing: [])
      #expect(undone == [stored[number]], "\(number)")
    }
    #expect(try await store.apply(ConsolidationPlan(), in: .me, at: later) == ConsolidationOutcome())
    #expect(try await store.apply(plan, in: try SpaceID("other"), at: later) == ConsolidationOutcome())
    #expect(try await store.integrityFindings() == [])
  }

  package func aChainOfMergersCountsEachRepetitionOnce() async throws {
    let store = try await make()
    let stored = try await memories(4, store)
    _ = try await store.apply(
      [.merge(id: "m0", text: "note 0", source: "c", reason: "r")], in: .me, at: Self.noon, finishing: [])
    let outcome = try await store.apply(
      ConsolidationPlan(
        merge: [0, 1, 2].map { .init(kept: stored[3].ordinal, absorbed: stored[$0].ordinal) }), in: .me, at: Self.noon)
    #expect(outcome.merged == 3)
    let kept = try #require(try await store.memories(ids: ["m3"], in: .me).first)
    #expect(kept.repetitions == 5 && kept.sources == ["a3", "b", "a0", "c", "a1", "a2"])
    #expect(try await store.memories(in: .me, includeInactive: false, before: nil, limit: 9).map(\.id) == ["m3"])
  }

  package func makingAgainChangesNothingThatIsRight() async throws {
    let store = try await make()
    _ = try await store.append((0..<4).map { Self.message("a\($0)", "Mill \($0)") }, channel: "test")
    _ = try await memories(4, store)
    _ = try await store.apply(
      [
        .reword(id: "m0", text: "other words", reason: "r"), .undo(id: "m0", reason: "r"),
        .supersede(id: "m1", by: "m2", validTo: Self.noon, reason: "r"), .judge(id: "m2", confidence: 0.5, reason: "r"),
        .mark(id: "m3", labels: ["health", "family"], isLocalOnly: true, reason: "r"),
      ], in: .me, at: Self.noon, finishing: [])
    let before = try await store.memories(in: .me, includeInactive: true, before: nil, limit: 9)
    let report = try await store.rebuild(vectors: true)
    #expect(report.spaces == 1 && report.messages == 4 && report.memories == 4)
    #expect(try await store.memories(in: .me, includeInactive: true, before: nil, limit: 9) == before)
    #expect(try await store.searchMessages(ArchiveSearch(terms: TextAnalyzer.terms("mill")), in: .me).count == 4)
    try await store.compact()
    try await store.compact()
    #expect(try await store.integrityFindings() == [])
    #expect(try await store.memories(in: .me, includeInactive: true, before: nil, limit: 9) == before)
    #expect(try await store.rebuild(vectors: false).queuedEmbeddings == 0)
  }
}
