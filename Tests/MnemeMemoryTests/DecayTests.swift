import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct DecayTests {
  static let now = Date(milliseconds: 1_800_000_000_000)
  static let day: Int64 = 86_400_000

  static func item(
    _ importance: Double = 0.6, _ kind: MemoryKind = .event, days: Double = 30, repetitions: Int = 1,
    pinned: Bool = false, usage: MemoryUsage = MemoryUsage()
  ) -> DecayItem {
    DecayItem(
      importance: importance, kind: kind, recordedAt: now.milliseconds - Int64(days * Double(day)),
      repetitions: repetitions, isPinned: pinned, usage: usage)
  }

  static func ago(days: Double) -> Int64 { now.milliseconds - Int64(days * Double(day)) }

  let decay = Decay(settings: MemorySettings(), now: now)

  /// Worked out by hand: base 0.001 an hour, 30 days are 720 hours.
  @Test func theFormulaIsTheWrittenOne() {
    #expect(abs(decay.importance(of: Self.item()) - 0.6 * exp(-0.72)) < 1e-12)
    #expect(abs(decay.importance(of: Self.item(0.6, .fact)) - 0.6 * exp(-0.72 * 0.3)) < 1e-12)
    #expect(abs(decay.importance(of: Self.item(0.6, .preference)) - 0.6 * exp(-0.72 * 0.5)) < 1e-12)
    #expect(abs(decay.importance(of: Self.item(0.6, .semantic)) - 0.6 * exp(-0.72 * 0.7)) < 1e-12)
    let said = 1 + 0.3 * log(3.0)
    #expect(abs(decay.importance(of: Self.item(repetitions: 3)) - 0.6 * exp(-0.72 / said)) < 1e-12)
    let used = 1 + 0.3 * log(1 + 4 + exp(-1.0))
    let usage = MemoryUsage(accesses: 4, lastAccess: Self.ago(days: 7), degree: 2, channels: 5)
    #expect(abs(decay.importance(of: Self.item(usage: usage)) - 0.6 * exp(-0.72 * 0.5 / used * 0.8)) < 1e-12)
  }

  @Test func nothingFallsBelowTheFloor() {
    #expect(abs(decay.importance(of: Self.item(days: 10_000)) - 0.18) < 1e-12)
    #expect(decay.importance(of: Self.item(0, days: 10_000)) == 0)
  }

  @Test func aMemoryFromTheFutureKeepsItsImportance() {
    for days in [-0.001, -1, -50_000.0] { #expect(decay.importance(of: Self.item(days: days)) == 0.6) }
    #expect(decay.importance(of: Self.item(days: 0)) == 0.6)
    let usage = MemoryUsage(accesses: 1, lastAccess: Self.ago(days: -9))
    let justUsed = MemoryUsage(accesses: 1, lastAccess: Self.ago(days: 0))
    #expect(decay.importance(of: Self.item(usage: usage)) == decay.importance(of: Self.item(usage: justUsed)))
  }

  @Test func whatIsPinnedDoesNotDecay() {
    #expect(decay.importance(of: Self.item(days: 9000, pinned: true)) == 0.6)
  }

  @Test func theGraphHoldsAMemoryToHalfTheRateAtMost() {
    func rate(_ degree: Int) -> Double { decay.rate(of: Self.item(usage: MemoryUsage(degree: degree))) }
    #expect(abs(rate(3) - 0.0007) < 1e-12)
    #expect(abs(rate(5) - 0.0005) < 1e-12)
    #expect(rate(5) == rate(5_000_000))
    #expect(rate(-4) == rate(0))
  }

  @Test func recentUseDoesNotRaiseItAboveWhatWasRecorded() {
    let usage = MemoryUsage(accesses: 1e9, lastAccess: Self.now.milliseconds, degree: 9, channels: 40)
    #expect(decay.importance(of: Self.item(1, days: 400, usage: usage)) <= 1)
    #expect(decay.importance(of: Self.item(0.6, days: 8, usage: usage)) < 0.6)
  }

  @Test(arguments: [-1.0, 0, 0.5, 1, 1.7, .nan, .infinity, -.infinity])
  func valuesThatCannotBeDoNotGetOut(value: Double) {
    var settings = MemorySettings()
    for setting in [0.3, value] {
      settings.minRetention = setting
      for base in [0.001, value] {
        settings.baseDecayRate = base
        let decay = Decay(settings: settings, now: Self.now)
        var item = Self.item(value, days: 100)
        item.usage = MemoryUsage(accesses: value, lastAccess: .max, degree: .min, channels: .min)
        item.repetitions = .min
        for recordedAt in [Int64.min, 0, .max, item.recordedAt] {
          item.recordedAt = recordedAt
          #expect((0...1).contains(decay.importance(of: item)))
          _ = decay.verdict(for: item)
        }
      }
    }
  }

  @Test func itIsMonotoneInAgeAndInEverythingThatStrengthens() {
    var random = DecayTests.Seeded(seed: 42)
    for _ in 0..<5000 {
      let base = Self.random(&random)
      let value = decay.importance(of: base)
      #expect(value <= base.importance && value >= base.importance * 0.3 - 1e-15)
      var older = base
      older.recordedAt -= Int64.random(in: 0...(900 * Self.day), using: &random)
      #expect(decay.importance(of: older) <= value)
      var used = base
      used.usage.accesses += Double.random(in: 0...20, using: &random)
      #expect(decay.importance(of: used) >= value)
      var said = base
      said.repetitions += Int.random(in: 0...9, using: &random)
      #expect(decay.importance(of: said) >= value)
      var tied = base
      tied.usage.degree += Int.random(in: 0...9, using: &random)
      #expect(decay.importance(of: tied) >= value)
      var heard = base
      heard.usage.channels += Int.random(in: 0...5, using: &random)
      #expect(decay.importance(of: heard) >= value)
      var later = base
      later.usage.lastAccess = max(
        base.usage.lastAccess ?? .min, Self.ago(days: Double.random(in: 0...99, using: &random)))
      #expect(decay.importance(of: later) >= value)
    }
  }

  @Test func asTimePassesItNeverRises() {
    var random = DecayTests.Seeded(seed: 8)
    for _ in 0..<300 {
      let item = Self.random(&random)
      var last = 1.0
      for day in 0..<60 {
        let at = Decay(settings: MemorySettings(), now: Self.now.addingTimeInterval(Double(day) * 86_400 * 5))
        let value = at.importance(of: item)
        #expect(value <= last)
        last = value
      }
    }
  }

  @Test func accessesInBusyHoursCountALittleMore() throws {
    var rates = [Double](repeating: 1, count: 24)
    rates[8] = 10
    let profile = try #require(CircadianProfile(rates: rates))
    #expect(profile.hours == [8])
    let busy = Decay(settings: MemorySettings(), now: Self.now, circadian: profile)
    let midnight = Self.now.milliseconds / Self.day * Self.day - 4 * Self.day
    func value(_ decay: Decay, hour: Int64, accesses: Double = 6) -> Double {
      decay.importance(
        of: Self.item(usage: MemoryUsage(accesses: accesses, lastAccess: midnight + hour * 3_600_000 + 5)))
    }
    #expect(value(busy, hour: 8) > value(decay, hour: 8))
    #expect(value(busy, hour: 8) < value(decay, hour: 8, accesses: 7.3))
    #expect(value(busy, hour: 9) == value(decay, hour: 9))
    #expect(value(busy, hour: 8, accesses: 0) == value(decay, hour: 8, accesses: 0))
  }

  @Test func hoursAreThoseOfTheGivenOffset() throws {
    var rates = [Double](repeating: 0, count: 24)
    rates[1] = 5
    let profile = try #require(CircadianProfile(rates: rates, secondsFromUTC: 9 * 3600))
    let sixteen: Int64 = 16 * 3_600_000
    #expect(profile.isBusy(at: sixteen))
    #expect(!profile.isBusy(at: sixteen - 1))
    #expect(profile.isBusy(at: sixteen - 40 * Self.day))
    #expect(profile.isBusy(at: sixteen + 3_599_999))
  }

  @Test func aProfileInWhichNoHourStandsOutIsNone() {
    #expect(CircadianProfile(rates: [Double](repeating: 0, count: 24)) == nil)
    #expect(CircadianProfile(rates: [Double](repeating: 0.1, count: 24)) == nil)
    #expect(CircadianProfile(rates: [1, 2, 3]) == nil)
    #expect(CircadianProfile(rates: [Double](repeating: -1, count: 23) + [4]) == nil)
    #expect(CircadianProfile(rates: [Double](repeating: 0, count: 23) + [.nan]) == nil)
  }

  @Test func weightsInRecallLieCloseTogether() {
    let memory = Memory(
      id: "m", space: SpaceID.me, text: "t", kind: .fact, importance: 0.8, trust: .user,
      validFrom: Self.now, recordedAt: Date(milliseconds: Self.ago(days: 3000)))
    let weight = decay.weight(of: memory)
    #expect(abs(weight - (0.8 + 0.2 * 0.8 * 0.3)) < 1e-12)
    #expect(decay.weight(of: memory, usage: MemoryUsage(accesses: 1e6, degree: 5, channels: 9)) > weight)
  }

  static func random(_ random: inout DecayTests.Seeded) -> DecayItem {
    let recorded = Double.random(in: -5...900, using: &random)
    let isUsed = Bool.random(using: &random)
    let usage = MemoryUsage(
      accesses: isUsed ? Double.random(in: 0...30, using: &random) : 0,
      lastAccess: isUsed ? ago(days: Double.random(in: -5...300, using: &random)) : nil,
      degree: Int.random(in: 0...8, using: &random), channels: Int.random(in: 0...4, using: &random))
    return item(
      Double.random(in: 0...1, using: &random), MemoryKind.allCases.randomElement(using: &random) ?? .fact,
      days: recorded, repetitions: Int.random(in: 1...5, using: &random),
      pinned: Int.random(in: 0..<20, using: &random) == 0, usage: usage)
  }
}

extension DecayTests {
  /// SplitMix64 (Steele, Lea & Flood 2014): the same cases in every run.
  struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }
}
