import MnemeCore

/// An immutable inverted index over documents of one source, see ``SegmentFormat``.
///
/// Everything that is read is checked against the section it stands in, so that bytes which change under a mapped file
/// give wrong numbers at worst, and mostly ``LexicalDamage``, but no access to foreign memory.
///
/// `@unchecked Sendable`: all is immutable; the pointers point into `bytes`, which lives as long.
final class LexicalSegment: @unchecked Sendable {
  let bytes: SegmentBytes
  let footer: SegmentFormat.Footer
  let checksum: UInt64
  /// Number of its file; nil on the heap.
  let file: UInt64?
  let levels: UnsafePointer<UInt8>
  private let sections: [UnsafeRawBufferPointer]

  /// - Parameter verifying: whether to compare the checksum of the whole; not needed for what was just written.
  init(_ bytes: SegmentBytes, file: UInt64?, verifying: Bool) throws(LexicalDamage) {
    self.bytes = bytes
    self.file = file
    let buffer = bytes.buffer
    footer = try SegmentFormat.Footer(of: buffer)
    var tail = ByteReader(UnsafeRawBufferPointer(rebasing: buffer[(buffer.count - 8)...]))
    checksum = try tail.number(UInt64.self)
    if verifying, Checksum.of(UnsafeRawBufferPointer(rebasing: buffer.dropLast(8))) != checksum {
      throw LexicalDamage()
    }
    var offset = SegmentFormat.headerSize
    var sections: [UnsafeRawBufferPointer] = []
    for length in footer.lengths {
      sections.append(UnsafeRawBufferPointer(start: bytes.base + offset, count: length))
      offset += length
    }
    self.sections = sections
    let levels = sections[SegmentFormat.Section.levels.rawValue]
    self.levels = (levels.baseAddress ?? bytes.base).assumingMemoryBound(to: UInt8.self)
  }

  var documents: Int { footer.documents }
  var source: ItemSource { footer.source }

  func section(_ section: SegmentFormat.Section) -> UnsafeRawBufferPointer { sections[section.rawValue] }

  /// Whether a document of this ordinal may be here.
  func mayHold(_ ordinal: Int64) -> Bool { footer.lowest <= ordinal && ordinal <= footer.highest }

  // MARK: Documents

  /// - Parameter document: below ``documents``.
  @inline(__always)
  func ordinal(of document: Int) -> Int64 {
    precondition(document >= 0 && document < footer.documents, "document out of range")
    return footer.highest &- Int64(bitPattern: distance(of: document))
  }

  @inline(__always)
  private func distance(of document: Int) -> UInt64 {
    let keys = section(.keys)
    return footer.keyWidth == 4
      ? UInt64(UInt32(littleEndian: keys.loadUnaligned(fromByteOffset: document &* 4, as: UInt32.self)))
      : UInt64(littleEndian: keys.loadUnaligned(fromByteOffset: document &* 8, as: UInt64.self))
  }

  /// The number of the document with this ordinal. O(log documents).
  func document(of ordinal: Int64) -> Int? {
    guard mayHold(ordinal) else { return nil }
    let wanted = UInt64(bitPattern: footer.highest &- ordinal)
    var low = 0
    var high = footer.documents
    while low < high {
      let middle = (low + high) / 2
      if distance(of: middle) < wanted { low = middle + 1 } else { high = middle }
    }
    return low < footer.documents && distance(of: low) == wanted ? low : nil
  }

  // MARK: Forward index

  struct ForwardTerm: Sendable, Hashable {
    /// The term's place in the dictionary.
    var term: UInt32
    var frequency: UInt32
  }

  /// Calls `body` for each term of a document, in ascending order.
  func forEachTerm(of document: Int, _ body: (ForwardTerm) -> Void) throws(LexicalDamage) {
    precondition(document >= 0 && document < footer.documents, "document out of range")
    let forward = section(.forward)
    let block = document / SegmentFormat.documentsPerBlock
    let start = UInt64(littleEndian: section(.forwardOffsets).loadUnaligned(fromByteOffset: block * 8, as: UInt64.self))
    guard start <= UInt64(forward.count) else { throw LexicalDamage() }
    var reader = ByteReader(UnsafeRawBufferPointer(rebasing: forward[Int(start)...]))
    for _ in 0..<(document % SegmentFormat.documentsPerBlock) {
      _ = try reader.bytes(try reader.length(atMost: reader.remaining))
    }
    var record = ByteReader(try reader.bytes(try reader.length(atMost: reader.remaining)))
    var next: UInt64 = 0
    while record.remaining > 0 {
      let code = try record.varint()
      let term = next &+ (code >> 1)
      guard term < UInt64(footer.terms) else { throw LexicalDamage() }
      var frequency: UInt64 = 1
      if code & 1 != 0 { frequency = try record.varint() &+ 2 }
      guard let exact = UInt32(exactly: frequency) else { throw LexicalDamage() }
      body(ForwardTerm(term: UInt32(term), frequency: exact))
      next = term + 1
    }
  }

  func terms(of document: Int) throws(LexicalDamage) -> [ForwardTerm] {
    var result: [ForwardTerm] = []
    try forEachTerm(of: document) { result.append($0) }
    return result
  }
}
