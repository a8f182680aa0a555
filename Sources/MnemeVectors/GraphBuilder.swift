import CVectorKernels
import Synchronization

/// Puts rows into the graph (Malkov and Yashunin 2018, algorithm 1). One at a time; its owner's lock sees to that.
///
/// Choosing links anew may cut off rows, which searches then never find, however wide. So each layer has a tree of links in
/// both directions that are never given up: a row's comes from a near row that was there before. Every row is thus
/// reachable from every other.
struct GraphBuilder {
  let storage: GraphStorage
  private let scratch: GraphScratch
  private let keys: KeyRows
  /// Where the upper links of the rows so far end.
  private(set) var upperEnd = 0
  private var ranked: [UInt64] = []
  private var chosen: [UInt32] = []

  init(storage: GraphStorage, keys: KeyRows) {
    self.storage = storage
    self.keys = keys
    scratch = GraphScratch(dimension: storage.parameters.dimension)
  }

  // MARK: Rows

  /// Adds a row behind the others.
  /// - Parameter writeCodes: writes the row's codes and answers their scale.
  mutating func insert(key: Int64, writeCodes: (UnsafeMutablePointer<Int8>) -> Float) {
    let row = storage.published.load(ordering: .relaxed)
    storage.reserve(rows: row + 1)
    storage.scale(row).initialize(to: writeCodes(storage.codes(row)))
    storage.key(row).initialize(to: key)
    storage.mark(row).initialize(to: Atomic(0))
    let level = placeUpperLinks(of: row)
    for layer in 0...level {
      let links = storage.links(row, layer: layer)
      for place in 0..<storage.degree(onLayer: layer) { (links + place).initialize(to: Atomic(GraphStorage.noLink)) }
    }
    register(row)

    let entry = storage.entry.load(ordering: .relaxed)
    let top = Int(entry >> 32)
    if row > 0 { link(row, layers: min(level, top), entry: Int(entry & 0xffff_ffff), top: top) }
    storage.published.store(row + 1, ordering: .releasing)
    if row == 0 || level > top { storage.entry.store(UInt64(level) << 32 | UInt64(row), ordering: .releasing) }
  }

  /// Takes note of a row's key.
  mutating func register(_ row: Int) {
    keys.insert(row: row)
  }

  /// Decides where the row's upper links stand.
  /// - Returns: the row's level.
  mutating func placeUpperLinks(of row: Int) -> Int {
    let level = storage.parameters.level(ofRow: row)
    if level > 0 {
      let place = storage.upperPlace(after: upperEnd, level: level)
      upperEnd = place + level * storage.parameters.degree
      storage.reserve(upperLinks: upperEnd)
      storage.upperPlace(row).initialize(to: UInt32(place))
    } else {
      storage.upperPlace(row).initialize(to: 0)
    }
    return level
  }

  /// Marks every row of a key as removed. O(rows of the key).
  /// - Returns: how many there were.
  mutating func remove(key: Int64) -> Int { removeRows(from: detach(key: key)) }

  /// Forgets a key, whose rows stay until ``removeRows(from:)``.
  /// - Returns: its newest row.
  mutating func detach(key: Int64) -> Int? {
    keys.remove(key)
  }

  /// Marks a row and the older ones of its key as removed.
  /// - Returns: how many they are.
  func removeRows(from newest: Int?) -> Int {
    var count = 0
    var row = newest.map { UInt32($0) } ?? GraphStorage.noLink
    while row != GraphStorage.noLink {
      storage.mark(Int(row)).pointee.store(1, ordering: .relaxed)
      row = storage.previous(Int(row)).pointee
      count += 1
    }
    storage.removed.wrappingAdd(count, ordering: .relaxed)
    return count
  }

  /// Marks every row that ever had one of these keys, removed ones included, so that no file holds its values. O(rows).
  /// - Returns: how many there were.
  func erase(keys doomed: Set<Int64>) -> Int {
    for key in doomed { _ = keys.remove(key) }
    var count = 0
    for row in 0..<storage.published.load(ordering: .relaxed) where doomed.contains(storage.key(row).pointee) {
      let before = storage.mark(row).pointee.exchange(GraphStorage.erasedMark, ordering: .relaxed)
      if before == GraphStorage.erasedMark { continue }
      if before == 0 { storage.removed.wrappingAdd(1, ordering: .relaxed) }
      count += 1
    }
    return count
  }

  // MARK: Links

  private mutating func link(_ row: Int, layers: Int, entry: Int, top: Int) {
    let search = GraphSearch(
      storage: storage, scratch: scratch, rows: row, query: storage.codes(row), queryScale: storage.scale(row).pointee)
    var start = search.descend(from: entry, top: top, to: layers)
    for layer in stride(from: layers, through: 0, by: -1) {
      _ = search.explore(from: start, layer: layer, breadth: storage.parameters.buildBreadth)
      let found = scratch.results.sorted()
      start = RankedRow(bits: ~found[0])
      let degree = storage.degree(onLayer: layer)
      let parent = parent(among: found, layer: layer)
      select(from: UnsafeBufferPointer(found), limit: degree, keeping: [UInt32(parent)])
      let neighbours = chosen
      write(neighbours, kept: 1, to: storage.links(row, layer: layer), degree: degree)
      for neighbour in neighbours {
        connect(Int(neighbour), to: row, layer: layer, isKept: Int(neighbour) == parent)
      }
    }
  }

