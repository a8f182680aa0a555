/// Spaces calls out to a rate: each takes a token, of which there are never more than `burst`. A state machine: the caller
/// tells the time and waits, so that no thread is held.
package struct TokenBucket: Sendable {
  private let interval: Duration
  private let burst: Int
  /// When the bucket would be full if nobody took anything more; what lies beyond now is owed.
  private var full: ContinuousClock.Instant?

  /// - Parameters:
  ///   - perMinute: calls a minute in the long run. From 1.
  ///   - burst: calls at once after a silence. From 1.
  package init(perMinute: Int, burst: Int) {
    interval = .seconds(60) / max(1, perMinute)
    self.burst = max(1, burst)
  }

  /// Takes a token, perhaps one that comes later (generic cell rate algorithm, ITU-T I.371). O(1).
  /// - Returns: how long the caller has to wait before it goes; nil, and nothing is taken, when that is longer than `longest`.
  package mutating func take(at now: ContinuousClock.Instant, waiting longest: Duration) -> Duration? {
    let next = max(full ?? now, now) + interval
    let wait = max(.zero, next - now - interval * burst)
    guard wait <= longest else { return nil }
    full = next
    return wait
  }
}
