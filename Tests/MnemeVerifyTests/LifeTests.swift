import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import Testing

/// A whole life of messages under a clock that is moved by hand: growth, repetition, change, consolidation, forgetting and
/// restarts. Three hundred days by default; `make test-slow` lives 10,000.
@Suite struct LifeTests {
  static let days = ProcessInfo.processInfo.environment["MNEME_TEST_LIFE_DAYS"].flatMap(Int.init) ?? 300

  @Test func aLifeStaysSmallWithoutDuplicatesAndLosesNothingThatMatters() async throws {
    let life = try SimulatedLife(seed: 7)
    var figures: [SimulatedLife.Figures] = []
    for day in 1...Self.days {
      try await life.live(day)
      if day % 30 == 0 { try await life.restart() }
      if day % max(100, Self.days / 20) == 0 || day == Self.days {
        let line = try await life.measure(day)
        figures.append(line)
        FileHandle.standardError.write(Data("life: \(line)\n".utf8))
      }
    }
    let last = try #require(figures.last)

    #expect(last.lost.isEmpty, "\(last.lost.prefix(9))")
    #expect(last.unfound.isEmpty, "\(last.unfound.prefix(9))")
    #expect(Double(last.duplicates) <= 0.01 * Double(last.active), "\(last.doubled.prefix(9))")
    #expect(last.stale.isEmpty, "\(last.stale.prefix(9))")
    #expect(last.remembered == 0, "What was forgotten is back: \(last)")
    #expect(last.findings == [])
    // What matters, and what was said in the last half year and a bit: the rest has faded.
    for line in figures { #expect(line.active <= line.bound, "\(line)") }
    // The life was eventful enough to show something.
    #expect(last.messages > 2 * Self.days && last.expired > 0 && last.superseded > 0 && last.merged > 0)
    try life.close()
  }
}
