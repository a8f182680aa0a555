import MnemeCore
import MnemeVectors

/// Finds memories of one subject and attribute that say the same. Keeps ordinals alone; what else must be known of a
/// memory is read of those whose vectors are alike.
struct MergeSearch {
  struct Pair: Hashable {
    let newer: Int64
    let older: Int64
  }

  private var ordinals: [Int64] = []

  mutating func add(_ ordinal: Int64) { ordinals.append(ordinal) }

  mutating func removeAll() { ordinals = [] }

  /// Pairs with alike vectors, of the newest first, each with its nearest first.
  func pairs(in view: SpaceView, alike: Float) -> [Pair] {
    let known = Set(ordinals)
    var pairs: [Pair] = []
    for ordinal in ordinals.reversed() {
      guard let vector = view.memories.vector(ofKey: ordinal),
        // Vectors of the index itself always fit it.
        let matches = try? view.memories.topK(vector, k: 6, distinctKeys: true)
      else { continue }
      for match in matches where match.score >= alike && match.key < ordinal && known.contains(match.key) {
        pairs.append(Pair(newer: ordinal, older: match.key))
      }
    }
    return pairs
  }

  /// The newer wording is kept. Each memory is absorbed once at most, and one that absorbs is not absorbed itself.
  static func mergers(of pairs: [Pair], _ memories: [Int64: Memory]) -> [ConsolidationPlan.Merger] {
    var absorbed: Set<Int64> = []
    var kept: Set<Int64> = []
    var mergers: [ConsolidationPlan.Merger] = []
    for pair in pairs
    where !absorbed.contains(pair.newer) && !absorbed.contains(pair.older) && !kept.contains(pair.older) {
      guard let memory = memories[pair.newer], let other = memories[pair.older], memory.isActive, other.isActive,
        !memory.isPinned, !other.isPinned, other.subject == memory.subject, other.attribute == memory.attribute,
        other.kind == memory.kind,
        // Names and values that differ may have alike vectors: an allergy to nuts and one to pollen are two facts.
        !StatementMeaning.contradict(memory.text, other.text)
      else { continue }
      absorbed.insert(pair.older)
      kept.insert(pair.newer)
      mergers.append(.init(kept: pair.newer, absorbed: pair.older))
    }
    return mergers.sorted { ($0.kept, $0.absorbed) < ($1.kept, $1.absorbed) }
  }
}
