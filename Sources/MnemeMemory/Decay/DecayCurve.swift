import Foundation
package import MnemeCore

/// The course of one memory's decayed importance, for plots.
package struct DecayCurve: Sendable, Hashable, Codable {
  package struct Point: Sendable, Hashable, Codable {
    /// Days since it was recorded.
    package let day: Double
    /// Decayed importance, 0…1.
    package let importance: Double
  }

  package let kind: MemoryKind
  package let scenario: DecayScenario
  package let points: [Point]

  /// Points every `step` days from 0 to `days`, both included; for each, accesses are counted as they are then.
  ///
  /// - Parameters:
  ///   - importance: as recorded, 0…1.
  ///   - days: 0…36 500.
  ///   - step: days between points, above 0; at most 10 000 points come out.
  ///   - accessHalfLifeDays: after so many days an access counts half.
  package init(
    kind: MemoryKind, scenario: DecayScenario, importance: Double = 0.6, days: Double = 365, step: Double = 1,
    settings: MemorySettings, accessHalfLifeDays: Double = 30
  ) {
    self.kind = kind
    self.scenario = scenario
    let end = min(max(days, 0), 36_500)
    let step = max(step, end / 9_999, 0.001)
    let accessDays = scenario.accessDays(until: end)
    var item = DecayItem(importance: importance, kind: kind, recordedAt: 0, repetitions: scenario.repetitions)
    item.usage.degree = scenario.degree
    item.usage.channels = scenario.channels
    var points: [Point] = []
    var next = 0
    var counter = 0.0
    var counted = 0.0
    for index in 0...Int((end / step).rounded(.down)) {
      let day = Double(index) * step
      while next < accessDays.count, accessDays[next] <= day {
        counter = counter * exp2((counted - accessDays[next]) / accessHalfLifeDays) + 1
        counted = accessDays[next]
        item.usage.lastAccess = Int64(counted * 24 * Decay.hour)
        next += 1
      }
      item.usage.accesses = counter * exp2((counted - day) / accessHalfLifeDays)
      let decay = Decay(settings: settings, now: Date(milliseconds: Int64(day * 24 * Decay.hour)))
      points.append(Point(day: day, importance: decay.importance(of: item)))
    }
    self.points = points
  }

  /// Every kind in every scenario, in the order of their declarations.
  package static func all(
    importance: Double = 0.6, days: Double = 365, step: Double = 1, settings: MemorySettings
  ) -> [DecayCurve] {
    MemoryKind.allCases.flatMap { kind in
      DecayScenario.allCases.map { scenario in
        DecayCurve(
          kind: kind, scenario: scenario, importance: importance, days: days, step: step, settings: settings)
      }
    }
  }
}

/// Ways in which a memory may be used, for plots.
package enum DecayScenario: String, Sendable, Codable, CaseIterable {
  /// Said once and never asked for.
  case unused
  /// Asked for once every 7 days.
  case weekly
  /// Asked for ten times in the first week and never again.
  case burst
  /// Said three times, never asked for.
  case repeated
  /// Tied to three other things in the graph, heard on two channels, never asked for.
  case connected

  var repetitions: Int { self == .repeated ? 3 : 1 }
  var degree: Int { self == .connected ? 3 : 0 }
  var channels: Int { self == .connected ? 2 : 0 }

  func accessDays(until end: Double) -> [Double] {
    switch self {
    case .weekly: Array(stride(from: 7, through: end, by: 7))
    case .burst: (1...10).map { Double($0) * 0.7 }.filter { $0 <= end }
    case .unused, .repeated, .connected: []
    }
  }
}
