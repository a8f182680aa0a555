import MnemeCore
import MnemeMCP
import Testing

@testable import mneme_conformance

@testable import MnemeHTTP

/// Scenarios of the protocol's conformance suite, by their names there.
@Suite struct ToolScenarioTests {
  typealias Lane = MCPFixture.Lane

  @Test("tools-list", arguments: Lane.allCases) func toolsList(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(lane)
      let tools = try await client.ask(MethodName.listTools).result?["tools"]?.array ?? []
      #expect(tools.count >= 20)
      let names = tools.compactMap { $0["name"]?.string }
      #expect(names == names.sorted() && Set(names).count == tools.count)
      #expect(tools.allSatisfy { $0["description"]?.string != nil && $0["inputSchema"]?["type"] == "object" })
    }
  }

  @Test("tools-call-simple-text", arguments: Lane.allCases) func toolsCallSimpleText(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let reply = try await fixture.client(lane).call("test_simple_text")
      #expect(reply.text == "This is a simple text response for testing.")
      #expect(reply.status == 200 && !reply.isStream)
    }
  }

  @Test("tools-call-image", arguments: Lane.allCases) func toolsCallImage(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let block = try await fixture.client(lane).call("test_image_content").result?["content"]?.array?.first
      #expect(block?["type"] == "image" && block?["mimeType"] == "image/png")
      let content = try ContentBlock(try #require(block)).content
      #expect(content == .image(FixtureTools.image, mediaType: "image/png"))
    }
  }

  @Test("tools-call-audio", arguments: Lane.allCases) func toolsCallAudio(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let block = try await fixture.client(lane).call("test_audio_content").result?["content"]?.array?.first
      #expect(block?["type"] == "audio" && block?["mimeType"] == "audio/wav" && block?["data"]?.string != nil)
    }
  }

  @Test("tools-call-embedded-resource", arguments: Lane.allCases)
  func toolsCallEmbeddedResource(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let block = try await fixture.client(lane).call("test_embedded_resource").result?["content"]?.array?.first
      #expect(block?["type"] == "resource")
      #expect(block?["resource"]?["uri"] == "test://embedded-resource")
      #expect(block?["resource"]?["text"] == "This is an embedded resource content.")
    }
  }

  @Test("tools-call-mixed-content", arguments: Lane.allCases) func toolsCallMixedContent(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let blocks = try await fixture.client(lane).call("test_multiple_content_types").result?["content"]?.array ?? []
      #expect(blocks.map { $0["type"]?.string } == ["text", "image", "resource"])
    }
  }

  @Test("tools-call-with-logging") func toolsCallWithLogging() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      let reply = try await client.call("test_tool_with_logging")
      let said = reply.notifications.filter { $0["method"]?.string == MethodName.message }
      #expect(
        said.compactMap { $0["params"]?["data"]?.string } == [
          "Tool execution started", "Tool processing data", "Tool execution completed",
        ])
      #expect(said.allSatisfy { $0["params"]?["level"] == "info" })
      #expect(reply.text == "Logged.")
    }
  }

  @Test("tools-call-error", arguments: Lane.allCases) func toolsCallError(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(lane)
      let reply = try await client.call("test_error_handling")
      #expect(reply.result?["isError"] == true && reply.text.contains("intentionally returns an error"))
      #expect(try await client.call("no_such_tool").code == -32602)
    }
  }

  @Test("tools-call-with-progress", arguments: Lane.allCases) func toolsCallWithProgress(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(lane)
      let reply = try await client.call("test_tool_with_progress", meta: ["progressToken": "p-1"])
      let steps = reply.notifications.filter { $0["method"]?.string == MethodName.progress }
      #expect(steps.compactMap { $0["params"]?["progress"]?.double } == [0, 50, 100])
      #expect(steps.allSatisfy { $0["params"]?["progressToken"] == "p-1" && $0["params"]?["total"] == 100 })
      #expect(reply.messages.last?["result"] != nil, "the response ends the stream")
      #expect(try await client.call("test_tool_with_progress").notifications.isEmpty)
    }
  }

  @Test("tools-call-sampling") func toolsCallSampling() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      let reply = try await client.call("test_sampling", ["arguments": ["prompt": "Say hi"]]) { request in
        #expect(request["method"]?.string == MethodName.sample)
        #expect(request["params"]?["messages"]?.array?.first?["content"]?["text"] == "Say hi")
        return response(
          request,
          ["role": "assistant", "content": ["type": "text", "text": "hi"], "model": "m", "stopReason": "endTurn"])
      }
      #expect(reply.text == "LLM response: hi")
      let without = try await fixture.client(.stateful, capabilities: [:])
      #expect(try await without.call("test_sampling", ["arguments": ["prompt": "x"]]).code == -32021)
    }
  }

  @Test("tools-call-elicitation") func toolsCallElicitation() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      let reply = try await client.call("test_elicitation", ["arguments": ["message": "Well?"]]) { request in
        #expect(request["method"]?.string == MethodName.elicit && request["params"]?["message"] == "Well?")
        return response(request, ["action": "accept", "content": ["response": "yes"]])
      }
      #expect(reply.text == #"User response: action=accept, content={"response":"yes"}"#)
      let declined = try await client.call("test_elicitation", ["arguments": ["message": "Well?"]]) {
        response($0, ["action": "decline"])
      }
      #expect(declined.text.contains("action=decline"))
      let failed = try await client.call("test_elicitation", ["arguments": ["message": "Well?"]]) { request in
        ["jsonrpc": "2.0", "id": request["id"] ?? .null, "error": ["code": -1, "message": "The user left."]]
      }
      #expect(failed.code == -1)
    }
  }

  @Test("elicitation-sep1034-defaults") func elicitationDefaults() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      let reply = try await client.call("test_elicitation_sep1034_defaults") { request in
        let fields = request["params"]?["requestedSchema"]?["properties"]
        #expect(fields?["name"]?["default"] == "John Doe" && fields?["age"]?["default"] == 30)
        #expect(fields?["score"]?["default"] == .number(95.5) && fields?["verified"]?["default"] == true)
        #expect(fields?["status"]?["enum"]?.array?.count == 3 && fields?["status"]?["default"] == "active")
        return response(request, ["action": "accept", "content": ["name": "Ann", "age": 31]])
      }
      #expect(reply.text.contains("Elicitation completed: action=accept"))
    }
  }

  @Test("elicitation-sep1330-enums") func elicitationEnums() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      let reply = try await client.call("test_elicitation_sep1330_enums") { request in
        let fields = request["params"]?["requestedSchema"]?["properties"]
        #expect(fields?["untitledSingle"]?["enum"]?.array?.count == 3)
        #expect(fields?["titledSingle"]?["oneOf"]?.array?.first?["title"] == "First Option")
        #expect(fields?["legacyEnum"]?["enumNames"]?.array?.count == 3)
        #expect(fields?["untitledMulti"]?["items"]?["enum"]?.array?.count == 3)
        #expect(fields?["titledMulti"]?["items"]?["anyOf"]?.array?.count == 3)
        return response(request, ["action": "accept", "content": ["untitledMulti": ["option1"]]])
      }
      #expect(reply.text.contains("Elicitation completed"))
    }
  }

  @Test("server-sse-multiple-streams", arguments: Lane.allCases)
  func serverSSEMultipleStreams(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(lane)
      try await withThrowingTaskGroup(of: MCPTestClient.Reply.self) { group in
        for number in 0..<3 {
          group.addTask {
            try await client.call("test_tool_with_progress", meta: ["progressToken": .integer(Int64(number))])
          }
        }
        var tokens: Set<JSONValue> = []
        for try await reply in group {
          #expect(reply.status == 200 && reply.isStream && reply.notifications.count == 3)
          let own = Set(reply.notifications.compactMap { $0["params"]?["progressToken"] })
          #expect(own.count == 1, "a stream carries what belongs to its own request")
          tokens.formUnion(own)
        }
        #expect(tokens.count == 3)
      }
    }
  }

  private func response(_ request: JSONValue, _ result: JSONValue) -> JSONValue {
    ["jsonrpc": "2.0", "id": request["id"] ?? .null, "result": result]
  }
}
