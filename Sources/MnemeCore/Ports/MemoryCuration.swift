import Foundation

/// The owner's hand on single memories. Every change is in the ledger and can be undone.
package protocol MemoryCuration: Sendable {
  /// - Throws: `notFound`.
  func memory(_ id: String, in space: SpaceID) async throws(MnemeError) -> Memory
  /// Applies one change and returns the memory as it is then. `add` and `merge` are not for edges: they use `remember`.
  /// - Throws: `notFound`, `conflict` (nothing to undo), `invalidInput`.
  func change(_ change: MemoryChange, in space: SpaceID) async throws(MnemeError) -> Memory
  /// Memories that wait for consent, newest first.
  func inbox(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Memory]
  /// Memories that spoke at a point in both times, newest first; `before` is the ordinal of the last one of the page before.
  func memories(asOf: AsOf, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError) -> [Memory]
}

/// What the owner says of a recalled memory.
package enum Judgement: String, Sendable, Codable, CaseIterable {
  case right, wrong, outdated

  /// The change of the memory that follows: a right one gains confidence, a wrong one loses most of it, one that is outdated
  /// is retired.
  package func change(of memory: Memory) -> MemoryChange {
    switch self {
    case .right:
      .judge(
        id: memory.id, confidence: min(1, memory.confidence + (1 - memory.confidence) / 2 + 0.05), reason: rawValue)
    case .wrong: .judge(id: memory.id, confidence: memory.confidence * 0.2, reason: rawValue)
    case .outdated: .retire(id: memory.id, reason: rawValue)
    }
  }
}
