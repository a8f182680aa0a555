import Foundation
import MnemeCore
import Synchronization
import Testing

@testable import MnemeMCP

/// One session, one connection: counted; and what happens when they are lost.
@Suite struct ConnectionTests {
  @Test(arguments: Lane.allCases) func fiftyCallsTakeOneSessionAndOneConnection(_ lane: Lane) async throws {
    let http = CountedHTTP()
    try await withPeer {
      Peers.plain(lane, $0, session: "s-1")
    } _: { base, log in
      var options = ClientOptions()
      options.http = http
      try await withServer(at: base + "/mcp", options) { server in
        #expect(http.opened == 0)
        for _ in 0..<50 { _ = try await server.text("add_numbers") }
        #expect(http.opened == 1)
        let first = await server.currentHealth()
        #expect(first.connections == 1)
        await server.close()
        #expect(http.closed == 1)
        _ = try await server.text("add_numbers")
        #expect(http.opened == 2)
      }
      #expect(log.of("tools/call").count == 51)
      let calls = log.all.filter { $0.verb == "POST" && $0.method == "tools/call" }
      #expect(Set(calls.prefix(50).map(\.connection)).count == 1)
    }
    #expect(http.closed == 2)
  }

  @Test func callsAtOnceShareOneHandshake() async throws {
    try await withPeer {
      Peers.plain(.sessions, $0, session: "s-1")
    } _: { base, log in
      try await withServer(at: base + "/mcp") { server in
        try await withThrowingTaskGroup(of: String.self) { group in
          for _ in 0..<30 { group.addTask { try await server.text("add_numbers") } }
          for try await text in group { #expect(text == "called add_numbers") }
        }
      }
      #expect(log.of("initialize").count == 1)
      #expect(log.of("tools/call").count == 30)
    }
  }

  @Test func aServerThatIsNeverAskedIsNeverConnectedTo() async throws {
    let http = CountedHTTP()
    try await withPeer {
      Peers.plain(.stateless, $0)
    } _: { base, log in
      var options = ClientOptions()
      options.http = http
      try await withServer(at: base + "/mcp", options) { _ in }
      #expect(log.all.isEmpty)
    }
    #expect(http.opened == 0)
    #expect(http.closed == 0)
  }

  @Test func aSessionThatTheServerForgotIsBegunAnew() async throws {
    let sessions = Mutex(0)
    try await withPeer { heard in
      if heard.method == "initialize" {
        let number = sessions.withLock {
          $0 += 1
          return $0
        }
        return Peers.plain(.sessions, heard, session: "s-\(number)")
      }
      if heard.method == "tools/call", heard.headers["mcp-session-id"] == "s-1" {
        return .error(heard, -32001, "Session not found", status: 404)
      }
      return Peers.plain(.sessions, heard)
    } _: { base, log in
      let text = try await withServer(at: base + "/mcp") { try await $0.text("add_numbers") }
      #expect(text == "called add_numbers")
      #expect(log.of("initialize").map { $0.headers["mcp-session-id"] } == [nil, nil])
      #expect(log.of("tools/call").map { $0.headers["mcp-session-id"] } == ["s-1", "s-2"])
    }
  }

  @Test func anAnswerThatBrokeOffIsTakenUpAgain() async throws {
    try await withPeer { heard in
      if heard.verb == "GET", let last = heard.headers["last-event-id"] {
        guard last == "e-2" else { return .events(["id: e-2\nretry: 30\ndata:\n\n"]) }
        let result: JSONValue = ["jsonrpc": "2.0", "id": 3, "result": Peers.called(.sessions, "late")]
        return .events([event(result, id: "e-3")])
      }
      if heard.method == "tools/call" { return .events(["id: e-1\nretry: 20\ndata:\n\n"]) }
      return Peers.plain(.sessions, heard, session: "s-1")
    } _: { base, log in
      let pauses = Pauses()
      var options = ClientOptions()
      options.pauses = pauses
      let text = try await withServer(at: base + "/mcp", options) { try await $0.text("add_numbers") }
      #expect(text == "late")
      #expect(pauses.all == [.milliseconds(20), .milliseconds(30)])
      #expect(log.of("tools/call").count == 1)
    }
  }

  @Test func aCallWhoseSessionIsLostWhileItIsTakenUpIsNotRepeated() async throws {
    try await withPeer { heard in
      if heard.verb == "GET", heard.headers["last-event-id"] != nil { return .status(404) }
      if heard.method == "tools/call" { return .events(["id: e-1\nretry: 1\ndata:\n\n"]) }
      return Peers.plain(.sessions, heard, session: "s-1")
    } _: { base, log in
      await #expect(throws: RemoteServerError.self) {
        try await withServer(at: base + "/mcp") { _ = try await $0.text("add_numbers") }
      }
      #expect(log.of("tools/call").count == 1)
    }
  }

