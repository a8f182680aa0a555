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
  }

  private let state = Mutex(State())
  /// Fires when graceful shutdown begins: long polls answer at once, event feeds end.
  let stopping = ConnectionSignal()
  /// Running chat turns.
  let turns = Places()

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
}
