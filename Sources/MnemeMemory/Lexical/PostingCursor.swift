/// Goes forward through the postings of one term in one segment.
///
/// Blocks are passed over by the directory alone and unpacked when a posting in them is asked for. Bytes that cannot be
/// right end the list and set `isDamaged`. The segment and the memory given must outlive the cursor.
struct PostingCursor {
  /// Documents are numbered below this.
  static let end = UInt32.max

  let weight: Double
  /// The highest score in the whole list.
  private(set) var listBound = 0.0
  /// The highest score in the window that is being searched; kept here by the search.
  var windowBound = 0.0
  private(set) var isDamaged = false
  /// Blocks unpacked so far.
  private(set) var unpackedBlocks = 0

  private let levels: UnsafePointer<UInt8>
  private let limit: UInt32
  private let directory: UnsafeRawPointer?
  private let data: UnsafeRawPointer
  private let dataSize: Int
  private let blocks: Int
  private let tail: Int
  /// Postings of the block `unpacked`.
  private let documents: UnsafeMutablePointer<UInt32>
  private var count = 0
  private var position = 0
  private var unpacked = -1
  private var frequencies: UnsafeRawPointer
  private var frequencyBits = 0
  private var lowestFrequency: UInt32 = 1
  /// The block in which the search stands; `blocks` at the end.
  private var block = 0
  /// The first document the block may hold, and its last one.
  private var first: UInt32 = 0
  private var last: UInt32
  /// The block whose bound was asked for last.
  private var boundedBlock = -1
  private var blockBound = 0.0

  /// - Parameter memory: room for `PostingList.blockSize` documents.
  init(
    _ entry: DictionaryEntry, of segment: LexicalSegment, weight: Double, table: BM25Table,
    memory: UnsafeMutablePointer<UInt32>
  ) throws(LexicalDamage) {
    try self.init(entry, of: segment, weight: weight, memory: memory)
    if let directory {
      let bounds = PostingList.Bounds(encoded: UInt32(littleEndian: (directory - 4).loadUnaligned(as: UInt32.self)))
      listBound = bounds.contribution(weight: weight, table: table)
    } else {
      for index in 0..<count { listBound = max(listBound, contribution(at: index, table: table)) }
    }
  }

  /// Without scores.
  private init(
    _ entry: DictionaryEntry, of segment: LexicalSegment, weight: Double = 0, memory: UnsafeMutablePointer<UInt32>
  ) throws(LexicalDamage) {
    self.weight = weight
    levels = segment.levels
    limit = UInt32(segment.documents)
    documents = memory
    blocks = (entry.documents + PostingList.blockSize - 1) / PostingList.blockSize
    tail = entry.documents - (blocks - 1) * PostingList.blockSize
    let list = UnsafeRawBufferPointer(rebasing: segment.section(.postings)[entry.postings])
    let directorySize = blocks > 1 ? 4 + blocks * PostingList.directoryEntry : 0
    guard list.count >= directorySize else { throw LexicalDamage() }
    let base = list.baseAddress ?? segment.bytes.base
    directory = blocks > 1 ? base + 4 : nil
    data = base + directorySize
    dataSize = list.count - directorySize
    frequencies = data
    last = limit - 1
    if entry.documents == 1 {
      documents[0] = entry.single.document
      lowestFrequency = entry.single.frequency
      (count, unpacked) = (1, 0)
    } else if blocks == 1 {
      unpack()
      if isDamaged { throw LexicalDamage() }
    } else {
      last = UInt32(littleEndian: (base + 4).loadUnaligned(as: UInt32.self))
      return
    }
    last = documents[count - 1]
  }

  // MARK: Moving

  /// A document not above the first one from `target` on that has the term; ``end`` when there is none. Does not unpack.
  /// - Parameter target: never lower than in earlier calls of this kind.
  @inline(__always)
  mutating func lowerBound(_ target: UInt32) -> UInt32 {
    skip(to: target)
    if block == blocks { return Self.end }
    if unpacked != block { return max(target, first) }
    while documents[position] < target { position &+= 1 }
    return documents[position]
  }

  /// The first document from `target` on that has the term; ``end`` when there is none.
  @inline(__always)
  mutating func seek(_ target: UInt32) -> UInt32 {
    skip(to: target)
    if block == blocks { return Self.end }
    if unpacked != block {
      unpack()
      if isDamaged { return Self.end }
    }
    while documents[position] < target { position &+= 1 }
    return documents[position]
  }

  /// Goes to the block that holds the first document from `target` on.
  @inline(__always)
  private mutating func skip(to target: UInt32) {
    if target > last { skipBlocks(to: target) }
  }

  private mutating func skipBlocks(to target: UInt32) {
    guard let directory, block < blocks else {
      block = blocks
      return
    }
    // Gallop, then halve: near blocks are the rule.
    var low = block + 1
    var step = 1
    while low + step < blocks, lastDocument(directory, low + step - 1) < target {
      low += step
      step *= 2
    }
    var high = min(low + step, blocks)
    while low < high {
      let middle = (low + high) / 2
      if lastDocument(directory, middle) < target { low = middle + 1 } else { high = middle }
    }
    block = low
    if low < blocks {
      first = lastDocument(directory, low - 1) &+ 1
      last = lastDocument(directory, low)
    }
  }

  @inline(__always)
  private func lastDocument(_ directory: UnsafeRawPointer, _ block: Int) -> UInt32 {
    UInt32(littleEndian: directory.loadUnaligned(fromByteOffset: block &* PostingList.directoryEntry, as: UInt32.self))
  }

