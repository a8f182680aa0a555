import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import Testing

@testable import MnemeAssistant

@Suite struct ReadingTests {
  @Test func aMessageIsReadAfterTheAnswerAndCostsTheTurnNoRequest() async throws {
    let house = try House(readsMessages: true)
    _ = try await house.say([(.user, "We won, and I can hardly believe it.")])
    #expect(house.embedder.calls == 1)
    let question = try #require(try await house.messages().first)
    #expect(try await house.store.readings(of: [question.id], in: .me).isEmpty)
    let worker = Task { await house.memory.run() }  // awaited below
    _ = try await house.memory.queueStatus(of: .me, wait: true)
    worker.cancel()
    await worker.value
    let reading = try #require(try await house.store.readings(of: [question.id], in: .me).first)
    #expect(reading.emotion == .positive && reading.intent == .chat && reading.method == "hashing-64")
    let calls = house.embedder.calls
    _ = try await house.say([(.user, "Search the web for cheap flights to Oslo.")])
    #expect(house.embedder.calls == calls + 1)
    try house.close()
  }

  @Test func theAssistantsMessagesHaveNoIntent() async throws {
    let readings = MessageReadings(embedder: HashingEmbedder(), logger: .init(label: "test"))
    let message = Message(
      id: "a", ordinal: 1, space: .me, session: "s", role: .assistant, speaker: nil, text: "What a lovely surprise.",
      trust: .assistant, createdAt: .now, externalID: nil, parent: nil, pathHash: nil)
    let read = await readings.readings(of: [message], vectors: [[]], model: "hashing-64")
    #expect(read.first?.intent == nil)
  }

  @Test func theNeedOfASearchIsToldToListenersAndTools() async throws {
    let tool = NotingTool()
    let model = RoundsModel([
      RoundsModel.calling(ToolCall(id: "1", name: "note", arguments: "{}")), RoundsModel.saying("Done."),
    ])
    let house = try House(answering: model, tools: [tool], readsMessages: true)
    _ = try await house.say([(.user, "What is the weather forecast for Lisbon?")])
    _ = try await house.say([(.user, "What is my dog called?")])
    #expect(tool.needs.all == [true])
    let events = house.memory.events.recent(10, of: .questionRead, in: .me).map(\.payload)
    let flags = events.map { if case .questionRead(_, _, let needsSearch) = $0 { needsSearch } else { false } }
    #expect(flags == [true, false])
    try house.close()
  }

  @Test func nothingIsToldOfATurnThatIsNotKept() async throws {
    let house = try House(readsMessages: true)
    _ = try await house.say([(.user, "What is the weather forecast for Lisbon?")]) { $0.memory = .off }
    #expect(house.memory.events.recent(10, of: .questionRead, in: .me).isEmpty)
    try house.close()
  }

  @Test(arguments: [
    ("오늘 정말 행복해", Emotion.positive), ("너무 슬퍼요", .negative), ("행복하지 않아", .negative), ("회의는 세 시예요", .neutral),
    ("음식은 훌륭했지만 기다리느라 지쳤어", .mixed), ("무섭지 않아", .positive),
  ])
  func koreanFeelingsAreReadByTheirWords(_ text: String, _ emotion: Emotion) {
    #expect(KoreanFeelings.read(text).emotion == emotion)
  }

  @Test func anEncoderOfEnglishIsNotAskedForKorean() {
    #expect(!EncoderLanguages.knowsKorean("all-MiniLM-L6-v2"))
    #expect(EncoderLanguages.knowsKorean("multilingual-e5-small"))
    #expect(EncoderLanguages.isKorean("Slack에서 회의 알림 켜 줘") && !EncoderLanguages.isKorean("What does 집 mean?"))
  }

  @Test func theNearestMiddleDecidesAndClassesMayHaveSeveral() {
    let middles = Centroids<String>([
      ("a", [[1, 0, 0]]), ("b", [[0, 1, 0], [0, 0.6, 0.8]]), ("a", [[0, 0, 1]]), ("none", []),
    ])
    #expect(middles.nearest(to: [0, 0, 1])?.label == "a")
    #expect(middles.nearest(to: [0, 1, 0])?.label == "b")
    #expect(middles.nearest(to: [1, 0]) == nil)
    #expect(Centroids<String>([]).nearest(to: [1]) == nil)
  }
  @Test func onlyTheBeginningOfALongMessageIsRead() async throws {
    let readings = MessageReadings(embedder: HashingEmbedder(), logger: .init(label: "test"))
    let filler = String(repeating: "회의는 세 시고 ", count: 20_000)
    let bound = MessageReadings.readCharacters
    for (text, emotion, intent) in [
      (filler.prefix(bound) + "너무 슬퍼요, 날씨", Emotion.neutral, Intent.chat),
      ("너무 슬퍼요, 날씨. " + filler, .negative, .toolUse),
    ] {
      let message = Message(
        id: "a", ordinal: 1, space: .me, session: "s", role: .user, speaker: nil, text: String(text), trust: .user,
        createdAt: .now, externalID: nil, parent: nil, pathHash: nil)
      let read = await readings.readings(of: [message], vectors: [[]], model: "hashing-64")
      #expect(read.map(\.emotion) == [emotion] && read.map(\.intent) == [intent])
      #expect(readings.question(String(text), vector: nil).needsSearch == (intent == .toolUse))
    }
  }

  @Test func aSentenceIsCutBehindItsJoints() {
    #expect(KoreanFeelings.clauses("먹고 싶지만 참고 잤다") == ["먹고 ", "싶지만 ", "참고 ", "잤다"])
    #expect(KoreanFeelings.clauses("좋고 ") == ["좋고 "] && KoreanFeelings.clauses("") == [""])
  }
}

/// Notes whether its turn needs a search.
private struct NotingTool: Tool {
  let description = ToolDescription(name: "note", summary: "Notes.")
  let reach = ToolReach.none
  let category = ToolCategory.memory
  let needs = Noted()

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    needs.add(turn.needsSearch)
    return "Noted."
  }
}
