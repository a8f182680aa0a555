/// At most so many messages in any stretch of a length: a ring of the times of the latest ones.
struct MessageRate: Sendable {
  private let window: Duration
  private var times: [ContinuousClock.Instant?]
  private var next = 0

  init(limit: Int, per window: Duration) {
    self.window = window
    times = Array(repeating: nil, count: limit)
  }

  /// Counts a message that is allowed; one that is not does not count. O(1).
  mutating func allow(at now: ContinuousClock.Instant) -> Bool {
    if let oldest = times[next], now - oldest < window { return false }
    times[next] = now
    next = (next + 1) % times.count
    return true
  }
}
