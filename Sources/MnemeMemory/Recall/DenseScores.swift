import MnemeCore
import MnemeVectors

/// Cosines of a space's messages with one question.
///
/// Of rows that are scanned all are known; of rows in a graph those of the nearest, and of others as they are looked at
/// (``look(at:in:)``), so that the cost depends on how many are asked for. What a graph knows are codes: the best are scored
/// again by the store's vectors (``unsettled(_:in:)``, ``settle(by:in:)``).
struct DenseScores: Sendable {
  private let query: [Float]
  private let graph: GraphIndex?
  /// Of scanned messages, from slot `first` on; 0 where there is none.
  private var scanned: [Float] = []
  private var first = 0
  /// Of other slots that were looked at.
  private var looked = SlotScores(expecting: 0)
  /// Slots with the highest cosines, best first.
  private(set) var nearest: [Int] = []
  /// Lowest and highest cosine of the space, as far as is known.
  private(set) var lowest = Float.infinity
  private(set) var highest = -Float.infinity

  /// Rows of a graph whose cosines stand for all of them when the lowest is asked for.
  private static let sample = 512
  /// Scanned messages may lie so far apart that no array should span them: so many places for each row at most.
  private static let places = 64

  /// Without a question's vector, or without vectors to compare it with.
  static let none = DenseScores(query: [], graph: nil)

  private init(query: [Float], graph: GraphIndex?) {
    self.query = query
    self.graph = graph
  }

  var isEmpty: Bool { highest == -.infinity }

  /// Cosine of the slot's best chunk; 0 where there is none, or where it was not looked at.
  func cosine(of slot: Int) -> Float {
    let scan = slot >= first && slot - first < scanned.count ? scanned[slot - first] : 0
    return scan != 0 ? scan : looked[slot] ?? 0
  }

  /// Whether the cosine of a slot is what it will be after a look.
  func isKnown(_ slot: Int) -> Bool { graph == nil || cosine(of: slot) != 0 || looked[slot] != nil }

  /// No slot that is not among the nearest has a higher cosine, as far as is known.
  private(set) var bar: Float = 0

  /// Scores every row of the tail, O(rows · dimension), and finds the nearest in the graph.
  /// - Parameter limit: how many of the nearest are named.
  init(_ vectors: VectorView, query: [Float], in table: MessageTable, limit: Int) {
    self.init(query: query, graph: vectors.graph)
    // A query of another dimension or with a value that is not finite is no query.
    for chunk in vectors.tail { scan(chunk, table) }
    var best = BestSlots(limit: limit, highest: highest)
    scanned.withUnsafeBufferPointer { best.offer($0, from: first) }
    looked.forEach { best.offer($1, $0) }
    if let graph {
      let breadth = max(limit, GraphIndex.defaultBreadth)
      let found =
        (try? graph.search(query, k: limit, ef: breadth, distinctKeys: true, method: .graph, where: vectors.isRight))
        ?? []
      for match in found {
        guard let slot = table.slot(of: match.key) else { continue }
        note(match.score)
        // One on its way from the tail into the graph has been offered already.
        if cosine(of: slot) != 0 { continue }
        looked.add(match.score, to: slot)
        best.offer(match.score, slot)
      }
      for score in (try? graph.sampleScores(of: query, count: Self.sample)) ?? [] { note(score) }
    }
    nearest = best.sorted()
    if nearest.count == limit, let last = nearest.last { bar = cosine(of: last) }
  }

  /// Computes the cosines of slots that are not known yet; each slot is named once. One look-up in the graph for all.
  mutating func look(at slots: some Sequence<Int>, in table: MessageTable) {
    guard let graph else { return }
    let unknown = slots.filter { cosine(of: $0) == 0 && looked[$0] == nil }
    guard !unknown.isEmpty, let scores = try? graph.scores(of: query, keys: unknown.map(table.ordinal)) else { return }
    for (slot, score) in zip(unknown, scores) { looked.add(score == -.infinity ? 0 : score, to: slot) }
  }

  // MARK: Exact scores

  /// Ordinals of the best messages whose cosines come from codes, of `count` in all.
  func unsettled(_ count: Int, in table: MessageTable) -> [Int64] {
    guard graph != nil else { return [] }
    return nearest.prefix(count).filter { looked[$0] != nil }.map(table.ordinal)
  }

