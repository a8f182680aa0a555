import MnemeCore

/// The documents of one source that came last, in an index that grows by appending.
///
/// Whoever searches takes what the query's terms need (``view(of:)``); appending afterwards copies those few lists at most.
struct FreshDocuments: Sendable {
  struct Posting: Sendable {
    /// Place of the document in the order of arrival.
    var slot: UInt32
    var frequency: UInt32
  }

  private struct TermCount: Sendable {
    var term: UInt32
    var frequency: UInt32
  }

  let identifier: UInt64
  private(set) var ordinals = PagedArray<Int64>(repeating: 0)
  private(set) var levels = PagedArray<UInt8>(repeating: 0)
  private var dead = PagedArray<Bool>(repeating: false)
  private var lengths: [Int] = []
  private(set) var liveCount = 0
  private(set) var liveLength = 0
  /// Slots of living documents.
  private var slots: [Int64: Int] = [:]
  private(set) var terms = TermTable()
  private var postings: [[Posting]] = []
  /// Living documents per term.
  private var frequencies: [Int] = []
  /// The terms of each document, one document behind the other.
  private var forward: [TermCount] = []
  private var forwardEnds: [Int] = []
  /// Where in `forward` each term stood last.
  private var lastSeen: [Int] = []

  init(identifier: UInt64) { self.identifier = identifier }

  /// Documents that came, living or not.
  var count: Int { ordinals.count }

  var byteCount: Int {
    let lists = postings.reduce(0) { $0 + $1.capacity } * MemoryLayout<Posting>.stride + postings.count * 32
    return ordinals.byteCount + levels.byteCount + dead.byteCount + lengths.capacity * 8 + slots.capacity * 24
      + terms.byteCount + lists + postings.capacity * 8 + frequencies.capacity * 8 + lastSeen.capacity * 8
      + forward.capacity * MemoryLayout<TermCount>.stride + forwardEnds.capacity * 8
  }

  func isLive(_ slot: Int) -> Bool { !dead[slot] }
  func slot(of ordinal: Int64) -> Int? { slots[ordinal] }

  // MARK: Changing

  /// Adds a document whose ordinal no living document has. Empty terms do not count.
  mutating func add(_ ordinal: Int64, terms names: [String]) {
    let slot = ordinals.count
    let start = forward.count
    var length = 0
    for name in names where !name.isEmpty {
      var name = name
      name.withUTF8 { count(LexicalQuery.cut($0), from: start) }
      length += 1
    }
    for index in start..<forward.count {
      let entry = forward[index]
      postings[Int(entry.term)].append(Posting(slot: UInt32(slot), frequency: entry.frequency))
      frequencies[Int(entry.term)] += 1
    }
    forwardEnds.append(forward.count)
    ordinals.append(ordinal)
    levels.append(BM25.level(ofLength: length))
    dead.append(false)
    lengths.append(length)
    slots[ordinal] = slot
    liveCount += 1
    liveLength += length
  }

  private mutating func count(_ term: UnsafeBufferPointer<UInt8>, from start: Int) {
    let number = terms.insert(term)
    if number == postings.count {
      postings.append([])
      frequencies.append(0)
      lastSeen.append(-1)
    }
    if lastSeen[number] >= start {
      forward[lastSeen[number]].frequency += 1
    } else {
      lastSeen[number] = forward.count
      forward.append(TermCount(term: UInt32(number), frequency: 1))
    }
  }

  /// - Returns: the length of the removed document; nil when no living document has the ordinal.
  mutating func remove(_ ordinal: Int64) -> Int? {
    guard let slot = slots.removeValue(forKey: ordinal) else { return nil }
    dead[slot] = true
    for index in range(of: slot) { frequencies[Int(forward[index].term)] -= 1 }
    liveCount -= 1
    liveLength -= lengths[slot]
    return lengths[slot]
  }

  private func range(of slot: Int) -> Range<Int> { (slot == 0 ? 0 : forwardEnds[slot - 1])..<forwardEnds[slot] }

  // MARK: Searching

