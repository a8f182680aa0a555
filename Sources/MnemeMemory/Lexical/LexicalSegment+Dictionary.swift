/// A term of a segment and where its postings are.
struct DictionaryEntry: Sendable {
  /// Place in the dictionary.
  var term: Int
  /// Documents that contain the term.
  var documents: Int
  /// For a term in one document: which, and how often.
  var single: (document: UInt32, frequency: UInt32)
  /// Otherwise its bytes in the section of posting lists.
  var postings: Range<Int>
}

extension LexicalSegment {
  /// Looks a term up. O(log terms), no allocation.
  func entry(of wanted: UnsafeBufferPointer<UInt8>) throws(LexicalDamage) -> DictionaryEntry? {
    let wanted = UnsafeRawBufferPointer(wanted)
    var low = 0
    var high = section(.dictionaryOffsets).count / 8
    // The last block whose first term is not above the wanted one.
    while low < high {
      let middle = (low + high) / 2
      var reader = try DictionaryReader(self, block: middle)
      let first = try reader.next()
      if Self.compare(first?.suffix, wanted).order > 0 { high = middle } else { low = middle + 1 }
    }
    guard low > 0 else { return nil }
    var reader = try DictionaryReader(self, block: low - 1)
    // Bytes that the wanted term shares with the last one, which is below it.
    var common = 0
    for _ in 0..<SegmentFormat.termsPerBlock {
      guard let next = try reader.next() else { return nil }
      // Sharing more than that with its predecessor, the term is below as well; sharing less, above.
      if next.shared > common { continue }
      if next.shared < common { return nil }
      let (order, equal) = Self.compare(next.suffix, UnsafeRawBufferPointer(rebasing: wanted[common...]))
      if order == 0 { return next.entry }
      if order > 0 { return nil }
      common += equal
    }
    return nil
  }

  /// How `a` stands to `b` in the order of bytes, and how many bytes they share at the beginning.
  private static func compare(_ a: UnsafeRawBufferPointer?, _ b: UnsafeRawBufferPointer) -> (order: Int, equal: Int) {
    guard let a else { return (1, 0) }
    let shorter = min(a.count, b.count)
    for index in 0..<shorter where a[index] != b[index] { return (a[index] < b[index] ? -1 : 1, index) }
    return (a.count - b.count, shorter)
  }
}

/// Reads the entries of a dictionary from the beginning of a block on; the segment must outlive it.
struct DictionaryReader {
  struct Next {
    /// Bytes in common with the term before.
    var shared: Int
    var suffix: UnsafeRawBufferPointer
    var entry: DictionaryEntry
  }

  private var reader: ByteReader
  private let terms: Int
  private let documents: Int
  private let postingsSize: Int
  private var number: Int
  private var postings = 0
  /// Length of the term before.
  private var length = 0

  init(_ segment: LexicalSegment, block: Int) throws(LexicalDamage) {
    let dictionary = segment.section(.dictionary)
    terms = segment.footer.terms
    documents = segment.footer.documents
    postingsSize = segment.section(.postings).count
    number = block * SegmentFormat.termsPerBlock
    guard number < terms || block == 0 else { throw LexicalDamage() }
    guard terms > 0 else {
      reader = ByteReader(dictionary)
      return
    }
    let offset = UInt64(
      littleEndian: segment.section(.dictionaryOffsets).loadUnaligned(fromByteOffset: block * 8, as: UInt64.self))
    guard offset <= UInt64(dictionary.count) else { throw LexicalDamage() }
    reader = ByteReader(UnsafeRawBufferPointer(rebasing: dictionary[Int(offset)...]))
  }

  /// Nil after the last.
  @inline(__always)
  mutating func next() throws(LexicalDamage) -> Next? {
    if number == terms { return nil }
    if number % SegmentFormat.termsPerBlock == 0 {
      postings = try reader.length(atMost: postingsSize)
      length = 0
    }
    let shared = Int(try reader.number(UInt8.self))
    let more = Int(try reader.number(UInt8.self))
    guard shared <= length, (1...LexicalQuery.longestTerm).contains(shared + more) else { throw LexicalDamage() }
    length = shared + more
    let suffix = try reader.bytes(more)
    var entry = DictionaryEntry(
      term: number, documents: try reader.length(atMost: documents), single: (0, 0), postings: postings..<postings)
    if entry.documents == 1 {
      entry.single = (try reader.varint32(), try reader.varint32())
      guard entry.single.document < documents else { throw LexicalDamage() }
    } else {
      let size = try reader.length(atMost: postingsSize - postings)
      guard entry.documents > 0 else { throw LexicalDamage() }
      entry.postings = postings..<postings + size
      postings += size
    }
    number += 1
    return Next(shared: shared, suffix: suffix, entry: entry)
  }
}

/// Goes through all terms of a segment, with their bytes.
struct DictionaryWalk {
  private var reader: DictionaryReader
  /// The current term's bytes.
  private(set) var term: [UInt8] = []
  /// Nil after the last term.
  private(set) var entry: DictionaryEntry?

  init(_ segment: LexicalSegment) throws(LexicalDamage) {
    reader = try DictionaryReader(segment, block: 0)
    try advance()
  }

  mutating func advance() throws(LexicalDamage) {
    guard let next = try reader.next() else {
      entry = nil
      return
    }
    term.removeSubrange(next.shared...)
    term.append(contentsOf: next.suffix)
    entry = next.entry
  }
}
