import Synchronization

/// The messages of one stream in the order they were sent, for a reader that may come later, leave and come back.
///
/// Bounded: where nobody reads, the oldest give way.
package final class StreamLog: ServerOutput {
  package struct Entry: Sendable {
    /// Ascending from 1.
    package let number: Int
    package let message: RPCMessage
    package let bytes: [UInt8]
  }

  package enum Step: Sendable {
    case entry(Entry)
    /// Nothing comes any more.
    case finished
    /// Another reader has come in this one's place.
    case superseded
  }

  private struct State {
    var entries: [Entry] = []
    var bytes = 0
    var last = 0
    var isFinished = false
    var reader = 0
    var waiters: [AsyncStream<Void>.Continuation] = []

    mutating func takeWaiters() -> [AsyncStream<Void>.Continuation] {
      defer { waiters = [] }
      return waiters
    }
  }

  /// What is kept for a reader that is away or slow.
  static let maxEntries = 512
  static let maxBytes = 4 << 20

  package let id: String
  private let onSend: @Sendable (RPCMessage) -> Void
  private let state = Mutex(State())

  /// - Parameter onSend: sees each message before it is kept.
  package init(id: String, onSend: @escaping @Sendable (RPCMessage) -> Void = { _ in }) {
    self.id = id
    self.onSend = onSend
  }

  package func send(_ message: RPCMessage) {
    onSend(message)
    let bytes = message.bytes
    let waiters = state.withLock { state -> [AsyncStream<Void>.Continuation] in
      guard !state.isFinished else { return [] }
      state.last += 1
      state.entries.append(Entry(number: state.last, message: message, bytes: bytes))
      state.bytes += bytes.count
      while state.entries.count > 1, state.entries.count > StreamLog.maxEntries || state.bytes > StreamLog.maxBytes {
        state.bytes -= state.entries.removeFirst().bytes.count
      }
      return state.takeWaiters()
    }
    for waiter in waiters { waiter.finish() }
  }

  /// Nothing more is taken.
  package func finish() {
    let waiters = state.withLock { state -> [AsyncStream<Void>.Continuation] in
      state.isFinished = true
      return state.takeWaiters()
    }
    for waiter in waiters { waiter.finish() }
  }

  package var isFinished: Bool { state.withLock { $0.isFinished } }
  /// Bytes kept.
  var size: Int { state.withLock { $0.bytes } }

  /// A new reader; the one before is superseded.
  package func attach() -> Int {
    let (reader, waiters) = state.withLock { state in
      state.reader += 1
      return (state.reader, state.takeWaiters())
    }
    for waiter in waiters { waiter.finish() }
    return reader
  }

  /// The first entry after a number, when there is one; `finished` too when the task is cancelled.
  package func next(after number: Int, reader: Int) async -> Step {
    while !Task.isCancelled {
      let (signal, continuation) = AsyncStream<Void>.makeStream()
      let step = state.withLock { state -> Step? in
        guard state.reader == reader else { return .superseded }
        if let entry = state.entries.first(where: { $0.number > number }) { return .entry(entry) }
        if state.isFinished { return .finished }
        state.waiters.append(continuation)
        return nil
      }
      if let step { return step }
      for await _ in signal {}
    }
    return .finished
  }
}

extension StreamLog {
  /// `id` of an event, from which `Last-Event-ID` finds its place again.
  package func eventID(_ number: Int) -> String { "\(id).\(number)" }

  /// The stream and the number that an event's id names; nil for none of ours.
  static func position(_ eventID: String) -> (stream: String, number: Int)? {
    guard let dot = eventID.lastIndex(of: "."), let number = Int(eventID[eventID.index(after: dot)...]), number >= 0
    else { return nil }
    return (String(eventID[..<dot]), number)
  }
}
