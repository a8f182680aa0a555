import MnemeCore
import Synchronization

/// The recent messages of one session in memory.
final class WorkingSession: Sendable {
  private struct State {
    /// Ascending ordinals, at most `capacity`. Handed out as it is: a snapshot shares it until the next append.
    var messages: [Message] = []
    var isRestored = false
    var isDropped = false
  }

  private let capacity: Int
  private let state = Mutex(State())
  /// One reader of the archive at a time.
  private let restoring = AsyncLock()

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// A message that the archive has committed. Before the session is restored it is kept beside what the archive tells.
  func append(_ message: Message) {
    state.withLock { Self.insert(message, into: &$0.messages, capacity) }
  }

  /// Nobody gets this object any more; who still has it must ask again.
  func drop() {
    state.withLock { $0.isDropped = true }
  }

  /// Nil when the object was dropped.
  var messageCount: Int? {
    state.withLock { $0.isDropped ? nil : $0.messages.count }
  }

  /// The messages, without copying them; nil when the object was dropped.
  var messages: [Message]? {
    state.withLock { $0.isDropped ? nil : $0.messages }
  }

  /// Reads the archive when that has not been done.
  /// - Returns: whether it read.
  func restore(_ read: () async throws(MnemeError) -> [Message]) async throws(MnemeError) -> Bool {
    if state.withLock({ $0.isRestored }) { return false }
    return try await restoring.withLock { () async throws(MnemeError) in
      if state.withLock({ $0.isRestored }) { return false }
      let archived = try await read()
      state.withLock { state in
        // What was appended meanwhile may or may not be among them.
        let arrived = state.messages
        state.messages = Array(archived.suffix(capacity))
        for message in arrived { Self.insert(message, into: &state.messages, capacity) }
        state.isRestored = true
      }
      return true
    }
  }

  private static func insert(_ message: Message, into messages: inout [Message], _ capacity: Int) {
    // Reports of concurrent appends may come out of order and twice.
    var position = messages.count
    while position > 0, messages[position - 1].ordinal > message.ordinal { position -= 1 }
    if position > 0, messages[position - 1].ordinal == message.ordinal { return }
    if messages.count >= capacity {
      if position == 0 { return }
      messages.removeFirst(messages.count - capacity + 1)
      position -= 1
    }
    messages.insert(message, at: min(position, messages.count))
  }
}
