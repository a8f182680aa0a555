import MnemeCore

/// How much work a search was.
struct SearchEffort: Sendable, Hashable {
  /// Windows whose postings were looked at.
  var windows = 0
  /// Windows that no document could get in from.
  var skippedWindows = 0
  /// Blocks of postings unpacked.
  var blocks = 0
  /// Documents that were scored, at least in part.
  var documents = 0
  /// Documents whose score was completed.
  var completed = 0
}

/// One query in one segment: MaxScore (Turtle and Flood 1995) with the bounds of blocks (Ding and Suel 2011), window by
/// window (as Lucene's bulk scorer does).
///
/// In each window the terms whose bounds together stay below the threshold cannot bring a document in by themselves. The
/// postings of the others are added up; the former are looked up for the documents that may still get in. Exact: the
/// result is that of scoring every document.
struct SegmentSearch {
  private let sealed: SealedSegment
  private let segment: LexicalSegment
  private let cursors: UnsafeMutableBufferPointer<PostingCursor>
  private let scratch: SearchScratch
  private let table: BM25Table
  /// Indexes of cursors by ascending bound in the window.
  private var order: [Int]
  private(set) var effort = SearchEffort()

  /// The cursors, of this segment, in any order; sorts them.
  init(
    _ sealed: SealedSegment, cursors: UnsafeMutableBufferPointer<PostingCursor>, scratch: SearchScratch,
    table: BM25Table
  ) {
    self.sealed = sealed
    segment = sealed.segment
    var cursors = cursors
    self.scratch = scratch
    self.table = table
    cursors.sort { $0.listBound < $1.listBound }
    self.cursors = cursors
    order = Array(cursors.indices)
  }

  mutating func run(into best: inout TopMatches, where accepts: ((ItemKey) -> Bool)?) {
    let documents = UInt32(segment.documents)
    var start: UInt32 = 0
    // Cursors before this one cannot bring a document in, in the whole segment.
    var firstEssential = 0
    var outside = 0.0
    while start < documents {
      let threshold = best.threshold(upTo: key(of: start))
      while firstEssential < cursors.count, outside + cursors[firstEssential].listBound < threshold {
        outside += cursors[firstEssential].listBound
        firstEssential += 1
      }
      var next = PostingCursor.end
      for index in firstEssential..<cursors.count { next = min(next, cursors[index].lowerBound(start)) }
      if next >= documents { break }
      let stop = min(next + UInt32(scratch.window), documents)
      searchWindow(from: next, to: stop, threshold: threshold, into: &best, where: accepts)
      start = stop
    }
    effort.blocks = cursors.reduce(0) { $0 + $1.unpackedBlocks }
  }

  private func key(of document: UInt32) -> ItemKey { ItemKey(segment.source, segment.ordinal(of: Int(document))) }

  private mutating func searchWindow(
    from start: UInt32, to stop: UInt32, threshold: Double, into best: inout TopMatches,
    where accepts: ((ItemKey) -> Bool)?
  ) {
    for index in cursors.indices {
      cursors[index].windowBound = cursors[index].bound(from: start, to: stop, table: table)
    }
    sortByWindowBound()
    // Terms that are looked up only, and what they add at most.
    var lookedUp = 0
    var rest = 0.0
    let most = cursors.reduce(0) { $0 + $1.windowBound }
    while lookedUp < order.count {
      let bound = cursors[order[lookedUp]].windowBound
      // A bound of 0: no posting in this window.
      guard bound == 0 || rest + bound < threshold else { break }
      rest += bound
      lookedUp += 1
    }
    if lookedUp == order.count {
      effort.skippedWindows += 1
      return
    }
    effort.windows += 1
    var count = collect(order[lookedUp...], from: start, to: stop, atLeast: threshold, less: rest, of: most)
    while lookedUp > 0, count > 0 {
      lookedUp -= 1
      let cursor = order[lookedUp]
      if cursors[cursor].windowBound == 0 { break }
      rest -= cursors[cursor].windowBound
      count = lookUp(cursor, count, atLeast: threshold, less: rest)
    }
    effort.completed += count
    offer(count, to: &best, where: accepts)
  }

