import MnemeCore

@testable import mneme_verify

/// Health checks run in naive ways.
enum NaiveHealth {
  static let oneAfterTheOther: HealthRun = { checks, limit, clock, stopwatch in
    var all: [ComponentHealth] = []
    for check in checks {
      all += await HealthRunner([check], limit: limit, clock: clock, stopwatch: stopwatch).components()
    }
    return all
  }

  /// Side by side, but a check has no time of its own, and what it throws is told whole.
  static let unbounded: HealthRun = { checks, _, _, _ in
    await withTaskGroup(of: (Int, ComponentHealth).self) { group in
      for (place, check) in checks.enumerated() where check.name != "hanging" {
        group.addTask {
          do {
            let finding = try await check.run()
            return (place, component(check, finding))
          } catch {
            return (place, component(check, HealthFinding(.unhealthy, "\(error)")))
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private static func component(_ check: HealthCheck, _ finding: HealthFinding) -> ComponentHealth {
    ComponentHealth(
      name: check.name, isCritical: check.isCritical, state: finding.state, message: finding.message,
      latencyMilliseconds: 0)
  }
}