  @inline(__always)
  private func dataEnd(_ directory: UnsafeRawPointer, _ block: Int) -> Int {
    Int(
      UInt32(
        littleEndian: directory.loadUnaligned(fromByteOffset: block &* PostingList.directoryEntry &+ 4, as: UInt32.self)
      ))
  }

  /// Unpacks the block in which the search stands.
  private mutating func unpack() {
    unpackedBlocks += 1
    let places = block == blocks - 1 ? tail : PostingList.blockSize
    var start = 0
    var stop = dataSize
    var before = -1
    if let directory {
      stop = dataEnd(directory, block)
      if block > 0 {
        start = dataEnd(directory, block - 1)
        before = Int(lastDocument(directory, block - 1))
      }
    }
    guard start >= 0, stop <= dataSize, start + 2 <= stop else { return damage() }
    let bits = Int((data + start).load(as: UInt8.self))
    frequencyBits = Int((data + start + 1).load(as: UInt8.self))
    let packed = data + start + 2
    guard bits <= 32, frequencyBits <= 32 else { return damage() }
    let size = PostingList.packedSize(places, bits: bits)
    guard start + 2 + size + PostingList.packedSize(places, bits: frequencyBits) <= stop else { return damage() }
    let final = PostingList.unpackDocuments(packed, count: places, bits: bits, before: before, into: documents)
    guard final < Int(limit), directory == nil || final == Int(last) else { return damage() }
    frequencies = packed + size
    count = places
    position = 0
    unpacked = block
  }

  private mutating func damage() {
    isDamaged = true
    block = blocks
    // Nothing is above this: every later move ends at once.
    last = 0
  }

  // MARK: Scores

  /// The score at the document that ``seek(_:)`` has found.
  @inline(__always)
  func contribution(table: BM25Table) -> Double { contribution(at: position, table: table) }

  @inline(__always)
  private func contribution(at index: Int, table: BM25Table) -> Double {
    table.contribution(weight: weight, frequency: frequency(at: index), level: levels[Int(documents[index])])
  }

  @inline(__always)
  private func frequency(at index: Int) -> UInt32 {
    frequencyBits == 0
      ? lowestFrequency : lowestFrequency &+ PostingList.unpack(frequencies, index: index, bits: frequencyBits)
  }

  /// The highest score that a document of a window can have.
  /// - Parameters: the window, not before the one of earlier calls.
  mutating func bound(from start: UInt32, to stop: UInt32, table: BM25Table) -> Double {
    skip(to: start)
    if block == blocks || first >= stop { return 0 }
    if unpacked == block {
      var place = position
      while documents[place] < start { place &+= 1 }
      position = place
      if documents[place] >= stop { return 0 }
    }
    var result = currentBound(table)
    guard let directory else { return result }
    var next = block
    var reached = last
    while reached < stop &- 1, next &+ 1 < blocks {
      next &+= 1
      result = max(result, bound(directory, next, table))
      reached = lastDocument(directory, next)
    }
    return result
  }

  /// The highest score in the block in which the search stands.
  @inline(__always)
  private mutating func currentBound(_ table: BM25Table) -> Double {
    guard let directory else { return listBound }
    if boundedBlock != block {
      blockBound = bound(directory, block, table)
      boundedBlock = block
    }
    return blockBound
  }

  private func bound(_ directory: UnsafeRawPointer, _ block: Int, _ table: BM25Table) -> Double {
    let encoded = directory.loadUnaligned(fromByteOffset: block &* PostingList.directoryEntry &+ 8, as: UInt32.self)
    return PostingList.Bounds(encoded: UInt32(littleEndian: encoded)).contribution(weight: weight, table: table)
  }

  // MARK: Postings of a window

  /// Calls `body` with each document of a window and its score, but for blocks whose documents have less than `threshold`
  /// even with `others` more.
  @inline(__always)
  mutating func forEach(
    from start: UInt32, to stop: UInt32, atLeast threshold: Double, with others: Double, table: BM25Table,
    _ body: (UInt32, Double) -> Void
  ) {
    var target = start
    while target < stop {
      skip(to: target)
      if block == blocks || first >= stop { return }
      if unpacked != block {
        if currentBound(table) + others < threshold {
          target = last &+ 1
          continue
        }
        unpack()
        if isDamaged { return }
      }
      var index = position
      while documents[index] < target { index &+= 1 }
      while index < count {
        let document = documents[index]
        if document >= stop {
          position = index
          return
        }
        body(document, contribution(at: index, table: table))
        index &+= 1
      }
      position = index &- 1
      target = last &+ 1
    }
  }

  /// Calls `body` with each posting of a list: document and frequency.
  /// - Parameter memory: room for `PostingList.blockSize` documents.
  static func forEachPosting(
    of entry: DictionaryEntry, in segment: LexicalSegment, memory: UnsafeMutablePointer<UInt32>,
    _ body: (UInt32, UInt32) -> Void
  ) throws(LexicalDamage) {
    var cursor = try PostingCursor(entry, of: segment, memory: memory)
    var target: UInt32 = 0
    while cursor.seek(target) != end {
      for index in 0..<cursor.count { body(cursor.documents[index], cursor.frequency(at: index)) }
      target = cursor.last &+ 1
    }
    if cursor.isDamaged { throw LexicalDamage() }
  }
}
