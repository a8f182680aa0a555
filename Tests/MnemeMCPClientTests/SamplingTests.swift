import MnemeCore
import Synchronization
import Testing

@testable import MnemeMCP

/// What servers that are lent the model may ask.
@Suite struct SamplingTests {
  private static func params(_ more: JSONValue = [:]) -> JSONValue {
    var params: [String: JSONValue] = [
      "messages": [["role": "user", "content": ["type": "text", "text": "Is it high tide?"]]], "maxTokens": 100,
    ]
    for (name, value) in more.object ?? [:] { params[name] = value == .null ? nil : value }
    return .object(params)
  }

  private final class Model: Sendable {
    let asked = Mutex<[SamplingDesk.Question]>([])
    var count: Int { asked.withLock { $0.count } }

    func desk(_ now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) -> SamplingDesk {
      SamplingDesk(now: now) { question in
        self.asked.withLock { $0.append(question) }
        return SamplingDesk.Answer(text: "Yes.", model: "small", isCut: question.maxTokens < 10)
      }
    }
  }

  @Test func aQuestionIsAnsweredWithAtMostTheTokensThatAreLent() async throws {
    let model = Model()
    let desk = model.desk()
    let answer = try await desk.answer(
      "tides", Self.params(["maxTokens": 1_000_000, "temperature": 9, "systemPrompt": "Be brief."]))
    #expect(
      answer == [
        "role": "assistant", "content": ["type": "text", "text": "Yes."], "model": "small", "stopReason": "endTurn",
      ])
    let question = try #require(model.asked.withLock { $0.first })
    #expect(question.maxTokens == SamplingDesk.mostTokens && question.temperature == 2 && question.server == "tides")
    #expect(question.instructions == "Be brief." && question.messages.map(\.text) == ["Is it high tide?"])
    #expect(try await desk.answer("tides", Self.params(["maxTokens": 5]))["stopReason"] == "maxTokens")
  }

  @Test func whatIsNotLentIsRefusedAndAsksNobody() async throws {
    let model = Model()
    let desk = model.desk()
    let image: JSONValue = ["type": "image", "data": "AA==", "mimeType": "image/png"]
    let long = JSONValue.string(String(repeating: "x", count: SamplingDesk.longestQuestion + 1))
    for wrong in [
      ["tools": [["name": "t", "inputSchema": [:]]]], ["messages": []], ["messages": .null], ["maxTokens": .null],
      ["maxTokens": 0], ["maxTokens": -5], ["messages": [["role": "user", "content": image]]],
      ["messages": [["role": "system", "content": ["type": "text", "text": "x"]]]],
      ["messages": [["role": "assistant", "content": ["type": "text", "text": "x"]]]],
      ["messages": [["role": "user", "content": [["type": "text", "text": "x"], image]]]],
      ["messages": [["role": "user"]]], ["systemPrompt": long],
    ] as [JSONValue] {
      await #expect(throws: RPCError.self) { try await desk.answer("tides", Self.params(wrong)) }
    }
    #expect(model.count == 0)
  }

  @Test func eachServerHasItsOwnCallsAMinute() async throws {
    let model = Model()
    let time = Mutex(ContinuousClock.now)
    let desk = model.desk { time.withLock { $0 } }
    for _ in 0..<SamplingDesk.callsPerMinute { _ = try await desk.answer("tides", Self.params()) }
    await #expect(throws: RPCError.self) { try await desk.answer("tides", Self.params()) }
    _ = try await desk.answer("winds", Self.params())
    #expect(model.count == SamplingDesk.callsPerMinute + 1)
    time.withLock { $0 += .seconds(60) }
    _ = try await desk.answer("tides", Self.params())
  }
}
