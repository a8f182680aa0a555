package import Foundation
package import MnemeCore

/// Forgetting, computed when read and never written back: importance is a fact.
///
/// `I · max(exp(-rate · hours), minRetention)` with `rate = base · kind / (1 + 0.3 · ln(repetitions))`: what was said
/// more often fades more slowly.
package struct Decay: Sendable {
  package let settings: MemorySettings
  package let now: Date

  package init(settings: MemorySettings, now: Date) {
    self.settings = settings
    self.now = now
  }

  /// Retained share of a memory's importance, `minRetention`…1; 1 for one from the future.
  package func retention(kind: MemoryKind, recordedAt: Date, repetitions: Int) -> Double {
    let hours = max(0, now.timeIntervalSince(recordedAt) / 3600)
    let stability = 1 + 0.3 * log(Double(max(1, repetitions)))
    let rate = settings.baseDecayRate * Self.factor(of: kind) / stability
    return min(1, max(exp(-rate * hours), settings.minRetention))
  }

  /// Weight of a memory in recall, 0.8…1: decay and importance may order equals, not bury an old fact that answers.
  package func weight(of memory: Memory) -> Double {
    let importance = min(max(memory.importance, 0), 1)
    let kept = retention(
      kind: memory.kind, recordedAt: memory.recordedAt, repetitions: memory.repetitions)
    return 0.8 + 0.2 * importance * kept
  }

  private static func factor(of kind: MemoryKind) -> Double {
    switch kind {
    case .fact, .reference: 0.3
    case .preference: 0.5
    case .insight, .semantic: 0.7
    case .event: 1
    }
  }
}
