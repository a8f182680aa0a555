import Foundation
import MnemeCore
import NIOCore
import Testing

@testable import MnemeHTTP

/// Clients that send or read nothing, and answers that have nothing to say for a while.
@Suite struct ConnectionSilenceTests {
  @Test func silentStreamIsKeptAliveWithComments() async throws {
    let chat = FakeChat(FakeChat.hang)
    try await TestServer.run(chat: chat, tuning: { $0.keepAlive = .milliseconds(30) }) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("POST", "/v1/chat/completions", json: ChatBody.stream))
        try await client.read(until: "Well")
        try await client.read(until: ": keep-alive\n\n")
        try await client.close()
      }
    }
  }

  @Test func silenceInABodyIsA408() async throws {
    try await TestServer.run(tuning: { $0.timeouts.bodySilence = .milliseconds(100) }) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(
          "POST /v1/memories HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"
        )
        let answer = try await client.answer()
        #expect(answer.status == 408)
        let rest = await client.readToEnd()
        #expect(rest.isEmpty)
      }
    }
  }

  @Test func silenceBeforeARequestClosesTheConnection() async throws {
    try await TestServer.run(tuning: { $0.timeouts.firstHead = .milliseconds(200) }) { server in
      try await RawClient.connect(server.port) { client in
        let text = await client.readToEnd()
        #expect(text.isEmpty)
      }
      try await RawClient.connect(server.port) { client in
        try await client.send("GET /heal")
        let text = await client.readToEnd()
        #expect(text.isEmpty)
      }
    }
  }

  @Test func silenceAfterAnAnswerHasItsOwnTimeout() async throws {
    try await TestServer.run(
      tuning: {
        $0.timeouts.firstHead = .hours(1)
        $0.timeouts.idle = .milliseconds(200)
      }
    ) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("GET", "/health/quick"))
        let answer = try await client.answer()
        #expect(answer.status == 200)
        let rest = await client.readToEnd()
        #expect(rest.isEmpty)
      }
    }
  }

  @Test func clientThatDoesNotReadIsDroppedAndItsTurnCancelled() async throws {
    let chat = FakeChat { request, output in
      output.yield(FakeChat.start(request))
      for _ in 0..<400 { output.yield(.text(String(repeating: "x", count: 100_000))) }
      try await Task.sleep(for: .seconds(600))
    }
    try await TestServer.run(chat: chat, tuning: { $0.timeouts.writeStall = .milliseconds(300) }) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("POST", "/v1/chat/completions", json: ChatBody.stream))
        try await TestServer.eventually("the turn is cancelled") { chat.cancelled == 1 }
      }
    }
  }
}
