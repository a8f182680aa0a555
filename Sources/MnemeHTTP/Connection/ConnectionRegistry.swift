import NIOCore
import Synchronization

/// Every open connection with its signal, so that a handler learns that its client left and shutdown reaches all.
final class ConnectionRegistry: Sendable {
  private struct Entry {
    let channel: any Channel
    let signal: ConnectionSignal
  }

  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    var turns = 0
  }

  private let state = Mutex(State())
  /// Fires when graceful shutdown begins: long polls answer at once.
  let stopping = ConnectionSignal()

  func add(_ channel: any Channel) -> ConnectionSignal {
    let signal = ConnectionSignal()
    state.withLock { $0.entries[ObjectIdentifier(channel)] = Entry(channel: channel, signal: signal) }
    return signal
  }

  func remove(_ channel: any Channel) {
    let entry = state.withLock { $0.entries.removeValue(forKey: ObjectIdentifier(channel)) }
    entry?.signal.fire(.clientGone)
  }

  /// A connection that is not (any more) open has a signal that has fired.
  func signal(of channel: any Channel) -> ConnectionSignal {
    if let signal = state.withLock({ $0.entries[ObjectIdentifier(channel)]?.signal }) { return signal }
    let gone = ConnectionSignal()
    gone.fire(.clientGone)
    return gone
  }

  var count: Int { state.withLock { $0.entries.count } }

  /// Running turns end with an error their clients can read.
  func expireTurns() {
    for entry in state.withLock({ Array($0.entries.values) }) { entry.signal.fire(.shutdown) }
  }

  func closeAll() {
    for entry in state.withLock({ Array($0.entries.values) }) { entry.channel.close(promise: nil) }
  }

  /// Takes a place among the running turns.
  /// - Returns: false when `limit` are taken.
  func beginTurn(limit: Int) -> Bool {
    state.withLock { state in
      guard state.turns < limit else { return false }
      state.turns += 1
      return true
    }
  }

  func endTurn() { state.withLock { $0.turns -= 1 } }

  var turns: Int { state.withLock { $0.turns } }
}

/// A place among the running turns; given back by `release()` or with the last reference.
final class TurnPlace: Sendable {
  private let registry: ConnectionRegistry
  private let held = Mutex(true)

  init?(_ registry: ConnectionRegistry, limit: Int) {
    guard registry.beginTurn(limit: limit) else { return nil }
    self.registry = registry
  }

  func release() {
    let was = held.withLock { held in
      defer { held = false }
      return held
    }
    if was { registry.endTurn() }
  }

  deinit { release() }
}
