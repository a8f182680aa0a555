import Foundation
import MnemeCore
import Testing

/// Erasure, and what must be left of it.
extension StoreConformance {
  /// Two spaces with the same ids: five messages in two sessions, and memories that share sources, replace and generalise
  /// one another.
  private func talk() async throws -> (any AnyStore, other: SpaceID, [Message]) {
    let store = try await make()
    let other = try SpaceID("other")
    let texts = ["Harbour one", "Harbour two", "Kestrel three", "Kestrel four", "말씀 다섯"]
    var stored: [Message] = []
    for space in [SpaceID.me, other] {
      let outcomes = try await store.append(
        texts.enumerated().map {
          Self.message(
            "m\($0)", $1, space: space, session: $0 < 3 ? "s1" : "s2", at: Double($0) * 60, pathHash: "h\($0)")
        }, channel: "test")
      if space == .me { stored = outcomes.map(\.message) }
      var general = Self.memory("general", "harbours and kestrels", sources: [], space: space)
      general.derivedFrom = ["both"]
      _ = try await store.apply(
        [
          .add(Self.memory("first", "harbour", sources: ["m0"], space: space), reason: "r"),
          .add(Self.memory("both", "harbour and kestrel", sources: ["m1"], space: space), reason: "r"),
          .merge(id: "both", text: "kestrel and harbour", source: "m3", reason: "r"),
          .add(Self.memory("last", "kestrel", subject: "Ada", sources: ["m2"], space: space), reason: "r"),
          .supersede(id: "first", by: "last", validTo: Self.noon, reason: "r"),
          .add(general, reason: "r"),
        ], in: space, at: Self.noon, finishing: [])
      try await store.put(
        SessionDigest(title: "Harbour", summary: "two", topics: [], sources: ["m1"]), session: "s1", in: space,
        finishing: [])
    }
    return (store, other, stored)
  }

  private struct Picture: Hashable {
    var sessions: [Session]
    var positions: [Int64] = []
    var records: [TransferRecord] = []
    var memories: [Memory]
  }

  private func picture(_ store: any AnyStore, _ space: SpaceID) async throws -> Picture {
    var picture = Picture(
      sessions: try await store.sessions(in: space, limit: 99),
      memories: try await store.memories(in: space, includeInactive: true, before: nil, limit: 99))
    for kind in TransferRecord.Kind.allCases {
      for (position, record) in try await store.records(kind, of: space, after: .min, limit: 999) {
        picture.positions.append(position)
        picture.records.append(record)
      }
    }
    return picture
  }

  package func forgettingTakesWhatIsSelectedAndNoMore() async throws {
    let cases: [(ForgetSelection, withMessages: [Int], memories: [String], lessened: [String])] = [
      (.message("m0"), [0], ["first"], []),
      (.message("m1"), [1], [], ["both"]),
      (.session("s2"), [3, 4], [], ["both"]),
      (.memory("both", withSources: false), [1, 3], ["both", "general"], []),
      (.memory("last", withSources: true), [2], ["last"], []),
      (.time(from: Self.noon, to: Self.noon.addingTimeInterval(60)), [0], ["first", "general"], []),
      (.person("ada"), [], ["last"], []),
      (.person("Kestrel"), [2, 3], ["both", "general", "last"], []),
      (.person("말씀"), [4], [], []),
      (.person("nobody"), [], [], []),
      (.everything, [0, 1, 2, 3, 4], ["both", "first", "general", "last"], []),
      (.message("none"), [], [], []), (.session("none"), [], [], []), (.memory("none", withSources: true), [], [], []),
      (.time(from: Self.noon, to: Self.noon), [], [], []),
    ]
    for (selection, messages, memories, lessened) in cases {
      let (store, other, stored) = try await talk()
      let (before, beside) = (try await picture(store, .me), try await picture(store, other))
      let all = try await store.memories(in: .me, includeInactive: true, before: nil, limit: 99)
      let names = Dictionary(uniqueKeysWithValues: all.map { ($0.ordinal, $0.id) })
      let plan = try await store.forgettingPlan(for: selection, in: .me)
      #expect(plan.messages == messages.map { stored[$0].ordinal }, "\(selection)")
      #expect(plan.memories.compactMap { names[$0] }.sorted() == memories, "\(selection)")
      #expect(plan.lessened.compactMap { names[$0] } == lessened, "\(selection)")
      #expect(try await picture(store, .me) == before, "Planning changes nothing: \(selection)")
      let at = Self.noon.addingTimeInterval(3600)
      let erasure = try await store.forget(plan, in: .me, at: at)
      #expect(erasure.messages == plan.messages && erasure.memories == plan.memories, "\(selection)")
      #expect(try await store.messages(ids: messages.map { "m\($0)" }, in: .me).isEmpty)
      #expect(try await store.messages(ids: stored.map(\.id), in: .me).count == 5 - messages.count)
      #expect(try await store.memories(ids: memories, in: .me).isEmpty)
      #expect(
        try await store.memories(in: .me, includeInactive: true, before: nil, limit: 99).count == 4 - memories.count)
      for id in memories {
        let history = try await store.history(of: id, in: .me)
        #expect(history.map(\.action) == [.forgotten] && history[0].text == nil && history[0].at == at, "\(id)")
        #expect(history[0].before.isEmpty && history[0].after.isEmpty && history[0].cause == nil)
      }
      #expect(try await picture(store, other) == beside, "The other space stays: \(selection)")
      #expect(try await store.integrityFindings() == [], "\(selection)")
      // What is gone is no error.
      let after = try await picture(store, .me)
      #expect(try await store.forget(plan, in: .me, at: at).messages.isEmpty)
      let again = try await picture(store, .me)
      if lessened.isEmpty { #expect(again == after, "\(selection)") }
    }
  }

