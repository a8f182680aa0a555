import Foundation
import MnemeCore
import NIOCore
import ServiceLifecycle
import Testing

@testable import MnemeHTTP

/// What a graceful shutdown waits for, and what it does not.
@Suite struct ConnectionShutdownTests {
  @Test func shutdownLetsAStreamFinish() async throws {
    let chat = FakeChat { request, output in
      output.yield(FakeChat.start(request))
      for number in 0..<5 {
        output.yield(.text("\(number) "))
        try await Task.sleep(for: .milliseconds(60))
      }
      output.yield(FakeChat.end)
    }
    try await TestServer.run(chat: chat, settings: { $0.shutdownSeconds = 3600 }) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("POST", "/v1/chat/completions", json: ChatBody.stream))
        try await client.read(until: "0 ")
        await server.group.triggerGracefulShutdown()
        let answer = await client.readToEnd()
        #expect(answer.contains("4 "))
        #expect(answer.contains("data: [DONE]"))
        #expect(!answer.contains("error"))
      }
    }
  }

  @Test func shutdownEndsAStreamThatTakesTooLongWithAnErrorObject() async throws {
    let chat = FakeChat(FakeChat.hang)
    try await TestServer.run(chat: chat, settings: { $0.shutdownSeconds = 0 }) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("POST", "/v1/chat/completions", json: ChatBody.stream))
        try await client.read(until: "Well")
        await server.group.triggerGracefulShutdown()
        let answer = await client.readToEnd()
        #expect(answer.contains("server_stopping"))
        #expect(answer.contains("data: [DONE]"))
      }
    }
    #expect(chat.cancelled == 1)
  }

  /// A running answer may take a day: none of these may be taken for one. The half-sent body is given a second.
  @Test(.timeLimit(.minutes(10))) func idleSilentGarbageAndHalfSentConnectionsDoNotHoldShutdownUp() async throws {
    try await TestServer.run(settings: { $0.shutdownSeconds = 86_400 }) { server in
      try await RawClient.connect(server.port) { silent in
        try await RawClient.connect(server.port) { idle in
          try await idle.send(server.request("GET", "/health/quick"))
          _ = try await idle.answer()
          try await RawClient.connect(server.port) { garbage in
            try await garbage.send("\u{1}\u{2} what is this\r\n\r\n")
            let answer = try await garbage.answer()
            #expect(answer.status == 400)
            try await RawClient.connect(server.port) { half in
              try await half.send("POST /v1/memories HTTP/1.1\r\nHost: loc")
              try await RawClient.connect(server.port) { body in
                try await body.send(
                  "POST /v1/memories HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\n\r\n{")
                try await Task.sleep(for: .milliseconds(100))
                await server.group.triggerGracefulShutdown()
                for client in [silent, idle, garbage, half, body] { _ = await client.readToEnd() }
              }
            }
          }
        }
      }
    }
  }

  @Test func longPollAnswersWhenTheServerStops() async throws {
    try await TestServer.run(settings: { $0.shutdownSeconds = 3600 }) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("GET", "/v1/jobs?wait=1&timeout=600", headers: ["X-Mneme-Space": "busy"]))
        try await TestServer.eventually("it waits") { server.imports.waits == 1 }
        await server.group.triggerGracefulShutdown()
        let answer = try await client.answer()
        #expect(answer.json["timed_out"] as? Bool == true)
      }
    }
  }
}
