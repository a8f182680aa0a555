import Foundation
import MnemeCore

/// What a memory turned out to be worth: importance earned by being said again and asked for.
///
/// With the decayed count of accesses a and r repetitions, the evidence is `e = a + 2 (r − 1)`. From e = 3 on the memory has
/// earned `0.4 + 0.1 · log₂(e / 3)` in steps of 0.05, at most 0.65: what is popular for a while lasts longer and may still
/// fade, because only importance from 0.7 on never expires. It depends on nothing that it changes, so that doing it twice is
/// doing it once. Nothing is ever lowered: fading is the business of ``Decay``, and doubt that of confidence.
enum EarnedImportance {
  /// A younger memory may still be the talk of the day.
  static let ageDays = 7.0
  static let fewest = 3.0
  static let step = 0.05
  static let highest = 0.65

  /// The importance to give a memory of this age; nil to leave it as it is.
  ///
  /// Left alone are those that somebody judged already, that are pinned or preserved, and those that would gain less than
  /// a step.
  static func importance(of memory: MemoryVitals, accesses: Double, now: Date) -> Double? {
    guard !memory.isJudged, !memory.isPinned, !memory.isPreserved, accesses.isFinite,
      now.timeIntervalSince(memory.recordedAt) >= ageDays * 86_400
    else { return nil }
    let evidence = max(0, accesses) + 2 * Double(max(1, memory.repetitions) - 1)
    guard evidence >= fewest else { return nil }
    let steps = (0.1 * log2(evidence / fewest) / step + 1e-9).rounded(.down)
    let earned = min(highest, 0.4 + steps * step)
    return earned >= memory.importance + step - 1e-9 ? earned : nil
  }
}