  package func whatOutlivedItsTimeGoesUnlessAMemoryComesFromIt() async throws {
    let (store, other, stored) = try await talk()
    let first = try #require(try await store.memories(ids: ["first"], in: .me).first)
    func plan(_ seconds: Double, _ space: SpaceID = .me) async throws -> ForgetPlan {
      try await store.forgettingPlan(outlived: Self.noon.addingTimeInterval(seconds), in: space)
    }
    // What has been superseded does not speak any more; a time is half-open.
    #expect(try await plan(60) == ForgetPlan(messages: [stored[0].ordinal], memories: [first.ordinal]))
    #expect(
      try await plan(1_000)
        == ForgetPlan(messages: [stored[0].ordinal, stored[4].ordinal], memories: [first.ordinal]))
    #expect(try await plan(0).isEmpty)
    #expect(try await plan(1_000, try SpaceID("nobody")).isEmpty)
    let beside = try await picture(store, other)
    _ = try await store.forget(try await plan(1_000), in: .me, at: Self.noon)
    #expect(try await store.messages(ids: stored.map(\.id), in: .me).map(\.id) == ["m1", "m2", "m3"])
    #expect(try await plan(1_000).isEmpty)
    #expect(try await picture(store, other) == beside)
    #expect(try await store.integrityFindings() == [])
  }

  package func aForgottenSourceTakesItsWordsAndItsMarks() async throws {
    let (store, _, stored) = try await talk()
    let plan = try await store.forgettingPlan(for: .session("s2"), in: .me)
    let erasure = try await store.forget(plan, in: .me, at: Self.noon)
    let both = try #require(try await store.memories(ids: ["both"], in: .me).first)
    #expect(erasure.changed == [both] && erasure.sessions == 1 && erasure.jobs == 2)
    #expect(both.text == "harbour and kestrel" && both.sources == ["m1"] && both.repetitions == 1)
    #expect(try await store.history(of: "both", in: .me).allSatisfy { $0.text != "kestrel and harbour" })
    #expect(try await store.session("s2", in: .me) == nil)
    #expect(try await store.messages(pathHashes: ["h0", "h1", "h2"], in: .me).count == 3)
    #expect(try await store.searchMessages(ArchiveSearch(terms: TextAnalyzer.terms("four")), in: .me).isEmpty)
    // The digest that used the words of a forgotten message goes, and what was replaced does not come back.
    let rest = try await store.forget(
      try await store.forgettingPlan(for: .message("m1"), in: .me), in: .me, at: Self.noon)
    #expect(rest.digests == 1)
    #expect(try await store.session("s1", in: .me)?.digest == nil)
    #expect(try await store.messages(pathHashes: ["h0", "h1", "h2"], in: .me).map(\.ordinal) == [stored[0].ordinal])
    _ = try await store.forget(
      try await store.forgettingPlan(for: .memory("last", withSources: false), in: .me), in: .me, at: Self.noon)
    let first = try #require(try await store.memories(ids: ["first"], in: .me).first)
    #expect(!first.isActive && first.supersededBy == nil && first.retiredAt != nil)
  }

  package func whatIsForgottenLosesItsVectorsJobsAndCounters() async throws {
    let (store, other, stored) = try await talk()
    let memories = try await store.memories(ids: ["first", "both", "last"], in: .me)
    for (source, ordinals) in [(ItemSource.message, stored.map(\.ordinal)), (.memory, memories.map(\.ordinal))] {
      try await store.put(
        ordinals.map { VectorRow(key: ItemKey(source, $0), dimension: 2, values: [0, 1]) }, model: "m", in: .me,
        finishing: [])
    }
    // Memories that have been replaced have no vector to read, but one to erase.
    let before = try await store.vectorCount(model: "m", in: .me)
    let waiting = try await store.status(of: .me, at: Self.noon).depth
    let beside = try await store.status(of: other, at: Self.noon).depth
    let erasure = try await store.forget(
      try await store.forgettingPlan(for: .everything, in: .me), in: .me, at: Self.noon)
    #expect(erasure.vectors == before && before >= 7)
    #expect(try await store.vectorCount(model: "m", in: .me) == 0)
    #expect(erasure.jobs <= waiting)
    #expect(try await store.status(of: .me, at: Self.noon).depth == 0)
    #expect(try await store.status(of: other, at: Self.noon).depth == beside)
    #expect(try await store.sessions(in: .me, limit: 9).isEmpty)
    let sizes = try await store.statistics(of: .me)
    #expect(sizes.messages == 0 && sizes.memories == 0 && sizes.vectors == 0)
    // The space is as good as new.
    _ = try await store.append([Self.message("m0", "Harbour again")], channel: "test")
    #expect(
      try await store.searchMessages(ArchiveSearch(terms: TextAnalyzer.terms("harbour")), in: .me).map(\.id) == ["m0"])
  }
}
