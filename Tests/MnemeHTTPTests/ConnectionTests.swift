import Foundation
import MnemeCore
import NIOCore
import Testing

@testable import MnemeHTTP

/// Requests for an answer as it comes, and for a whole one.
enum ChatBody {
  static let stream = #"{"messages":[{"role":"user","content":"Hi"}],"stream":true}"#
  static let whole = #"{"messages":[{"role":"user","content":"Hi"}]}"#
}

/// Requests and answers of one connection, and clients that hang up.
@Suite struct ConnectionTests {
  @Test(arguments: [ChatBody.stream, ChatBody.whole])
  func clientThatHangsUpCancelsTheTurn(_ json: String) async throws {
    let chat = FakeChat(FakeChat.hang)
    try await TestServer.run(chat: chat) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("POST", "/v1/chat/completions", json: json))
        try await TestServer.eventually("the turn began") { chat.requests.count == 1 }
        try await client.close()
      }
      try await TestServer.eventually("the turn is cancelled") { chat.cancelled == 1 }
    }
  }

  @Test func clientThatHangsUpBeforeTheFirstWordCancelsTheTurn() async throws {
    let chat = FakeChat { _, _ in try await Task.sleep(for: .seconds(600)) }
    try await TestServer.run(chat: chat) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("POST", "/v1/chat/completions", json: ChatBody.stream))
        try await TestServer.eventually("the turn began") { chat.requests.count == 1 }
        try await client.close()
      }
      try await TestServer.eventually("the turn is cancelled") { chat.cancelled == 1 }
    }
  }

  @Test func hugeHeadersAre431() async throws {
    try await TestServer.run { server in
      let many = (0..<200).map { "X-H\($0): 1\r\n" }.joined()
      for fields in ["X-Big: \(String(repeating: "a", count: 20_000))\r\n", many] {
        try await RawClient.connect(server.port) { client in
          try await client.send("GET /health/quick HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n")
          let answer = try await client.answer()
          #expect(answer.status == 431)
          #expect(answer.headers["connection"] == "close")
        }
      }
    }
  }

  @Test(arguments: ["keep-alive", "close", "Close"])
  func hugeBodyIsAnsweredThoughTheClientSendsItAllFirst(_ connection: String) async throws {
    try await TestServer.run { server in
      let json = String(repeating: "a", count: 20 << 20)
      let answer = try await server.send(
        "POST", "/v1/chat/completions", headers: ["Connection": connection], json: json)
      #expect(answer.status == 413)
      #expect(answer.error["code"] as? String == "request_too_large")
    }
  }

  @Test(arguments: ["keep-alive", "close"])
  func endlessBodyAfterARefusalIsCutOff(_ connection: String) async throws {
    try await TestServer.run(
      settings: { $0.maxBodyBytes = 1000 }, tuning: { $0.timeouts.drainBytes = 1 << 20 }
    ) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(
          "POST /v1/memories HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Connection: \(connection)\r\nContent-Length: 999999999\r\n\r\n")
        var sent = 0
        while sent < 200 << 20 {
          do { try await client.send(String(repeating: "a", count: 1 << 20)) } catch { break }
          sent += 1 << 20
        }
        #expect(sent < 200 << 20)
      }
    }
  }

  @Test func requestsOfOneConnectionAreAnsweredInOrder() async throws {
    try await TestServer.run { server in
      try await RawClient.connect(server.port) { client in
        let paths = ["/health/quick", "/v1/models", "/nowhere", "/health/quick"]
        try await client.send(paths.map { server.request("GET", $0) }.joined())
        var statuses: [Int] = []
        for _ in paths { statuses.append(try await client.answer().status) }
        #expect(statuses == [200, 200, 404, 200])
      }
    }
  }

  @Test func closeIsHonouredAndHTTP10IsClosed() async throws {
    try await TestServer.run { server in
      for text in [
        server.request("GET", "/health/quick", headers: ["Connection": "Close"]),
        "GET /health/quick HTTP/1.0\r\nHost: localhost\r\n\r\n",
      ] {
        try await RawClient.connect(server.port) { client in
          try await client.send(text)
          let answer = await client.readToEnd()
          #expect(answer.contains(" 200 OK"))
          #expect(answer.lowercased().contains("connection: close"))
        }
      }
    }
  }

  @Test func expectedContinueIsSent() async throws {
    try await TestServer.run { server in
      try await RawClient.connect(server.port) { client in
        let json = #"{"text":"hello"}"#
        try await client.send(
          server.request(
            "POST", "/v1/memories",
            headers: [
              "Expect": "100-continue", "Content-Type": "application/json", "Content-Length": "\(json.utf8.count)",
            ]))
        try await client.read(until: "100 Continue\r\n\r\n")
        try await client.send(json)
        try await client.read(until: "201 Created")
      }
    }
  }

  @Test func upgradeRequestIsAnsweredAsAPlainOne() async throws {
    try await TestServer.run { server in
      for protocolName in ["websocket", "h2c"] {
        let answer = try await server.send(
          "GET", "/health/quick", headers: ["Connection": "Upgrade", "Upgrade": protocolName])
        #expect(answer.status == 200)
      }
    }
  }
}
