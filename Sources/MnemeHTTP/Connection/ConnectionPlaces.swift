import HummingbirdCore
import NIOCore

/// Counts the connections. When all places are taken no more are accepted until one is free, and an idle connection is
/// asked for its place.
struct ConnectionPlaces: AvailableConnectionsDelegate {
  let limit: Int
  let registry: ConnectionRegistry
  private var count = 0

  init(limit: Int, registry: ConnectionRegistry) {
    self.limit = limit
    self.registry = registry
  }

  mutating func connectionOpened() { count += 1 }
  mutating func connectionClosed() { count -= 1 }

  func isAcceptingNewConnections() -> Bool {
    guard count < limit else {
      registry.wantRoom(now: .now())
      return false
    }
    registry.hasRoom()
    return true
  }
}
