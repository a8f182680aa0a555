import HTTPTypes
import MnemeCore
import Synchronization

/// Requests a minute of each caller.
final class RequestLimits: Sendable {
  private struct Entry {
    var rate: Int
    var bucket: TokenBucket
  }

  private let buckets = Mutex<[String: Entry]>([:])
  /// Of callers whose key names no rate; 0: none.
  private let usual: Int

  init(usual: Int) { self.usual = usual }

  /// - Throws: 429 with the seconds after which there is room again.
  func take(_ caller: Caller, at now: ContinuousClock.Instant) throws(HTTPFailure) {
    let rate = caller.requestsPerMinute ?? usual
    guard rate > 0, caller.isLimited else { return }
    let wait = buckets.withLock { buckets -> Duration? in
      var entry = buckets[caller.id] ?? Entry(rate: rate, bucket: TokenBucket(perMinute: rate, burst: rate))
      if entry.rate != rate { entry = Entry(rate: rate, bucket: TokenBucket(perMinute: rate, burst: rate)) }
      let isFree = entry.bucket.take(at: now, waiting: .zero) != nil
      buckets[caller.id] = entry
      return isFree ? nil : .seconds(60) / rate
    }
    guard let wait else { return }
    let seconds = max(1, Int((wait / .seconds(1)).rounded(.up)))
    throw HTTPFailure(
      .tooManyRequests, "rate_limit_exceeded", "This key may make \(rate) requests a minute. Try again later.",
      headers: [.retryAfter: String(seconds)])
  }
}
