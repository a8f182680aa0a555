import NIOCore
import NIOWebSocket
import Synchronization

/// One WebSocket between its channel and the conversation over it: messages in, messages out, each in its order.
///
/// Out goes without waiting into a bounded queue: a client that does not read is closed (1013) when the queue is full. In comes through a
/// bounded queue, too: while it is full nothing is read from the connection.
final class WebSocketLink: Sendable {
  /// Bytes that may wait to be written.
  static let outLimit = 1 << 20
  /// Messages that may wait to be taken.
  static let inLimit = 16

  typealias Output = @Sendable (WebSocketOutput) -> Void

  private struct State {
    var output: Output?
    /// Asked before there was a channel.
    var early: [WebSocketOutput] = []
    var waitingOut = 0
    var isClosing = false
    /// Waits until less is to be written.
    var waiter: CheckedContinuation<Void, Never>?
  }

  /// The texts of the client; ends with the connection.
  let messages: AsyncStream<String>
  private let input: AsyncStream<String>.Continuation
  private let state = Mutex(State())
  /// Messages that were received and not taken; and whether something came since `heard()` was asked.
  private let waitingIn = Atomic<Int>(0)
  private let wasHeard = Atomic<Bool>(false)

  init() { (messages, input) = AsyncStream.makeStream() }

  // MARK: The conversation's side

  /// Sends a text, or closes when the client reads too slowly.
  func send(_ json: JSON) { send(bytes: json.bytes) }

  func send(bytes: [UInt8]) {
    let isTooSlow = state.withLock { state -> Bool in
      guard !state.isClosing else { return false }
      guard state.waitingOut + bytes.count <= Self.outLimit else { return true }
      state.waitingOut += bytes.count
      Self.put(.text(bytes), &state)
      return false
    }
    if isTooSlow { close(.tooSlow) }
  }

  /// Returns when little waits to be written, or the connection is over. One caller at a time.
  func roomy() async {
    await withCheckedContinuation { continuation in
      let isRoomy = state.withLock { state -> Bool in
        if state.waitingOut <= Self.outLimit / 4 || state.isClosing { return true }
        state.waiter = continuation
        return false
      }
      if isRoomy { continuation.resume() }
    }
  }

  func ping() {
    state.withLock { state in
      if !state.isClosing { Self.put(.ping, &state) }
    }
  }

  /// Nothing is sent afterwards. The first reason counts.
  func close(_ reason: CloseReason) {
    state.withLock { state in
      guard !state.isClosing else { return }
      state.isClosing = true
      Self.put(.close(reason), &state)
    }
  }

  /// One message was taken.
  func taken() {
    let before = waitingIn.subtract(1, ordering: .sequentiallyConsistent).oldValue
    if before == Self.inLimit { state.withLock { $0.output?(.readOn) } }
  }

  /// Whether the client gave any sign since the last call.
  func heard() -> Bool { wasHeard.exchange(false, ordering: .sequentiallyConsistent) }

  private static func put(_ output: WebSocketOutput, _ state: inout State) {
    if let write = state.output { write(output) } else { state.early.append(output) }
  }

  // MARK: The channel's side

  func attach(_ output: @escaping Output) {
    state.withLock { state in
      state.output = output
      for early in state.early { output(early) }
      state.early = []
    }
  }

  func received(_ text: String) {
    waitingIn.add(1, ordering: .sequentiallyConsistent)
    input.yield(text)
  }

  func sign() { wasHeard.store(true, ordering: .sequentiallyConsistent) }

  /// As much is received as may wait.
  var isFull: Bool { waitingIn.load(ordering: .sequentiallyConsistent) >= Self.inLimit }

  func written(_ bytes: Int) {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.waitingOut -= bytes
      guard state.waitingOut <= Self.outLimit / 4 else { return nil }
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  /// The connection is over.
  func end() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.isClosing = true
      state.output = nil
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
    input.finish()
  }
}

/// What the channel is to do.
enum WebSocketOutput: Sendable {
  case text([UInt8])
  case ping
  case close(CloseReason)
  case readOn
}
