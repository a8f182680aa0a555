import Foundation
import MnemeCore
import MnemeHTTP
import NIOCore
import Testing

/// The WebSocket where timing and memory matter; its words are tried in Tests/clients/socket_tests.py.
@Suite struct WebSocketTests {
  private static func opening(_ port: Int) -> String {
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
  }

  /// One text frame of a client, masked with zeros; shorter than 126 bytes.
  private static func frame(_ text: String) -> ByteBuffer {
    var buffer = ByteBuffer(bytes: [0x81, 0x80 | UInt8(text.utf8.count), 0, 0, 0, 0])
    buffer.writeString(text)
    return buffer
  }

  @Test func theOpeningIsThatOfTheStandard() async throws {
    try await TestServer.run { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(Self.opening(server.port))
        try await client.read(until: "auth_ok")
        let head = String(decoding: client.received, as: UTF8.self).lowercased()
        #expect(head.hasPrefix("http/1.1 101 "))
        // The example of RFC 6455 §1.3.
        #expect(head.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="))
        #expect(!head.contains("content-length") && !head.contains("transfer-encoding"))
      }
    }
  }

  @Test func aReaderThatIsTooSlowIsClosedAndItsTurnCancelled() async throws {
    let piece = String(repeating: "slow ", count: 10_000)
    let chat = FakeChat { request, output in
      output.yield(FakeChat.start(request))
      for _ in 0..<400 { output.yield(.text(piece)) }
      try await Task.sleep(for: .seconds(60))
      output.yield(FakeChat.end)
    }
    try await TestServer.run(chat: chat) { server in
      try await RawClient.connect(server.port, receiveBuffer: 4096) { client in
        try await client.send(Self.opening(server.port))
        try await client.read(until: "auth_ok")
        try await client.send(Self.frame(#"{"type":"chat","content":"Everything"}"#))
        // Nothing is read until the server has had enough.
        while chat.cancelled == 0 { try await Task.sleep(for: .milliseconds(10)) }
        let told = await client.readToEnd()
        #expect(told.utf8.count < 400 * piece.utf8.count, "not all of it was kept")
      }
    }
  }

  @Test func aClientThatGivesNoSignIsClosed() async throws {
    try await TestServer.run(tuning: { $0.socket.heartbeat = .milliseconds(20) }) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(Self.opening(server.port))
        let told = await client.readToEnd()
        // Pings that it did not answer, then the reason.
        #expect(told.contains("no_pong"))
      }
    }
  }

  @Test func aKeyThatIsNeededIsWaitedForAndNoLonger() async throws {
    try await TestServer.run(
      settings: { $0.apiKey = "sk-right" }, tuning: { $0.socket.introduction = .milliseconds(50) }
    ) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(Self.opening(server.port))
        let told = await client.readToEnd()
        #expect(told.contains("auth_timeout") && !told.contains("auth_ok"))
      }
      try await RawClient.connect(server.port) { client in
        try await client.send(Self.opening(server.port))
        try await client.send(Self.frame(#"{"type":"auth","token":"sk-right"}"#))
        try await client.read(until: "auth_ok")
      }
    }
  }

  @Test func aConversationIsCancelledWhenItsClientGoesAway() async throws {
    let chat = FakeChat { request, output in
      output.yield(FakeChat.start(request))
      try await Task.sleep(for: .seconds(60))
    }
    try await TestServer.run(chat: chat) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(Self.opening(server.port))
        try await client.read(until: "auth_ok")
        try await client.send(Self.frame(#"{"type":"chat","content":"Wait"}"#))
        try await client.read(until: "started")
      }
      while chat.cancelled == 0 { try await Task.sleep(for: .milliseconds(5)) }
      #expect(chat.requests.first?.channel == "websocket")
    }
  }
}
