/// Who looks how the program does.
package protocol HealthInspection: Sendable {
  /// Runs all checks side by side, each for two seconds at most.
  /// - Parameter seconds: a report that is no older than this is as good; 0 looks anew.
  func health(noOlderThan seconds: Double) async -> HealthReport
}
