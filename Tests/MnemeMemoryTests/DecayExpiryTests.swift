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
      func retained(day: Int) -> Double { decay.retention(of: DecayTests.item(importance, kind, days: Double(day))) }
      #expect(retained(day: floorDays - 1) > decay.expiryRetention && retained(day: floorDays) <= decay.expiryRetention)
      func isExpired(day: Int) -> Bool {
        decay.verdict(for: DecayTests.item(importance, kind, days: Double(day))).isExpired
      }
      #expect(!isExpired(day: 179) && isExpired(day: 180) == (importance < 0.7))
      #expect(isExpired(day: 1_000_000) == (importance < 0.7))
    }
  }

  /// Time alone brings back nothing that it took.
  @Test func whatHasExpiredStaysExpired() {
    var random = DecayTests.Seeded(seed: 77)
    var expired = 0
    for _ in 0..<2000 {
      var item = DecayTests.random(&random)
      item.usage.lastAccess = nil
      item.recordedAt = 0
      let verdicts = [30, 120, 179, 180, 400, 2_000, 100_000].map { day in
        Decay(settings: MemorySettings(), now: Date(milliseconds: Int64(day) * DecayTests.day)).verdict(for: item)
          .isExpired
      }
      #expect(!verdicts.prefix(3).contains(true))
      #expect(zip(verdicts, verdicts.dropFirst()).allSatisfy { !$0 || $1 })
      if verdicts.contains(true) { expired += 1 }
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
    }
  }

  @Test func aFloorOfNothingCanBeReached() {
    var settings = MemorySettings()
    settings.minRetention = 0
    let decay = Decay(settings: settings, now: DecayTests.now)
    #expect(decay.retention(of: DecayTests.item(0.5, .event, days: 125)) <= decay.expiryRetention)
    #expect(decay.retention(of: DecayTests.item(0.5, .event, days: 124)) > decay.expiryRetention)
    #expect(decay.verdict(for: DecayTests.item(0.5, .event, days: 181)).isExpired)
  }
}
