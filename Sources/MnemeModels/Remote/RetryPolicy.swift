/// How often and how long to wait before a request is tried again. Only used before the first byte of an answer.
package struct RetryPolicy: Sendable {
  /// Requests in all, the first included. 1…10.
  package var attempts = 3
  /// Seconds before the second try; doubles with each further one.
  package var base = 0.5
  /// Seconds between two tries.
  package var longest = 8.0
  /// Seconds; a server that asks for a longer wait gets no second try: whoever asked is told the wait and can do better
  /// than look at nothing.
  package var longestAdvice = 2.0
  /// Seconds since the first try after which there is no other one.
  package var budget = 60.0
  package var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  /// 0..<1.
  package var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

  /// Monotonic time.
  package var now: @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }

  package init() {}

  /// Seconds to wait after failure number `failures` (1 is the first), or nil to give up.
  ///
  /// Without the server's advice: full jitter, a random part of `base · 2^(failures − 1)`, so that many clients part.
  /// - Parameter since: when the first try began.
  func delay(after failures: Int, advice: Double?, since: ContinuousClock.Instant) -> Double? {
    guard failures < attempts else { return nil }
    var step = base
    for _ in 1..<max(failures, 1) { step = min(step * 2, longest) }
    let delay = advice ?? step * random()
    if let advice, advice > longestAdvice { return nil }
    return since + .seconds(budget) >= now() + .seconds(delay) ? delay : nil
  }
}
