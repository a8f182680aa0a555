import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct MetaCounterTests {
  private static let start = Date(milliseconds: 1_750_000_000_000)
  private static let week = 7.0 * 86_400

  private func weight(_ seconds: Double = 0) -> DecayedWeight {
    DecayedWeight(at: Self.start.addingTimeInterval(seconds), halfLife: Self.week)
  }

  // MARK: Decay

  @Test func aCountHalvesEveryHalfLife() {
    var sum = weight()
    sum += weight()
    #expect(abs(sum.count(at: Self.start, halfLife: Self.week) - 2) < 1e-9)
    #expect(abs(sum.count(at: Self.start.addingTimeInterval(Self.week), halfLife: Self.week) - 1) < 1e-9)
    #expect(abs(sum.count(at: Self.start.addingTimeInterval(3 * Self.week), halfLife: Self.week) - 0.25) < 1e-9)
  }

  @Test func nothingIsTheNeutralElement() {
    var sum = DecayedWeight.zero
    sum += .zero
    #expect(sum == .zero && sum.count(at: Self.start, halfLife: Self.week) == 0)
    sum += weight()
    #expect(sum == weight())
    sum += .zero
    #expect(sum == weight())
    #expect(DecayedWeight(count: 0, at: Self.start, halfLife: 1) == .zero)
  }

  @Test(arguments: [60, 86_400, 7 * 86_400, 365 * 86_400] as [Double]) func anyOrderOfTimesGivesTheSumByHand(
    halfLife: Double
  ) {
    var random = EventRandom(seed: 11)
    for _ in 0..<50 {
      let times = (0..<40).map { _ in Self.start.addingTimeInterval(.random(in: 0...20 * halfLife, using: &random)) }
      let now = Self.start.addingTimeInterval(20 * halfLife)
      let expected = times.reduce(0) { $0 + exp2(-now.timeIntervalSince($1) / halfLife) }
      var sum = DecayedWeight.zero
      for time in times { sum += DecayedWeight(at: time, halfLife: halfLife) }
      #expect(abs(sum.count(at: now, halfLife: halfLife) / expected - 1) < 1e-6)
      // Through the form of the store and back.
      let kept = DecayedWeight(count: sum.count(at: now, halfLife: halfLife), at: now, halfLife: halfLife)
      #expect(abs(kept.log - sum.log) < 1e-6)
    }
  }

  // MARK: Hot set

  @Test func theHotSetAgreesWithSortingEverything() {
    for seed in 0..<30 {
      var random = EventRandom(seed: UInt64(seed))
      let settings = {
        var settings = MetaMemorySettings()
        settings.hotItems = 5
        return settings
      }()
      var counters = SpaceAccessCounters(settings: settings)
      var weights: [ItemKey: DecayedWeight] = [:]
      for step in 0..<400 {
        let key = ItemKey(Bool.random(using: &random) ? .message : .memory, .random(in: 1...20, using: &random))
        if Int.random(in: 0..<4, using: &random) == 0 {
          // Often a hot one: what stood behind it must be right.
          let hot = counters.hottest(5, at: Self.start).randomElement(using: &random)?.key
          let removed = Bool.random(using: &random) ? key : hot ?? key
          counters.remove([removed])
          weights[removed] = nil
        } else {
          // Few distinct times, so that ties are common.
          let added = weight(Double(step / 50) * 1000)
          counters.add(added, total: 1, lastAccess: Self.start, channels: ["web"], to: key)
          weights[key, default: .zero] += added
        }
        let expected = weights.map { HotItems.Item(key: $0.key, weight: $0.value) }.sorted { $0.precedes($1) }.prefix(5)
        #expect(counters.hottest(5, at: Self.start).map(\.key) == expected.map(\.key))
        #expect(counters.hottest(2, at: Self.start).map(\.key) == expected.prefix(2).map(\.key))
        #expect(counters.trackedItems == weights.count)
      }
    }
  }

  @Test func aBurstOfLongAgoGivesWayToWhatIsUsedNow() {
    var counters = SpaceAccessCounters(settings: MetaMemorySettings())
    for _ in 0..<20 {
      counters.add(weight(), total: 1, lastAccess: Self.start, channels: ["web"], to: ItemKey(.memory, 1))
    }
    let later = 8 * Self.week
    counters.add(weight(later), total: 1, lastAccess: Self.start, channels: ["web"], to: ItemKey(.memory, 2))
    #expect(
      counters.hottest(2, at: Self.start.addingTimeInterval(later)).map(\.key)
        == [ItemKey(.memory, 2), ItemKey(.memory, 1)])
  }

  @Test func theColdestLeaveWhenThereAreTooMany() {
    var settings = MetaMemorySettings()
    settings.hotItems = 3
    settings.itemsPerSpace = 40
    var counters = SpaceAccessCounters(settings: settings)
    for ordinal in 0..<500 {
      counters.add(
        weight(Double(ordinal)), total: 1, lastAccess: Self.start, channels: [], to: ItemKey(.memory, Int64(ordinal)))
      #expect(counters.trackedItems <= 50)
    }
    #expect(counters.hottest(3, at: Self.start).map(\.key.ordinal) == [499, 498, 497])
    #expect(counters.usage(of: ItemKey(.memory, 3), at: Self.start) == .none)
  }

  // MARK: Channels

  @Test func aChannelCountsOnceForAnItem() {
    var counters = SpaceAccessCounters(settings: MetaMemorySettings())
    let key = ItemKey(.memory, 1)
    var news: [Bool] = []
    for channel in ["cli", "web", "cli", "web", "voice"] {
      news.append(counters.add(weight(), total: 1, lastAccess: Self.start, channels: [channel], to: key))
    }
    #expect(news == [true, true, false, false, true])
    #expect(counters.usage(of: key, at: Self.start).channels == 3)
    #expect(counters.channelCount == 3)
  }

  @Test func channelsOfAnItemAreBounded() {
    var counters = SpaceAccessCounters(settings: MetaMemorySettings())
    for number in 0..<200 {
      counters.add(weight(), total: 1, lastAccess: Self.start, channels: ["channel \(number)"], to: ItemKey(.memory, 1))
    }
    #expect(counters.usage(of: ItemKey(.memory, 1), at: Self.start).channels == AccessLimits.channelsPerItem)
    #expect(counters.channelCount <= 64)
  }
}
