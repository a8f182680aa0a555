import Foundation
import MnemeCore

/// Weights of the parts of a score; each part is 0…1.
///
/// Chosen on labelled conversations by leaving each out in turn; the figures are flat around these values, which are
/// therefore round (docs/decisions/0005-recall-ranking.md).
struct RecallWeights: Sendable, Hashable {
  /// Share of the dense score in the blend; the lexical score has the rest.
  var dense: Float = 0.55
  /// Share of the blend of the message next to it in the session, on either side.
  var neighbour: Float = 0.25
  /// Share of the blend of the second next, on either side.
  var secondNeighbour: Float = 0.1
  /// Share of the best blend of its session: finding the right day is easier than finding the right sentence.
  var session: Float = 0.3
  /// Bonus of a message whose speaker the question names.
  var voice: Float = 0.5
  /// Bonus of a message said at a time the question names; less where it was said near that time.
  var time: Float = 0.4
  /// Share of what the knowledge graph gives a message.
  var graph: Float = 0.1
  /// Taken from a message that ends in a question: it asks more than it tells.
  var asking: Float = 0.1

  /// What the best conceivable message would get.
  var highest: Float { 1 + graph + 2 * neighbour + 2 * secondNeighbour + session + voice + time }
}

/// Scores the messages that a question may mean: what the generators found, and what stands next to the best of it.
///
/// Candidates come from four generators: the nearest sentence vectors, the best lexical matches, what the knowledge graph
/// ties to the question's entities, and the times that the question names. Only they and their neighbours are looked at, so
/// that the cost depends on how much is asked for and not on the size of the space.
struct MessageRanking: Sendable {
  struct Candidate: Sendable, Hashable {
    let slot: Int
    let score: Float
  }

  /// What the generators found.
  struct Evidence: Sendable {
    /// Best lexical matches and the score that counts as 1.
    var lexical: [(slot: Int, score: Double)] = []
    var lexicalScale = 1.0
    /// Messages that mention what the question is about, 0…1.
    var graph: [(slot: Int, score: Float)] = []
    var voices: Set<Int32> = []
    var time = TemporalReading.none
  }

  /// Messages of a named time that are looked at for their time alone.
  private static let timeLimit = 512
  /// Best seeds whose neighbours in the session become candidates too.
  private static let contextSeeds = 160

  /// Blended score before context of the slots looked at.
  private let bases: SlotScores
  /// Final score of the candidates.
  private let scores: SlotScores
  private let dense: DenseScores
  /// Cosines that count as 0 and as 1.
  let range: ClosedRange<Float>
  /// Lexical score that counts as 1.
  let lexicalScale: Float
  let weights: RecallWeights

  var isLexicalOnly: Bool { dense.isEmpty }

  /// - Parameter count: how many of the best are wanted; only they are sure to have scores.
  init(view: SpaceView, dense: DenseScores, evidence: Evidence, count: Int, weights: RecallWeights) {
    let table = view.table
    self.weights = weights
    range = DenseScale.range(lowest: dense.lowest, highest: dense.highest)
    lexicalScale = Float(max(evidence.lexicalScale, .leastNormalMagnitude))
    var blend = Blend(dense: dense, range: range, weights: weights, lexicalScale: lexicalScale)
    blend.add(evidence)

    // Candidates: seeds, which a generator found; what was said at the times named; and the neighbours of the best seeds.
    var candidates = SlotSet()
    for slot in dense.nearest { candidates.insert(slot) }
    for match in evidence.lexical { candidates.insert(match.slot) }
    for match in evidence.graph { candidates.insert(match.slot) }
    let seeds = candidates.slots.count
    if !evidence.time.isEmpty {
      for slot in table.slots(in: evidence.time, limit: Self.timeLimit) { candidates.insert(slot) }
    }
    blend.look(at: candidates.slots, in: table)
    let ranked = candidates.slots.prefix(seeds).map { RankedSlot(score: blend.base(of: $0), slot: $0) }
      .sorted(by: >)
    for seed in ranked.prefix(Self.contextSeeds) {
      table.context(of: seed.slot).forEach { slot, _ in candidates.insert(slot) }
    }
    let slots = candidates.slots
    blend.look(at: slots, in: table)

    // Finding the right day is easier than finding the right sentence: a session lends its best.
    var bestOfSession = SlotScores()
    for slot in slots {
      let base = blend.base(of: slot)
      if base > 0 { bestOfSession.raise(Int(table.sessions[slot]), to: base) }
    }
    // A neighbour that no generator named has at most what the last of the nearest has. Where even that would not bring a
    // candidate among the best, its neighbours need not be looked at.
    let bar = blend.bar
    var atLeast: [Float] = []
    var atMost: [Float] = []
    atLeast.reserveCapacity(slots.count)
    atMost.reserveCapacity(slots.count)
    for slot in slots {
      var known = blend.base(of: slot) + weights.session * (bestOfSession[Int(table.sessions[slot])] ?? 0)
      var open: Float = 0
      table.context(of: slot).forEach { other, isNext in
        let share = isNext ? weights.neighbour : weights.secondNeighbour
        if let base = blend.known(other) { known += share * base } else { open += share * bar }
      }
      let voice = evidence.voices.contains(table.voices[slot]) ? weights.voice : 0
      let time =
        evidence.time.isEmpty
        ? 0 : weights.time * Float(evidence.time.weight(of: Date(milliseconds: table.times[slot])))
      atLeast.append(known + (known > 0 ? voice : 0) + time)
      atMost.append(known + open + (known + open > 0 ? voice : 0) + time)
    }
    let needed = atLeast.count > count ? atLeast.sorted(by: >)[count - 1] : 0
    // Sums in another order may differ in their last bits.
    let kept = slots.indices.filter { atMost[$0] >= needed - 1e-4 }.map { slots[$0] }
    var looked = SlotSet()
    for slot in kept { table.context(of: slot).forEach { other, _ in looked.insert(other) } }
    blend.look(at: looked.slots, in: table)

    var scores = SlotScores(expecting: kept.count)
    for slot in kept {
      var score = blend.base(of: slot)
      table.context(of: slot).forEach { other, isNext in
        score += (isNext ? weights.neighbour : weights.secondNeighbour) * blend.base(of: other)
      }
      score += weights.session * (bestOfSession[Int(table.sessions[slot])] ?? 0)
      if score > 0, evidence.voices.contains(table.voices[slot]) { score += weights.voice }
      if !evidence.time.isEmpty {
        score += weights.time * Float(evidence.time.weight(of: Date(milliseconds: table.times[slot])))
      }
      if score > 0 { scores.add(score, to: slot) }
    }
    self.scores = scores
    bases = blend.bases
    self.dense = blend.dense
  }

