import Foundation
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import Testing

@testable import MnemeAssistant

/// What becomes of messages that a model fails at.
@Suite struct DistillingFailureTests {
  private static let nothing = DistillingTests.answer()

  @Test func aSpaceThatFailsKeepsNoOtherWaiting() async throws {
    let home = try await DistillingHome { request in
      if request.question.contains("broken") { throw MnemeError(.upstream, "No.") }
      return Self.nothing
    }
    let spaces = try ["a", "z"].map { try SpaceID($0) }
    for space in [.me] + spaces {
      try await home.hear(["Hello."], in: space, session: space.rawValue)
      _ = try await home.engine.distil(space)
      try await home.hear([space == .me ? "All broken" : "A fine day"], in: space, session: space.rawValue)
    }
    home.clock.advance(by: 61)
    var pauses = DistillingPauses()
    for _ in 0..<3 { await home.engine.distilIdleSpaces(&pauses) }
    #expect(home.model.requests.count == 3)
    home.clock.advance(by: 61)
    for _ in 0..<3 { await home.engine.distilIdleSpaces(&pauses) }
    #expect(home.model.requests.count == 4)
    try home.close()
  }

  @Test(arguments: [(MnemeError.Code.upstream, 5), (.unprocessable, 1), (.invalidInput, 1)])
  func aBatchThatFailsForGoodIsSkipped(_ code: MnemeError.Code, _ calls: Int) async throws {
    let home = try await DistillingHome { request in
      if request.question.contains("broken") { throw MnemeError(code, "No.") }
      return Self.nothing
    }
    try await home.hear(["All broken", "And more"])
    var pauses = DistillingPauses()
    for _ in 0..<8 {
      home.clock.advance(by: 6 * 3_600)
      await home.engine.distilIdleSpaces(&pauses)
    }
    #expect(home.model.requests.count == calls)
    let skipped = home.engine.events.recent(10, of: .maintenanceFinished).compactMap { event -> Int? in
      if case .maintenanceFinished(_, let counts) = event.payload { counts["skipped"] } else { nil }
    }
    #expect(skipped == [2])
    try await home.hear(["A fine day"])
    #expect(try await home.distil().calls == 1)
    try home.close()
  }

  @Test func aModelThatIsAwayIsWaitedFor() async throws {
    var pauses = DistillingPauses()
    var now = Date(milliseconds: 1_750_000_000_000)
    for wanted in [60.0, 240, 960, 3_840, 15_360, 21_600, 21_600] {
      #expect(pauses.failed(for: .me, with: MnemeError(.unavailable, "Away."), at: now) == .later)
      #expect(!pauses.isOver(for: .me, at: now.addingTimeInterval(wanted - 1)))
      now.addTimeInterval(wanted)
      #expect(pauses.isOver(for: .me, at: now))
    }
  }

  @Test func aMessageFromTheFutureDoesNotBlock() async throws {
    let home = try await DistillingHome { _ in Self.nothing }
    try await home.hear(["A fine day"], ahead: 86_400)
    #expect(try await home.distil().calls == 1)
    try home.close()
  }

  // MARK: Answers without an end

  @Test func anAnswerThatBreaksOffIsAskedForAgain() async throws {
    let home = try await DistillingHome(finish: { _ in nil }) { _ in Self.nothing }
    try await home.hear(["A fine day"])
    await #expect(throws: MnemeError.self) { try await home.distil() }
    await #expect(throws: MnemeError.self) { try await home.distil() }
    #expect(home.model.requests.count == 2)
    try home.close()
  }

  @Test func anAnswerThatIsCutOffIsAskedForInParts() async throws {
    let count: @Sendable (ModelRequest) -> Int = { $0.question.ranges(of: "\"text\"").count }
    let home = try await DistillingHome(finish: { count($0) > 6 ? .length : .stop }) { _ in Self.nothing }
    try await home.hear((1...24).map { "Day \($0) was fine" })
    home.clock.advance(by: 61)
    var pauses = DistillingPauses()
    for _ in 0..<12 { await home.engine.distilIdleSpaces(&pauses) }
    let asked: [Int] = home.model.requests.map(count)
    let read = asked.filter { $0 <= 6 }.reduce(0, +)
    #expect(asked.first == 24)
    #expect(read == 24)
    try home.close()
  }

  // MARK: Summaries

  private func summary(after hear: (DistillingHome) async throws -> Void) async throws -> String? {
    let home = try await DistillingHome { _ in DistillingTests.answer(summary: "By the model.") }
    try await hear(home)
    _ = try await home.engine.end(session: "t", in: .me)
    try await home.store.put(
      SessionDigest(title: "T", summary: "By rules.", topics: [], sources: []), session: "t", in: .me, finishing: [])
    _ = try await home.distil()
    let found = try await home.store.session("t", in: .me)?.digest?.summary
    try home.close()
    return found
  }

  @Test func aWholeConversationIsDescribedByTheModel() async throws {
    #expect(try await summary { try await $0.hear(["A fine day", "And more"], session: "t") } == "By the model.")
  }

  @Test func theEndOfAConversationIsNotAllOfIt() async throws {
    let found = try await summary { home in
      try await home.hear(["A fine day"], session: "t")
      _ = try await home.distil()
      try await home.hear(["And more"], session: "t")
    }
    #expect(found == "By rules.")
  }
}
