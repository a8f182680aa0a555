import Synchronization

/// Bounds guesses: so many wrong keys or passwords from one address within a minute, then none is looked at for a while.
final class AttemptLimit: Sendable {
  private struct Count {
    var start: ContinuousClock.Instant
    var failures = 0
  }

  private let counts = Mutex<[String: Count]>([:])
  private let longest: Int
  private static let window = Duration.seconds(60)
  /// Addresses remembered at once. A flood from more of them empties the memory rather than filling it.
  private static let maxAddresses = 10_000

  init(perMinute: Int = 20) { longest = perMinute }

  /// - Returns: seconds until the next guess is looked at; nil: now.
  func wait(of address: String, at now: ContinuousClock.Instant) -> Int? {
    counts.withLock { counts in
      guard let count = counts[address], count.failures >= longest else { return nil }
      let left = AttemptLimit.window - (now - count.start)
      guard left > .zero else {
        counts[address] = nil
        return nil
      }
      return max(1, Int(left.components.seconds) + 1)
    }
  }

  func failed(_ address: String, at now: ContinuousClock.Instant) {
    counts.withLock { counts in
      if counts[address] == nil, counts.count >= AttemptLimit.maxAddresses {
        counts = counts.filter { now - $0.value.start < AttemptLimit.window }
        if counts.count >= AttemptLimit.maxAddresses { counts = [:] }
      }
      var count = counts[address] ?? Count(start: now)
      if now - count.start >= AttemptLimit.window { count = Count(start: now) }
      count.failures += 1
      counts[address] = count
    }
  }
}
