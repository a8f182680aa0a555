import Foundation
import MnemeCore
import NIOCore
import ServiceLifecycle
import Synchronization
import Testing

@testable import MnemeHTTP

private func appended(_ id: String) -> MemoryEvent.Payload { .messageAppended(id: id, session: "s", role: .user) }

@Suite struct EventFeedTests {
  private func follow(
    _ server: TestServer, _ path: String = "/v1/events", headers: [String: String] = [:],
    _ body: (RawClient) async throws -> Void
  ) async throws {
    try await RawClient.connect(server.port) { client in
      try await client.send(server.request("GET", path, headers: headers))
      try await client.read(until: "retry: ")
      #expect(server.engine.events.subscribers >= 1)
      try await body(client)
    }
  }

  @Test func eventsOfTheSpaceArriveAndNoOthers() async throws {
    try await TestServer.run { server in
      try await follow(server, headers: ["X-Mneme-Space": "team"]) { client in
        let team = try SpaceID("team")
        server.engine.events.publish(appended("mine"), in: .me)
        server.engine.events.publish(appended("x-1"), in: team)
        server.engine.events.publish(.sessionEnded(session: "s"), in: team)
        try await client.read(until: "session_ended\n")
        try await client.read(until: "\n\n")
        let text = String(decoding: client.received, as: UTF8.self)
        #expect(text.contains("HTTP/1.1 200 OK"))
        #expect(text.lowercased().contains("content-type: text/event-stream"))
        #expect(
          text.contains(
            "id: 2\nevent: message_appended\ndata: "
              + #"{"id":"x-1","role":"user","sequence":2,"session":"s","space":"team","#
              + #""time":"2025-06-15T15:06:40.002Z","type":"message_appended"}"# + "\n\n"))
        #expect(text.contains("id: 3\nevent: session_ended\n"))
        #expect(!text.contains("mine"))
      }
    }
  }

  @Test func feedResumesAfterWhatTheClientHasSeenAndTheHeaderIsNewer() async throws {
    try await TestServer.run { server in
      for number in 1...4 { server.engine.events.publish(appended("x-\(number)"), in: .me) }
      for (path, headers, first) in [
        ("/v1/events?after=3", [:], 4), ("/v1/events?after=1", ["Last-Event-ID": "2"], 3),
        ("/v1/events?after=0", [:], 1),
      ] as [(String, [String: String], Int)] {
        try await follow(server, path, headers: headers) { client in
          try await client.read(until: "x-4")
          // Without the line ends of the chunks.
          let text = String(decoding: client.received, as: UTF8.self).replacing("\r\n", with: "\n")
          let ids = text.components(separatedBy: "\n").filter { $0.hasPrefix("id: ") }
          #expect(ids.prefix(5 - first) == (first...4).map { "id: \($0)" }[...])
          server.engine.events.publish(.sessionEnded(session: "live after \(first)"), in: .me)
          try await client.read(until: "live after \(first)")
        }
      }
    }
  }

  @Test func whatIsKeptNoMoreIsAGapToResumeFrom() async throws {
    try await TestServer.run { server in
      for number in 1...3 { server.engine.events.publish(appended("x-\(number)"), in: .me) }
      server.engine.events.drop()
      server.engine.events.publish(appended("x-4"), in: .me)
      try await follow(server, headers: ["Last-Event-ID": "1"]) { client in
        try await client.read(until: "x-4")
        let text = String(decoding: client.received, as: UTF8.self)
        #expect(text.contains("id: 3\nevent: gap\ndata: {\"missed\":null,\"through\":3}\n\n"))
      }
      try await follow(server, headers: ["Last-Event-ID": "3"]) { client in
        try await client.read(until: "x-4")
        #expect(!String(decoding: client.received, as: UTF8.self).contains("event: gap"))
      }
    }
  }

  @Test func clientThatLeavesBeforeItsFirstEventKnowsWhereItStood() async throws {
    try await TestServer.run { server in
      for number in 1...3 { server.engine.events.publish(appended("x-\(number)"), in: .me) }
      try await follow(server) { client in
        try await client.read(until: "retry: 2000\nid: 3\n\n")
        #expect(!String(decoding: client.received, as: UTF8.self).contains("event:"))
      }
    }
  }

  @Test(arguments: [true, false])
  func clientThatHangsUpReleasesItsSubscription(_ isHalf: Bool) async throws {
    try await TestServer.run { server in
      try await follow(server) { client in
        if isHalf { client.halfClose() } else { try await client.close() }
        try await TestServer.eventually("the subscription ends") { server.engine.events.subscribers == 0 }
      }
    }
  }

  /// A running answer may take a day: the feed must not be waited for.
  @Test(.timeLimit(.minutes(10))) func shutdownEndsTheFeedAtOnceAndWhole() async throws {
    try await TestServer.run(settings: { $0.shutdownSeconds = 86_400 }) { server in
      try await follow(server) { client in
        server.engine.events.publish(appended("x-1"), in: .me)
        try await client.read(until: "x-1")
        await server.group.triggerGracefulShutdown()
        let text = await client.readToEnd()
        #expect(text.hasSuffix("\r\n0\r\n\r\n"))
        try await TestServer.eventually("the subscription ends") { server.engine.events.subscribers == 0 }
      }
    }
  }

  @Test func feedsAreBoundedAndAPlaceIsFreeAgain() async throws {
    try await TestServer.run(tuning: { $0.maxFeeds = 2 }) { server in
      try await follow(server) { first in
        try await follow(server) { _ in
          let refused = try await server.send("GET", "/v1/events")
          #expect(refused.status == 429)
          #expect(refused.error["code"] as? String == "overloaded")
          #expect(refused.headers["retry-after"] == "1")
          #expect(server.engine.events.subscribers == 2)
        }
        // The place is free a moment after the client has left.
        var status = ""
        for _ in 0..<500 where !status.contains("200") {
          try await RawClient.connect(server.port) { client in
            try await client.send(server.request("GET", "/v1/events"))
            try await client.read(until: "\r\n\r\n")
            status = String(decoding: client.received.prefix(15), as: UTF8.self)
          }
          try await Task.sleep(for: .milliseconds(10))
        }
        #expect(status == "HTTP/1.1 200 OK")
        try await first.close()
      }
      try await TestServer.eventually("all have left") { server.engine.events.subscribers == 0 }
    }
  }

  @Test func silenceIsKeptAliveWithComments() async throws {
    try await TestServer.run(tuning: { $0.keepAlive = .milliseconds(20) }) { server in
      try await follow(server) { client in try await client.read(until: ": keep-alive\n\n") }
    }
  }

  @Test func headSubscribesToNothing() async throws {
    try await TestServer.run { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("HEAD", "/v1/events", headers: ["Connection": "close"]))
        #expect(await client.readToEnd().contains("text/event-stream"))
        #expect(server.engine.events.subscribers == 0)
      }
    }
  }

  @Test func wrongPositionIsNamed() async throws {
    try await TestServer.run { server in
      for (path, headers, param) in [
        ("/v1/events?after=x", [:], "after"), ("/v1/events?after=-1", [:], "after"),
        ("/v1/events", ["Last-Event-ID": "1.5"], "Last-Event-ID"),
        ("/v1/events", ["X-Mneme-Space": "a/b"], "X-Mneme-Space"),
      ] as [(String, [String: String], String)] {
        let answer = try await server.send("GET", path, headers: headers)
        #expect(answer.status == 400)
        #expect(answer.error["param"] as? String == param)
      }
      #expect(server.engine.events.subscribers == 0)
    }
  }

  @Test func slowClientLeavesEventsInTheFeed() async throws {
    let pulled = Mutex(0)
    let deliveries = AsyncStream<EventDelivery> {
      let sequence = pulled.withLock { pulled in
        pulled += 1
        return UInt64(pulled)
      }
      return .event(MemoryEvent(sequence: sequence, time: FakeArchive.time, space: .me, payload: appended("x")))
    }
    var seen: [UInt64] = []
    try await FeedFrames.each(
      of: deliveries, signals: [], keepAlive: .seconds(3600), clock: .continuous
    ) { frame in
      guard case .delivery(.event(let event)) = frame else { return true }
      seen.append(event.sequence)
      // A client that takes its time over every event.
      try await Task.sleep(for: .milliseconds(10))
      #expect(pulled.withLock { $0 } <= seen.count + 1)
      return seen.count < 20
    }
    #expect(seen == Array(1...20))
  }
}
