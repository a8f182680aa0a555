import Foundation
import Logging
import MnemeCore
import MnemeMCP
import MnemeTestSupport
import Synchronization

/// Servers of other programs.
extension Proofs {
  /// - Parameter client: makes one of the way to open connections; the address is that of a server of `RemoteCounts`.
  static func remoteSessions(
    client: @escaping @Sendable (@escaping @Sendable () -> RemoteHTTPSession) -> any CallingClient = {
      OneServer(openHTTP: $0)
    }
  ) -> Proof {
    Proof(
      id: "PERF-001",
      condition: "Calls of a server's tools share one session and one set of connections, made for the first"
    ) {
      let unused = RemoteCounts()
      let idle = client { unused.open() }
      await idle.shutdown()
      let counts = RemoteCounts()
      let subject = client { counts.open() }
      let running = Task { await subject.run() }  // awaited below
      for _ in 0..<50 { try await subject.call() }
      let (sessions, opened, peak) = (counts.sessions, counts.opened, counts.peak)
      await subject.shutdown()
      let (closed, ended, open) = (counts.closed, counts.ended, counts.opened - counts.closed)
      try await subject.call()
      let again = (counts.sessions, counts.opened)
      await subject.shutdown()
      running.cancel()
      await running.value
      return [
        Check("sessions when nothing is called", unused.sessions + unused.opened, .exactly, 0),
        Check("calls that reached the server", counts.calls, .exactly, 51),
        Check("sessions for 50 calls", sessions, .exactly, 1),
        Check("sets of connections for 50 calls", opened, .exactly, 1),
        Check("requests at once, which is connections in use", peak, .atMost, 1),
        Check("sets of connections closed at shutdown", closed, .exactly, 1),
        Check("sessions ended at shutdown", ended, .exactly, 1), Check("left open", open, .exactly, 0),
        Check("sessions after a call that follows", again.0, .exactly, 2),
        Check("sets of connections after it", again.1, .exactly, 2),
      ]
    }
  }
}

/// A client that calls one tool of one server.
protocol CallingClient: Sendable {
  func run() async
  func call() async throws
  func shutdown() async
}

/// The real one.
struct OneServer: CallingClient {
  private let servers: RemoteServers

  init(openHTTP: @escaping @Sendable () -> RemoteHTTPSession) {
    let context = RemoteServerContext(
      client: PeerInfo(name: "proof", version: "1"), clock: SystemClock(), logger: Proofs.silent, openHTTP: openHTTP)
    servers = RemoteServers(
      [RemoteServerConfiguration(name: "counted", way: .http(.init(url: "http://127.0.0.1:9/mcp")))], context: context)
  }

  func run() async { await servers.runConnections() }
  func call() async throws { _ = try await servers.servers[0].call("echo", arguments: [:]) }
  func shutdown() async { for server in servers.servers { await server.close() } }
}

/// A server with sessions, and what its clients cost.
final class RemoteCounts: HTTPFetching {
  private struct State {
    var opened = 0
    var closed = 0
    var sessions = 0
    var ended = 0
    var calls = 0
    var now = 0
    var peak = 0
  }

  private let state = Mutex(State())
  var opened: Int { state.withLock { $0.opened } }
  var closed: Int { state.withLock { $0.closed } }
  var sessions: Int { state.withLock { $0.sessions } }
  var ended: Int { state.withLock { $0.ended } }
  var calls: Int { state.withLock { $0.calls } }
  var peak: Int { state.withLock { $0.peak } }

  func open() -> RemoteHTTPSession {
    state.withLock { $0.opened += 1 }
    return RemoteHTTPSession(http: self) { self.state.withLock { $0.closed += 1 } }
  }

  func fetch(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse {
    state.withLock {
      $0.now += 1
      $0.peak = max($0.peak, $0.now)
    }
    await Task.yield()
    defer { state.withLock { $0.now -= 1 } }
    switch request.method {
    case "DELETE":
      state.withLock { $0.ended += 1 }
      return answer(200)
    case "GET": return answer(405)
    default: break
    }
    let message = try? JSONReader.read(request.body ?? [])
    let id = message?["id"]?.integer ?? 0
    switch message?["method"] {
    case "server/discover": return answer(400)
    case "initialize":
      let number = state.withLock {
        $0.sessions += 1
        return $0.sessions
      }
      let result = #"{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"s","version":"1"}}"#
      return answer(200, id, result, [(name: "Mcp-Session-Id", value: "s-\(number)")])
    case "tools/call":
      state.withLock { $0.calls += 1 }
      return answer(200, id, #"{"content":[]}"#)
    default: return answer(202)
    }
  }

  private func answer(
    _ status: Int, _ id: Int64 = 0, _ result: String? = nil, _ headers: [(name: String, value: String)] = []
  ) -> FetchResponse {
    let body = result.map { #"{"jsonrpc":"2.0","id":\#(id),"result":\#($0)}"# } ?? ""
    return FetchResponse(
      status: status, headers: headers + [(name: "Content-Type", value: "application/json")],
      body: AsyncThrowingStream { continuation in
        if !body.isEmpty { continuation.yield(Array(body.utf8)) }
        continuation.finish()
      })
  }
}