  /// Takes the cosines of these vectors in the place of those of their codes; a message has that of its best chunk.
  mutating func settle(by rows: [VectorRow], in table: MessageTable) {
    guard !rows.isEmpty else { return }
    for row in rows where row.dimension == query.count {
      guard let slot = table.slot(of: row.key.ordinal), let before = looked[slot],
        let exact = VectorKernels.fastest.scores(of: query, rows: row.values).max(), exact.isFinite
      else { continue }
      looked.add(exact - before, to: slot)
    }
    nearest = nearest.map { RankedSlot(score: cosine(of: $0), slot: $0) }.sorted(by: >).map(\.slot)
    // The best code's score has been noted; the best vector's counts.
    if let best = nearest.first { highest = cosine(of: best) }
  }

  private mutating func note(_ score: Float) {
    lowest = min(lowest, score)
    highest = max(highest, score)
  }

  private mutating func scan(_ chunk: FlatIndex.Snapshot, _ table: MessageTable) {
    guard chunk.count > 0, let scores = try? chunk.scores(of: query) else { return }
    scores.withUnsafeBufferPointer { scores in
      var low = lowest
      var high = highest
      for score in scores {
        if score < low { low = score }
        if score > high { high = score }
      }
      lowest = low
      highest = high
      chunk.withKeys { keys in
        reserve(from: keys[0], rows: keys.count, table)
        table.forEachRun(of: keys) { rows, slot in raise(from: slot, to: UnsafeBufferPointer(rebasing: scores[rows])) }
      }
    }
  }

  /// Makes places for the slots from that of the first row to the last of the table, unless the rows lie too far apart.
  private mutating func reserve(from key: Int64, rows: Int, _ table: MessageTable) {
    guard scanned.isEmpty, let slot = table.slot(of: key), table.count - slot <= Self.places * rows else { return }
    first = slot
    scanned = [Float](repeating: 0, count: table.count - slot)
  }

  /// Gives the slots from `slot` on these scores, but to those that have higher ones.
  private mutating func raise(from slot: Int, to scores: UnsafeBufferPointer<Float>) {
    let place = slot - first
    if place >= 0, place + scores.count <= scanned.count {
      scanned.withUnsafeMutableBufferPointer { scanned in
        for index in scores.indices where scanned[place + index] == 0 || scores[index] > scanned[place + index] {
          scanned[place + index] = scores[index]
        }
      }
      return
    }
    for (index, score) in scores.enumerated() {
      let before = looked[slot + index]
      if before == nil || score > (before ?? 0) { looked.add(score - (before ?? 0), to: slot + index) }
    }
  }
}

/// What a space's vectors say to one question.
struct NearestVectors: Sendable {
  /// The question's own.
  let query: [Float]
  let messages: DenseScores
  /// The nearest memories, best first.
  let memories: [FlatIndex.Match]
}

/// The `limit` slots with the highest scores above 0, in two passes over what is scanned: counts of scores in narrow ranges
/// tell which cannot be among the best, so that few are gathered and sorted. O(count + limit log limit) where scores are spread.
private struct BestSlots {
  /// Ranges of scores: each is the 1024th part of a halving, the first begins at the highest score.
  private static let ranges = 4_096
  private static let rangeBits = 13

  private let limit: Int
  private let highest: UInt32
  private var kept: [RankedSlot] = []

  /// - Parameter highest: no score that is offered in bulk is higher.
  init(limit: Int, highest: Float) {
    self.limit = limit
    self.highest = max(0, highest).bitPattern
  }

  mutating func offer(_ score: Float, _ slot: Int) {
    if score > 0 { kept.append(RankedSlot(score: score, slot: slot)) }
  }

  /// Offers the scores of the slots from `first` on.
  mutating func offer(_ scores: UnsafeBufferPointer<Float>, from first: Int) {
    let last = withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.ranges) { counts in
      counts.initialize(repeating: 0)
      for score in scores where score > 0 { counts[range(of: score)] &+= 1 }
      var range = 0
      var above = Int(counts[0])
      while range < Self.ranges - 1, above < limit {
        range += 1
        above += Int(counts[range])
      }
      return range
    }
    for place in scores.indices where scores[place] > 0 && range(of: scores[place]) <= last {
      kept.append(RankedSlot(score: scores[place], slot: first + place))
    }
  }

  /// The bits of floats of 0 and more lie in the order of their values (IEEE 754).
  private func range(of score: Float) -> Int {
    min(Int((highest &- score.bitPattern) >> Self.rangeBits), Self.ranges - 1)
  }

  /// Best first.
  mutating func sorted() -> [Int] {
    kept.sort(by: >)
    return kept.prefix(limit).map(\.slot)
  }
}
