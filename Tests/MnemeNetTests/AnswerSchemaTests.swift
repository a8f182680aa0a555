import Foundation
import MnemeCore
import MnemeModels
import MnemeTestSupport
import Testing

/// Answers of a given shape.
@Suite struct AnswerSchemaTests {
  private var request: ModelRequest {
    var request = ask("Read this.")
    request.answerSchema = AnswerSchema(name: "reading", schema: ["type": "object"])
    return request
  }

  @Test func aServerThatTakesNoSchemasIsAskedWithoutThemFromThenOn() async throws {
    let fetcher = ScriptedFetcher([
      .events(chunk("a", finish: "stop"), "[DONE]"),
      .status(400, #"{"error":{"message":"unknown field"}}"#), .events(chunk("b", finish: "stop"), "[DONE]"),
      .events(chunk("c", finish: "stop"), "[DONE]"),
    ])
    let model = try model(fetcher)
    for text in ["a", "b", "c"] { #expect(await collect(model, request).text == text) }
    #expect(fetcher.sent.map { $0["response_format"] != nil } == [true, true, false, false])
    let format = try #require(fetcher.sent[0]["response_format"] as? [String: Any])
    let schema = try #require(format["json_schema"] as? [String: Any])
    #expect(format["type"] as? String == "json_schema" && schema["name"] as? String == "reading")
    #expect(schema["schema"] as? [String: String] == ["type": "object"])
  }

  @Test func otherRequestsHaveNone() async throws {
    let fetcher = ScriptedFetcher([.events(chunk("a", finish: "stop"), "[DONE]")])
    _ = await collect(try model(fetcher))
    #expect(fetcher.sent[0]["response_format"] == nil)
  }

  @Test func geminiIsGivenItsOwnForm() async throws {
    let fetcher = ScriptedFetcher([.status(500)])
    _ = await collect(try model(fetcher, base: "https://generativelanguage.googleapis.com"), request)
    let generation = try #require(fetcher.sent.first?["generationConfig"] as? [String: Any])
    #expect(generation["responseMimeType"] as? String == "application/json")
    #expect(generation["responseJsonSchema"] as? [String: String] == ["type": "object"])
  }
}