  /// Final score of a slot; 0 for one that is no candidate.
  func score(of slot: Int) -> Float { scores[slot] ?? 0 }

  /// Blended score before context; 0 for one that was not looked at.
  func base(of slot: Int) -> Float { bases[slot] ?? 0 }

  /// Cosine of a slot's best chunk, 0 where there is none.
  func cosine(of slot: Int) -> Float { dense.cosine(of: slot) }

  /// Slots in the order of their cosines, best first.
  var nearest: [Int] { dense.nearest }

  /// A cosine on the scale of this question, 0…1 and a little above for one that beats every message.
  func dense(_ cosine: Float) -> Float {
    max(0, cosine - range.lowerBound) / max(range.upperBound - range.lowerBound, 1e-6)
  }

  /// `dense` as of ``dense(_:)``, `lexical` as the index gives it.
  func blend(dense: Float, lexical: Float) -> Float {
    let share = isLexicalOnly ? 0 : weights.dense
    return share * dense + (1 - share) * lexical / lexicalScale
  }

  /// The `limit` best candidates, best first; equal scores by later time, then later arrival.
  func best(_ limit: Int, in table: MessageTable) -> [Candidate] {
    var heap = BoundedHeap<Candidate>(limit: limit) { a, b in
      if a.score != b.score { return a.score > b.score }
      if table.times[a.slot] != table.times[b.slot] { return table.times[a.slot] > table.times[b.slot] }
      return table.ordinal(of: a.slot) > table.ordinal(of: b.slot)
    }
    scores.forEach { heap.offer(Candidate(slot: $0, score: $1)) }
    return heap.sorted()
  }

  /// Computes each base once, on demand.
  private struct Blend {
    private(set) var dense: DenseScores
    private let weights: RecallWeights
    private let low: Float
    private let slope: Float
    private let lexicalWeight: Float
    /// What lexical index and graph give.
    private var extra = SlotScores()
    private(set) var bases = SlotScores(expecting: 4_096)

    init(dense: DenseScores, range: ClosedRange<Float>, weights: RecallWeights, lexicalScale: Float) {
      self.dense = dense
      self.weights = weights
      let share = dense.isEmpty ? 0 : weights.dense
      low = range.lowerBound
      slope = share / max(range.upperBound - range.lowerBound, 1e-6)
      lexicalWeight = (1 - share) / lexicalScale
    }

    mutating func add(_ evidence: Evidence) {
      for match in evidence.lexical { extra.add(Float(match.score) * lexicalWeight, to: match.slot) }
      for match in evidence.graph { extra.add(match.score * weights.graph, to: match.slot) }
    }

    /// Makes the cosines of slots known, in one go.
    mutating func look(at slots: [Int], in table: MessageTable) { dense.look(at: slots, in: table) }

    /// The base of a slot that was asked for before, or whose cosine is known without a look.
    mutating func known(_ slot: Int) -> Float? { bases[slot] ?? (dense.isKnown(slot) ? base(of: slot) : nil) }

    /// The highest base of a slot that no generator named.
    var bar: Float { max(0, dense.bar - low) * slope }

    mutating func base(of slot: Int) -> Float {
      if let known = bases[slot] { return known }
      let base = max(0, dense.cosine(of: slot) - low) * slope + (extra[slot] ?? 0)
      bases.add(base, to: slot)
      return base
    }
  }
}

/// Which cosines count as nothing and as everything for one question.
enum DenseScale {
  static func range(lowest: Float, highest: Float) -> ClosedRange<Float> {
    guard lowest.isFinite, highest.isFinite else { return 0...1 }
    let low = min(lowest, 0)
    return low...max(highest, low + 0.2)
  }
}
