package import Foundation
package import MnemeCore

/// Decides when failures of one class are so many that somebody should be told. Does no I/O.
package struct ErrorWindow: Sendable {
  /// Seconds that are counted together.
  package static let seconds = 300.0
  /// Seconds after an alert in which its class is silent.
  package static let cooldown = 600.0

  package struct Alert: Sendable, Hashable {
    package let code: MnemeError.Code
    /// Failures of the class in the window.
    package let count: Int
    package let at: Date
  }

  /// Failures of one second.
  private struct Second {
    var start: Double
    var count: Int
  }

  /// Oldest first; at most one for each second of the window.
  private var failures: [MnemeError.Code: [Second]] = [:]
  private var alerts: [MnemeError.Code: Date] = [:]

  package init() {}

  /// Failures in a window from which on somebody is told; nil for the caller's own mistakes. By the classes of the typed errors, so
  /// that every failure that is thrown has its threshold.
  package static func threshold(of code: MnemeError.Code) -> Int? {
    switch code {
    case .upstream, .unavailable: 3
    case .overloaded, .timeout: 5
    case .storage, .internal, .configuration: 10
    case .invalidInput, .notFound, .tooLarge, .unprocessable, .unauthorized, .conflict: nil
    }
  }

  /// O(seconds), however many failures there are. A clock that was set back makes what was later to now: it counts on and ends its
  /// silence a cooldown from now at the latest.
  package mutating func failed(_ code: MnemeError.Code, at now: Date) -> Alert? {
    guard let threshold = Self.threshold(of: code) else { return nil }
    let second = now.timeIntervalSince1970.rounded(.down)
    let known = failures[code, default: []].filter { second - $0.start < Self.seconds }
    var recent = known.filter { $0.start < second }
    recent.append(Second(start: second, count: known[recent.count...].reduce(1) { $0 + $1.count }))
    failures[code] = recent
    let count = recent.reduce(0) { $0 + $1.count }
    guard count >= threshold else { return nil }
    if let last = alerts[code] {
      alerts[code] = min(last, now)
      if now.timeIntervalSince(last) < Self.cooldown { return nil }
    }
    alerts[code] = now
    return Alert(code: code, count: count, at: now)
  }
}
