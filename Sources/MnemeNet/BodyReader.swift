import MnemeCore

/// The body of an answer; the last reference closes the connection of one that was not read to its end.
final class BodyReader: Sendable {
  private let receiver: ResponseReceiver
  private let target: Target
  private let idle: Duration
  private let kept: PinnedClient?

  init(_ receiver: ResponseReceiver, target: Target, idle: Duration, keeping kept: PinnedClient? = nil) {
    self.kept = kept
    self.receiver = receiver
    self.target = target
    self.idle = idle
  }

  /// All that has arrived, never empty; nil at the end. One reader at a time.
  /// - Parameter limit: how long to wait for it; nil: the idle time-out.
  /// - Throws: `timeout`, or `upstream` when the connection breaks before the body is complete.
  func next(within limit: Duration? = nil) async throws -> [UInt8]? {
    do {
      return try await receiver.next(within: limit ?? idle)
    } catch let error as CancellationError {
      throw error
    } catch {
      if Task.isCancelled { throw CancellationError() }
      throw target.failure(error, whileReading: true)
    }
  }

  deinit { receiver.cancel() }
}
