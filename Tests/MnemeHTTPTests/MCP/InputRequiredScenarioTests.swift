import MnemeCore
import MnemeMCP
import MnemeTestSupport
import Testing

@testable import MnemeHTTP
@testable import mneme_conformance

/// Scenarios of the protocol's conformance suite, by their names there: requests that take several rounds.
@Suite struct InputRequiredScenarioTests {
  private static let answers: JSONValue = [
    "user_name": ["action": "accept", "content": ["name": "Alice"]],
    "confirm": ["action": "accept", "content": ["ok": true]],
    "capital_question": [
      "role": "assistant", "model": "m", "content": ["type": "text", "text": "The capital of France is Paris."],
    ],
    "greeting": ["role": "assistant", "model": "m", "content": ["type": "text", "text": "Hello there!"]],
    "client_roots": ["roots": [["uri": "file:///work", "name": "work"]]],
    "step1": ["action": "accept", "content": ["name": "Alice"]],
    "step2": ["action": "accept", "content": ["color": "blue"]],
    "user_context": ["action": "accept", "content": ["context": "tests"]],
  ]

  /// The next round: what is asked, answered, with the state as it came.
  private func next(_ result: JSONValue?) -> JSONValue {
    let keys = (result?["inputRequests"]?.object ?? [:]).keys
    let given = JSONValue.object(Self.answers.object?.filter { keys.contains($0.key) } ?? [:])
    return JSONValue.object(["inputResponses": given]).setting("requestState", to: result?["requestState"])
  }

