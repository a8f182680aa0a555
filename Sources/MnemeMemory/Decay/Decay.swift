package import Foundation
package import MnemeCore

/// Forgetting, computed when read and never written back: importance is a fact.
///
/// A memory of importance I and age h hours has the decayed importance
///
///     D = max(I · e^(−rate · h), I · floor)
///     rate = base · kind · channels / stability · (1 − resistance)
///
/// - `kind`: 0.3 for a fact or reference, 0.5 for a preference, 0.7 for an insight or semantic memory, 1 for an event.
/// - `stability = 1 + 0.3 · ln(1 + a)`: what is used and said more often fades more slowly, with falling returns. a is
///   the decayed count of accesses, a fifth more when the last one fell into the space's busy hours, plus repetitions
///   beyond the first, plus up to 1 for how fresh the last access is (e-folding in a week).
/// - `resistance = min(0.5, 0.1 · degree)`: what the knowledge graph ties to other things is held by them, to half at most.
/// - `channels = 1 / (1 + 0.2 · m)` for m channels on which it came up.
///
/// An exponential with a strength that grows with use is the form of Ebbinghaus (1885) and of Woźniak & Gorzelańczyk
/// (1994). D lies in floor · I … I and in 0…1, never rises with age and never falls with accesses, repetitions, degree or
/// channels. A memory from the future (the clock was set back) and a pinned one keep their importance. A value that is
/// not a number counts as 0.
///
/// One value per run: what depends on the settings is computed once. O(1) per memory, no allocation.
package struct Decay: Sendable {
  package let settings: MemorySettings
  package let now: Date
  package let circadian: CircadianProfile?
  /// Share of its importance below which nothing decays, 0…1.
  let floor: Double
  private let milliseconds: Int64
  private let base: Double

  /// - Parameter circadian: when the space is used; nil leaves the hour of an access out.
  package init(settings: MemorySettings, now: Date, circadian: CircadianProfile? = nil) {
    self.settings = settings
    self.now = now
    self.circadian = circadian
    floor = settings.minRetention.clamped
    base = settings.baseDecayRate.isFinite ? max(0, settings.baseDecayRate) : 0
    milliseconds = now.milliseconds
  }

  /// D of one memory.
  package func importance(of item: DecayItem) -> Double {
    item.importance.clamped * retention(of: item)
  }

  /// Retained share of the importance, `floor`…1.
  package func retention(of item: DecayItem) -> Double {
    let hours = hours(since: item.recordedAt)
    if item.isPinned || hours <= 0 { return 1 }
    return min(1, max(exp(-rate(of: item) * hours), floor))
  }

  /// Weight of a memory in recall, 0.8…1: decay and importance may order equals, not bury an old fact that answers.
  ///
  /// - Parameter usage: what meta memory and the graph know about it.
  package func weight(of memory: Memory, usage: MemoryUsage = MemoryUsage()) -> Double {
    0.8 + 0.2 * importance(of: DecayItem(memory, usage: usage))
  }

  /// Per hour, 0 or more.
  func rate(of item: DecayItem) -> Double {
    let resistance = min(Self.maximumResistance, 0.1 * Double(max(0, item.usage.degree)))
    let channels = 1 / (1 + 0.2 * Double(max(0, item.usage.channels)))
    return base * Self.factor(of: item.kind) * channels / stability(of: item) * (1 - resistance)
  }

  private func stability(of item: DecayItem) -> Double {
    var accesses = item.usage.accesses.isFinite ? max(0, item.usage.accesses) : 0
    var freshness = 0.0
    if let last = item.usage.lastAccess {
      if circadian?.isBusy(at: last) == true { accesses *= Self.busyWeight }
      freshness = exp(-max(0, hours(since: last)) / Self.freshHours)
    }
    return 1 + 0.3 * log(1 + accesses + Double(max(1, item.repetitions) - 1) + freshness)
  }

  /// Below 0 for a time in the future. As floating point, which no time can overflow.
  func hours(since time: Int64) -> Double { (Double(milliseconds) - Double(time)) / Self.hour }

  /// Milliseconds.
  static let hour = 3_600_000.0
  static let maximumResistance = 0.5
  private static let freshHours = 168.0
  private static let busyWeight = 1.2

  private static func factor(of kind: MemoryKind) -> Double {
    switch kind {
    case .fact, .reference: 0.3
    case .preference: 0.5
    case .insight, .semantic: 0.7
    case .event: 1
    }
  }
}

extension Double {
  /// Into 0…1; 0 for what is no number.
  var clamped: Double { isNaN ? 0 : Swift.min(1, Swift.max(0, self)) }
}
