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
  /// Scanned messages may lie so far apart that no array should span them: each row may add so many places.
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

  /// Scores every row of the tail, O(rows · dimension), and finds the nearest in the graph.
  /// - Parameter limit: how many of the nearest are named.
  init(_ vectors: VectorView, query: [Float], in table: MessageTable, limit: Int) {
    self.init(query: query, graph: vectors.graph)
    // A query of another dimension or with a value that is not finite is no query.
    for chunk in vectors.tail { scan(chunk, table) }
    var heap = BoundedHeap<(slot: Int, score: Float)>(limit: limit) { a, b in
      a.score != b.score ? a.score > b.score : a.slot > b.slot
    }
    for place in scanned.indices where scanned[place] > 0 { heap.offer((first + place, scanned[place])) }
    looked.forEach { if $1 > 0 { heap.offer(($0, $1)) } }
    if let graph {
      let breadth = max(limit, GraphIndex.defaultBreadth)
      let found = (try? graph.search(query, k: limit, ef: breadth, distinctKeys: true, where: vectors.isRight)) ?? []
      for match in found {
        guard let slot = table.slot(of: match.key) else { continue }
        note(match.score)
        // One on its way from the tail into the graph is in the heap already.
        if cosine(of: slot) != 0 { continue }
        looked.add(match.score, to: slot)
        if match.score > 0 { heap.offer((slot, match.score)) }
      }
      for score in (try? graph.sampleScores(of: query, count: Self.sample)) ?? [] { note(score) }
    }
    nearest = heap.sorted().map(\.slot)
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
    nearest = nearest.map { (slot: $0, score: cosine(of: $0)) }
      .sorted { a, b in a.score != b.score ? a.score > b.score : a.slot > b.slot }.map(\.slot)
    // The best code's score has been noted; the best vector's counts.
    if let best = nearest.first { highest = cosine(of: best) }
  }

  private mutating func note(_ score: Float) {
    lowest = min(lowest, score)
    highest = max(highest, score)
  }

  private mutating func scan(_ chunk: FlatIndex.Snapshot, _ table: MessageTable) {
    guard chunk.count > 0, let scores = try? chunk.scores(of: query) else { return }
    chunk.withKeys { keys in
      // Rows mostly stand in the order of their messages, which saves the search for most.
      var slot = -1
      for row in 0..<keys.count {
        note(scores[row])
        guard let place = table.slot(of: keys[row], near: slot) else { continue }
        slot = place
        raise(slot, to: scores[row], within: chunk.count)
      }
    }
  }

  private mutating func raise(_ slot: Int, to score: Float, within rows: Int) {
    if scanned.isEmpty { first = slot }
    let end = slot - first
    if end >= 0, end < scanned.count + Self.places * rows {
      if end >= scanned.count { scanned.append(contentsOf: repeatElement(0, count: end + 1 - scanned.count)) }
      if scanned[end] == 0 || score > scanned[end] { scanned[end] = score }
    } else {
      let before = looked[slot]
      if before == nil || score > (before ?? 0) { looked.add(score - (before ?? 0), to: slot) }
    }
  }
}
