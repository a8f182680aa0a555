import Foundation
import MnemeCore
import Testing

extension StoreConformance {
  // MARK: Memories

  package func memoriesKeepTheirHistory() async throws {
    let store = try await make()
    let porto = Self.memory("m1", "Lives in Porto", attribute: "home")
    let stored = try await store.apply([.add(porto, reason: "said")], in: .me, at: Self.noon, finishing: [])
    #expect(stored.count == 1 && stored[0].ordinal > 0)
    var expected = porto
    expected.ordinal = stored[0].ordinal
    #expect(stored == [expected])
    let merge = MemoryChange.merge(id: "m1", text: "He lives in Porto", source: "b", reason: "again")
    #expect(
      try await store.apply([merge, merge], in: .me, at: Self.noon, finishing: []).map(\.repetitions) == [2])
    let later = Self.noon.addingTimeInterval(60)
    _ = try await store.apply(
      [
        .supersede(id: "m1", by: "m2", validTo: later, reason: "moved"),
        .add(Self.memory("m2", "Lives in Lisbon", attribute: "home", sources: ["c"]), reason: "said"),
      ], in: .me, at: later, finishing: [])
    let old = try #require(try await store.memories(ids: ["m1"], in: .me).first)
    #expect(old.supersededBy == "m2" && old.validTo == later && old.sources == ["a", "b"])
    #expect(old.text == "He lives in Porto")
    #expect(try await store.memories(subject: nil, attribute: "home", in: .me).map(\.id) == ["m2"])
    #expect(try await store.memories(subject: "Ada", attribute: "home", in: .me).isEmpty)
    #expect(try await store.memories(in: .me, includeInactive: false, before: nil, limit: 9).map(\.id) == ["m2"])
    #expect(
      try await store.memories(in: .me, includeInactive: true, before: nil, limit: 9).map(\.id) == ["m2", "m1"])
    let history = try await store.history(of: "m1", in: .me)
    #expect(history.map(\.action) == [.added, .merged, .superseded])
    #expect(history.map(\.cause) == ["a", "b", "m2"])
    #expect(try await store.history(of: "none", in: .me).isEmpty)
  }

  package func everyChangeCanBeRepeated() async throws {
    let store = try await make()
    let changes: [MemoryChange] = [
      .add(Self.memory("m1", "one"), reason: "r"), .add(Self.memory("m2", "two"), reason: "r"),
      .merge(id: "m2", text: "two", source: "z", reason: "r"),
      .supersede(id: "m1", by: "m2", validTo: Self.noon, reason: "r"), .retire(id: "m2", reason: "r"),
    ]
    let first = try await store.apply(changes, in: .me, at: Self.noon, finishing: [])
    let again = try await store.apply(changes, in: .me, at: Self.noon.addingTimeInterval(5), finishing: [])
    #expect(first == again && first.map(\.id) == ["m1", "m2"])
    #expect(try await store.history(of: "m2", in: .me).count == 3)
  }

  package func indexesCanFollowTheChangesOfMemories() async throws {
    let store = try await make()
    let start = try await store.changes(in: .me, after: 0, limit: 9)
    #expect(start.memories.isEmpty && start.sequence == 0)
    _ = try await store.apply(
      [.add(Self.memory("m1", "walnut bread"), reason: "r"), .add(Self.memory("m2", "oak table"), reason: "r")],
      in: .me, at: Self.noon, finishing: [])
    let added = try await store.changes(in: .me, after: 0, limit: 9)
    #expect(added.memories.map(\.text) == ["walnut bread", "oak table"])
    _ = try await store.apply(
      [
        .merge(id: "m1", text: "hazel bread", source: "z", reason: "r"), .retire(id: "m1", reason: "r"),
      ], in: .me, at: Self.noon, finishing: [])
    let changed = try await store.changes(in: .me, after: added.sequence, limit: 9)
    #expect(changed.memories.map(\.text) == ["hazel bread"] && changed.memories.first?.isActive == false)
    let page = try await store.changes(in: .me, after: 0, limit: 1)
    #expect(page.memories.map(\.id) == ["m1"] && page.sequence < added.sequence)
    let end = try await store.changes(in: .me, after: changed.sequence, limit: 9)
    #expect(end.memories.isEmpty && end.sequence == changed.sequence)
    #expect(try await store.changes(in: try SpaceID("other"), after: 0, limit: 9).memories.isEmpty)
  }

  package func everyChangeCanBeUndone() async throws {
    let store = try await make()
    var later = Self.noon
    func apply(_ change: MemoryChange) async throws -> Memory {
      later += 1
      return try #require(try await store.apply([change], in: .me, at: later, finishing: []).first)
    }
    let added = try await apply(.add(Self.memory("m1", "one"), reason: "r"))
    _ = try await apply(.add(Self.memory("m2", "other"), reason: "r"))
    let changes: [MemoryChange] = [
      .merge(id: "m1", text: "one again", source: "z", reason: "r"),
      .reword(id: "m1", text: "another wording", reason: "r"), .reassess(id: "m1", importance: 0.25, reason: "r"),
      .pin(id: "m1", isPinned: true, reason: "r"), .judge(id: "m1", confidence: 0.5, reason: "r"),
      .mark(id: "m1", labels: ["health"], isLocalOnly: true, reason: "r"), .retire(id: "m1", reason: "r"),
      .supersede(id: "m1", by: "m2", validTo: Self.noon, reason: "r"),
    ]
    for change in changes {
      let changed = try await apply(change)
      #expect(changed != added)
      #expect(try await apply(.undo(id: "m1", reason: "r")) == added)
    }
    _ = try await apply(changes[0])
    _ = try await apply(changes[2])
    _ = try await apply(.undo(id: "m1", reason: "r"))
    #expect(try await apply(.undo(id: "m1", reason: "r")) == added)
    #expect(try await apply(.undo(id: "m1", reason: "r")).retiredAt != nil)
    await #expect(throws: MnemeError.self) { _ = try await apply(.undo(id: "m1", reason: "r")) }
  }

  package func whatAWrongMemoryReplacedSpeaksAgain() async throws {
    let store = try await make()
    var later = Self.noon
    func apply(_ changes: MemoryChange...) async throws -> [Memory] {
      later += 1
      return try await store.apply(changes, in: .me, at: later, finishing: [])
    }
    let old = try #require(try await apply(.add(Self.memory("old", "one"), reason: "r")).first)
    _ = try await apply(.add(Self.memory("bystander", "else"), reason: "r"))
    _ = try await apply(
      .add(Self.memory("new", "other"), reason: "r"),
      .supersede(id: "old", by: "new", validTo: Self.noon.addingTimeInterval(60), reason: "r"))
    let changed = try await apply(.undo(id: "new", reason: "r"))
    #expect(changed.map(\.id) == ["new", "old"])
    #expect(changed[0].retiredAt != nil && changed[1] == old)
    #expect(try await store.history(of: "old", in: .me).map(\.action) == [.added, .superseded, .restored])
    #expect(try await store.history(of: "bystander", in: .me).count == 1)
    // And that can be taken back.
    #expect(try await apply(.undo(id: "old", reason: "r")).first?.supersededBy == "new")
  }

  package func memoriesReadAsOfAnyTime() async throws {
    let store = try await make()
    func at(_ hours: Double) -> Date { Self.noon.addingTimeInterval(hours * 3600) }
    func apply(_ changes: [MemoryChange], _ hours: Double) async throws {
      _ = try await store.apply(changes, in: .me, at: at(hours), finishing: [])
    }
    func texts(valid: Double? = nil, known: Double? = nil) async throws -> [String] {
      try await store.memories(asOf: AsOf(valid: valid.map(at), known: known.map(at)), in: .me, before: nil, limit: 9)
        .map(\.text)
    }
    var porto = Self.memory("m1", "lives in Porto")
    (porto.validFrom, porto.recordedAt) = (at(0), at(1))
    var lisbon = Self.memory("m2", "lives in Lisbon")
    (lisbon.validFrom, lisbon.recordedAt) = (at(10), at(12))
    try await apply([.add(porto, reason: "r")], 1)
    try await apply([.reword(id: "m1", text: "lives in the city of Porto", reason: "r")], 5)
    try await apply([.add(lisbon, reason: "r"), .supersede(id: "m1", by: "m2", validTo: at(10), reason: "r")], 12)
    #expect(try await texts() == ["lives in Lisbon"])
    #expect(try await texts(valid: 3) == ["lives in the city of Porto"])
    #expect(try await texts(valid: 11) == ["lives in Lisbon"])
    #expect(try await texts(known: 0.5).isEmpty)
    #expect(try await texts(known: 2) == ["lives in Porto"])
    #expect(try await texts(known: 11) == ["lives in the city of Porto"])
    #expect(try await texts(valid: 11, known: 11) == ["lives in the city of Porto"])
    #expect(try await texts(valid: -1).isEmpty)
  }

  package func aFailingChangeChangesNothing() async throws {
    let store = try await make()
    let changes: [MemoryChange] = [
      .add(Self.memory("m1", "one"), reason: "r"),
      .supersede(id: "m1", by: "missing", validTo: Self.noon, reason: "r"),
    ]
    await #expect(throws: MnemeError.self) {
      _ = try await store.apply(changes, in: .me, at: Self.noon, finishing: [])
    }
    #expect(try await store.memories(ids: ["m1"], in: .me).isEmpty)
    #expect(try await store.changes(in: .me, after: 0, limit: 9).memories.isEmpty)
    #expect(try await store.status(of: nil, at: Self.noon).depth == 0)
  }

  // MARK: Vectors

  package func vectorsAreReplacedPerRow() async throws {
    let store = try await make()
    let ordinals = try await store.append([Self.message("a"), Self.message("b")], channel: "test")
      .map(\.message.ordinal)
    func row(_ ordinal: Int64, _ values: [Float]) -> VectorRow {
      VectorRow(key: ItemKey(.message, ordinal), dimension: 2, values: values)
    }
    let rows = [row(ordinals[0], [1, 0, 0, 1]), row(ordinals[1], [0, 1])]
    try await store.put(rows + [row(999_999, [1, 0])], model: "m", in: .me, finishing: [])
    #expect(try await store.vectors(of: .message, model: "m", in: .me, after: 0, limit: 9) == rows)
    #expect(try await store.vectorCount(model: "m", in: .me) == 3)
    #expect(
      try await store.vectors(of: .message, model: "m", in: .me, after: ordinals[0], limit: 9) == [rows[1]])
    #expect(
      try await store.vectors(of: .message, model: "m", in: .me, ordinals: ordinals.reversed()) == rows.reversed())
    #expect(try await store.vectors(of: .message, model: "m", in: .me, ordinals: [999_999]).isEmpty)
    #expect(try await store.vectors(of: .message, model: "other", in: .me, ordinals: ordinals).isEmpty)
    #expect(try await store.vectorOrdinals(of: .message, model: "m", in: .me, after: 0, limit: 9) == ordinals)
    #expect(try await store.vectorOrdinals(of: .message, model: "m", in: .me, after: 0, limit: 1) == [ordinals[0]])
    #expect(
      try await store.vectorOrdinals(of: .message, model: "m", in: .me, after: ordinals[0], limit: 9) == [ordinals[1]])
    #expect(try await store.vectorOrdinals(of: .message, model: "other", in: .me, after: 0, limit: 9).isEmpty)
    let elsewhere = try SpaceID("elsewhere")
    #expect(try await store.vectorOrdinals(of: .message, model: "m", in: elsewhere, after: 0, limit: 9).isEmpty)
    #expect(try await store.vectors(of: .message, model: "m", in: elsewhere, ordinals: ordinals).isEmpty)
    try await store.put([row(ordinals[0], [0, 1])], model: "m", in: .me, finishing: [])
    #expect(try await store.vectorCount(model: "m", in: .me) == 2)
    #expect(try await store.vectors(of: .message, model: "other", in: .me, after: 0, limit: 9).isEmpty)
    await #expect(throws: MnemeError.self) {
      try await store.put([row(ordinals[0], [1, .nan])], model: "m", in: .me, finishing: [])
    }
    await #expect(throws: MnemeError.self) {
      try await store.put([row(ordinals[0], [1, 0, 0])], model: "m", in: .me, finishing: [])
    }
    #expect(try await store.vectorCount(model: "m", in: .me) == 2)
  }

  // MARK: Jobs

  package func jobsAreClaimedOnceAndSurviveRecovery() async throws {
    let store = try await make()
    _ = try await store.append((0..<5).map { Self.message("m\($0)") }, channel: "test")
    let now = Self.noon.addingTimeInterval(1e9)
    let claimed = try await withThrowingTaskGroup(of: [Job].self) { group in
      for _ in 0..<5 { group.addTask { try await store.claim(.embedMessage, limit: 2, at: now) } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(claimed.map(\.subject).sorted() == (0..<5).map { "m\($0)" })
    #expect(try await store.status(of: .me, at: now).depth == 5)
    try await store.finish([claimed[0].id])
    try await store.recover()
    let again = try await store.claim(.embedMessage, limit: 9, at: now)
    #expect(Set(again.map(\.subject)) == Set(claimed[1...].map(\.subject)))
    #expect(try await store.claim(.reflectMessage, limit: 9, at: now).isEmpty)
  }

  package func whatIsNewDoesNotWaitBehindALongQueue() async throws {
    let store = try await make()
    let ids = (10..<50).map { "m\($0)" }
    _ = try await store.append(ids.map { Self.message($0) }, channel: "test")
    let now = Self.noon.addingTimeInterval(1e9)
    let first = try await store.claim(.embedMessage, limit: 8, at: now)
    #expect(first.map(\.subject) == ids.prefix(6) + ids.suffix(2))
    // Everything is done in the end, each once.
    var done = first.map(\.subject)
    try await store.finish(first.map(\.id))
    while true {
      let jobs = try await store.claim(.embedMessage, limit: 30, at: now)
      if jobs.isEmpty { break }
      done += jobs.map(\.subject)
      try await store.finish(jobs.map(\.id))
    }
    #expect(done.count == ids.count && Set(done) == Set(ids))
  }

  package func failedJobsAreRetriedOrKept() async throws {
    let store = try await make()
    _ = try await store.append([Self.message("a"), Self.message("b")], channel: "test")
    let now = Self.noon.addingTimeInterval(1e9)
    let jobs = try await store.claim(.embedMessage, limit: 9, at: now)
    try await store.fail([jobs[0].id], retryAt: now.addingTimeInterval(60), reason: "timeout")
    try await store.fail([jobs[1].id], retryAt: nil, reason: "broken")
    let status = try await store.status(of: nil, at: now)
    #expect(status.depth == 1 && status.failed == 1)
    #expect(try await store.claim(.embedMessage, limit: 9, at: now).isEmpty)
    let retried = try await store.claim(.embedMessage, limit: 9, at: now.addingTimeInterval(61))
    #expect(retried.map(\.subject) == [jobs[0].subject] && retried.first?.attempts == 1)
    try await store.finish(retried.map(\.id))
    #expect(try await store.status(of: nil, at: now).oldestAge == nil)
  }

  package func aJobQueuedWhileItRunsRunsAgain() async throws {
    let store = try await make()
    _ = try await store.apply([.add(Self.memory("m1", "one"), reason: "r")], in: .me, at: Self.noon, finishing: [])
    let now = Self.noon.addingTimeInterval(1e9)
    let running = try await store.claim(.embedMemory, limit: 9, at: now)
    #expect(running.map(\.subject) == ["m1"])
    _ = try await store.apply(
      [.merge(id: "m1", text: "two", source: "z", reason: "r")], in: .me, at: Self.noon, finishing: [])
    #expect(try await store.claim(.embedMemory, limit: 9, at: now).isEmpty)
    try await store.finish(running.map(\.id))
    let next = try await store.claim(.embedMemory, limit: 9, at: now)
    #expect(next.map(\.subject) == ["m1"])
    try await store.put([], model: "m", in: .me, finishing: next.map(\.id))
    #expect(try await store.status(of: nil, at: now).depth == 0)
  }

  package func aClaimHoldsJobsOfOneSpace() async throws {
    let store = try await make()
    let other = try SpaceID("other")
    _ = try await store.append(
      [Self.message("a"), Self.message("b", space: other), Self.message("c")], channel: "test")
    let now = Self.noon.addingTimeInterval(1e9)
    #expect(try await store.claim(.embedMessage, limit: 9, at: now).map(\.subject) == ["a", "c"])
    #expect(try await store.status(of: other, at: now).depth == 1)
    #expect(try await store.claim(.embedMessage, limit: 9, at: now).map(\.space) == [other])
  }

  package func readersSeeWholeWritesWhileWritesRun() async throws {
    let store = try await make()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          for batch in 0..<5 {
            let new = (0..<10).map { Self.message("w\(writer)-\(batch)-\($0)", session: "w\(writer)") }
            _ = try await store.append(new, channel: "test")
          }
        }
      }
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<10 {
            let seen = try await store.outline(of: .me, after: 0, limit: 1_000).count
            #expect(seen % 10 == 0)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await store.outline(of: .me, after: 0, limit: 1_000).count == 200)
  }

  /// Every test by name, so that a suite cannot forget one.
  package var all: [(name: String, run: @Sendable () async throws -> Void)] { basic + further }

  private var basic: [(name: String, run: @Sendable () async throws -> Void)] {
    [
      ("appendedMessagesReadBackAsTheyWere", { try await appendedMessagesReadBackAsTheyWere() }),
      ("aKnownIdOrExternalIdIsSkipped", { try await aKnownIdOrExternalIdIsSkipped() }),
      ("spacesDoNotSeeEachOther", { try await spacesDoNotSeeEachOther() }),
      ("aSessionReadsBackwardsInPages", { try await aSessionReadsBackwardsInPages() }),
      ("sessionsFollowTheirMessages", { try await sessionsFollowTheirMessages() }),
      ("fullTextFindsWordsOfEveryScript", { try await fullTextFindsWordsOfEveryScript() }),
      ("anyTermIsSafeToSearch", { try await anyTermIsSafeToSearch() }),
      ("memoriesKeepTheirHistory", { try await memoriesKeepTheirHistory() }),
      ("everyChangeCanBeRepeated", { try await everyChangeCanBeRepeated() }),
      ("indexesCanFollowTheChangesOfMemories", { try await indexesCanFollowTheChangesOfMemories() }),
      ("everyChangeCanBeUndone", { try await everyChangeCanBeUndone() }),
      ("whatAWrongMemoryReplacedSpeaksAgain", { try await whatAWrongMemoryReplacedSpeaksAgain() }),
      ("memoriesReadAsOfAnyTime", { try await memoriesReadAsOfAnyTime() }),
      ("aFailingChangeChangesNothing", { try await aFailingChangeChangesNothing() }),
      ("vectorsAreReplacedPerRow", { try await vectorsAreReplacedPerRow() }),
      ("jobsAreClaimedOnceAndSurviveRecovery", { try await jobsAreClaimedOnceAndSurviveRecovery() }),
      ("whatIsNewDoesNotWaitBehindALongQueue", { try await whatIsNewDoesNotWaitBehindALongQueue() }),
      ("failedJobsAreRetriedOrKept", { try await failedJobsAreRetriedOrKept() }),
      ("aJobQueuedWhileItRunsRunsAgain", { try await aJobQueuedWhileItRunsRunsAgain() }),
      ("aClaimHoldsJobsOfOneSpace", { try await aClaimHoldsJobsOfOneSpace() }),
      ("readersSeeWholeWritesWhileWritesRun", { try await readersSeeWholeWritesWhileWritesRun() }),
      ("conversationsTakeTheTitleOfTheirOwner", { try await conversationsTakeTheTitleOfTheirOwner() }),
      ("aBranchBeginsWithWhatWasSaidBeforeIt", { try await aBranchBeginsWithWhatWasSaidBeforeIt() }),
      ("aBranchHoldsTheForeignWordsOfItsConversation", { try await aBranchHoldsTheForeignWordsOfItsConversation() }),
      ("memoriesAreLookedThroughByWhatTheyAre", { try await memoriesAreLookedThroughByWhatTheyAre() }),
    ]
  }
}
