import Foundation
import MnemeCore
import NIOCore
import Synchronization
import Testing

@testable import MnemeHTTP

/// More connections than there are places.
@Suite struct ConnectionPlacesTests {
  @Test func connectionsBeyondTheLimitWaitForAFreePlace() async throws {
    let chat = FakeChat(FakeChat.hang)
    try await TestServer.run(
      chat: chat,
      tuning: {
        $0.maxConnections = 2
        // However long the two take to send their requests.
        $0.timeouts.grace = .hours(1)
      }
    ) { server in
      try await RawClient.connect(server.port) { first in
        try await RawClient.connect(server.port) { second in
          for client in [first, second] {
            try await client.send(server.request("POST", "/v1/chat/completions", json: ChatBody.stream))
            try await client.read(until: "Well")
          }
          let isAnswered = Atomic(false)
          async let waiting = {
            let answer = try await server.send("GET", "/health/quick")
            isAnswered.store(true, ordering: .sequentiallyConsistent)
            return answer
          }()
          try await Task.sleep(for: .milliseconds(200))
          let isEarly = isAnswered.load(ordering: .sequentiallyConsistent)
          #expect(!isEarly)
          try await first.close()
          let answer = try await waiting
          #expect(answer.status == 200)
        }
      }
    }
  }

  @Test func whenAllPlacesAreTakenOneThatNeverSpokeGivesWay() async throws {
    let chat = FakeChat(FakeChat.hang)
    try await TestServer.run(
      chat: chat,
      tuning: {
        $0.maxConnections = 2
        $0.timeouts.grace = .milliseconds(50)
      }
    ) { server in
      try await RawClient.connect(server.port) { busy in
        try await busy.send(server.request("POST", "/v1/chat/completions", json: ChatBody.stream))
        try await busy.read(until: "Well")
        try await RawClient.connect(server.port) { half in
          try await half.send("POST /v1/memories HTTP/1.1\r\nHost: loc")
          let rest = await half.readToEnd()
          #expect(rest.isEmpty)
        }
        #expect(chat.cancelled == 0)
      }
    }
  }

  @Test func manyHalfSentHeadsDoNotShutTheDoor() async throws {
    try await TestServer.run(tuning: { $0.maxConnections = 16 }) { server in
      await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<100 {
          group.addTask {
            try await RawClient.connect(server.port) { client in
              try await client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n")
              _ = await client.readToEnd()
            }
          }
        }
        var status = 0
        for _ in 0..<1000 where status != 200 {
          // On a busy machine a client may be so slow to speak that it has to give way itself.
          status = (try? await server.send("GET", "/health/quick").status) ?? 0
        }
        #expect(status == 200)
        group.cancelAll()
        // Cut off by the server or by the cancellation: both are the end that is wanted.
        while (try? await group.next()) != nil {}
      }
    }
  }
}