  @Test func aCallThatTheServerBreaksOffIsNotRepeatedUnlessItOnlyReads() async throws {
    for reads in [false, true] {
      try await withPeer { heard in
        heard.method == "tools/call" ? .events([": hello\n\n"]) : Peers.plain(.stateless, heard)
      } _: { base, log in
        await #expect(throws: RemoteServerError.self) {
          try await withServer(at: base + "/mcp", change: { $0.readOnlyTools = reads ? ["add_numbers"] : [] }) {
            _ = try await $0.text("add_numbers")
          }
        }
        #expect(log.of("tools/call").count == (reads ? 2 : 1))
      }
    }
  }

  @Test func leavingACallClosesItsStreamOrTellsTheServer() async throws {
    for lane in Lane.allCases {
      try await withPeer { heard in
        if heard.method == "tools/call" { return .events([": begun\n\n"], staysOpen: true) }
        return Peers.plain(lane, heard, session: "s-1")
      } _: { base, log in
        try await withServer(at: base + "/mcp") { server in
          try await server.connect()
          let call = Task { try await server.text("add_numbers") }
          _ = await log.wait(for: 1) { $0.method == "tools/call" }
          call.cancel()
          await #expect(throws: CancellationError.self) { _ = try await call.value }
          if !lane.isStateless {
            let notes = await log.wait(for: 1) { $0.method == "notifications/cancelled" }
            #expect(notes.first?.params?["requestId"] == log.of("tools/call").first?.id)
          }
        }
        if lane.isStateless { #expect(log.of("notifications/cancelled").isEmpty) }
      }
    }
  }

  @Test func progressReachesTheCallerInOrder() async throws {
    for lane in Lane.allCases {
      try await withPeer { heard in
        guard heard.method == "tools/call" else { return Peers.plain(lane, heard) }
        let token = heard.params?["_meta"]?["progressToken"] ?? .null
        func note(_ done: Int64, _ token: JSONValue) -> String {
          event([
            "jsonrpc": "2.0", "method": "notifications/progress",
            "params": ["progressToken": token, "progress": .integer(done), "total": 3, "message": "step"],
          ])
        }
        let answer: JSONValue = ["jsonrpc": "2.0", "id": heard.id ?? .null, "result": Peers.called(lane, "done")]
        return .events([note(1, token), note(9, 987_654), note(3, token), note(2, token), event(answer)])
      } _: { base, _ in
        let reports = try await withServer(at: base + "/mcp") { server in
          let reports = Mutex<[Double]>([])
          _ = try await server.call("add_numbers", arguments: [:]) { report in
            reports.withLock { $0.append(report.done) }
          }
          return reports.withLock { $0 }
        }
        #expect(reports == [1, 3])
      }
    }
  }

  @Test func listsAreKeptAsLongAsTheServerSaysOrUntilTheyChange() async throws {
    let lifetime = Mutex<Int64>(60_000)
    try await withPeer { heard in
      if let reply = Peers.handshake(.stateless, heard) { return reply }
      let page = heard.params?["cursor"] == "two"
      let tools = Peers.tools(
        .stateless, [["name": page ? "second" : "first", "inputSchema": ["type": "object"]]])
      let list = tools.setting("ttlMs", to: .integer(lifetime.withLock { $0 }))
      return .result(heard, page ? list : list.setting("nextCursor", to: "two"))
    } _: { base, log in
      try await withServer(at: base + "/mcp") { server in
        for _ in 0..<5 {
          let list = try await server.tools()
          #expect(list.entries.map(\.tool.name) == ["first", "second"])
        }
        #expect(log.of("tools/list").count == 2)
        server.news.raise()
        lifetime.withLock { $0 = 0 }
        _ = try await server.tools()
        #expect(log.of("tools/list").count == 4)
        _ = try await server.tools()
        #expect(log.of("tools/list").count == 6)
      }
    }
  }

  @Test func changedToolsAreHeardOf() async throws {
    for lane in Lane.allCases {
      let hasChanged = Atomic(false)
      try await withPeer { heard in
        let changed: JSONValue = ["jsonrpc": "2.0", "method": "notifications/tools/list_changed"]
        if heard.verb == "GET" || heard.method == "subscriptions/listen" {
          hasChanged.store(true, ordering: .releasing)
          return .events([event(changed)], staysOpen: true)
        }
        let capabilities: JSONValue = ["tools": ["listChanged": true]]
        if let reply = Peers.handshake(lane, heard, capabilities: capabilities, session: "s-1") { return reply }
        let name: JSONValue = hasChanged.load(ordering: .acquiring) ? "new" : "old"
        return .result(heard, Peers.tools(lane, [["name": name, "inputSchema": ["type": "object"]]]))
      } _: { base, _ in
        var configuration = RemoteServerConfiguration(name: "peer", way: .http(.init(url: base + "/mcp")))
        configuration.timeout = .seconds(20)
        let (offers, continuation) = AsyncStream.makeStream(of: [String].self)
        let context = RemoteServerContext(
          client: PeerInfo(name: "mneme", version: "test"), clock: SystemClock(), logger: quiet,
          openHTTP: { CountedHTTP().open() })
        let servers = RemoteServers([configuration], context: context)
        let running = Task {
          await servers.run { _, tools in continuation.yield(tools.map(\.description.name)) }
        }
        var last: [String] = []
        for await names in offers {
          last = names
          if last == ["peer__new"] { break }
        }
        #expect(last == ["peer__new"])
        running.cancel()
        await running.value
        await servers.close()
      }
    }
  }

  @Test func unknownMessagesAreIgnoredAndQuestionsAreAnswered() async throws {
    let answers = Mutex<[JSONValue]>([])
    try await withPeer { heard in
      if heard.method == nil, heard.verb == "POST" {
        answers.withLock { $0.append(heard.json ?? .null) }
        return .status(202)
      }
      guard heard.method == "tools/call" else { return Peers.plain(.sessions, heard, session: "s-1") }
      let answer: JSONValue = ["jsonrpc": "2.0", "id": heard.id ?? .null, "result": Peers.called(.sessions, "done")]
      func ask(_ id: String, _ method: String, _ params: JSONValue = [:]) -> String {
        event(["jsonrpc": "2.0", "id": .string(id), "method": .string(method), "params": params])
      }
      return .events([
        "data: this is no JSON\n\n", "event: other\ndata: {}\n\n",
        event(["jsonrpc": "2.0", "method": "notifications/strange"]),
        event(["jsonrpc": "2.0", "id": 4711, "result": [:]]), ask("p", "ping"), ask("r", "roots/list"),
        ask("s", "sampling/createMessage", ["messages": [], "maxTokens": 1]), ask("x", "strange/method"),
        ask(
          "e", "elicitation/create",
          ["mode": "url", "url": "https://evil.example.com", "message": "m", "elicitationId": "1"]),
        event(answer),
      ])
    } _: { base, _ in
      let text = try await withServer(at: base + "/mcp", change: { $0.roots = ["/srv/my notes"] }) { server in
        let text = try await server.text("add_numbers")
        for _ in 0..<1000 where answers.withLock({ $0.count }) < 5 { try await Task.sleep(for: .milliseconds(5)) }
        return text
      }
      #expect(text == "done")
    }
    let byID = Dictionary(grouping: answers.withLock { $0 }) { $0["id"]?.string ?? "" }.compactMapValues(\.first)
    #expect(byID["p"]?["result"] == [:])
    #expect(byID["r"]?["result"]?["roots"] == [["uri": "file:///srv/my%20notes"]])
    #expect(byID["s"]?["error"]?["code"] == -1)
    #expect(byID["x"]?["error"]?["code"] == -32601)
    #expect(byID["e"]?["result"] == ["action": "decline"])
  }

  @Test func whatIsTooLongOrWrongIsAnErrorAndNotACrash() async throws {
    let replies: [(Reply, RemoteServerError.Code)] = [
      (.json(200, ["jsonrpc": "2.0", "id": 77, "result": [:]]), .badAnswer), (.json(200, [1, 2]), .badAnswer),
      (.json(200, ["jsonrpc": "2.0", "id": 2, "result": ["resultType": "complete"]]), .badAnswer),
      (.json(200, ["jsonrpc": "2.0", "id": 2, "result": ["resultType": "strange", "content": []]]), .badAnswer),
      (.json(200, ["jsonrpc": "2.0", "id": 2, "result": ["resultType": "input_required"]]), .badAnswer),
      (.status(500), .unreachable), (.status(418), .badAnswer),
      (.status(302, ["Location": "http://127.0.0.1:1/"]), .badAnswer),
      (.status(307, ["Location": "http://127.0.0.1:1/mcp"]), .badAnswer),
      (.status(307, ["Location": "/mcp"]), .badAnswer),
      (
        .json(
          200,
          [
            "jsonrpc": "2.0", "id": 2,
            "result": ["content": [["type": "text", "text": .string(String(repeating: "x", count: 70_000))]]],
          ]), .tooLarge
      ),
      (.events(["data: " + String(repeating: "x", count: 70_000) + "\n\n"]), .tooLarge),
      (.json(400, ["jsonrpc": "2.0", "id": 2, "error": ["code": -32602, "message": "no"]]), .refused),
    ]
    for (reply, code) in replies {
      try await withPeer { heard in
        heard.method == "tools/call" ? reply : Peers.plain(.stateless, heard)
      } _: { base, _ in
        try await withServer(at: base + "/mcp", change: { $0.messageLimit = 65_536 }) { server in
          try await server.connect()
          do {
            _ = try await server.call("add_numbers", arguments: [:])
            Issue.record("It should have failed: \(code)")
          } catch let error as RemoteServerError {
            #expect(error.code == code, "\(reply)")
          }
        }
      }
    }
  }

  @Test func anOldServerThatSendsMessagesElsewhereIsRefused() async throws {
    try await withPeer { heard in
      heard.verb == "GET" ? .events(["event: endpoint\ndata: http://127.0.0.1:1/messages\n\n"]) : .status(405)
    } _: { base, log in
      await #expect(throws: RemoteServerError.self) {
        try await withServer(at: base + "/sse") { try await $0.connect() }
      }
      #expect(log.all.map(\.path).allSatisfy { $0 == "/sse" })
      #expect(log.all.contains { $0.verb == "GET" })
    }
  }

  @Test func anOldServerAnswersOnItsStream() async throws {
    let (messages, continuation) = AsyncStream.makeStream(of: String.self)
    let stream = Mutex<AsyncStream<String>?>(messages)
    try await withPeer { heard in
      if heard.verb == "GET" {
        guard let messages = stream.withLock({ $0 }) else { return .status(409) }
        return .live("event: endpoint\ndata: /messages?session=1\n\n", messages)
      }
      guard heard.path == "/messages" else { return .status(405) }
      if let id = heard.id, let method = heard.method {
        let result: JSONValue =
          method == "initialize"
          ? ["protocolVersion": "2024-11-05", "capabilities": [:], "serverInfo": ["name": "old", "version": "1"]]
          : Peers.called(.sessions, "called")
        continuation.yield(event(["jsonrpc": "2.0", "id": id, "result": result]))
      }
      return .status(202)
    } _: { base, log in
      let text = try await withServer(at: base + "/sse") { server in
        let text = try await server.text("add_numbers")
        #expect(await server.currentHealth().revision == "2024-11-05")
        return text
      }
      #expect(text == "called")
      #expect(log.at("/messages").map(\.query).allSatisfy { $0 == "session=1" })
      continuation.finish()
    }
  }
}
