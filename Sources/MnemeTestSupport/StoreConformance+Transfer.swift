import Foundation
import MnemeCore
import Testing

/// Whole spaces as records.
extension StoreConformance {
  private func records(_ store: any AnyStore, _ space: SpaceID, page: Int) async throws -> [TransferRecord] {
    var all: [TransferRecord] = []
    for kind in TransferRecord.Kind.allCases {
      var after = Int64.min
      while true {
        let found = try await store.records(kind, of: space, after: after, limit: page)
        #expect(found.count <= page && found.allSatisfy { $0.record.kind == kind })
        guard let last = found.last else { break }
        all += found.map(\.record)
        after = last.position
      }
    }
    return all
  }

  package func aSpaceMovesAsRecordsInPages() async throws {
    let store = try await make()
    let other = try SpaceID("other")
    let texts = ["plain", "NUL \u{0} inside", "한국어 🧑‍🚀 e\u{301}", "\u{2028}'\"\\", ""]
    _ = try await store.append(
      texts.enumerated().map {
        Self.message("m\($0)", $1, session: "s\($0 % 2)", externalID: "x\($0)", pathHash: "h\($0)")
      },
      channel: "chat")
    try await store.put(
      SessionDigest(title: "제목", summary: "s", topics: ["t"], sources: ["m1"]), session: "s1", in: .me, finishing: [])
    try await store.end(session: "s1", in: .me, at: Self.noon.addingTimeInterval(60))
    _ = try await store.apply(
      [
        .add(Self.memory("k1", "one", sources: ["m0"]), reason: "r"), .add(Self.memory("k2", "두\u{0}"), reason: "r"),
        .supersede(id: "k1", by: "k2", validTo: Self.noon, reason: "r"), .pin(id: "k2", isPinned: true, reason: "r"),
        .undo(id: "k2", reason: "r"), .retire(id: "k2", reason: "r"), .restore(id: "k2", reason: "r"),
      ], in: .me, at: Self.noon, finishing: [])
    let all = try await records(store, .me, page: 1_000)
    #expect(all.count == 2 + 5 + 7)
    for page in [1, 2, 3] { #expect(try await records(store, .me, page: page) == all, "\(page)") }
    #expect(try await records(store, other, page: 2).isEmpty)

    #expect(try await store.insert(all, into: other) == all.count)
    func comparable(_ memory: Memory) -> Memory {
      var memory = memory
      (memory.ordinal, memory.space) = (0, .me)
      return memory
    }
    func state(_ space: SpaceID) async throws -> [Memory] {
      try await store.memories(in: space, includeInactive: true, before: nil, limit: 99).map(comparable)
    }
    #expect(try await state(other) == state(.me))
    let read = try await store.messages(ids: (0..<5).map { "m\($0)" }, in: other)
    #expect(read.map(\.text) == texts)
    let (left, right) = (try await store.session("s1", in: .me), try await store.session("s1", in: other))
    #expect(left?.digest == right?.digest && left?.endedAt == right?.endedAt && right?.messageCount == 2)
    #expect(
      try await store.searchMessages(ArchiveSearch(terms: TextAnalyzer.terms("한국어")), in: other).map(\.id) == ["m2"])
    #expect(try await store.status(of: other, at: Self.noon).depth > 0)
    // A second time there is nothing new.
    #expect(try await store.insert(all, into: other) == 0)
    #expect(try await state(other) == state(.me))
    #expect(try await store.insert([], into: other) == 0)
    #expect(try await store.integrityFindings() == [])
  }

