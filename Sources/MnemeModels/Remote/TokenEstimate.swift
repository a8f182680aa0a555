import MnemeCore

/// Token counts for servers that report none.
enum TokenEstimate {
  /// What chat templates put around each message.
  private static let framing = 4

  static func tokens(in messages: [ModelMessage]) -> Int {
    messages.reduce(0) { $0 + TokenEstimator.estimate($1.content) + framing }
  }
}
