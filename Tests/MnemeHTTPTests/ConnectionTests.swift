import Foundation
import MnemeCore
import NIOCore
import ServiceLifecycle
import Synchronization
import Testing

@testable import MnemeHTTP

private let stream = #"{"messages":[{"role":"user","content":"Hi"}],"stream":true}"#
private let whole = #"{"messages":[{"role":"user","content":"Hi"}]}"#

@Suite struct ConnectionTests {
  @Test(arguments: [stream, whole])
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
        try await client.send(server.request("POST", "/v1/chat/completions", json: stream))
        try await TestServer.eventually("the turn began") { chat.requests.count == 1 }
        try await client.close()
      }
      try await TestServer.eventually("the turn is cancelled") { chat.cancelled == 1 }
    }
  }

  @Test func silentStreamIsKeptAliveWithComments() async throws {
    let chat = FakeChat(FakeChat.hang)
    try await TestServer.run(chat: chat, tuning: { $0.keepAlive = .milliseconds(30) }) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("POST", "/v1/chat/completions", json: stream))
        try await client.read(until: "Well")
        try await client.read(until: ": keep-alive\n\n")
        try await client.close()
      }
    }
  }

  @Test func shutdownLetsAStreamFinish() async throws {
    let chat = FakeChat { request, output in
      output.yield(FakeChat.start(request))
      for number in 0..<5 {
        output.yield(.text("\(number) "))
        try await Task.sleep(for: .milliseconds(60))
      }
      output.yield(FakeChat.end)
    }
    try await TestServer.run(chat: chat, settings: { $0.shutdownSeconds = 30 }) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("POST", "/v1/chat/completions", json: stream))
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
        try await client.send(server.request("POST", "/v1/chat/completions", json: stream))
        try await client.read(until: "Well")
        await server.group.triggerGracefulShutdown()
        let answer = await client.readToEnd()
        #expect(answer.contains("server_stopping"))
        #expect(answer.contains("data: [DONE]"))
      }
    }
    #expect(chat.cancelled == 1)
  }

  @Test func idleSilentGarbageAndHalfSentConnectionsDoNotHoldShutdownUp() async throws {
    let clock = ContinuousClock()
    let begun = clock.now
    try await TestServer.run(settings: { $0.shutdownSeconds = 300 }) { server in
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
    // The half-sent body is given a second; the 300 of a running answer are not waited for, however busy the machine is.
    #expect(clock.now - begun < .seconds(150))
  }

  @Test func longPollAnswersWhenTheServerStops() async throws {
    try await TestServer.run(settings: { $0.shutdownSeconds = 60 }) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("GET", "/v1/jobs?wait=1&timeout=600", headers: ["X-Mneme-Space": "busy"]))
        try await TestServer.eventually("it waits") { server.imports.waits == 1 }
        await server.group.triggerGracefulShutdown()
        let answer = try await client.answer()
        #expect(answer.json["timed_out"] as? Bool == true)
      }
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
        try await client.send(server.request("POST", "/v1/chat/completions", json: stream))
        try await TestServer.eventually("the turn is cancelled") { chat.cancelled == 1 }
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
            try await client.send(server.request("POST", "/v1/chat/completions", json: stream))
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
    try await TestServer.run(
      tuning: {
        $0.maxConnections = 3
        $0.timeouts.grace = .milliseconds(50)
      }
    ) { server in
      try await RawClient.connect(server.port) { known in
        try await known.send(server.request("GET", "/health/quick"))
        _ = try await known.answer()
        try await RawClient.connect(server.port) { half in
          try await half.send("POST /v1/memories HTTP/1.1\r\nHost: loc")
          try await Task.sleep(for: .milliseconds(200))
          let answer = try await server.send("GET", "/health/quick")
          #expect(answer.status == 200)
          let rest = await half.readToEnd()
          #expect(rest.isEmpty)
          try await known.send(server.request("GET", "/health/quick"))
          let again = try await known.answer()
          #expect(again.status == 200)
        }
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
        for _ in 0..<20 where status != 200 {
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

@Suite struct ConnectionStateTests {
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

  private func at(_ seconds: Int64) -> NIODeadline { start + .seconds(seconds) }

  private func state() -> ConnectionState { ConnectionState(timeouts: ConnectionTimeouts(), now: start) }

  @Test func silenceBeforeAndBetweenRequestsIsCountedFromTheLastAnswer() {
    var state = state()
    #expect(state.check(now: at(10)) == .carryOn)
    #expect(state.check(now: at(11)) == .close)
    state.requestBegan(now: at(70))
    state.requestEnded(now: at(70))
    state.answerBegan()
    #expect(state.check(now: at(10_000)) == .carryOn)
    state.answerEnded(now: at(10_000))
    #expect(state.check(now: at(10_075)) == .carryOn)
    #expect(state.check(now: at(10_076)) == .close)
  }

  @Test func silenceInABodyCountsOnlyWhileWeWantToRead() {
    var state = state()
    state.requestBegan(now: at(0))
    #expect(state.check(now: at(500)) == .carryOn)
    state.readWanted(now: at(500))
    #expect(state.check(now: at(530)) == .carryOn)
    #expect(state.bodyArrived(10, now: at(530)) == .carryOn)
    #expect(state.check(now: at(560)) == .carryOn)
    #expect(state.check(now: at(561)) == .timeOut)
    state.answerBegan()
    #expect(state.check(now: at(561)) == .close)
  }

  @Test func stoppingShortensThePatienceWithABody() {
    var state = state()
    state.requestBegan(now: at(0))
    state.readWanted(now: at(0))
    #expect(state.stop() == .carryOn)
    #expect(state.check(now: at(1)) == .carryOn)
    #expect(state.check(now: at(2)) == .timeOut)
  }

  @Test func stoppingClosesWhatIsIdleAndWhatIsOnlyBeingDrained() {
    var idle = state()
    #expect(idle.stop() == .close)
    var draining = state()
    draining.requestBegan(now: at(0))
    draining.answerBegan()
    draining.answerEnded(now: at(0))
    #expect(draining.check(now: at(10)) == .carryOn)
    #expect(draining.check(now: at(11)) == .close)
    #expect(draining.stop() == .close)
  }

  @Test func theLastAnswerIsWrittenTheRestReadAndThenItLingers() {
    var state = state()
    state.requestBegan(now: at(0))
    state.answerBegan()
    state.answerEnded(now: at(1))
    state.lastAnswerGiven(now: at(1))
    #expect(state.check(now: at(61)) == .carryOn)
    #expect(state.check(now: at(62)) == .close)
    state.writability(false, now: at(10))
    state.writability(true, now: at(60))
    #expect(state.check(now: at(120)) == .carryOn)
    state.lastAnswerWritten(now: at(120))
    #expect(state.check(now: at(130)) == .carryOn)
    #expect(state.check(now: at(131)) == .close)
    #expect(state.bodyArrived(64 << 20, now: at(125)) == .carryOn)
    #expect(state.bodyArrived(1, now: at(125)) == .close)
    state.requestEnded(now: at(126))
    #expect(state.check(now: at(128)) == .carryOn)
    #expect(state.check(now: at(129)) == .close)
    // The answer is not given up for a stop.
    #expect(state.stop() == .carryOn)
  }

  @Test func drainHasALimit() {
    var state = state()
    state.requestBegan(now: at(0))
    state.answerBegan()
    state.answerEnded(now: at(0))
    #expect(state.bodyArrived(64 << 20, now: at(1)) == .carryOn)
    #expect(state.bodyArrived(1, now: at(1)) == .close)
  }

  @Test func aClientThatDoesNotReadIsClosedWhateverElseHappens() {
    var state = state()
    state.requestBegan(now: at(0))
    state.requestEnded(now: at(0))
    state.writability(false, now: at(0))
    state.writability(false, now: at(50))
    #expect(state.check(now: at(60)) == .carryOn)
    #expect(state.check(now: at(61)) == .close)
    state.writability(true, now: at(61))
    #expect(state.check(now: at(200)) == .carryOn)
  }
}
