import MnemeCore

/// The result of one check.
struct Finding: Sendable, Hashable {
  enum Level: String, Sendable {
    case ok, warn
    case fail = "FAIL"

    init(_ state: HealthState) {
      switch state {
      case .healthy: self = .ok
      case .degraded: self = .warn
      case .unhealthy: self = .fail
      }
    }
  }

  let level: Level
  let subject: String
  /// What was found, and what to do about it.
  let text: String

  init(_ level: Level, _ subject: String, _ text: String) {
    self.level = level
    self.subject = subject
    self.text = text
  }

  /// `ok    port            8420 is free`
  var line: String {
    func padded(_ text: String, to width: Int) -> String {
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    return padded(level.rawValue, to: 6) + padded(subject, to: 16) + text
  }
}
