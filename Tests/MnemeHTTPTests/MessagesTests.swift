import Foundation
import MnemeCore
import Testing

@testable import MnemeHTTP

/// `POST /v1/messages`: Anthropic's shape.
@Suite struct MessagesTests {
  private func body(_ more: String = "", messages: String = #"[{"role":"user","content":"Where do I live?"}]"#)
    -> String
  {
    #"{"model":"mneme","max_tokens":100,"messages":\#(messages)\#(more)}"#
  }

  @Test func aWholeAnswerHasTheWireShape() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("POST", "/v1/messages", json: body())
      #expect(answer.status == 200 && answer.headers["x-mneme-session"] == "s-1")
      let json = answer.json
      #expect((json["id"] as? String)?.hasPrefix("msg_") == true)
      #expect(json["type"] as? String == "message" && json["role"] as? String == "assistant")
      #expect(json["stop_reason"] as? String == "end_turn" && json["stop_sequence"] is NSNull)
      #expect((json["content"] as? [[String: String]]) == [["type": "text", "text": "Where do I live?"]])
      #expect((json["usage"] as? [String: Int]) == ["input_tokens": 7, "output_tokens": 3])
    }
  }

  @Test func tokensAreCountedWithoutATurn() async throws {
    try await TestServer.run { server in
      func count(_ json: String) async throws -> (status: Int, tokens: Int?) {
        let answer = try await server.send("POST", "/v1/messages/count_tokens", json: json)
        return (answer.status, answer.json["input_tokens"] as? Int)
      }
      let few = try await count(#"{"model":"mneme","messages":[{"role":"user","content":"Where do I live?"}]}"#)
      let more = try await count(
        #"{"model":"mneme","system":"Be brief.","messages":[{"role":"user","content":"Where do I live? And since when?"}]}"#
      )
      #expect(few.status == 200 && (5...20).contains(few.tokens ?? 0) && (more.tokens ?? 0) > (few.tokens ?? 0))
      let none = try await count(#"{"model":"mneme","messages":[]}"#)
      #expect(none.status == 400)
    }
  }

  @Test func aStreamHasItsEventsInOrder() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("POST", "/v1/messages", json: body(#","stream":true"#))
      #expect(answer.headers["content-type"] == "text/event-stream; charset=utf-8")
      let names = answer.body.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { String($0.dropFirst(7)) }
      let deltas = names.filter { $0 == "content_block_delta" }
      #expect(!deltas.isEmpty)
      #expect(
        names == ["message_start", "content_block_start"] + deltas
          + ["content_block_stop", "message_delta", "message_stop"])
    }
  }

  @Test(arguments: [
    (#"{"max_tokens":1,"messages":[]}"#, 400), (#"{"model":"mneme","messages":[{"role":"user","content":"x"}]}"#, 400),
    (#"{"model":"nobody","max_tokens":1,"messages":[{"role":"user","content":"x"}]}"#, 404),
    (#"{"model":"mneme","max_tokens":0,"messages":[{"role":"user","content":"x"}]}"#, 400),
    (#"{"model":"mneme","max_tokens":1,"messages":[{"role":"tool","content":"x"}]}"#, 400),
    (#"{"model":"mneme","max_tokens":1,"temperature":1.5,"messages":[{"role":"user","content":"x"}]}"#, 400),
    (
      #"{"model":"mneme","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url"}}]}]}"#,
      400
    ),
    (
      #"{"model":"mneme","max_tokens":1,"tools":[{"type":"web_search_1","name":"w"}],"messages":[{"role":"user","content":"x"}]}"#,
      400
    ),
    (#"{"model":"mneme","max_tokens":1,"tool_choice":{"type":"any"},"messages":[{"role":"user","content":"x"}]}"#, 400),
  ])
  func whatIsWrongIsAnAnthropicError(json: String, status: Int) async throws {
    try await TestServer.run { server in
      let answer = try await server.send("POST", "/v1/messages", json: json)
      #expect(answer.status == status, "\(json)")
      #expect(answer.json["type"] as? String == "error" && answer.json["request_id"] is String)
      let error = answer.json["error"] as? [String: String]
      #expect(error?["type"] == (status == 404 ? "not_found_error" : "invalid_request_error"))
    }
  }

  @Test func messagesBecomeThoseOfATurn() throws {
    let json = #"""
      {"model":"mneme","max_tokens":9,"system":[{"type":"text","text":"Be brief."}],"thinking":{"type":"enabled","budget_tokens":9000},
       "tools":[{"name":"tide","description":"Tells.","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"tide"},
       "messages":[
        {"role":"user","content":"When?"},
        {"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"text","text":"Wait."},
          {"type":"tool_use","id":"t1","name":"tide","input":{"harbour":"Brest"}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[{"type":"text","text":"closed"}]},
          {"type":"text","text":"And now?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},
          {"type":"document","title":"a.txt","source":{"type":"text","media_type":"text/plain","data":"Notes."}}]}]}
      """#
    let body = try JSONDecoder().decode(MessagesBody.self, from: Data(json.utf8))
    let messages = try body.modelMessages()
    #expect(messages.map(\.role) == [.system, .user, .assistant, .tool, .user])
    #expect(
      messages[2]
        == .asking(
          [ToolCall(id: "t1", name: "tide", arguments: #"{"harbour":"Brest"}"#)], text: "Wait.",
          thinking: [ThinkingBlock(text: "Hm.", signature: "c2ln")]))
    #expect(messages[3] == .result("Error: closed", of: "t1"))
    #expect(messages[4].content == "And now?\n[Image attached]\n[File attached]")
    #expect(messages[4].images.count == 1 && messages[4].files == [ModelFile(name: "a.txt", text: "Notes.")])
    #expect(try body.sampling().effort == .medium)
    #expect(try body.choice(among: try body.toolDescriptions()) == .named("tide"))
  }

  @Test func itsClientsKeyIsTaken() async throws {
    try await TestServer.run(settings: { $0.apiKey = "sk-right" }) { server in
      let right = try await server.send("POST", "/v1/messages", headers: ["x-api-key": "sk-right"], json: body())
      #expect(right.status == 200)
      let wrong = try await server.send("POST", "/v1/messages", headers: ["x-api-key": "sk-wrong"], json: body())
      #expect(wrong.status == 401 && (wrong.json["error"] as? [String: String])?["type"] == "authentication_error")
    }
  }

  @Test func aMnemeIsNoModelForAnother() async throws {
    try await TestServer.run { server in
      for path in ["/v1/messages", "/v1/chat/completions"] {
        let answer = try await server.send("POST", path, headers: ["X-Mneme-Hop": "1"], json: body())
        #expect(answer.status == 400)
      }
      let models = try await server.send("GET", "/v1/models", headers: ["X-Mneme-Hop": "1"])
      #expect((models.json["data"] as? [[String: String]])?.map { $0["owned_by"] } == ["mneme"])
    }
  }
}
