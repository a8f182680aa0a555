import MnemeCore
import Synchronization

/// The sessions of one server over HTTP. Those unused for long end, and the least recently used gives way when there
/// are too many.
final class HTTPSessions: Sendable {
  private let sessions = Mutex<[String: HTTPSession]>([:])
  private let limit: Int
  private let idle: Duration
  private let clock: any WallClock

  init(limit: Int, idle: Duration, clock: any WallClock) {
    self.limit = limit
    self.idle = idle
    self.clock = clock
  }

  var count: Int { sessions.withLock { $0.count } }

  /// - Returns: those that had to give way; to be ended by the caller.
  func add(_ session: HTTPSession) -> [HTTPSession] {
    let latest = clock.now().milliseconds - idle.milliseconds
    return sessions.withLock { sessions in
      var ended = sessions.values.filter { $0.isIdle(since: latest) }
      for session in ended { sessions[session.id] = nil }
      if sessions.count >= limit, let oldest = sessions.values.min(by: { $0.usedAt < $1.usedAt }) {
        sessions[oldest.id] = nil
        ended.append(oldest)
      }
      sessions[session.id] = session
      return ended
    }
  }

  /// A session of another principal or space is none.
  /// - Returns: also the session that has just ended because it was not used for long; to be ended by the caller.
  func find(_ id: String, for origin: MCPServer.Origin) -> (session: HTTPSession?, ended: HTTPSession?) {
    let now = clock.now().milliseconds
    guard let found = sessions.withLock({ $0[id] }), found.origin.principal == origin.principal,
      found.origin.space == origin.space
    else { return (nil, nil) }
    guard !found.isIdle(since: now - idle.milliseconds) else {
      remove(found)
      return (nil, found)
    }
    found.touch(now)
    return (found, nil)
  }

  func remove(_ session: HTTPSession) { sessions.withLock { _ = $0.removeValue(forKey: session.id) } }

  func removeAll() -> [HTTPSession] {
    sessions.withLock { sessions in
      defer { sessions = [:] }
      return Array(sessions.values)
    }
  }
}
