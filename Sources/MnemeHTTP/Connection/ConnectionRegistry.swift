import NIOCore
import Synchronization

/// Every open connection with its signal, so that a handler learns that its client left and shutdown reaches all; and with
/// its idle time, so that the one that needs its place least gives way when all are taken.
final class ConnectionRegistry: Sendable {
  private struct Entry {
    let channel: any Channel
    let signal: ConnectionSignal
    /// Nil while it reads or answers a request.
    var idleSince: NIODeadline?
    /// A request has come over it before.
    var hasSpoken = false
    /// What takes the place of HTTP once the answer's head has told so.
    var upgrade: Upgrade?
  }

  /// A WebSocket that is about to be.
  struct Upgrade: Sendable {
    let link: WebSocketLink
    /// Bytes.
    let messageLimit: Int
  }

  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    var wantsRoom = false
  }

  private let state = Mutex(State())
  /// Fires when graceful shutdown begins: long polls answer at once, event feeds end.
  let stopping = ConnectionSignal()
  /// Running chat turns.
  let turns = Places()
  private let grace: TimeAmount

  /// - Parameter grace: as in `ConnectionTimeouts`.
  init(grace: TimeAmount) { self.grace = grace }

  func add(_ channel: any Channel, now: NIODeadline) -> ConnectionSignal {
    let signal = ConnectionSignal()
    state.withLock {
      $0.entries[ObjectIdentifier(channel)] = Entry(channel: channel, signal: signal, idleSince: now)
    }
    return signal
  }

  // MARK: WebSocket

  /// The answer to the present request on this connection switches to a WebSocket.
  func expect(_ upgrade: Upgrade, on channel: any Channel) {
    state.withLock { $0.entries[ObjectIdentifier(channel)]?.upgrade = upgrade }
  }

  /// Given once.
  func takeUpgrade(of channel: any Channel) -> Upgrade? {
    state.withLock { state in
      defer { state.entries[ObjectIdentifier(channel)]?.upgrade = nil }
      return state.entries[ObjectIdentifier(channel)]?.upgrade
    }
  }

  // MARK: Places

  func isBusy(_ channel: any Channel) {
    state.withLock { $0.entries[ObjectIdentifier(channel)]?.idleSince = nil }
  }

  func isIdle(_ channel: any Channel, since now: NIODeadline, hasSpoken: Bool) {
    state.withLock {
      $0.entries[ObjectIdentifier(channel)]?.idleSince = now
      $0.entries[ObjectIdentifier(channel)]?.hasSpoken = hasSpoken
    }
  }

  /// All places are taken.
  func wantRoom(now: NIODeadline) {
    state.withLock { $0.wantsRoom = true }
    makeRoom(now: now)
  }

  func hasRoom() { state.withLock { $0.wantsRoom = false } }

  /// The connection that was asked to give way began a request meanwhile.
  func staysBusy(_ channel: any Channel, now: NIODeadline) {
    isBusy(channel)
    wantRoom(now: now)
  }

  /// Where a place is wanted, asks the connection that has been idle longest to close: first among those that never sent
  /// a request. Linear in the connections.
  func makeRoom(now: NIODeadline) {
    let channel = state.withLock { state -> (any Channel)? in
      guard state.wantsRoom else { return nil }
      let latest = now - grace
      let idle = state.entries.values.compactMap { entry in
        entry.idleSince.flatMap { $0 <= latest ? (hasSpoken: entry.hasSpoken, since: $0, channel: entry.channel) : nil }
      }
      let chosen = idle.min { one, other in
        one.hasSpoken == other.hasSpoken ? one.since < other.since : other.hasSpoken
      }
      guard let chosen else { return nil }
      // One at a time: its end, or its refusal, asks again.
      state.wantsRoom = false
      return chosen.channel
    }
    channel?.pipeline.fireUserInboundEventTriggered(GiveWay())
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
