import Foundation
import MnemeCore
import MnemeSQLite
import MnemeTestSupport
import Testing

@testable import MnemeMemory

@Suite struct ReassessmentTests {
  private static func vitals(
    importance: Double = 0.3, repetitions: Int = 1, days: Double = 8, pinned: Bool = false, judged: Bool = false
  ) -> MemoryVitals {
    MemoryVitals(
      id: "m", ordinal: 1, text: "A note.", kind: .event, subject: nil, attribute: nil, importance: importance,
      confidence: 1, repetitions: repetitions, recordedAt: now.addingTimeInterval(-days * 86_400), isPinned: pinned,
      isPreserved: false, isJudged: judged)
  }

  private static let now = Date(timeIntervalSince1970: 1_800_000_000)

  @Test func importanceIsEarnedInStepsAndNeverAboveWhatMayFade() {
    func earned(_ accesses: Double, _ memory: MemoryVitals = Self.vitals()) -> Double? {
      EarnedImportance.importance(of: memory, accesses: accesses, now: Self.now)
    }
    #expect(earned(2.9) == nil && earned(3) == 0.4 && earned(5) == 0.45 && earned(6) == 0.5)
    #expect(earned(1e12) == 0.65 && EarnedImportance.highest < Decay.importantFrom)
    #expect(earned(1, Self.vitals(repetitions: 2)) == 0.4)
    #expect(earned(6, Self.vitals(importance: 0.46)) == nil, "less than a step")
    #expect(earned(6, Self.vitals(importance: 0.9)) == nil, "nothing is lowered")
    #expect(earned(6, Self.vitals(days: 6)) == nil && earned(6, Self.vitals(pinned: true)) == nil)
    #expect(earned(6, Self.vitals(judged: true)) == nil && earned(.nan) == nil)
    // Given once, it is not given again.
    for accesses in stride(from: 3.0, to: 40, by: 0.37) {
      let first = earned(accesses) ?? 0
      #expect(earned(accesses, Self.vitals(importance: first)) == nil)
    }
  }

  @Test func consolidationRaisesWhatIsUsedAndLeavesTheLastWordToTheOwner() async throws {
    let home = try EngineHome()
    let memory = try await home.engine.remember(
      Statement(text: "The spare key hangs behind the boiler.", kind: .event, importance: 0.3), in: .me)
    let other = try await home.engine.remember(
      Statement(text: "We painted the fence green.", kind: .event, importance: 0.3), in: .me)
    try await home.work()
    home.clock.advance(by: 8 * 86_400)
    for _ in 0..<7 {
      _ = try await home.engine.recall(
        RecallQuery(space: .me, text: "Where is the spare key?", limit: 1, sources: [.memory]))
    }
    try await home.work()
    func importances() async throws -> [Double] {
      try await home.store.memories(ids: [memory.id, other.id], in: .me).map(\.importance)
    }
    #expect(try await home.engine.maintain(.me, dryRun: true).spaces.map(\.reassessed) == [1])
    #expect(try await importances() == [0.3, 0.3])
    #expect(try await home.engine.maintain(.me, dryRun: false).spaces.map(\.reassessed) == [1])
    #expect(try await importances() == [0.5, 0.3])
    let last = try #require(try await home.engine.history(of: memory.id, in: .me).last)
    #expect(last.action == .reassessed && last.reason == "consolidation")
    #expect(try await home.engine.maintain(.me, dryRun: false).spaces.map(\.reassessed) == [0], "once")
    _ = try await home.engine.change(.undo(id: memory.id, reason: "requested"), in: .me)
    #expect(try await importances() == [0.3, 0.3])
    #expect(try await home.engine.maintain(.me, dryRun: false).spaces.map(\.reassessed) == [0], "it was taken back")
    try home.close()
  }
}
