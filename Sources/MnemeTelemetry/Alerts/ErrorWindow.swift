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

  private var failures: [MnemeError.Code: [Date]] = [:]
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

  /// O(threshold): no more failures of a class are kept than its alert needs.
  package mutating func failed(_ code: MnemeError.Code, at now: Date) -> Alert? {
    guard let threshold = Self.threshold(of: code) else { return nil }
    var recent = failures[code, default: []].filter { now.timeIntervalSince($0) < Self.seconds }
    recent.append(now)
    failures[code] = recent.suffix(threshold)
    guard recent.count >= threshold else { return nil }
    if let last = alerts[code], now.timeIntervalSince(last) < Self.cooldown { return nil }
    alerts[code] = now
    return Alert(code: code, count: recent.count, at: now)
  }
}
