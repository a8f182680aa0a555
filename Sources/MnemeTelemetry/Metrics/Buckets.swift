/// Bounds of histograms.
enum Buckets {
  /// Prometheus' own, and longer ones for answers that take minutes.
  static let seconds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120,
  ]
  /// OpenTelemetry, semantic conventions for generative AI: `gen_ai.client.operation.duration`.
  static let operation: [Double] = [
    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
  ]
  /// The same: `gen_ai.server.time_to_first_token`.
  static let firstToken: [Double] = [
    0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
  ]
  /// The same: `gen_ai.client.token.usage`.
  static let tokens: [Double] = (0...13).map { Double(1 << (2 * $0)) }
}
