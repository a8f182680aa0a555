import Foundation
import MnemeCore
import MnemeModels
import MnemeTestSupport
import Testing

/// Gemini's generateContent, after its public reference.
@Suite struct GeminiTests {
  private static let base = "https://generativelanguage.googleapis.com"

  private static let toolUse = """
    data: {"candidates":[{"content":{"parts":[{"text":"The tide is asked for.","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":20,"totalTokenCount":20}}\r
    \r
    : keep-alive\r
    \r
    data: {"candidates":[{"content":{"parts":[{"text":"물때를 "},{"text":"볼게요 🌊."}],"role":"model"},"index":0}],"modelVersion":"gemini"}\r
    \r
    data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"tide","args":{"harbour":"Brest","day":2}},"thoughtSignature":"c2ln"},{"functionCall":{"id":"own","name":"clock","args":{}}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":20,"candidatesTokenCount":11,"thoughtsTokenCount":4,"totalTokenCount":35}}\r
    \r

    """

  @Test(arguments: [1, 3, 7, 64, 100_000])
  func aStreamIsReadWhereverItIsCut(size: Int) async throws {
    let answer = await collect(try model(ScriptedFetcher([.stream(Self.toolUse, pieces: size)]), base: Self.base))
    #expect(answer.error == nil)
    #expect(answer.text == "물때를 볼게요 🌊.")
    #expect(answer.reasoning == "The tide is asked for.")
    #expect(
      answer.calls.map(\.name) == ["tide", "clock"]
        && answer.calls.map(\.arguments) == [#"{"day":2,"harbour":"Brest"}"#, "{}"])
    #expect(answer.calls.map(\.signature) == ["c2ln", nil])
    #expect(answer.calls[0].id.hasPrefix("call_") && answer.calls[1].id == "own")
    #expect(answer.finish == .toolCalls)
    #expect(answer.usage == TokenUsage(prompt: 20, completion: 15, reported: true))
  }

  @Test func theRequestIsWhatTheReferenceAsksFor() async throws {
    let fetcher = ScriptedFetcher([.stream(Self.toolUse, pieces: 100)])
    var request = ask(
      "And in Brest?",
      options: .init(temperature: 1.4, topP: 0.9, maxTokens: 50, stop: ["END"], seed: 3, effort: ReasoningEffort.none))
    var earlier = ModelMessage(role: .user, content: "What is this?")
    earlier.images = [ModelImage(type: "image/png", data: "iVBORw0KGgo=")]
    request.messages = [
      .init(role: .system, content: "You remember."), earlier,
      .asking([
        ToolCall(id: "t1", name: "tide", arguments: #"{"harbour":"Brest"}"#, signature: "c2ln"),
        ToolCall(id: "t2", name: "clock", arguments: "oops"),
      ]),
      .result("high at noon", of: "t1"), .result(#"{"hour":10}"#, of: "t2"),
      .init(role: .user, content: "And in Brest?"),
    ]
    request.tools = [
      ToolDescription(
        name: "tide", summary: "Tells the tide.",
        parameters: [
          "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": false,
          "required": ["harbour"],
          "properties": [
            "harbour": ["type": "string", "description": "Its name.", "enum": ["Brest", "Cork"]],
            "day": ["type": ["integer", "null"], "minimum": 0, "exclusiveMaximum": 9],
            "unit": ["const": "m"],
            "tags": ["type": "array", "items": ["oneOf": [["type": "string"], ["type": "number"]]]],
          ],
        ]),
      ToolDescription(name: "clock", summary: "Tells the time."),
    ]
    request.toolChoice = .named("tide")
    _ = await collect(try model(fetcher, base: Self.base), request)
    let sent = try #require(fetcher.requests.all.first)
    #expect(sent.url == "https://generativelanguage.googleapis.com/v1beta/models/tiny:streamGenerateContent?alt=sse")
    #expect(sent.headers.contains { $0.name == "x-goog-api-key" && $0.value == "sk-very-secret" })
    #expect(!sent.headers.contains { $0.name == "Authorization" })
    let expected: JSONValue = [
      "systemInstruction": ["parts": [["text": "You remember."]]],
      "contents": [
        [
          "role": "user",
          "parts": [
            ["text": "What is this?"], ["inlineData": ["mimeType": "image/png", "data": "iVBORw0KGgo="]],
          ],
        ],
        [
          "role": "model",
          "parts": [
            ["functionCall": ["name": "tide", "args": ["harbour": "Brest"]], "thoughtSignature": "c2ln"],
            ["functionCall": ["name": "clock", "args": [:]]],
          ],
        ],
        [
          "role": "user",
          "parts": [
            ["functionResponse": ["name": "tide", "response": ["result": "high at noon"]]],
            ["functionResponse": ["name": "clock", "response": ["hour": 10]]], ["text": "And in Brest?"],
          ],
        ],
      ],
      "tools": [
        [
          "functionDeclarations": [
            [
              "name": "tide", "description": "Tells the tide.",
              "parameters": [
                "type": "OBJECT", "required": ["harbour"],
                "properties": [
                  "harbour": ["type": "STRING", "description": "Its name.", "enum": ["Brest", "Cork"]],
                  "day": ["type": "INTEGER", "nullable": true, "minimum": 0],
                  "unit": ["enum": ["m"]],
                  "tags": ["type": "ARRAY", "items": ["anyOf": [["type": "STRING"], ["type": "NUMBER"]]]],
                ],
              ],
            ],
            ["name": "clock", "description": "Tells the time."],
          ]
        ]
      ],
      "toolConfig": ["functionCallingConfig": ["mode": "ANY", "allowedFunctionNames": ["tide"]]],
      "generationConfig": [
        "temperature": .number(1.4), "topP": .number(0.9), "maxOutputTokens": 50, "stopSequences": ["END"], "seed": 3,
        "thinkingConfig": ["thinkingBudget": 0, "includeThoughts": false],
      ],
    ]
    #expect(try JSONValue(parsing: String(decoding: sent.body ?? [], as: UTF8.self)) == expected)
  }

  @Test func anAnswerThatComesWholeOrAsAListIsTaken() async throws {
    let chunk =
      #"{"candidates":[{"content":{"parts":[{"text":"Noon."}]},"finishReason":"MAX_TOKENS"}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2}}"#
    for body in [chunk, "[\(chunk)]"] {
      let answer = await collect(try model(ScriptedFetcher([.status(200, body)]), base: Self.base))
      #expect(answer.text == "Noon." && answer.finish == .length)
      #expect(answer.usage == TokenUsage(prompt: 5, completion: 2, reported: true))
    }
  }

  @Test func aPromptThatIsBlockedIsFiltered() async throws {
    let data = #"{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":5}}"#
    let answer = await collect(try model(ScriptedFetcher([.events(data)]), base: Self.base))
    #expect(answer.text.isEmpty && answer.finish == .contentFilter)
  }

  @Test(arguments: [
    (#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"sk-very-secret"}}"#, MnemeError.Code.overloaded),
    (#"{"error":{"code":500,"status":"INTERNAL","message":"sk-very-secret"}}"#, .upstream),
    (#"{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}"#, .upstream), ("{}", .upstream), ("?", .upstream),
  ])
  func anErrorInTheMiddleEndsTheAnswer(data: String, code: MnemeError.Code) async throws {
    let start = #"{"candidates":[{"content":{"parts":[{"text":"So far"}]}}]}"#
    let answer = await collect(try model(ScriptedFetcher([.events(start, data)]), base: Self.base))
    #expect(answer.text == "So far" && answer.error == code)
    #expect(answer.message?.contains("secret") == false)
  }

  @Test func itsModelsAreListed() async throws {
    var settings = keyed
    settings.baseURL = Self.base
    let list =
      #"{"models":[{"name":"models/gemini-a","supportedGenerationMethods":["generateContent","countTokens"]},{"name":"models/embedding-1","supportedGenerationMethods":["embedContent"]}]}"#
    let fetcher = ScriptedFetcher([.status(200, list)])
    let found = try await ChatModelDirectory(settings: settings, fetcher: fetcher).resolve()
    #expect(found.models.map(\.name) == ["gemini-a"])
    #expect(fetcher.requests.all.first?.url == "https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000")
  }

  @Test func aNameThatIsNoPathIsRefused() async throws {
    let fetcher = ScriptedFetcher([])
    for name in ["a b", "../files", "a?key=1", "a#b"] {
      #expect(await collect(try model(fetcher, base: Self.base, remoteName: name)).error == .configuration)
    }
    #expect(fetcher.requests.all.isEmpty)
  }

  @Test func itsOpenAIRouteIsSpokenToAsSuch() throws {
    let endpoint = try RemoteEndpoint("https://generativelanguage.googleapis.com/v1beta/openai/")
    #expect(endpoint.speaks == .openai && endpoint.base.hasSuffix("/v1beta/openai"))
  }
}
