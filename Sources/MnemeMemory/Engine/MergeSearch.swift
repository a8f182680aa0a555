import MnemeCore
import MnemeVectors

/// Finds memories of one subject and attribute that say the same.
struct MergeSearch {
  private var memories: [Int64: MemoryVitals] = [:]
  private var order: [Int64] = []

  mutating func add(_ memory: MemoryVitals) {
    memories[memory.ordinal] = memory
    order.append(memory.ordinal)
  }

  /// The newer wording is kept. Each memory is absorbed once at most, and one that absorbs is not absorbed itself.
  func mergers(in view: SpaceView, alike: Float) -> [ConsolidationPlan.Merger] {
    var absorbed: Set<Int64> = []
    var kept: Set<Int64> = []
    var mergers: [ConsolidationPlan.Merger] = []
    for ordinal in order.reversed() where !absorbed.contains(ordinal) {
      guard let memory = memories[ordinal], !memory.isPinned, let vector = view.memories.vector(ofKey: ordinal),
        // Vectors of the index itself always fit it.
        let matches = try? view.memories.topK(vector, k: 6, distinctKeys: true)
      else { continue }
      for match in matches where match.score >= alike && match.key < ordinal {
        guard let other = memories[match.key], !other.isPinned, !absorbed.contains(match.key),
          !kept.contains(match.key), other.subject == memory.subject, other.attribute == memory.attribute,
          other.kind == memory.kind
        else { continue }
        absorbed.insert(match.key)
        kept.insert(ordinal)
        mergers.append(.init(kept: ordinal, absorbed: match.key))
      }
    }
    return mergers.sorted { ($0.kept, $0.absorbed) < ($1.kept, $1.absorbed) }
  }
}