  package func aBadRecordStoresNothing() async throws {
    let store = try await make()
    let good = Message(
      id: "good", ordinal: 1, space: .me, session: "s", role: .user, speaker: nil, text: "fine", trust: .user,
      createdAt: Self.noon, externalID: nil, parent: nil, pathHash: nil)
    let bad = Message(
      id: "", ordinal: 2, space: .me, session: "s", role: .user, speaker: nil, text: "bad", trust: .user,
      createdAt: Self.noon, externalID: nil, parent: nil, pathHash: nil)
    await #expect(throws: MnemeError.self) { _ = try await store.insert([.message(good), .message(bad)], into: .me) }
    #expect(try await store.messages(ids: ["good"], in: .me).isEmpty)
    #expect(try await store.statistics(of: .me).sessions == 0)
    #expect(try await store.insert([.message(good)], into: .me) == 1)
  }

  package func aSuccessorMayComeInALaterBatch() async throws {
    let store = try await make()
    let other = try SpaceID("other")
    var past = Self.memory("past", "lived in Faro")
    (past.validTo, past.supersededBy) = (Self.noon, "home")
    _ = try await store.apply(
      [
        .add(Self.memory("old", "lives in Porto"), reason: "r"),
        .supersede(id: "old", by: "home", validTo: Self.noon, reason: "r"),
        .add(Self.memory("home", "lives in Lisbon"), reason: "r"), .add(past, reason: "late"),
      ], in: .me, at: Self.noon, finishing: [])
    for record in try await records(store, .me, page: 9) {
      #expect(try await store.insert([record], into: other) == 1)
    }
    for space in [SpaceID.me, other] {
      let read = try await store.memories(ids: ["old", "past", "home"], in: space)
      #expect(read.map(\.supersededBy) == ["home", "home", nil], "\(space)")
      #expect(read.map(\.supersededAt) == [Self.noon, Self.noon, nil], "\(space)")
    }
    #expect(try await store.integrityFindings() == [])
  }

  // MARK: Many at once

