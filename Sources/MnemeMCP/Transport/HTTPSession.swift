import MnemeCore
import Synchronization

/// A session with what belongs to it over HTTP: its streams, and when it was used last.
final class HTTPSession: Sendable {
  private struct State {
    var streams: [StreamLog] = []
    var counter = 0
    var usedAt: Int64
    /// Streams that are being read.
    var uses = 0
  }

  /// Somebody reads one of its streams for as long as this is held.
  final class Use: Sendable {
    private let session: HTTPSession
    private let clock: any WallClock

    init(of session: HTTPSession, clock: any WallClock) {
      self.session = session
      self.clock = clock
      session.state.withLock { $0.uses += 1 }
    }

    deinit {
      let now = clock.now().milliseconds
      session.state.withLock { state in
        state.uses -= 1
        state.usedAt = max(state.usedAt, now)
      }
    }
  }

  /// Streams of requests that are kept so that a client that lost its connection can come back.
  static let keptStreams = 64
  static let keptBytes = 8 << 20

  let id: String
  let origin: MCPServer.Origin
  let session: ServerSession
  /// What belongs to no request; read by GET.
  let general: StreamLog
  private let state: Mutex<State>

  init(id: String, origin: MCPServer.Origin, session: ServerSession, general: StreamLog, at time: Int64) {
    self.id = id
    self.origin = origin
    self.session = session
    self.general = general
    state = Mutex(State(usedAt: time))
  }

  func touch(_ time: Int64) { state.withLock { $0.usedAt = max($0.usedAt, time) } }
  /// Later than everything while it is being read.
  var usedAt: Int64 { state.withLock { $0.uses > 0 ? .max : $0.usedAt } }
  func isIdle(since time: Int64) -> Bool { usedAt < time && session.runningCount == 0 }

  /// A stream for one request. Finished ones give way to newer ones.
  func makeStream() -> StreamLog {
    state.withLock { state in
      state.counter += 1
      let stream = StreamLog(id: "r\(state.counter)")
      state.streams.append(stream)
      var size = state.streams.reduce(0) { $0 + $1.size }
      while state.streams.count > HTTPSession.keptStreams || size > HTTPSession.keptBytes,
        let oldest = state.streams.firstIndex(where: \.isFinished)
      {
        size -= state.streams.remove(at: oldest).size
      }
      return stream
    }
  }

  func stream(_ id: String) -> StreamLog? {
    id == general.id ? general : state.withLock { $0.streams.first { $0.id == id } }
  }

  func finish() {
    general.finish()
    for stream in state.withLock({ $0.streams }) { stream.finish() }
  }
}