  /// The best row that can take one more link that is kept.
  private func parent(among found: UnsafeMutableBufferPointer<UInt64>, layer: Int) -> Int {
    let places = storage.degree(onLayer: layer) / 2
    for bits in found {
      let row = RankedRow(bits: ~bits).row
      if keptLinks(of: row, layer: layer).count < places { return row }
    }
    // All are full: somewhere below the best of them is one without children. A row's children came later than itself.
    var row = RankedRow(bits: ~found[0]).row
    while let child = keptLinks(of: row, layer: layer).first(where: { $0 > row }) { row = Int(child) }
    return row
  }

  private func keptLinks(of row: Int, layer: Int) -> [UInt32] {
    let links = storage.links(row, layer: layer)
    var kept: [UInt32] = []
    for place in 0..<storage.degree(onLayer: layer) {
      let word = links[place].load(ordering: .relaxed)
      if word == GraphStorage.noLink { break }
      if word & GraphStorage.keptFlag != 0 { kept.append(word & GraphStorage.rowMask) }
    }
    return kept
  }

  /// Adds a link from `row` to `other`; when there is no place left, chooses its links anew.
  private mutating func connect(_ row: Int, to other: Int, layer: Int, isKept: Bool) {
    let links = storage.links(row, layer: layer)
    let degree = storage.degree(onLayer: layer)
    for place in 0..<degree {
      let word = links[place].load(ordering: .relaxed)
      if word == GraphStorage.noLink {
        links[place].store(UInt32(other) | (isKept ? GraphStorage.keptFlag : 0), ordering: .relaxed)
        return
      }
      scratch.numbers[place] = word & GraphStorage.rowMask
    }
    scratch.numbers[degree] = UInt32(other)
    mneme_score_i8_gather(
      storage.path, storage.codes(row), storage.scale(row).pointee, storage.matrix, scratch.numbers, degree + 1,
      scratch.scores)
    ranked.removeAll(keepingCapacity: true)
    for place in 0...degree {
      ranked.append(~RankedRow(score: scratch.scores[place], row: scratch.numbers[place]).bits)
    }
    ranked.sort()
    var kept = keptLinks(of: row, layer: layer)
    if isKept { kept.append(UInt32(other)) }
    let candidates = ranked
    candidates.withUnsafeBufferPointer { select(from: $0, limit: degree, keeping: kept) }
    write(chosen, kept: kept.count, to: links, degree: degree)
  }

  private func write(_ rows: [UInt32], kept: Int, to links: UnsafeMutablePointer<GraphStorage.Link>, degree: Int) {
    for (place, row) in rows.enumerated() {
      links[place].store(row | (place < kept ? GraphStorage.keptFlag : 0), ordering: .relaxed)
    }
    for place in rows.count..<degree { links[place].store(GraphStorage.noLink, ordering: .relaxed) }
  }

  /// How much nearer to a chosen row a candidate must be to count as reached through it, as a ratio of squared distances.
  /// The relaxed rule of Subramanya et al. 2019 (DiskANN, algorithm 2): links that lead farther stay, which at 100,000 rows
  /// halves what a search misses, for a third more building.
  private static let relaxation: Float = 1.05

  /// Chooses the rows to link to: a candidate that is nearer to one already chosen than to the row itself is reached
  /// through that one (algorithm 4 of the paper). They are then in `chosen`, behind those to be kept.
  /// - Parameter candidates: complements of ranked rows, best first.
  private mutating func select(from candidates: UnsafeBufferPointer<UInt64>, limit: Int, keeping kept: [UInt32]) {
    chosen.removeAll(keepingCapacity: true)
    chosen += kept
    for bits in candidates {
      if chosen.count >= limit { break }
      let candidate = RankedRow(bits: ~bits)
      if kept.contains(UInt32(candidate.row)) || isReached(candidate) { continue }
      chosen.append(UInt32(candidate.row))
    }
  }

  private func isReached(_ candidate: RankedRow) -> Bool {
    let codes = storage.codes(candidate.row)
    let scale = storage.scale(candidate.row)
    var square: Float = 0
    mneme_score_i8(storage.path, codes, scale.pointee, codes, scale, 1, storage.parameters.dimension, &square)
    // Half the squared distance of two vectors as long as the candidate is its square less their product.
    let bar = square - (square - candidate.score) / Self.relaxation
    return chosen.withUnsafeBufferPointer { chosen in
      guard let numbers = chosen.baseAddress else { return false }
      var first = 0
      while first < chosen.count {
        let count = min(4, chosen.count - first)
        mneme_score_i8_gather(
          storage.path, codes, scale.pointee, storage.matrix, numbers + first, count, scratch.scores)
        for index in 0..<count where scratch.scores[index] >= bar { return true }
        first += count
      }
      return false
    }
  }
}
