import Foundation
import MnemeCore
import Testing

@testable import MnemeHTTP

private func body(_ text: String = "안녕 \\\"Ada\\\"", more: String = "") -> String {
  #"{"model":"mneme","messages":[{"role":"user","content":"\#(text)"}]\#(more)}"#
}

@Suite struct ChatCompletionTests {
  @Test func wholeAnswerHasTheWireShape() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("POST", "/v1/chat/completions", json: body())
      #expect(answer.status == 200)
      #expect(answer.headers["x-mneme-session"] == "s-1")
      #expect(answer.headers["content-type"] == "application/json")
      let json = answer.json
      #expect((json["id"] as? String)?.hasPrefix("chatcmpl-") == true)
      #expect(json["object"] as? String == "chat.completion")
      #expect(json["model"] as? String == "recall")
      let choice = try #require((json["choices"] as? [[String: Any]])?.first)
      #expect(choice["finish_reason"] as? String == "stop")
      #expect(choice["logprobs"] is NSNull)
      let message = try #require(choice["message"] as? [String: Any])
      #expect(message["content"] as? String == "안녕 \"Ada\"")
      #expect(message["refusal"] is NSNull)
      #expect((json["usage"] as? [String: Int]) == ["prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10])
      let recalled = (json["mneme"] as? [String: Any])?["recalled"] as? [[String: Any]]
      #expect(recalled?.first?["content"] as? String == "Lives in Lisbon.")
      #expect(recalled?.first?["created_at"] as? String == "2023-11-14T22:13:20Z")
    }
  }

  @Test func streamHasOneIdRoleFirstUsageBeforeDone() async throws {
    try await TestServer.run { server in
      let answer = try await server.send(
        "POST", "/v1/chat/completions",
        json: body("Where do I live?", more: #","stream":true,"stream_options":{"include_usage":true}"#))
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "text/event-stream; charset=utf-8")
      #expect(answer.events.last == "[DONE]")
      #expect(answer.events.filter { $0 == "[DONE]" }.count == 1)
      let chunks = answer.chunks
      #expect(Set(chunks.compactMap { $0["id"] as? String }).count == 1)
      #expect(Set(chunks.compactMap { $0["created"] as? Int }).count == 1)
      #expect(chunks.allSatisfy { $0["object"] as? String == "chat.completion.chunk" })
      let deltas = chunks.compactMap { ($0["choices"] as? [[String: Any]])?.first?["delta"] as? [String: Any] }
      #expect(deltas.first?["role"] as? String == "assistant")
      #expect(deltas.compactMap { $0["content"] as? String }.joined() == "Where do I live?")
      let finishes = chunks.compactMap { ($0["choices"] as? [[String: Any]])?.first?["finish_reason"] as? String }
      #expect(finishes == ["stop"])
      #expect((chunks.last?["choices"] as? [Any])?.isEmpty == true)
      #expect((chunks.last?["usage"] as? [String: Int])?["total_tokens"] == 10)
      #expect(chunks.dropLast().allSatisfy { $0["usage"] is NSNull })
      #expect(chunks[0]["mneme"] != nil)
    }
  }

  @Test func streamWithoutUsageOptionHasNoUsage() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("POST", "/v1/chat/completions", json: body("Hi", more: #","stream":true"#))
      #expect(answer.chunks.count == 3)
      #expect(answer.chunks.allSatisfy { $0["usage"] == nil })
    }
  }

  @Test func requestReachesTheServiceWhole() async throws {
    try await TestServer.run { server in
      let json = """
        {"messages":[{"role":"developer","content":"Be brief."},
          {"role":"user","content":[{"type":"text","text":"One"},{"type":"text","text":"two"}]},
          {"role":"assistant","content":null,"tool_calls":[]},{"role":"tool","content":"3","tool_call_id":"x"},
          {"role":"user","content":"Last"}],
          "user":"ada","temperature":0.5,"top_p":0.9,"max_tokens":5,"max_completion_tokens":9,"stop":"END",
          "seed":4,"store":false,"unknown":{"a":[1]}}
        """
      let headers = [
        "X-Mneme-Space": "team", "X-Mneme-Session": "kitchen", "Idempotency-Key": "k1", "x-stainless-retry-count": "2",
      ]
      let answer = try await server.send("POST", "/v1/chat/completions", headers: headers, json: json)
      #expect(answer.status == 200)
      let request = try #require(server.chat.requests.first)
      #expect(request.space.rawValue == "team")
      #expect(request.session == "kitchen")
      #expect(request.user == "ada")
      #expect(request.memory == .read)
      #expect(request.isRetry)
      #expect(request.idempotencyKey == "k1")
      #expect(request.messages.map(\.role) == [.system, .user, .tool, .user])
      #expect(request.messages.map(\.content) == ["Be brief.", "One\ntwo", "3", "Last"])
      #expect(request.options.maxTokens == 9)
      #expect(request.options.stop == ["END"])
      #expect(answer.headers["x-mneme-session"] == "kitchen")
    }
  }

  @Test(arguments: [("off", MemoryMode.off), ("READ", .read), ("full", .full)])
  func memoryHeaderDecidesOverStore(_ header: String, _ mode: MemoryMode) async throws {
    try await TestServer.run { server in
      let answer = try await server.send(
        "POST", "/v1/chat/completions", headers: ["X-Mneme-Memory": header], json: body(more: #","store":false"#))
      #expect(answer.status == 200)
      #expect(server.chat.requests.first?.memory == mode)
    }
  }

  @Test(arguments: [
    (#"{"messages":[{"role":"user","content":"x"}],"n":9}"#, 400, "n"),
    (#"{"messages":[{"role":"user","content":"x"}],"model":"gpt-9"}"#, 404, "model"),
    (#"{"messages":[{"role":"user","content":"x"}],"temperature":3}"#, 400, "temperature"),
    (#"{"messages":[{"role":"user","content":"x"}],"max_tokens":0}"#, 400, "max_tokens"),
    (#"{"messages":[{"role":"user","content":"x"}],"tool_choice":"required"}"#, 400, "tool_choice"),
    (
      #"{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"grammar"}}"#, 400, "response_format.type"
    ),
    (
      #"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}"#, 400,
      "messages[0].content[0].image_url.url"
    ),
    (#"{"messages":[{"role":"robot","content":"x"}]}"#, 400, "messages[0].role"),
    (#"{"messages":[{"role":"user","content":7}]}"#, 400, "messages[0].content"),
    (#"{"messages":[{"role":"user"}]}"#, 400, "messages[0].content"),
    (#"{"messages":[{"role":"user","content":"  "}]}"#, 400, "messages"),
    (#"{"messages":[{"role":"system","content":"x"}]}"#, 400, "messages"),
    (#"{"messages":[]}"#, 400, "messages"),
    (#"{"messages":"x"}"#, 400, "messages"),
    (#"{"messages":[{"role":"user","content":"x"}],"seed":1.5}"#, 400, "seed"),
    (#"{"messages":[{"role":"user","content":"x"}],"seed":"7"}"#, 400, "seed"),
    (#"{"messages":[{"role":"user","content":"x"}],"max_tokens":1000000000000000000000000}"#, 400, "max_tokens"),
    (#"{"messages":[{"role":"user","content":"x"}],"max_completion_tokens":2.5}"#, 400, "max_completion_tokens"),
    (#"{"messages":[{"role":"user","content":"x"}],"n":1.5}"#, 400, "n"),
    (#"{"model":"mneme"}"#, 400, "messages"),
  ])
  func wrongFieldIsNamedInAnOpenAIError(_ json: String, _ status: Int, _ param: String) async throws {
    try await TestServer.run { server in
      let answer = try await server.send("POST", "/v1/chat/completions", json: json)
      #expect(answer.status == status)
      #expect(answer.error["param"] as? String == param)
      #expect(answer.error["type"] as? String == "invalid_request_error")
      #expect(answer.error["code"] is String)
      #expect(answer.error["message"] is String)
      #expect(server.chat.requests.isEmpty)
    }
  }

  @Test(arguments: ["{", "", "[]", "\"x\"", "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}"])
  func badJSONIsA400(_ json: String) async throws {
    try await TestServer.run { server in
      let answer = try await server.send("POST", "/v1/chat/completions", json: json)
      #expect(answer.status == 400)
      #expect(server.chat.requests.isEmpty)
    }
  }

  @Test func deeplyNestedJSONIsRefusedWithoutHarm() async throws {
    try await TestServer.run { server in
      for bomb in [String(repeating: "[", count: 200_000), String(repeating: #"{"a":"#, count: 200_000)] {
        let json = #"{"messages":[{"role":"user","content":"x"}],"extra":\#(bomb)"#
        let answer = try await server.send("POST", "/v1/chat/completions", json: json)
        #expect(answer.status == 400)
      }
      let health = try await server.send("GET", "/health/quick")
      #expect(health.status == 200)
    }
  }

  @Test func tooLongMessageIsA413() async throws {
    try await TestServer.run { server in
      let long = String(repeating: "a", count: Limits.messageCharacters + 1)
      let answer = try await server.send("POST", "/v1/chat/completions", json: body(long))
      #expect(answer.status == 413)
      #expect(answer.error["code"] as? String == "message_too_long")
    }
  }

  @Test(arguments: [
    (MnemeError.Code.unauthorized, 502), (.upstream, 502), (.timeout, 504), (.overloaded, 429),
    (.unavailable, 503), (.storage, 500), (.conflict, 409),
  ])
  func failureBeforeTheFirstWordIsAStatus(_ code: MnemeError.Code, _ status: Int) async throws {
    let chat = FakeChat { _, _ in throw MnemeError(code, "Something a person can read.") }
    try await TestServer.run(chat: chat) { server in
      for more in ["", #","stream":true"#] {
        let answer = try await server.send("POST", "/v1/chat/completions", json: body(more: more))
        #expect(answer.status == status)
        #expect(answer.error["message"] as? String == "Something a person can read.")
      }
    }
  }

  @Test(arguments: [
    (MnemeError.Code.unauthorized, 502), (.notFound, 404), (.overloaded, 429), (.invalidInput, 400), (.upstream, 502),
    (.timeout, 504),
  ])
  func failureOfTheModelBeforeItsFirstWordIsAStatusThoughTheTurnBegan(_ code: MnemeError.Code, _ status: Int)
    async throws
  {
    let chat = FakeChat { request, output in
      output.yield(FakeChat.start(request))
      output.yield(.text(""))
      throw MnemeError(code, "Something a person can read.")
    }
    try await TestServer.run(chat: chat, tuning: { $0.headPatience = .seconds(600) }) { server in
      for more in ["", #","stream":true"#] {
        let answer = try await server.send("POST", "/v1/chat/completions", json: body(more: more))
        #expect(answer.status == status)
        #expect(answer.headers["content-type"] == "application/json")
        #expect(answer.error["message"] as? String == "Something a person can read.")
      }
      // Every place among the running turns was given back.
      let after = try await server.send("POST", "/v1/chat/completions", json: body(more: #","stream":true"#))
      #expect(after.status == status)
    }
  }

  @Test func headOfASilentStreamGoesOutAndLaterFailuresAreErrorObjects() async throws {
    let (word, speak) = AsyncStream<Void>.makeStream()
    let chat = FakeChat { request, output in
      output.yield(FakeChat.start(request))
      for await _ in word { break }
      throw MnemeError(.overloaded, "Something a person can read.")
    }
    try await TestServer.run(
      chat: chat,
      tuning: {
        $0.headPatience = .milliseconds(50)
        $0.keepAlive = .milliseconds(20)
      }
    ) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("POST", "/v1/chat/completions", json: body(more: #","stream":true"#)))
        try await client.read(until: "HTTP/1.1 200 OK")
        try await client.read(until: #""role":"assistant""#)
        try await client.read(until: ": keep-alive\n\n")
        speak.finish()
        let answer = try await client.answer()
        #expect(answer.chunks.last.flatMap { $0["error"] as? [String: Any] }?["code"] as? String == "overloaded")
        #expect(answer.events.last == "[DONE]")
      }
    }
  }

  @Test func firstWordGoesOutAtOnce() async throws {
    let chat = FakeChat(FakeChat.hang)
    try await TestServer.run(chat: chat, tuning: { $0.headPatience = .seconds(600) }) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("POST", "/v1/chat/completions", json: body(more: #","stream":true"#)))
        try await client.read(until: "Well")
        try await client.close()
      }
    }
  }

  @Test func emptyAnswerIsAWholeStream() async throws {
    let chat = FakeChat { request, output in
      output.yield(FakeChat.start(request))
      output.yield(FakeChat.end)
    }
    try await TestServer.run(chat: chat, tuning: { $0.headPatience = .seconds(600) }) { server in
      let answer = try await server.send("POST", "/v1/chat/completions", json: body(more: #","stream":true"#))
      #expect(answer.status == 200)
      #expect(answer.events.last == "[DONE]")
      #expect(answer.chunks.count == 2)
    }
  }

  @Test func failureInsideAStreamIsAnErrorObjectThenDone() async throws {
    struct Secret: Error { let text = "sk-secret" }
    let chat = FakeChat { request, output in
      output.yield(FakeChat.start(request))
      output.yield(.text("Half"))
      throw Secret()
    }
    try await TestServer.run(chat: chat) { server in
      let answer = try await server.send("POST", "/v1/chat/completions", json: body(more: #","stream":true"#))
      #expect(answer.status == 200)
      #expect(answer.events.last == "[DONE]")
      let error = answer.chunks.last?["error"] as? [String: Any]
      #expect(error?["code"] as? String == "internal")
      #expect(!answer.body.contains("secret"))
    }
  }

  @Test func turnThatNeverFinishesIsAnError() async throws {
    let chat = FakeChat { request, output in output.yield(FakeChat.start(request)) }
    try await TestServer.run(chat: chat) { server in
      let answer = try await server.send("POST", "/v1/chat/completions", json: body())
      #expect(answer.status == 500)
    }
  }

  @Test func tooManyTurnsAre429UntilOneEnds() async throws {
    let chat = FakeChat { request, output in
      if request.messages[0].content == "hang" {
        try await FakeChat.hang(request, output)
      } else {
        try await FakeChat.echo(request, output)
      }
    }
    try await TestServer.run(chat: chat, settings: { $0.maxConcurrentTurns = 1 }) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(
          server.request("POST", "/v1/chat/completions", json: body("hang", more: #","stream":true"#)))
        try await client.read(until: "Well")
        let refused = try await server.send("POST", "/v1/chat/completions", json: body())
        #expect(refused.status == 429)
        #expect(refused.headers["retry-after"] == "1")
        #expect(refused.error["type"] as? String == "rate_limit_error")
        try await client.close()
      }
      try await TestServer.eventually("the turn is cancelled") { server.chat.cancelled == 1 }
      var status = 429
      for _ in 0..<100 where status == 429 {
        status = try await server.send("POST", "/v1/chat/completions", json: body()).status
      }
      #expect(status == 200)
    }
  }

  @Test func modelsAreListedAndShown() async throws {
    try await TestServer.run { server in
      let list = try await server.send("GET", "/v1/models").json
      #expect(list["object"] as? String == "list")
      let data = try #require(list["data"] as? [[String: Any]])
      #expect(data.map { $0["id"] as? String } == ["recall", "library/story-1"])
      #expect(data[0]["created"] as? Int == 1_750_000_000)
      for name in ["mneme", "recall", "library/story-1", "library%2Fstory-1"] {
        let shown = try await server.send("GET", "/v1/models/\(name)")
        #expect(shown.status == 200)
      }
      let missing = try await server.send("GET", "/v1/models/gpt-9")
      #expect(missing.status == 404)
      #expect(missing.error["code"] as? String == "model_not_found")
    }
  }
}
