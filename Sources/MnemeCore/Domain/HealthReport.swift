package import Foundation

/// How something does, from good to bad.
package enum HealthState: String, Sendable, Hashable, CaseIterable, Comparable {
  case healthy, degraded, unhealthy

  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .healthy: 0
    case .degraded: 1
    case .unhealthy: 2
    }
  }
}

/// What one check found.
package struct HealthFinding: Sendable, Hashable {
  package var state: HealthState
  /// For a person; nothing of memories, messages and keys.
  package var message: String?
  /// Numbers and names beside it, for programs.
  package var details: [String: JSONValue]

  package init(_ state: HealthState, _ message: String? = nil, details: [String: JSONValue] = [:]) {
    self.state = state
    self.message = message
    self.details = details
  }
}

/// One part of the program as its check found it.
package struct ComponentHealth: Sendable, Hashable {
  package let name: String
  /// Without it Mneme cannot do its work.
  package let isCritical: Bool
  package let state: HealthState
  /// At most 200 characters, on one line.
  package let message: String?
  package let details: [String: JSONValue]
  /// Of the check, measured by who ran it.
  package let latencyMilliseconds: Double

  package init(
    name: String, isCritical: Bool, state: HealthState, message: String?, details: [String: JSONValue] = [:],
    latencyMilliseconds: Double
  ) {
    self.name = name
    self.isCritical = isCritical
    self.state = state
    self.message = message
    self.details = details
    self.latencyMilliseconds = latencyMilliseconds
  }
}

/// How the whole program does.
package struct HealthReport: Sendable, Hashable {
  package var at: Date
  /// The owner's: in it the time is told.
  package var timeZone: TimeZone
  /// Since the start of the process.
  package var uptimeSeconds: Double
  /// Turns that began since the start, and those that run.
  package var turns: Int
  package var runningTurns: Int
  /// In the order of the checks.
  package var components: [ComponentHealth]
  /// Secrets by the key of their setting, and whether they are set; never their values.
  package var keys: [String: Bool]

  package init(
    at: Date, timeZone: TimeZone = .gmt, uptimeSeconds: Double, turns: Int = 0, runningTurns: Int = 0,
    components: [ComponentHealth],
    keys: [String: Bool] = [:]
  ) {
    self.at = at
    self.timeZone = timeZone
    self.uptimeSeconds = uptimeSeconds
    self.turns = turns
    self.runningTurns = runningTurns
    self.components = components
    self.keys = keys
  }

  /// `unhealthy` when a critical part is; `degraded` when anything else is wrong; `healthy` too where there are no checks.
  package var state: HealthState {
    if components.contains(where: { $0.isCritical && $0.state == .unhealthy }) { return .unhealthy }
    return components.allSatisfy { $0.state == .healthy } ? .healthy : .degraded
  }

  /// What is not well, one sentence each.
  package var issues: [String] {
    components.filter { $0.state != .healthy }.map { "\($0.name): \($0.message ?? $0.state.rawValue)" }
  }
}
