import Foundation
import HTTPTypes
import MnemeCore
import Testing

@testable import MnemeHTTP

@Suite struct RouteTests {
  @Test func memoryIsAddedListedFoundAndRetired() async throws {
    try await TestServer.run { server in
      let added = try await server.send(
        "POST", "/v1/memories", json: #"{"text":"Lives in Lisbon.","kind":"fact","importance":0.8}"#)
      #expect(added.status == 201)
      #expect(added.json["id"] as? String == "m-1")
      #expect(added.json["active"] as? Bool == true)
      #expect(added.json["valid_to"] is NSNull)

      let found = try await server.send(
        "POST", "/v1/memories/search", json: #"{"query":"Lisbon","limit":3,"explain":true}"#)
      #expect(found.status == 200)
      let hit = try #require((found.json["results"] as? [[String: Any]])?.first)
      #expect(hit["source"] as? String == "memory")
      #expect(hit["content"] as? String == "Lives in Lisbon.")
      #expect(hit.keys.contains("session_id") && hit.keys.contains("external_id"))
      #expect((hit["explanation"] as? [String: Any])?["verdict"] as? String == "kept")
      #expect(found.json["dropped"] is [Any])
      let query = try #require(server.memory.queries.first)
      #expect(query.limit == 3 && query.explain && !query.observe)

      let history = try await server.send("GET", "/v1/memories/m-1/history")
      #expect((history.json["history"] as? [[String: Any]])?.first?["action"] as? String == "added")

      let gone = try await server.send("DELETE", "/v1/memories/m-1")
      #expect(gone.json["deleted"] as? Bool == true)
      let left = try await server.send("GET", "/v1/memories")
      #expect((left.json["memories"] as? [Any])?.isEmpty == true)
      let all = try await server.send("GET", "/v1/memories?include_inactive=1")
      #expect((all.json["memories"] as? [[String: Any]])?.first?["active"] as? Bool == false)
    }
  }

  @Test func memoriesArePagedNewestFirst() async throws {
    try await TestServer.run { server in
      for number in 1...5 {
        _ = try await server.send("POST", "/v1/memories", json: #"{"text":"fact \#(number)"}"#)
      }
      var texts: [String] = []
      var path = "/v1/memories?limit=2"
      for _ in 0..<3 {
        let page = try await server.send("GET", path)
        texts += (page.json["memories"] as? [[String: Any]] ?? []).compactMap { $0["text"] as? String }
        guard let next = page.json["next_before"] as? Int else { break }
        path = "/v1/memories?limit=2&before=\(next)"
      }
      #expect(texts == ["fact 5", "fact 4", "fact 3", "fact 2", "fact 1"])
    }
  }

  @Test func spacesAreApart() async throws {
    try await TestServer.run { server in
      _ = try await server.send("POST", "/v1/memories", headers: ["X-Mneme-Space": "team"], json: #"{"text":"ours"}"#)
      let mine = try await server.send("GET", "/v1/memories")
      #expect((mine.json["memories"] as? [Any])?.isEmpty == true)
      let body = try await server.send("POST", "/v1/memories/search", json: #"{"query":"ours","space":"team"}"#)
      #expect((body.json["results"] as? [Any])?.count == 1)
      let wrong = try await server.send("GET", "/v1/memories", headers: ["X-Mneme-Space": "a/b"])
      #expect(wrong.status == 400)
      #expect(wrong.error["param"] as? String == "X-Mneme-Space")
    }
  }

  @Test(
    arguments: [
      ("POST", "/v1/memories", #"{"text":" "}"#, 400, "text"),
      ("POST", "/v1/memories", #"{}"#, 400, "text"),
      ("POST", "/v1/memories", #"{"text":"x","kind":"rumour"}"#, 400, "kind"),
      ("POST", "/v1/memories", #"{"text":"x","importance":2}"#, 400, "importance"),
      ("POST", "/v1/memories", #"{"text":"x","space":"a b"}"#, 400, "space"),
      ("POST", "/v1/memories/search", #"{"query":""}"#, 400, "query"),
      ("POST", "/v1/memories/search", #"{"query":"x","limit":0}"#, 400, "limit"),
      ("POST", "/v1/memories/search", #"{"query":"x","limit":201}"#, 400, "limit"),
      ("POST", "/v1/memories/search", #"{"query":"x","sources":[]}"#, 400, "sources"),
      ("GET", "/v1/memories?limit=x", nil, 400, "limit"),
      ("GET", "/v1/memories?before=-1", nil, 400, "before"),
      ("GET", "/v1/memories?include_inactive=maybe", nil, 400, "include_inactive"),
      ("GET", "/v1/jobs?wait=1&timeout=0", nil, 400, "timeout"),
      ("DELETE", "/v1/memories/none", nil, 404, nil),
      ("GET", "/v1/memories/none/history", nil, 404, nil),
    ] as [(String, String, String?, Int, String?)])
  func wrongInputIsNamed(_ method: String, _ path: String, _ json: String?, _ status: Int, _ param: String?)
    async throws
  {
    try await TestServer.run { server in
      let answer = try await server.send(method, path, json: json)
      #expect(answer.status == status)
      #expect(answer.error["param"] as? String == param)
      #expect(answer.error["request_id"] as? String == answer.headers["x-request-id"])
    }
  }

  @Test func longQueryIsCutNotRefused() async throws {
    try await TestServer.run { server in
      let query = String(repeating: "가", count: Limits.queryCharacters + 10)
      let answer = try await server.send("POST", "/v1/memories/search", json: #"{"query":"\#(query)"}"#)
      #expect(answer.status == 200)
      #expect(server.memory.queries.first?.text.unicodeScalars.count == Limits.queryCharacters)
    }
  }

  @Test func unknownPathsAre404AndWrongMethods405WithAllow() async throws {
    try await TestServer.run { server in
      let missing = try await server.send("GET", "/v1/nothing")
      #expect(missing.status == 404)
      #expect(missing.error["request_id"] is String)
      for (method, path, allow) in [
        ("GET", "/v1/chat/completions", "POST, OPTIONS"), ("PUT", "/v1/memories", "GET, POST, HEAD, OPTIONS"),
        ("POST", "/v1/models", "GET, HEAD, OPTIONS"), ("PATCH", "/v1/jobs", "GET, HEAD, OPTIONS"),
      ] {
        let answer = try await server.send(method, path)
        #expect(answer.status == 405, "\(method) \(path)")
        #expect(answer.headers["allow"] == allow)
      }
      let options = try await server.send("OPTIONS", "/v1/memories")
      #expect(options.status == 204)
      #expect(options.headers["allow"] == "GET, POST, HEAD, OPTIONS")
    }
  }

  @Test func headHasTheHeadersAndNoBody() async throws {
    try await TestServer.run { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("HEAD", "/health/quick"))
        try await client.send(server.request("GET", "/health/quick", headers: ["Connection": "close"]))
        let text = await client.readToEnd()
        #expect(text.components(separatedBy: "HTTP/1.1 200 OK").count == 3)
        #expect(text.components(separatedBy: "\"status\"").count == 2)
      }
    }
  }

  @Test func everyAnswerHasARequestIDAndASaneOneIsKept() async throws {
    try await TestServer.run { server in
      for path in ["/", "/health/quick", "/v1/models", "/nowhere"] {
        let answer = try await server.send("GET", path)
        #expect(answer.headers["x-request-id"]?.isEmpty == false)
        #expect(answer.headers["x-content-type-options"] == "nosniff")
      }
      let kept = try await server.send("GET", "/nowhere", headers: ["X-Request-Id": "abc-1.2_3"])
      #expect(kept.headers["x-request-id"] == "abc-1.2_3")
      for bad in ["a b", "<script>", String(repeating: "x", count: 129)] {
        let answer = try await server.send("GET", "/nowhere", headers: ["X-Request-Id": bad])
        #expect(answer.headers["x-request-id"] != bad)
      }
    }
  }

  @Test func bodyAboveTheLimitIsA413AnnouncedOrNot() async throws {
    try await TestServer.run(settings: { $0.maxBodyBytes = 1000 }) { server in
      let json = #"{"messages":[{"role":"user","content":"\#(String(repeating: "a", count: 2000))"}]}"#
      let announced = try await server.send("POST", "/v1/chat/completions", json: json)
      #expect(announced.status == 413)
      #expect(announced.error["code"] as? String == "request_too_large")
      let chunked = try await RawClient.connect(server.port) { client in
        try await client.send(
          "POST /v1/memories HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n\(String(json.utf8.count, radix: 16))\r\n\(json)\r\n0\r\n\r\n")
        return try await client.answer()
      }
      #expect(chunked.status == 413)
    }
  }

  @Test func compressedBodyIsRefused() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("POST", "/v1/memories", headers: ["Content-Encoding": "gzip"], json: "{}")
      #expect(answer.status == 415)
    }
  }

  @Test(arguments: [
    (EmbedderState.ready, "ok", "ready"), (.loading, "ok", "loading"), (.missing("no file"), "degraded", "missing"),
  ])
  func healthTellsTheEncodersState(_ state: EmbedderState, _ status: String, _ name: String) async throws {
    try await TestServer.run(embedder: state) { server in
      let answer = try await server.send("GET", "/health/quick")
      #expect(answer.status == 200)
      #expect(answer.json["status"] as? String == status)
      #expect(answer.json["embedder"] as? String == name)
      #expect(answer.json["version"] as? String == "9.9")
      #expect(answer.json["llm"] as? String == "off")
    }
  }

  @Test func queueSaysWhatKeepsItFromShrinking() async throws {
    for (state, blocked) in [(EmbedderState.missing("no file"), "embedder_missing"), (.loading, nil), (.ready, nil)] {
      try await TestServer.run(embedder: state) { server in
        let busy = try await server.send("GET", "/v1/jobs", headers: ["X-Mneme-Space": "busy"])
        #expect(busy.json["depth"] as? Int == 3)
        #expect(busy.json["blocked"] as? String == blocked)
        let idle = try await server.send("GET", "/v1/jobs")
        #expect(idle.json["blocked"] is NSNull)
      }
    }
  }

  @Test func queueIsReportedAndWaitingHasADeadline() async throws {
    try await TestServer.run { server in
      let now = try await server.send("GET", "/v1/jobs?wait=1")
      #expect(now.json["depth"] as? Int == 0)
      #expect(now.json["timed_out"] as? Bool == false)
      let busy = try await server.send("GET", "/v1/jobs?wait=1&timeout=1", headers: ["X-Mneme-Space": "busy"])
      #expect(busy.status == 200)
      #expect(busy.json["depth"] as? Int == 3)
      #expect(busy.json["oldest_age"] as? Double == 1.5)
      #expect(busy.json["timed_out"] as? Bool == true)
    }
  }
}

@Suite struct JSONTests {
  @Test func everyCharacterSurvives() throws {
    let text = (0..<0x80).map { String(UnicodeScalar(UInt8($0))) }.joined() + "é한🧠\u{2028}\u{FFFF}"
    let json: JSON = [
      "text": .string(text), "n": nil, "d": .double(0.1), "i": -7, "b": true, "inf": .double(.infinity),
    ]
    let data = Data(json.bytes)
    let read = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(read["text"] as? String == text)
    #expect(read["d"] as? Double == 0.1)
    #expect(read["i"] as? Int == -7)
    #expect(read["b"] as? Bool == true)
    #expect(read["n"] is NSNull)
    #expect(read["inf"] is NSNull)
  }

  @Test(
    arguments: [
      ("a\\ud83d", JSONText.Flaw.loneSurrogate), ("\\ude00", .loneSurrogate), ("\\ud83d\\ud83d\\ude00", .loneSurrogate),
      ("\\uD83D\\u0041", .loneSurrogate), ("\\ud83d\\ude00", nil), ("\\\\ud83d", nil), ("\\n\\u00e9\\\\", nil),
      ("\\u12", nil),
      ("한", nil),
    ] as [(String, JSONText.Flaw?)])
  func halvesOfCharactersAreFound(_ text: String, _ flaw: JSONText.Flaw?) {
    #expect(JSONText.flaw(in: Array("{\"a\":\"\(text)\"}".utf8)) == flaw)
  }

  @Test func onlyUTF8IsRead() throws {
    let text = "{\"query\":\"x\"}"
    for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian, .utf32, .utf32LittleEndian] {
      #expect(JSONText.flaw(in: try #require(text.data(using: encoding))) == .notUTF8)
    }
    #expect(JSONText.flaw(in: [0x22, 0xFF, 0x22]) == .notUTF8)
    #expect(JSONText.flaw(in: Array(text.utf8)) == nil)
    #expect(JSONText.flaw(in: []) == nil)
  }

  @Test func wrongTextIsCalledWhatItIs() async throws {
    try await TestServer.run { server in
      for (json, words) in [
        (#"{"query":"\ud83d"}"#, "surrogate"), (#"{"query":"x","limit":1.5}"#, "a number that is not whole"),
        (#"{"query":"x""#, "not valid JSON"),
      ] {
        let answer = try await server.send("POST", "/v1/memories/search", json: json)
        #expect(answer.status == 400)
        #expect((answer.error["message"] as? String)?.contains(words) == true)
      }
      let utf16 = try await RawClient.connect(server.port) { client in
        try await client.send(
          "POST /v1/memories/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 4\r\n\r\n{\0}\0")
        return try await client.answer()
      }
      #expect(utf16.status == 400)
      #expect((utf16.error["message"] as? String)?.contains("UTF-8") == true)
    }
  }

  @Test func aKnownWaitIsTold() {
    let known = HTTPFailure(MnemeError(.overloaded, "text of ours", retryAfter: 7))
    #expect(known.headers[.retryAfter] == "7")
    #expect(HTTPFailure(MnemeError(.overloaded, "text of ours")).headers[.retryAfter] == "1")
    #expect(HTTPFailure(MnemeError(.upstream, "text of ours")).headers[.retryAfter] == nil)
  }

  @Test func everyErrorCodeHasItsStatus() {
    let table: [MnemeError.Code: Int] = [
      .invalidInput: 400, .configuration: 500, .notFound: 404, .tooLarge: 413, .unprocessable: 422,
      .unauthorized: 401, .overloaded: 429, .conflict: 409, .unavailable: 503, .upstream: 502, .timeout: 504,
      .storage: 500, .internal: 500,
    ]
    for (code, status) in table {
      let failure = HTTPFailure(MnemeError(code, "text of ours"))
      #expect(failure.status.code == status)
      #expect((failure.message == "text of ours") == (code != .internal))
    }
  }
}

@Suite struct ProviderRouteTests {
  @Test func theModelsAreToldWithTheReasonOfTheChoice() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("GET", "/v1/providers")
      #expect(answer.status == 200)
      #expect(answer.json["chosen"] as? String == "story" && answer.json["why"] as? String == "It is the first.")
      let models = try #require(answer.json["models"] as? [[String: Any]])
      #expect(models.map { $0["state"] as? String } == ["ready", "resting", "ready"])
      #expect(models[1]["reason"] as? String == "It did not answer in time.")
    }
  }
}
