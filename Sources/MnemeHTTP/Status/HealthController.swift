import Foundation
import HTTPTypes
import Hummingbird
import MnemeCore

/// `GET /health`: how every part does. Who has no right to the details is told the state alone.
struct HealthController: Sendable {
  let inspection: any HealthInspection
  let version: String

  /// For callers that nobody knows the checks are not run again within these seconds.
  private static let shared = 5.0

  /// 200 whatever was found; with `strict=1` 503 when Mneme cannot do its work.
  func show(_ scope: RequestScope) async throws -> Response {
    let isStrict = try scope.flag("strict")
    let report = await inspection.health(noOlderThan: scope.seesDetails ? 0 : Self.shared)
    let status: HTTPResponse.Status = isStrict && report.state == .unhealthy ? .serviceUnavailable : .ok
    guard scope.seesDetails else {
      return .json(status, ["status": .string(report.state.rawValue), "version": .string(version)])
    }
    return .json(status, whole(report))
  }

  private func whole(_ report: HealthReport) -> JSON {
    let style = Date.ISO8601FormatStyle(timeZone: report.timeZone)
    let time = style.year().month().day().timeZone(separator: .colon).time(includingFractionalSeconds: false)
    let issues = report.issues
    return [
      "status": .string(report.state.rawValue), "version": .string(version),
      "timestamp": .string(report.at.formatted(time)),
      "uptime_seconds": .double((report.uptimeSeconds * 10).rounded() / 10),
      "uptime_info": ["turn_count": .number(report.turns), "running_turns": .number(report.runningTurns)],
      "modules": .object(
        report.components.map { component in
          let details = component.details.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) }
          return (component.name, .object([("status", .string(component.state.rawValue))] + details))
        }),
      "component_checks": .object(report.components.map { ($0.name, $0.json) }),
      "api_keys": .object(
        report.keys.sorted { $0.key < $1.key }.map { ($0.key, ["configured": .bool($0.value)]) }),
      "issues": issues.isEmpty ? .null : .array(issues.map(JSON.string)),
    ]
  }
}

extension ComponentHealth {
  fileprivate var json: JSON {
    [
      "state": .string(state.rawValue), "critical": .bool(isCritical),
      "latency_ms": .double((latencyMilliseconds * 100).rounded() / 100), "message": .text(message),
    ]
  }
}
