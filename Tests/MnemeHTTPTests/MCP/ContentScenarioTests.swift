import MnemeCore
import MnemeMCP
import Testing

@testable import MnemeHTTP
@testable import mneme_conformance

/// Scenarios of the protocol's conformance suite, by their names there.
@Suite struct ContentScenarioTests {
  typealias Lane = MCPFixture.Lane

  @Test("completion-complete", arguments: Lane.allCases) func completionComplete(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(lane)
      let reply = try await client.ask(
        MethodName.complete,
        [
          "ref": ["type": "ref/prompt", "name": "test_prompt_with_arguments"],
          "argument": ["name": "arg1", "value": "par"],
        ])
      #expect(reply.result?["completion"]?["values"] == ["paris", "park", "party"])
      #expect(reply.result?["completion"]?["hasMore"] == false)
      let ids = try await client.ask(
        MethodName.complete,
        [
          "ref": ["type": "ref/resource", "uri": "test://template/{id}/data"],
          "argument": ["name": "id", "value": "124"],
        ])
      #expect(ids.result?["completion"]?["values"] == ["124"])
      let none = try await client.ask(
        MethodName.complete,
        ["ref": ["type": "ref/prompt", "name": "none"], "argument": ["name": "a", "value": ""]])
      #expect(none.code == -32602)
    }
  }

  @Test("resources-list", arguments: Lane.allCases) func resourcesList(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(lane)
      let resources = try await client.ask(MethodName.listResources).result?["resources"]?.array ?? []
      #expect(resources.count == 3 && resources.allSatisfy { $0["uri"]?.string != nil && $0["name"]?.string != nil })
    }
  }

  @Test("resources-read-text", arguments: Lane.allCases) func resourcesReadText(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let reply = try await fixture.client(lane).ask(MethodName.readResource, ["uri": "test://static-text"])
      let contents = reply.result?["contents"]?.array?.first
      #expect(contents?["text"] == "This is the content of the static text resource.")
      #expect(contents?["uri"] == "test://static-text" && contents?["mimeType"] == "text/plain")
    }
  }

  @Test("resources-read-binary", arguments: Lane.allCases) func resourcesReadBinary(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let reply = try await fixture.client(lane).ask(MethodName.readResource, ["uri": "test://static-binary"])
      let contents = reply.result?["contents"]?.array?.first
      #expect(contents?["blob"]?.string != nil && contents?["mimeType"] == "image/png")
    }
  }

  @Test("resources-templates-read", arguments: Lane.allCases) func resourcesTemplatesRead(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(lane)
      let list = try await client.ask(MethodName.listTemplates).result?["resourceTemplates"]?.array ?? []
      #expect(list.first?["uriTemplate"] == "test://template/{id}/data")
      let reply = try await client.ask(MethodName.readResource, ["uri": "test://template/123/data"])
      #expect(reply.result?["contents"]?.array?.first?["text"]?.string?.contains(#""id":"123""#) == true)
    }
  }

  @Test("sep-2164-resource-not-found", arguments: Lane.allCases) func resourceNotFound(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let reply = try await fixture.client(lane).ask(MethodName.readResource, ["uri": "test://nonexistent"])
      #expect(reply.result == nil)
      #expect(reply.code == (lane == .stateless ? -32602 : -32002))
      #expect(reply.response?["error"]?["data"]?["uri"] == "test://nonexistent")
    }
  }

  @Test("resources-subscribe") func resourcesSubscribe() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      let reply = try await client.ask(MethodName.subscribe, ["uri": "test://watched-resource"])
      #expect(reply.result == [:])
      try await withThrowingTaskGroup(of: MCPTestClient.Reply.self) { group in
        group.addTask {
          try await client.exchange(
            "GET", headers: client.headers(for: [:]), body: nil, enough: { !$0.messages.isEmpty })
        }
        fixture.resources.change(.updated("test://static-text", .me))
        fixture.resources.change(.updated("test://watched-resource", try SpaceID("somebody")))
        fixture.resources.change(.updated("test://watched-resource", .me))
        for try await stream in group {
          #expect(stream.messages.count == 1)
          #expect(stream.messages.first?["method"]?.string == MethodName.resourceUpdated)
          #expect(stream.messages.first?["params"]?["uri"] == "test://watched-resource")
        }
      }
    }
  }

  @Test("resources-unsubscribe") func resourcesUnsubscribe() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      _ = try await client.ask(MethodName.subscribe, ["uri": "test://watched-resource"])
      _ = try await client.ask(MethodName.subscribe, ["uri": "test://static-text"])
      #expect(try await client.ask(MethodName.unsubscribe, ["uri": "test://watched-resource"]).result == [:])
      fixture.resources.change(.updated("test://watched-resource", .me))
      fixture.resources.change(.updated("test://static-text", .me))
      let stream = try await client.exchange(
        "GET", headers: client.headers(for: [:]), body: nil, enough: { !$0.messages.isEmpty })
      #expect(stream.messages.map { $0["params"]?["uri"] } == ["test://static-text"])
    }
  }

  @Test("prompts-list", arguments: Lane.allCases) func promptsList(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let prompts = try await fixture.client(lane).ask(MethodName.listPrompts).result?["prompts"]?.array ?? []
      #expect(prompts.count == 5 && prompts.allSatisfy { $0["name"]?.string != nil })
    }
  }

  @Test("prompts-get-simple", arguments: Lane.allCases) func promptsGetSimple(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let reply = try await fixture.client(lane).ask(MethodName.getPrompt, ["name": "test_simple_prompt"])
      let message = reply.result?["messages"]?.array?.first
      #expect(message?["role"] == "user" && message?["content"]?["text"] == "This is a simple prompt for testing.")
    }
  }

  @Test("prompts-get-with-args", arguments: Lane.allCases) func promptsGetWithArgs(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(lane)
      let reply = try await client.ask(
        MethodName.getPrompt,
        ["name": "test_prompt_with_arguments", "arguments": ["arg1": "hello", "arg2": "world"]])
      #expect(
        reply.result?["messages"]?.array?.first?["content"]?["text"]
          == "Prompt with arguments: arg1='hello', arg2='world'")
      let lacking = try await client.ask(
        MethodName.getPrompt, ["name": "test_prompt_with_arguments", "arguments": ["arg1": "hello"]])
      #expect(lacking.code == -32602)
    }
  }

  @Test("prompts-get-embedded-resource", arguments: Lane.allCases)
  func promptsGetEmbeddedResource(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let reply = try await fixture.client(lane).ask(
        MethodName.getPrompt,
        ["name": "test_prompt_with_embedded_resource", "arguments": ["resourceUri": "test://example"]])
      let messages = reply.result?["messages"]?.array ?? []
      #expect(messages.count == 2 && messages[0]["content"]?["resource"]?["uri"] == "test://example")
    }
  }

  @Test("prompts-get-with-image", arguments: Lane.allCases) func promptsGetWithImage(_ lane: Lane) async throws {
    try await MCPFixture.run { fixture in
      let reply = try await fixture.client(lane).ask(MethodName.getPrompt, ["name": "test_prompt_with_image"])
      #expect(reply.result?["messages"]?.array?.first?["content"]?["type"] == "image")
    }
  }

  @Test("caching") func caching() async throws {
    try await MCPFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let asked: [(String, JSONValue)] = [
        (MethodName.listTools, [:]), (MethodName.listPrompts, [:]), (MethodName.listResources, [:]),
        (MethodName.listTemplates, [:]), (MethodName.readResource, ["uri": "test://static-text"]),
        (MethodName.discover, [:]),
      ]
      for (method, params) in asked {
        let result = try await client.ask(method, params).result
        #expect((result?["ttlMs"]?.integer ?? -1) >= 0 && result?["cacheScope"] == "private", "\(method)")
      }
      let old = try await fixture.client(.stateful)
      #expect(try await old.ask(MethodName.listTools).result?["ttlMs"] == nil)
    }
  }
}
