import AsyncHTTPClient
import MnemeCore
import NIOCore
import Synchronization

/// Reads a response body piece by piece, on demand, each within its time-out.
///
/// Sendable because `reading` lets one `next` at a time touch the iterator; a second one is an error, not a race.
final class BodyReader: @unchecked Sendable {
  private var iterator: HTTPClientResponse.Body.AsyncIterator
  private let target: Target
  private let first: Duration
  private let idle: Duration
  private let progress = Mutex((reading: false, pieces: 0))

  init(_ body: HTTPClientResponse.Body, target: Target, first: Duration, idle: Duration) {
    iterator = body.makeAsyncIterator()
    self.target = target
    self.first = first
    self.idle = idle
  }

  /// The next piece, never empty; nil at the end.
  /// - Throws: `timeout`, or `upstream` when the connection breaks before the body is complete.
  func next() async throws -> [UInt8]? {
    let (busy, pieces) = progress.withLock { progress in
      defer { progress.reading = true }
      return (progress.reading, progress.pieces)
    }
    guard !busy else { throw MnemeError(.internal, "A response body has one reader at a time.") }
    defer {
      progress.withLock {
        $0.reading = false
        $0.pieces += 1
      }
    }
    let limit = pieces == 0 ? first : idle
    do {
      return try await withDeadline(limit, "\(self.target.name) fell silent for \(limit).") {
        while let buffer = try await self.iterator.next() {
          if buffer.readableBytes > 0 { return Array(buffer.readableBytesView) }
        }
        return nil
      }
    } catch let error as CancellationError {
      throw error
    } catch {
      if Task.isCancelled { throw CancellationError() }
      throw target.failure(error, whileReading: true)
    }
  }
}
