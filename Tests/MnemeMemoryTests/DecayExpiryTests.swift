import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct DecayExpiryTests {
  let decay = Decay(settings: MemorySettings(), now: DecayTests.now)

  /// The table of the documentation.
  @Test(
    arguments: [
      (.event, 49), (.insight, 69), (.semantic, 69), (.preference, 97), (.fact, 161), (.reference, 161),
    ] as [(MemoryKind, Int)])
  func anUnusedMemoryExpiresAfterTheDaysOfTheTable(kind: MemoryKind, floorDays: Int) {
    for importance in [0.3, 0.5, 0.69, 0.7, 0.9] {
      let item = DecayTests.item(importance, kind)
      #expect(decay.daysUntilFloor(of: item) == floorDays)
      #expect(decay.daysUntilExpiry(of: item) == (importance < 0.7 ? 180 : nil))
    }
  }

  @Test func theDaysAreThoseOfTheVerdict() throws {
    var random = DecayTests.Seeded(seed: 77)
    var expired = 0
    for _ in 0..<2000 {
      var item = DecayTests.random(&random)
      item.usage.lastAccess = nil
      item.recordedAt = 0
      func verdict(day: Int) -> DecayVerdict {
        Decay(settings: MemorySettings(), now: Date(milliseconds: Int64(day) * DecayTests.day)).verdict(for: item)
      }
      if let days = decay.daysUntilExpiry(of: item) {
        #expect(verdict(day: days) == .expire(.faded))
        #expect(!verdict(day: days - 1).isExpired)
        expired += 1
      } else {
        #expect(!verdict(day: 1_000_000).isExpired)
      }
    }
    #expect(expired > 100)
  }

  @Test func everyReasonToKeepIsEnough() {
    let old = 4000.0
    #expect(decay.verdict(for: DecayTests.item(0.5, .event, days: old)) == .expire(.faded))
    #expect(decay.verdict(for: DecayTests.item(0.5, .event, days: old, pinned: true)) == .preserve(.pinned))
    #expect(decay.verdict(for: DecayTests.item(0.5, .event, days: old, repetitions: 2)) == .preserve(.repeated))
    #expect(decay.verdict(for: DecayTests.item(0.7, .event, days: old)) == .preserve(.important))
    let connected = DecayTests.item(0.5, .event, days: old, usage: MemoryUsage(degree: 5))
    #expect(decay.verdict(for: connected) == .preserve(.connected))
    #expect(decay.verdict(for: DecayTests.item(0.5, .event, days: -3)) == .keep(.clock))
    #expect(decay.verdict(for: DecayTests.item(0.5, .event, days: 179.9)) == .keep(.recent))
    let used = DecayTests.item(
      0.5, .event, days: old, usage: MemoryUsage(lastAccess: DecayTests.ago(days: 179)))
    #expect(decay.verdict(for: used) == .keep(.recent))
    let usedByClock = DecayTests.item(
      0.5, .event, days: old, usage: MemoryUsage(lastAccess: DecayTests.ago(days: -30)))
    #expect(decay.verdict(for: usedByClock) == .keep(.recent))
    let held = DecayTests.item(0.5, .fact, days: 200, usage: MemoryUsage(degree: 4, channels: 3))
    #expect(decay.verdict(for: held) == .keep(.aboveFloor))
  }

  @Test func unusedForExactlyAHundredAndEightyDaysIsUnused() {
    let item = DecayTests.item(0.5, .event, days: 180)
    #expect(decay.verdict(for: item).isExpired)
    var aMoment = item
    aMoment.recordedAt += 1
    #expect(decay.verdict(for: aMoment) == .keep(.recent))
  }

  @Test func settingsUnderWhichNothingFadesExpireNothing() {
    for (rate, floor) in [(0, 0.3), (0.001, 1), (0.001, 0.96)] as [(Double, Double)] {
      var settings = MemorySettings()
      settings.baseDecayRate = rate
      settings.minRetention = floor
      let decay = Decay(settings: settings, now: DecayTests.now)
      let item = DecayTests.item(0.1, .event, days: 20_000)
      #expect(decay.verdict(for: item) == .preserve(.decayIsOff))
      #expect(decay.daysUntilExpiry(of: item) == nil)
    }
  }

  @Test func aFloorOfNothingCanBeReached() throws {
    var settings = MemorySettings()
    settings.minRetention = 0
    let decay = Decay(settings: settings, now: DecayTests.now)
    let days = try #require(decay.daysUntilFloor(of: DecayTests.item(0.5, .event)))
    #expect(days == 125)
    #expect(decay.verdict(for: DecayTests.item(0.5, .event, days: 181)).isExpired)
  }

  @Test func curvesStartAtTheImportanceAndEndAtOrAboveTheFloor() {
    let curves = DecayCurve.all(importance: 0.6, days: 400, step: 2, settings: MemorySettings())
    #expect(curves.count == MemoryKind.allCases.count * DecayScenario.allCases.count)
    for curve in curves {
      #expect(curve.points.count == 201)
      #expect(curve.points[0] == .init(day: 0, importance: 0.6))
      #expect(curve.points.last?.day == 400)
      #expect(curve.points.allSatisfy { (0.18 - 1e-12...0.6).contains($0.importance) })
    }
  }

  @Test func whatIsUsedFadesMoreSlowlyThanWhatIsNot() {
    for kind in MemoryKind.allCases {
      func curve(_ scenario: DecayScenario) -> DecayCurve {
        DecayCurve(kind: kind, scenario: scenario, days: 40, settings: MemorySettings())
      }
      let unused = curve(.unused)
      for scenario in DecayScenario.allCases where scenario != .unused {
        let other = curve(scenario)
        #expect(zip(other.points, unused.points).allSatisfy { $0.importance >= $1.importance })
        #expect(other.points[30].importance > unused.points[30].importance)
      }
    }
  }

  @Test func oddPlotSizesAreCutToWhatCanBeDrawn() {
    for (days, step) in [(0, 1), (-5, 1), (1e9, 1e-9), (10, 0), (10, -1), (3, 100)] as [(Double, Double)] {
      let curve = DecayCurve(
        kind: .fact, scenario: .weekly, days: days, step: step, settings: MemorySettings())
      #expect((1...10_001).contains(curve.points.count))
    }
  }
}
