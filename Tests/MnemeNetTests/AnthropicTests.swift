import Foundation
import MnemeCore
import MnemeModels
import MnemeTestSupport
import Testing

/// Anthropic's Messages, after its public reference.
@Suite struct AnthropicTests {
  private static let base = "https://api.anthropic.com"

  private static let toolUse = """
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"claude","stop_reason":null,"usage":{"input_tokens":12,"cache_read_input_tokens":100,"cache_creation_input_tokens":8,"output_tokens":1}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

    event: ping
    data: {"type":"ping"}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"The tide is "}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"asked for."}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":0}

    event: content_block_start
    data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"물때를 볼게요 🌊."}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":1}

    event: content_block_start
    data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"tide","input":{}}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"harbour\\": \\"Br"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"est\\"}"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":2}

    event: content_block_start
    data: {"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"toolu_2","name":"clock","input":{}}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":3}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":31}}

    event: of_a_later_version
    data: {"type":"of_a_later_version","whatever":[1,2]}

    event: message_stop
    data: {"type":"message_stop"}


    """

  @Test(arguments: [1, 3, 7, 64, 100_000])
  func aStreamIsReadWhereverItIsCut(size: Int) async throws {
    let answer = await collect(try model(ScriptedFetcher([.stream(Self.toolUse, pieces: size)]), base: Self.base))
    #expect(answer.error == nil)
    #expect(answer.text == "물때를 볼게요 🌊.")
    #expect(answer.reasoning == "The tide is asked for.")
    #expect(answer.thinking == [ThinkingBlock(text: "The tide is asked for.", signature: "c2ln")])
    #expect(
      answer.calls == [
        ToolCall(id: "toolu_1", name: "tide", arguments: #"{"harbour": "Brest"}"#),
        ToolCall(id: "toolu_2", name: "clock", arguments: "{}"),
      ])
    #expect(answer.finish == .toolCalls)
    #expect(answer.usage == TokenUsage(prompt: 120, completion: 31, reported: true))
  }

