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
  package var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  /// 0..<1.
  package var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

  package init() {}

  /// Seconds to wait after failure number `failures` (1 is the first), or nil to give up.
  ///
  /// Without the server's advice: full jitter over the upper half of `base · 2^(failures − 1)`, so that many clients part.
  func delay(after failures: Int, advice: Double?) -> Double? {
    guard failures < attempts else { return nil }
    if let advice { return advice <= longestAdvice ? advice : nil }
    var step = base
    for _ in 1..<max(failures, 1) { step = min(step * 2, longest) }
    return step * (0.5 + 0.5 * random())
  }
}
