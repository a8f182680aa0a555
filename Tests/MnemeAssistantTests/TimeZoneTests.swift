import Foundation
import Logging
import MnemeCore
import MnemeMemory
import Testing

@testable import MnemeAssistant

@Suite struct TimeZoneTests {
  private static let seoul = TimeZone(identifier: "Asia/Seoul") ?? .gmt
  private static let losAngeles = TimeZone(identifier: "America/Los_Angeles") ?? .gmt
  /// 25 November 2026, 08:30 in Seoul and 15:30 on the day before in Los Angeles.
  private static let morning = Date(milliseconds: 1_795_563_000_000)

  private func answer(_ said: String, _ question: String, in zone: TimeZone) -> String {
    let hit = RecallHit(
      id: "m", source: .message, content: said, score: 1, createdAt: Self.morning, session: "s", externalID: nil,
      speaker: nil, role: .user, kind: nil, trust: .user, validFrom: nil, validTo: nil, sources: [], explanation: nil)
    return RecallResponder(timeZone: zone).answer(
      to: ModelRequest(
        messages: [], question: question, evidence: [hit], now: Self.morning.addingTimeInterval(60), options: .init()))
  }

  @Test func tomorrowIsTheOwnersTomorrow() {
    let english = answer("I have an exam tomorrow.", "When is my exam?", in: Self.seoul)
    #expect(english.contains("25 November 2026 you said"))
    #expect(english.contains("that is 26 November 2026"))
    let western = answer("I have an exam tomorrow.", "When is my exam?", in: Self.losAngeles)
    #expect(western.contains("24 November 2026 you said"))
    #expect(western.contains("that is 25 November 2026"))
    #expect(answer("내일 시험이 있어요.", "시험이 언제예요?", in: Self.seoul).contains("2026년 11월 26일"))
  }

  @Test func aStatementHoldsFromTheOwnersMidnight() throws {
    let found = try #require(
      Reflector(timeZone: Self.seoul).analyse("I moved to Lisbon today", at: Self.morning).first)
    #expect(found.validFrom == Date(milliseconds: 1_795_532_400_000))
  }

  @Test func thePromptTellsTheOwnersTimeAndDates() throws {
    var settings = MemorySettings()
    settings.timeZone = Self.seoul
    let hit = RecallHit(
      id: "m", source: .message, content: "hello", score: 1, createdAt: Self.morning.addingTimeInterval(-3600 * 9),
      session: "s", externalID: nil, speaker: nil, role: .user, kind: nil, trust: .user, validFrom: nil, validTo: nil,
      sources: [], explanation: nil)
    let prompt = try PromptBuilder(settings: settings).messages(
      RequestParts([.init(role: .user, content: "?")]), context: AssembledContext(), now: Self.morning,
      safety: TurnSafety(fences: FenceSource(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    #expect(prompt.last?.content.contains("It is now 2026-11-25T08:30:00+09:00 (Asia/Seoul).") == true)
    #expect(NoteWriter(timeZone: Self.seoul).line(hit).hasPrefix("- [2026-11-24, user]"))
  }
}