  @Test func theRequestIsWhatTheReferenceAsksFor() async throws {
    let fetcher = ScriptedFetcher([.stream(Self.toolUse, pieces: 100)])
    var request = ask(
      "And in Brest?", options: .init(temperature: 1.4, topP: 0.9, maxTokens: 50, stop: ["END"], seed: 3))
    var earlier = ModelMessage(role: .user, content: "What is this?")
    earlier.images = [ModelImage(type: "image/png", data: "iVBORw0KGgo=")]
    request.messages = [
      .init(role: .system, content: "You remember."), .init(role: .assistant, content: "Hello!"), earlier,
      .asking(
        [
          ToolCall(id: "t1", name: "tide", arguments: #"{"harbour":"Brest"}"#),
          ToolCall(id: "t2", name: "clock", arguments: "oops"),
        ],
        text: " ", thinking: [.init(text: "Hm.", signature: "c2ln"), .init(text: "Lost.", signature: nil)]),
      .result("high at noon", of: "t1"), .result("10:00", of: "t2"), .init(role: .user, content: "And in Brest?"),
    ]
    request.tools = [
      ToolDescription(
        name: "tide", summary: "Tells the tide.",
        parameters: ["type": "object", "properties": ["harbour": ["type": "string"]]]),
      ToolDescription(name: "clock", summary: "Tells the time."),
    ]
    request.toolChoice = .named("tide")
    _ = await collect(try model(fetcher, base: Self.base), request)
    let sent = try #require(fetcher.requests.all.first)
    #expect(sent.url == "https://api.anthropic.com/v1/messages")
    #expect(sent.headers.contains { $0.name == "x-api-key" && $0.value == "sk-very-secret" })
    #expect(sent.headers.contains { $0.name == "anthropic-version" && $0.value == "2023-06-01" })
    #expect(!sent.headers.contains { $0.name == "Authorization" })
    let expected: JSONValue = [
      "model": "tiny", "stream": true, "max_tokens": 50, "temperature": 1, "stop_sequences": ["END"],
      "system": [["type": "text", "text": "You remember.", "cache_control": ["type": "ephemeral"]]],
      "messages": [
        [
          "role": "user",
          "content": [
            ["type": "image", "source": ["type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="]],
            ["type": "text", "text": "What is this?"],
          ],
        ],
        [
          "role": "assistant",
          "content": [
            ["type": "thinking", "thinking": "Hm.", "signature": "c2ln"],
            ["type": "tool_use", "id": "t1", "name": "tide", "input": ["harbour": "Brest"]],
            ["type": "tool_use", "id": "t2", "name": "clock", "input": [:], "cache_control": ["type": "ephemeral"]],
          ],
        ],
        [
          "role": "user",
          "content": [
            ["type": "tool_result", "tool_use_id": "t1", "content": "high at noon"],
            ["type": "tool_result", "tool_use_id": "t2", "content": "10:00"],
            ["type": "text", "text": "And in Brest?"],
          ],
        ],
      ],
      "tools": [
        [
          "name": "tide", "description": "Tells the tide.",
          "input_schema": ["type": "object", "properties": ["harbour": ["type": "string"]]],
        ],
        [
          "name": "clock", "description": "Tells the time.", "input_schema": ["type": "object", "properties": [:]],
          "cache_control": ["type": "ephemeral"],
        ],
      ],
      "tool_choice": ["type": "tool", "name": "tide"],
    ]
    #expect(try JSONValue(parsing: String(decoding: sent.body ?? [], as: UTF8.self)) == expected)
  }

  @Test func thinkingTakesItsBudgetBesideTheAnswer() async throws {
    let fetcher = ScriptedFetcher([.stream(Self.toolUse, pieces: 100)])
    var request = ask("Hm?", options: .init(temperature: 0.5, maxTokens: 100, effort: .low))
    request.tools = [ToolDescription(name: "clock", summary: "Tells the time.")]
    request.toolChoice = .required
    _ = await collect(try model(fetcher, base: Self.base), request)
    let body = try JSONValue(parsing: String(decoding: fetcher.requests.all[0].body ?? [], as: UTF8.self))
    #expect(body["thinking"] == ["type": "enabled", "budget_tokens": 2048])
    #expect(body["max_tokens"] == 2049)
    // Refused beside thinking.
    #expect(body["temperature"] == nil && body["tool_choice"] == nil)
  }

  @Test func anAnswerThatComesWholeIsTaken() async throws {
    let whole =
      #"{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"text","text":"Noon."},{"type":"tool_use","id":"t","name":"clock","input":{"zone":"UTC"}}],"stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":7}}"#
    let answer = await collect(try model(ScriptedFetcher([.status(200, whole)]), base: Self.base))
    #expect(answer.text == "Noon." && answer.finish == .toolCalls)
    #expect(answer.calls == [ToolCall(id: "t", name: "clock", arguments: #"{"zone":"UTC"}"#)])
    #expect(answer.usage == TokenUsage(prompt: 5, completion: 7, reported: true))
  }

  @Test(arguments: [
    (#"{"type":"error","error":{"type":"overloaded_error","message":"sk-very-secret"}}"#, MnemeError.Code.overloaded),
    (#"{"type":"error","error":{"type":"api_error","message":"sk-very-secret"}}"#, .upstream),
    (#"not json with sk-very-secret"#, .upstream), (#"{"type":"error"}"#, .upstream),
  ])
  func anErrorInTheMiddleEndsTheAnswer(data: String, code: MnemeError.Code) async throws {
    let start = #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"So far"}}"#
    let answer = await collect(try model(ScriptedFetcher([.events(start, data)]), base: Self.base))
    #expect(answer.text == "So far" && answer.error == code)
    #expect(answer.message?.contains("secret") == false)
  }

  @Test func aStreamThatBreaksOffIsAnError() async throws {
    let start =
      #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"So far"}}"# + "\n\n"
    for answer: ScriptedFetcher.Answer in [
      .cut([start]), .response(200, ["Content-Type": "text/event-stream"], [start]),
    ] {
      let collected = await collect(try model(ScriptedFetcher([answer]), base: Self.base))
      #expect(collected.text == "So far" && collected.error == .upstream)
    }
  }

  @Test func overloadIsTriedAgainAndALimitIsTold() async throws {
    let waits = Seen<Duration>()
    let fetcher = ScriptedFetcher([
      .status(529, #"{"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#),
      .stream(Self.toolUse, pieces: 100),
    ])
    #expect(await collect(try model(fetcher, base: Self.base, waits: waits)).finish == .toolCalls)
    #expect(waits.all.count == 1)
    let limited = ScriptedFetcher([.status(429, "{}", headers: ["Retry-After": "30"])])
    let answer = await collect(try model(limited, base: Self.base))
    #expect(answer.error == .overloaded && answer.retryAfter == 30)
  }

  @Test func itsModelsAreListed() async throws {
    var settings = keyed
    settings.baseURL = Self.base
    let list =
      #"{"data":[{"type":"model","id":"claude-a","display_name":"A"},{"type":"model","id":"claude-b"}],"has_more":false}"#
    let fetcher = ScriptedFetcher([.status(200, list)])
    let found = try await ChatModelDirectory(settings: settings, fetcher: fetcher).resolve()
    #expect(found.models.map(\.name) == ["claude-a", "claude-b"])
    #expect(found.models.allSatisfy { !$0.isLocal })
    #expect(fetcher.requests.all.first?.url == "https://api.anthropic.com/v1/models?limit=1000")
    #expect(fetcher.requests.all.first?.headers.contains { $0.name == "x-api-key" } == true)
  }

  @Test func aProxyOfAnotherHostSpeaksItWhenTold() throws {
    #expect(try RemoteEndpoint("http://127.0.0.1:9/v1/messages", speaks: .anthropic).base == "http://127.0.0.1:9/v1")
    #expect(try RemoteEndpoint("http://127.0.0.1:9").speaks == .openai)
  }
}