  /// What a query needs to know, untouched by later changes.
  struct View: Sendable {
    let ordinals: PagedArray<Int64>
    let levels: PagedArray<UInt8>
    fileprivate let dead: PagedArray<Bool>
    /// For each term of the query, by ascending slot, removed documents included.
    let postings: [[Posting]]
    /// For each term of the query, how many living documents have it.
    let frequencies: [Int]

    var count: Int { ordinals.count }
    func isLive(_ slot: Int) -> Bool { !dead[slot] }
  }

  /// O(terms of the query); nil when there is nothing to be found.
  func view(of query: LexicalQuery) -> View? {
    guard liveCount > 0 else { return nil }
    let numbers = query.terms.map { term in term.withUnsafeBufferPointer { terms.number(of: $0) } }
    return View(
      ordinals: ordinals, levels: levels, dead: dead, postings: numbers.map { $0.map { postings[$0] } ?? [] },
      frequencies: numbers.map { $0.map { frequencies[$0] } ?? 0 })
  }

  // MARK: Sealing

  /// The living documents as a segment in memory, if there are any.
  func sealed(source: ItemSource) throws(SegmentFailure) -> LexicalSegment? {
    guard liveCount > 0 else { return nil }
    let sink = SegmentSink(file: nil)
    let order = (0..<count).filter { !dead[$0] }.sorted { ordinals[$0] > ordinals[$1] }
    var documents = [UInt32](repeating: .max, count: count)
    for (document, slot) in order.enumerated() { documents[slot] = UInt32(document) }
    var writer = SegmentWriter(
      sink: sink, source: source, ordinals: order.map { ordinals[$0] }, levels: order.map { levels[$0] },
      totalLength: liveLength)
    let ranks = writeTerms(to: &writer, documents: documents)
    writer.endTerms()
    var record: [LexicalSegment.ForwardTerm] = []
    for slot in order {
      record.removeAll(keepingCapacity: true)
      for entry in forward[range(of: slot)] {
        record.append(LexicalSegment.ForwardTerm(term: ranks[Int(entry.term)], frequency: entry.frequency))
      }
      record.sort { $0.term < $1.term }
      writer.add(forward: record)
    }
    return try writer.finish(as: nil, in: nil)
  }

  /// - Parameter documents: the number of each slot's document in the segment.
  /// - Returns: the place of each term in the dictionary; meaningless for terms of removed documents alone.
  private func writeTerms(to writer: inout SegmentWriter, documents: [UInt32]) -> [UInt32] {
    var ranks = [UInt32](repeating: 0, count: terms.count)
    var found: [UInt32] = []
    var counts: [UInt32] = []
    terms.withTerms { term in
      for (rank, number) in sortedTerms(term).enumerated() {
        ranks[number] = UInt32(rank)
        found.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
        var list = postings[number].filter { documents[Int($0.slot)] != .max }
        // Documents mostly come with ascending ordinals, which the segment numbers the other way round.
        list.reverse()
        if zip(list, list.dropFirst()).contains(where: { documents[Int($0.slot)] > documents[Int($1.slot)] }) {
          list.sort { documents[Int($0.slot)] < documents[Int($1.slot)] }
        }
        for posting in list {
          found.append(documents[Int(posting.slot)])
          counts.append(posting.frequency)
        }
        found.withUnsafeBufferPointer { found in
          counts.withUnsafeBufferPointer { writer.add(term: term(number), documents: found, frequencies: $0) }
        }
      }
    }
    return ranks
  }

  /// Numbers of the terms that living documents have, in the order of their bytes.
  private func sortedTerms(_ term: (Int) -> UnsafeBufferPointer<UInt8>) -> [Int] {
    // The first eight bytes decide most comparisons.
    let keyed = (0..<terms.count).filter { frequencies[$0] > 0 }.map { number in
      (
        head: term(number).prefix(8).enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64(56 - 8 * $1.offset) },
        number
      )
    }
    return keyed.sorted { a, b in
      a.head != b.head ? a.head < b.head : term(a.1).lexicographicallyPrecedes(term(b.1))
    }.map(\.1)
  }
}