  package func eightWritersOfEveryKindLoseNothing() async throws {
    let store = try await make()
    let spaces = [SpaceID.me, try SpaceID("other")]
    let rounds = 12
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        let space = spaces[writer % 2]
        group.addTask {
          for round in 0..<rounds {
            let id = "w\(writer)-\(round)"
            let message = try await store.append(
              [Self.message(id, "Voice \(id)", space: space, session: "w\(writer)")], channel: "test")[0].message
            let memory = try await store.apply(
              [.add(Self.memory(id, "note \(id)", sources: [id], space: space), reason: "r")], in: space,
              at: Self.noon, finishing: [])[0]
            try await store.put(
              [VectorRow(key: ItemKey(.message, message.ordinal), dimension: 2, values: [1, 0])], model: "m",
              in: space, finishing: [])
            switch round % 4 {
            case 0: _ = try await store.apply(ConsolidationPlan(preserve: [memory.ordinal]), in: space, at: Self.noon)
            case 1:
              _ = try await store.apply(
                [.merge(id: id, text: "note \(id) again", source: "x", reason: "r")], in: space, at: Self.noon,
                finishing: [])
            case 2: _ = try await store.searchMessages(ArchiveSearch(terms: TextAnalyzer.terms("voice")), in: space)
            default:
              async let followed: Void = store.followMessages()
              let plan = try await store.forgettingPlan(for: .message(id), in: space)
              #expect(plan.messages == [message.ordinal] && plan.memories == [memory.ordinal])
              _ = try await store.forget(plan, in: space, at: Self.noon)
              try await followed
            }
          }
        }
      }
      try await group.waitForAll()
    }
    for (index, space) in spaces.enumerated() {
      let sizes = try await store.statistics(of: space)
      let kept = 4 * rounds * 3 / 4
      #expect(sizes.messages == kept && sizes.memories == kept && sizes.vectors == kept && sizes.sessions == 4)
      let outline = try await store.outline(of: space, after: 0, limit: 999)
      #expect(Set(outline.map(\.ordinal)).count == kept)
      for writer in stride(from: index, to: 8, by: 2) {
        let own = try await store.messages(session: "w\(writer)", in: space, before: nil, limit: 99).map(\.id)
        #expect(own == (0..<rounds).filter { $0 % 4 != 3 }.map { "w\(writer)-\($0)" })
        for round in 0..<rounds {
          let actions = try await store.history(of: "w\(writer)-\(round)", in: space).map(\.action)
          let expected: [LedgerEntry.Action] =
            switch round % 4 {
            case 0: [.added, .preserved]
            case 1: [.added, .merged]
            case 2: [.added]
            default: [.forgotten]
            }
          #expect(actions == expected)
        }
      }
      #expect(
        try await store.searchMessages(ArchiveSearch(terms: TextAnalyzer.terms("voice"), limit: 99), in: space).count
          == kept)
    }
    #expect(try await store.integrityFindings() == [])
  }

  // MARK: Clocks

  package func aClockThatJumpsChangesNoOrder() async throws {
    let store = try await make()
    let jumps: [Double] = [0, 1e9, -1e9, 5, -5e9, 60]
    for (number, jump) in jumps.enumerated() {
      _ = try await store.append([Self.message("m\(number)", "Tick \(number)", at: jump)], channel: "test")
    }
    let ids = (0..<jumps.count).map { "m\($0)" }
    #expect(try await store.messages(session: "s1", in: .me, before: nil, limit: 9).map(\.id) == ids)
    let session = try #require(try await store.session("s1", in: .me))
    #expect(session.startedAt == Self.noon.addingTimeInterval(-5e9))
    #expect(session.lastActivityAt == Self.noon.addingTimeInterval(1e9))
    #expect(
      try await store.searchMessages(ArchiveSearch(limit: 2), in: .me).map(\.id) == ["m1", "m5"])
    var expected: [LedgerEntry.Action] = [.added]
    _ = try await store.apply([.add(Self.memory("k", "one"), reason: "r")], in: .me, at: Self.noon, finishing: [])
    for (number, jump) in jumps.enumerated() {
      _ = try await store.apply(
        [.reword(id: "k", text: "wording \(number)", reason: "r")], in: .me, at: Self.noon.addingTimeInterval(jump),
        finishing: [])
      expected.append(.reworded)
    }
    #expect(try await store.history(of: "k", in: .me).map(\.action) == expected)
    let undone = try await store.apply(
      [.undo(id: "k", reason: "r")], in: .me, at: Self.noon.addingTimeInterval(-1e10), finishing: [])
    #expect(undone.map(\.text) == ["wording 4"])
    // A job that was queued later than now is done now, and its age is not negative.
    let early = Self.noon.addingTimeInterval(-1e10)
    let jobs = try await store.claim(.embedMessage, limit: 9, at: early)
    #expect(jobs.map(\.subject) == ids)
    #expect((try await store.status(of: .me, at: early).oldestAge ?? 0) >= 0)
    try await store.fail(jobs.map(\.id), retryAt: early.addingTimeInterval(60), reason: "timeout")
    #expect(try await store.claim(.embedMessage, limit: 9, at: early).isEmpty)
    #expect(try await store.claim(.embedMessage, limit: 9, at: Self.noon).count == ids.count)
    #expect(try await store.archiveSessions(idleSince: early) == 0)
    #expect(try await store.rebuild(vectors: false).memories == 1)
    #expect(try await store.memories(ids: ["k"], in: .me).map(\.text) == ["wording 4"])
    #expect(try await store.integrityFindings() == [])
  }

  /// The tests of the parts beside this one.
  var further: [(name: String, run: @Sendable () async throws -> Void)] {
    [
      ("aSearchIsBoundedInTimeSessionAndNumber", { try await aSearchIsBoundedInTimeSessionAndNumber() }),
      ("sessionsAreFoundByWhatTheirDigestsSay", { try await sessionsAreFoundByWhatTheirDigestsSay() }),
      ("idleSessionsEndAndAreArchived", { try await idleSessionsEndAndAreArchived() }),
      ("sizesAreThoseOfTheSpaceAlone", { try await sizesAreThoseOfTheSpaceAlone() }),
      ("textsAndTheInboxReadInPages", { try await textsAndTheInboxReadInPages() }),
      ("forgettingTakesWhatIsSelectedAndNoMore", { try await forgettingTakesWhatIsSelectedAndNoMore() }),
      (
        "whatOutlivedItsTimeGoesUnlessAMemoryComesFromIt",
        { try await whatOutlivedItsTimeGoesUnlessAMemoryComesFromIt() }
      ),
      ("aForgottenSourceTakesItsWordsAndItsMarks", { try await aForgottenSourceTakesItsWordsAndItsMarks() }),
      ("whatIsForgottenLosesItsVectorsJobsAndCounters", { try await whatIsForgottenLosesItsVectorsJobsAndCounters() }),
      ("vitalsReadActiveMemoriesInPages", { try await vitalsReadActiveMemoriesInPages() }),
      ("readingsOfMessagesGoWithThem", { try await readingsOfMessagesGoWithThem() }),
      ("whatModelsDidIsKept", { try await whatModelsDidIsKept() }),
      ("turnsAreLoggedAndReadBackLatestFirst", { try await turnsAreLoggedAndReadBackLatestFirst() }),
      ("aTurnIsForgottenWithItsMessage", { try await aTurnIsForgottenWithItsMessage() }),
      ("aKeyIsKeptWithoutItsSecretAndRevokedOnce", { try await aKeyIsKeptWithoutItsSecretAndRevokedOnce() }),
      ("peopleHaveNamesSpacesAndRolesOfTheirOwn", { try await peopleHaveNamesSpacesAndRolesOfTheirOwn() }),
      ("loginsEndWithTheirTimeOrTheirPerson", { try await loginsEndWithTheirTimeOrTheirPerson() }),
      ("aCallThatWaitsIsDecidedOnceAndInTime", { try await aCallThatWaitsIsDecidedOnceAndInTime() }),
      ("whatCameOfCallsIsToldOnceAndSwept", { try await whatCameOfCallsIsToldOnceAndSwept() }),
      ("conversationsThatHoldWordsOfOthersAreKnown", { try await conversationsThatHoldWordsOfOthersAreKnown() }),
      ("callsAreForgottenWithTheirConversation", { try await callsAreForgottenWithTheirConversation() }),
      ("callsAreLoggedAndReadBackLatestFirst", { try await callsAreLoggedAndReadBackLatestFirst() }),
      ("whatWasLearntOfTokensIsKeptByModel", { try await whatWasLearntOfTokensIsKeptByModel() }),
      ("digestsOfWhatMayNotBeToldGo", { try await digestsOfWhatMayNotBeToldGo() }),
      ("aPlanIsAppliedWholeAndWrittenDown", { try await aPlanIsAppliedWholeAndWrittenDown() }),
      ("aChainOfMergersCountsEachRepetitionOnce", { try await aChainOfMergersCountsEachRepetitionOnce() }),
      ("makingAgainChangesNothingThatIsRight", { try await makingAgainChangesNothingThatIsRight() }),
      ("aSpaceMovesAsRecordsInPages", { try await aSpaceMovesAsRecordsInPages() }),
      ("aSuccessorMayComeInALaterBatch", { try await aSuccessorMayComeInALaterBatch() }),
      ("whatIsLocalOnlyIsKnownWithItsMessages", { try await whatIsLocalOnlyIsKnownWithItsMessages() }),
      ("whatWasReplacedLeadsToWhatSpeaksNow", { try await whatWasReplacedLeadsToWhatSpeaksNow() }),
      ("limitsOfEverySizeAreTaken", { try await limitsOfEverySizeAreTaken() }),
      ("namesOfEveryScriptAreKept", { try await namesOfEveryScriptAreKept() }),
      ("aBadRecordStoresNothing", { try await aBadRecordStoresNothing() }),
      ("eightWritersOfEveryKindLoseNothing", { try await eightWritersOfEveryKindLoseNothing() }),
      ("aClockThatJumpsChangesNoOrder", { try await aClockThatJumpsChangesNoOrder() }),
    ]
  }
}
