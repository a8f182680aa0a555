import Foundation
import MnemeCore
import MnemeModels
import MnemeTestSupport
import Testing

/// Tools over OpenAI's chat completions, and the ways of servers that speak it.
@Suite struct ToolCallTests {
  private func delta(_ delta: String, finish: String? = nil) -> String {
    let reason = finish.map { "\"\($0)\"" } ?? "null"
    return #"{"choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(reason)}]}"#
  }

  @Test func callsArePutTogetherFromTheirPieces() async throws {
    let fetcher = ScriptedFetcher([
      .events(
        delta(
          #"{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"tide","arguments":""}}]}"#
        ),
        delta(#"{"tool_calls":[{"index":0,"function":{"arguments":"{\"harbour\":"}}]}"#),
        delta(#"{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"clock","arguments":"{}"}}]}"#),
        delta(#"{"tool_calls":[{"index":0,"function":{"arguments":"\"Brest\"}"}}]}"#),
        delta("{}", finish: "tool_calls"), "[DONE]")
    ])
    let answer = await collect(try model(fetcher))
    #expect(
      answer.calls == [
        ToolCall(id: "a", name: "tide", arguments: #"{"harbour":"Brest"}"#),
        ToolCall(id: "b", name: "clock", arguments: "{}"),
      ])
    #expect(answer.finish == .toolCalls && answer.text.isEmpty)
  }

  /// Whole calls that share an index (Ollama), have none, have no id, or have an object for their arguments.
  @Test(arguments: [
    #"[{"index":0,"id":"a","function":{"name":"tide","arguments":"{}"}},{"index":0,"id":"b","function":{"name":"clock","arguments":"{}"}}]"#,
    #"[{"id":"a","function":{"name":"tide","arguments":{}}},{"id":"b","function":{"name":"clock","arguments":{}}}]"#,
    #"[{"function":{"name":"tide","arguments":null}},{"function":{"name":"clock"}}]"#,
  ])
  func otherWaysToSendCallsAreUnderstood(calls: String) async throws {
    let fetcher = ScriptedFetcher([.events(delta(#"{"tool_calls":\#(calls)}"#), delta("{}", finish: "stop"), "[DONE]")])
    let answer = await collect(try model(fetcher))
    #expect(answer.calls.map(\.name) == ["tide", "clock"])
    #expect(answer.calls.allSatisfy { $0.arguments == "{}" })
    #expect(Set(answer.calls.map(\.id)).count == 2)
    // It said "stop", and waits all the same.
    #expect(answer.finish == .toolCalls)
  }

  @Test func aCallWithoutANameIsAnError() async throws {
    let fetcher = ScriptedFetcher([
      .events(
        delta(#"{"tool_calls":[{"index":0,"id":"a","function":{"arguments":"{}"}}]}"#, finish: "tool_calls"), "[DONE]")
    ])
    #expect(await collect(try model(fetcher)).error == .upstream)
  }

  @Test func callsWithoutEndAreCutOff() async throws {
    let many = (0..<200).map { #"{"index":\#($0),"id":"c\#($0)","function":{"name":"tide","arguments":"{}"}}"# }
    let fetcher = ScriptedFetcher([.events(delta(#"{"tool_calls":[\#(many.joined(separator: ","))]}"#), "[DONE]")])
    #expect(await collect(try model(fetcher)).error == .upstream)
    let long = String(repeating: "x", count: 600_000)
    let pieces = (0..<2).map { _ in
      delta(#"{"tool_calls":[{"index":0,"id":"a","function":{"name":"t","arguments":"\#(long)"}}]}"#)
    }
    #expect(await collect(try model(ScriptedFetcher([.events(pieces[0], pieces[1], "[DONE]")]))).error == .upstream)
  }

  @Test func wordsOfOneRoleBecomeOneMessage() async throws {
    let fetcher = ScriptedFetcher([.events(chunk("ok", finish: "stop"), "[DONE]")])
    var request = ask("Three?")
    request.messages = [
      .init(role: .system, content: "You remember."), .init(role: .user, content: "One."),
      .init(role: .user, content: "Two."), .init(role: .assistant, content: "Yes."),
      .init(role: .user, content: "Three?"),
    ]
    _ = await collect(try model(fetcher), request)
    let sent = try #require(fetcher.sent[0]["messages"] as? [[String: String]])
    #expect(sent.map { $0["role"] } == ["system", "user", "assistant", "user"] && sent[1]["content"] == "One.\n\nTwo.")
  }

  @Test func reasoningIsTold() async throws {
    let fetcher = ScriptedFetcher([
      .events(
        delta(#"{"reasoning_content":"One. "}"#), delta(#"{"reasoning":"Two."}"#), chunk("Three.", finish: "stop"),
        "[DONE]")
    ])
    let answer = await collect(try model(fetcher))
    #expect(answer.reasoning == "One. Two." && answer.text == "Three.")
  }

  @Test func toolsImagesAndResultsAreSent() async throws {
    let fetcher = ScriptedFetcher([.events(chunk("ok", finish: "stop"), "[DONE]")])
    var request = ask("And in Brest?", options: .init(effort: .high))
    var earlier = ModelMessage(role: .user, content: "What is this?")
    earlier.images = [ModelImage(type: "image/png", data: "iVBORw0KGgo=")]
    request.messages = [
      earlier, .asking([ToolCall(id: "t1", name: "tide", arguments: #"{"harbour":"Brest"}"#)]),
      .result("noon", of: "t1"),
    ]
    request.tools = [ToolDescription(name: "tide", summary: "Tells the tide.")]
    request.toolChoice = .required
    _ = await collect(try model(fetcher), request)
    let expected: JSONValue = [
      "model": "tiny", "stream": true, "stream_options": ["include_usage": true], "reasoning_effort": "high",
      "messages": [
        [
          "role": "user",
          "content": [
            ["type": "text", "text": "What is this?"],
            ["type": "image_url", "image_url": ["url": "data:image/png;base64,iVBORw0KGgo="]],
          ],
        ],
        [
          "role": "assistant",
          "tool_calls": [
            ["id": "t1", "type": "function", "function": ["name": "tide", "arguments": #"{"harbour":"Brest"}"#]]
          ],
        ],
        ["role": "tool", "tool_call_id": "t1", "content": "noon"],
      ],
      "tools": [
        [
          "type": "function",
          "function": [
            "name": "tide", "description": "Tells the tide.", "parameters": ["type": "object", "properties": [:]],
          ],
        ]
      ],
      "tool_choice": "required",
    ]
    #expect(try JSONValue(parsing: String(decoding: fetcher.requests.all[0].body ?? [], as: UTF8.self)) == expected)
  }
}