  private func rounds(_ tool: String, _ body: (MCPTestClient, JSONValue?) async throws -> Void) async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let first = try await client.call(tool)
      #expect(first.result?["resultType"] == "input_required" && first.status == 200)
      try await body(client, first.result)
    }
  }

  @Test("input-required-result-basic-elicitation") func basicElicitation() async throws {
    try await rounds("test_input_required_result_elicitation") { (client, first) async throws in
      #expect(first?["inputRequests"]?["user_name"]?["method"]?.string == MethodName.elicit)
      let second = try await client.call("test_input_required_result_elicitation", next(first))
      #expect(second.result?["resultType"] == "complete" && second.text == "Hello, Alice!")
    }
  }

  @Test("input-required-result-basic-sampling") func basicSampling() async throws {
    try await rounds("test_input_required_result_sampling") { (client, first) async throws in
      #expect(first?["inputRequests"]?["capital_question"]?["method"]?.string == MethodName.sample)
      let second = try await client.call("test_input_required_result_sampling", next(first))
      #expect(second.text == "The capital of France is Paris.")
    }
  }

  @Test("input-required-result-basic-list-roots") func basicListRoots() async throws {
    try await rounds("test_input_required_result_list_roots") { (client, first) async throws in
      #expect(first?["inputRequests"]?["client_roots"]?["method"]?.string == MethodName.listRoots)
      #expect(try await client.call("test_input_required_result_list_roots", next(first)).text == "file:///work")
    }
  }

  @Test("input-required-result-request-state") func requestState() async throws {
    try await rounds("test_input_required_result_request_state") { (client, first) async throws in
      #expect(first?["requestState"]?.string?.isEmpty == false)
      #expect(try await client.call("test_input_required_result_request_state", next(first)).text == "state-ok")
    }
  }

  @Test("input-required-result-multiple-input-requests") func multipleInputRequests() async throws {
    try await rounds("test_input_required_result_multiple_inputs") { (client, first) async throws in
      #expect(first?["inputRequests"]?.object?.count == 3 && first?["requestState"] != nil)
      #expect(try await client.call("test_input_required_result_multiple_inputs", next(first)).text == "3 answers")
    }
  }

  @Test("input-required-result-multi-round") func multiRound() async throws {
    try await rounds("test_input_required_result_multi_round") { (client, first) async throws in
      #expect(first?["inputRequests"]?.object?.keys.first == "step1")
      let second = try await client.call("test_input_required_result_multi_round", next(first)).result
      #expect(second?["resultType"] == "input_required")
      #expect(second?["inputRequests"]?.object?.keys.first == "step2")
      #expect(second?["requestState"] != first?["requestState"])
      #expect(try await client.call("test_input_required_result_multi_round", next(second)).text == "Alice blue")
    }
  }

  @Test("input-required-result-missing-input-response") func missingInputResponse() async throws {
    try await rounds("test_input_required_result_elicitation") { (client, _) async throws in
      let reply = try await client.call(
        "test_input_required_result_elicitation",
        ["inputResponses": ["wrong_key": ["action": "accept", "content": ["data": "wrong"]]]])
      #expect(reply.result?["resultType"] == "input_required")
      #expect(reply.result?["inputRequests"]?["user_name"] != nil)
    }
  }

  @Test("input-required-result-non-tool-request") func nonToolRequest() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let params: JSONValue = ["name": "test_input_required_result_prompt"]
      let first = try await client.ask(MethodName.getPrompt, params)
      #expect(first.result?["resultType"] == "input_required")
      let more = next(first.result).object ?? [:]
      let second = try await client.ask(
        MethodName.getPrompt, .object((params.object ?? [:]).merging(more) { $1 }))
      #expect(second.result?["messages"]?.array?.first?["content"]?["text"] == "Context: tests")
    }
  }

  @Test("input-required-result-result-type") func resultType() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let asked: [(String, JSONValue)] = [
        (MethodName.listTools, [:]), (MethodName.readResource, ["uri": "test://static-text"]),
        (MethodName.callTool, ["name": "test_simple_text", "arguments": [:]]), (MethodName.discover, [:]),
      ]
      for (method, params) in asked {
        let result = try await client.ask(method, params).result
        #expect(result?["resultType"] == "complete", "\(method)")
        #expect(result?["_meta"]?[MetaKey.serverInfo]?["name"] == "fixture")
      }
    }
  }

  @Test("input-required-result-unsupported-methods") func unsupportedMethods() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      for method in [MethodName.listTools, MethodName.listPrompts, MethodName.listResources, MethodName.listTemplates] {
        let reply = try await client.ask(method, ["inputResponses": Self.answers, "requestState": "x"])
        #expect(reply.result?["resultType"] == "complete" && reply.result?["inputRequests"] == nil)
      }
    }
  }

  @Test("input-required-result-tampered-state") func tamperedState() async throws {
    try await rounds("test_input_required_result_tampered_state") { (client, first) async throws in
      let tool = "test_input_required_result_tampered_state"
      let state = first?["requestState"]?.string ?? ""
      for wrong in [state + "-TAMPERED", "x" + state, "", ".", String(state.reversed()), state.lowercased()] {
        #expect(try await client.call(tool, next(first).setting("requestState", to: .string(wrong))).code == -32602)
      }
      // A state is good for its own request alone, and not for ever.
      #expect(
        try await client.call("test_input_required_result_request_state", next(first)).code == -32602)
      #expect(
        try await client.call(tool, next(first).setting("arguments", to: ["other": 1])).code == -32602)
      #expect(try await client.call(tool, next(first)).text == "state-ok")
    }
  }

  @Test func stateExpires() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let tool = "test_input_required_result_request_state"
      let first = try await client.call(tool).result
      fixture.clock.advance(by: 899)
      #expect(try await client.call(tool, next(first)).text == "state-ok")
      fixture.clock.advance(by: 2)
      #expect(try await client.call(tool, next(first)).code == -32602)
    }
  }

  @Test func stateOfOnePrincipalIsNothingToAnother() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let tool = "test_input_required_result_request_state"
      let first = try await client.call(tool).result
      let message = client.message(
        MethodName.callTool, next(first).setting("name", to: .string(tool)).setting("arguments", to: [:]))
      let reply = try await client.send(message, headers: ["Authorization": "Bearer other"])
      #expect(reply.code == -32602)
    }
  }

  @Test("input-required-result-capability-check") func capabilityCheck() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless, capabilities: ["sampling": [:]])
      let reply = try await client.call("test_input_required_result_capabilities")
      #expect(reply.result?["inputRequests"]?.object?.values.map { $0["method"]?.string } == [MethodName.sample])
      let lacking = try await client.call("test_input_required_result_elicitation")
      #expect(lacking.status == 400 && lacking.code == -32021)
      #expect(lacking.response?["error"]?["data"]?["requiredCapabilities"]?["elicitation"] != nil)
    }
  }

  @Test("input-required-result-ignore-extra-params") func ignoreExtraParams() async throws {
    try await rounds("test_input_required_result_elicitation") { (client, first) async throws in
      var given = next(first)
      given = given.setting(
        "inputResponses", to: given["inputResponses"]?.setting("surplus", to: ["action": "accept"]))
      given = given.setting("unexpected", to: ["anything": 1])
      let reply = try await client.call("test_input_required_result_elicitation", given)
      #expect(reply.text == "Hello, Alice!")
    }
  }

  @Test("input-required-result-validate-input") func validateInput() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let tool = "test_input_required_result_elicitation"
      for wrong: JSONValue in [
        ["user_name": 12345], .null, ["user_name": "text"], ["user_name": ["action": "perhaps"]],
        ["user_name": ["action": "accept", "content": [1]]],
      ] {
        let message = client.message(
          MethodName.callTool, ["name": .string(tool), "arguments": [:], "inputResponses": wrong])
        #expect(try await client.send(message, isSound: false).code == -32602)
      }
    }
  }
}
