import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeAssistant

@Suite struct AnswerFormatTests {
  private static let schema = AnswerSchema(
    name: "city",
    schema: [
      "type": "object", "properties": ["name": ["type": "string"]], "required": ["name"],
      "additionalProperties": false,
    ])

  private func asked(_ rounds: [[ModelEvent]], schema: AnswerSchema = Self.schema) async throws
    -> (text: String, model: RoundsModel, kept: [String])
  {
    let model = RoundsModel(rounds)
    let house = try House(answering: model)
    defer { try? house.close() }
    let (text, _) = try await house.say([(.user, "Where is port wine from?")]) { $0.answerSchema = schema }
    return (text, model, try await house.messages().map(\.text))
  }

  @Test func modelIsGivenTheSchemaAndToldOfIt() async throws {
    let (text, model, kept) = try await asked([RoundsModel.saying(#"{"name":"Porto"}"#)])
    #expect(text == #"{"name":"Porto"}"# && kept.last == text)
    #expect(model.requests.first?.answerSchema == Self.schema)
    #expect(model.requests.first?.messages.first?.content.contains(Self.schema.schema.text) == true)
  }

  @Test func fenceAroundTheAnswerIsLeftOut() async throws {
    #expect(try await asked([RoundsModel.saying("```json\n{\"name\":\"Porto\"}\n```")]).text == #"{"name":"Porto"}"#)
  }

  @Test func answerOfAnotherShapeIsAskedForOnceMoreAndNotShown() async throws {
    let (text, model, kept) = try await asked([
      RoundsModel.saying("Porto!"), RoundsModel.saying(#"{"name":"Porto"}"#),
    ])
    #expect(text == #"{"name":"Porto"}"# && model.requests.count == 2)
    #expect(!kept.contains("Porto!"))
    #expect(model.requests.last?.messages.last?.content.contains("no JSON") == true)
  }

  @Test func turnFailsWhenTheModelKeepsToItsOwnShape() async throws {
    let error = await #expect(throws: MnemeError.self) {
      _ = try await asked([RoundsModel.saying(#"{"town":"Porto"}"#)])
    }
    #expect(error?.code == .upstream)
    #expect(error?.message.contains("Porto") == false)
  }

  @Test func answerThatWasCutOffIsToldAsItIs() async throws {
    let cut: [ModelEvent] = [
      .text(#"{"name":"Po"#), .finished(.length, TokenUsage(prompt: 1, completion: 1, reported: true)),
    ]
    #expect(try await asked([cut]).text == #"{"name":"Po"#)
  }

  @Test func schemaThatCannotBeCheckedIsRefusedBeforeAnythingIsKept() async throws {
    let model = RoundsModel([RoundsModel.saying("{}")])
    let house = try House(answering: model)
    defer { try? house.close() }
    let error = await #expect(throws: MnemeError.self) {
      _ = try await house.say([(.user, "Hello")]) {
        $0.answerSchema = AnswerSchema(name: "x", schema: ["$ref": "https://example.com/x.json"])
      }
    }
    #expect(error?.code == .invalidInput)
    #expect(try await house.messages().isEmpty && model.requests.isEmpty)
  }

  @Test func memoryAloneAnswersInNoShapeAndWithoutProbabilities() async throws {
    let house = try House()
    defer { try? house.close() }
    for change in [
      { (request: inout ChatRequest) in request.answerSchema = .anyObject },
      { (request: inout ChatRequest) in request.options.topLogprobs = 2 },
      { (request: inout ChatRequest) in request.toolChoice = .required },
    ] {
      let error = await #expect(throws: MnemeError.self) {
        _ = try await house.say([(.user, "Hello")]) {
          $0.model = RecallResponder.name
          change(&$0)
        }
      }
      #expect(error?.code == .invalidInput)
    }
    #expect(try await house.messages().isEmpty)
  }

  @Test func probabilitiesComeWithTheEndOfTheTurn() async throws {
    let tokens: JSONValue = [["token": "Porto", "logprob": -1]]
    let model = ScriptedProbabilities(tokens)
    let house = try House(answering: model)
    defer { try? house.close() }
    var request = ChatRequest(space: .me, channel: "test", messages: [ModelMessage(role: .user, content: "Where?")])
    request.options.topLogprobs = 0
    var end: TurnEnd?
    for try await event in house.assistant.reply(to: request) { if case .finished(let last) = event { end = last } }
    #expect(end?.logprobs == tokens)
  }
}

private struct ScriptedProbabilities: ChatModel {
  let tokens: JSONValue
  let name = "scripted"
  let isLocal = true
  let profile = ModelProfile(givesLogprobs: true)

  init(_ tokens: JSONValue) { self.tokens = tokens }

  func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    AsyncThrowingStream { continuation in
      continuation.yield(.logprobs(tokens))
      for event in RoundsModel.saying("Porto") { continuation.yield(event) }
      continuation.finish()
    }
  }
}
