/// Everything that is counted, as monitoring reads it.
package protocol MetricsPage: Sendable {
  /// In Prometheus' text format 0.0.4.
  func text() async -> String
}