  private mutating func sortByWindowBound() {
    // Nearly sorted from the window before.
    if order.count > 64 {
      order.sort { cursors[$0].windowBound < cursors[$1].windowBound }
      return
    }
    for index in order.indices.dropFirst() {
      let moving = order[index]
      let bound = cursors[moving].windowBound
      var place = index
      while place > 0, cursors[order[place - 1]].windowBound > bound {
        order[place] = order[place - 1]
        place -= 1
      }
      order[place] = moving
    }
  }

  /// Adds up the postings of some cursors in a window. `most` is what all cursors together can give.
  /// - Returns: how many documents may reach the threshold with `rest` more; they are the first of the scratch memory.
  private mutating func collect(
    _ chosen: ArraySlice<Int>, from start: UInt32, to stop: UInt32, atLeast threshold: Double, less rest: Double,
    of most: Double
  ) -> Int {
    let documents = scratch.documents
    let scores = scratch.scores
    var count = 0
    var seen = 0
    if chosen.count == 1 {
      let cursor = chosen[chosen.startIndex]
      cursors[cursor].forEach(from: start, to: stop, atLeast: threshold, with: rest, table: table) { document, score in
        documents[count] = document
        scores[count] = score
        count &+= score + rest >= threshold ? 1 : 0
        seen &+= 1
      }
      effort.documents += seen
      return count
    }
    let sums = scratch.sums
    let marks = scratch.marks
    for cursor in chosen {
      let others = most - cursors[cursor].windowBound
      cursors[cursor].forEach(from: start, to: stop, atLeast: threshold, with: others, table: table) {
        document, score in
        let place = Int(document &- start)
        sums[place] += score
        marks[place &>> 6] |= 1 &<< UInt64(place & 63)
      }
    }
    for word in 0..<(Int(stop - start) + 63) / 64 {
      var bits = marks[word]
      marks[word] = 0
      while bits != 0 {
        let place = word &* 64 &+ bits.trailingZeroBitCount
        bits &= bits &- 1
        let score = sums[place]
        sums[place] = 0
        documents[count] = start &+ UInt32(truncatingIfNeeded: place)
        scores[count] = score
        count &+= score + rest >= threshold ? 1 : 0
        seen &+= 1
      }
    }
    effort.documents += seen
    return count
  }

  /// Adds what a term gives to the collected documents and keeps those that may still reach the threshold with `rest` more.
  private mutating func lookUp(_ cursor: Int, _ count: Int, atLeast threshold: Double, less rest: Double) -> Int {
    let documents = scratch.documents
    let scores = scratch.scores
    var kept = 0
    for index in 0..<count {
      let document = documents[index]
      var score = scores[index]
      if cursors[cursor].seek(document) == document { score += cursors[cursor].contribution(table: table) }
      documents[kept] = document
      scores[kept] = score
      kept &+= score + rest >= threshold ? 1 : 0
    }
    return kept
  }

  private func offer(_ count: Int, to best: inout TopMatches, where accepts: ((ItemKey) -> Bool)?) {
    for index in 0..<count {
      let document = Int(scratch.documents[index])
      let score = scratch.scores[index]
      let key = ItemKey(segment.source, segment.ordinal(of: document))
      guard best.accepts(score, key), sealed.isLive(document) else { continue }
      if let accepts, !accepts(key) { continue }
      best.insert(score, key)
    }
  }
}

/// Memory of one search.
final class SearchScratch {
  /// Documents that are looked at together.
  let window: Int

  /// One place per document of the window, all zero between windows.
  let sums: UnsafeMutablePointer<Double>
  /// One bit per document of the window, likewise.
  let marks: UnsafeMutablePointer<UInt64>
  let documents: UnsafeMutablePointer<UInt32>
  let scores: UnsafeMutablePointer<Double>
  let table: UnsafeMutablePointer<Double>
  /// For one cursor per term of the query.
  let blocks: UnsafeMutablePointer<UInt32>

  init(terms: Int, window: Int) {
    self.window = window
    sums = .allocate(capacity: window)
    sums.initialize(repeating: 0, count: window)
    marks = .allocate(capacity: (window + 63) / 64)
    marks.initialize(repeating: 0, count: (window + 63) / 64)
    documents = .allocate(capacity: window)
    scores = .allocate(capacity: window)
    table = .allocate(capacity: BM25Table.size)
    blocks = .allocate(capacity: max(terms, 1) * PostingList.blockSize)
  }

  deinit {
    sums.deallocate()
    marks.deallocate()
    documents.deallocate()
    scores.deallocate()
    table.deallocate()
    blocks.deallocate()
  }
}
