import MnemeCore

/// The parts of a segment, in the order in which they stand behind the header:
///
///     header     magic, format version
///     sections   one behind the other, see `Section`
///     footer     lengths of the sections, counts, key range, XXH64 of everything before it
///
/// Numbers are little-endian. Documents are numbered from 0 by descending ordinal, the newest first, so that of documents
/// with equal scores the one that ranks first is met first.
enum SegmentFormat {
  /// Grows when the format changes; an index of another version is rebuilt.
  static let version: UInt32 = 1
  static let magic: UInt64 = 0x5845_4C45_4D45_4E4D
  static let headerSize = 16
  static let footerSize = Section.allCases.count * 8 + 48
  /// Most documents of one segment: posting lists must stay below 4 GiB.
  static let mostDocuments = 1 << 28

  static let termsPerBlock = 16
  static let documentsPerBlock = 16

  enum Section: Int, CaseIterable {
    /// Posting lists, see `PostingList`; terms in one document have none.
    case postings
    /// Blocks of ``termsPerBlock`` terms in ascending order of their bytes: varint offset of the block's first posting list;
    /// then per term one byte with the number of bytes shared with the term before (0 for the block's first), one with
    /// the number of further bytes, those, varint number of documents n; when n = 1 varints document and frequency,
    /// else varint length of the posting list, which begins where the one before ends.
    case dictionary
    /// Eight bytes per dictionary block: where it begins.
    case dictionaryOffsets
    /// Four or eight bytes per document: distance of its ordinal below the highest.
    case keys
    /// One byte per document, see `BM25.level`.
    case levels
    /// Per document: varint length of what follows; per term, ascending, varint (distance to the term before - 1) · 2 + r,
    /// and where r = 1 varint frequency - 2.
    case forward
    /// Eight bytes per ``documentsPerBlock`` documents: where the first one's record begins.
    case forwardOffsets
  }

  /// What the footer says.
  struct Footer {
    var lengths = [Int](repeating: 0, count: Section.allCases.count)
    var documents = 0
    var terms = 0
    /// Sum of the documents' lengths in terms.
    var totalLength = 0
    var highest: Int64 = 0
    var lowest: Int64 = 0
    var source = ItemSource.message
    var keyWidth = 4

    init() {}

    func write(to buffer: ByteBuffer) {
      for length in lengths { buffer.append(number: UInt64(length)) }
      buffer.append(number: UInt32(documents))
      buffer.append(number: UInt32(terms))
      buffer.append(number: UInt64(totalLength))
      buffer.append(number: highest)
      buffer.append(number: lowest)
      buffer.append(UInt8(source == .message ? 0 : 1))
      buffer.append(UInt8(keyWidth))
      buffer.append(number: UInt16(0))
      buffer.append(number: SegmentFormat.version)
      // The checksum follows.
    }

    /// - Parameter bytes: a whole segment.
    init(of bytes: UnsafeRawBufferPointer) throws(LexicalDamage) {
      guard bytes.count >= headerSize + footerSize else { throw LexicalDamage() }
      var header = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[..<headerSize]))
      guard try header.number(UInt64.self) == magic, try header.number(UInt32.self) == version else {
        throw LexicalDamage()
      }
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[(bytes.count - footerSize)...]))
      var rest = bytes.count - headerSize - footerSize
      for index in lengths.indices {
        guard let length = Int(exactly: try reader.number(UInt64.self)), length <= rest else { throw LexicalDamage() }
        lengths[index] = length
        rest -= length
      }
      documents = Int(try reader.number(UInt32.self))
      terms = Int(try reader.number(UInt32.self))
      let total = try reader.number(UInt64.self)
      highest = try reader.number(Int64.self)
      lowest = try reader.number(Int64.self)
      let source = try reader.number(UInt8.self)
      keyWidth = Int(try reader.number(UInt8.self))
      guard rest == 0, let totalLength = Int(exactly: total), source <= 1, keyWidth == 4 || keyWidth == 8 else {
        throw LexicalDamage()
      }
      self.totalLength = totalLength
      self.source = source == 0 ? .message : .memory
      guard
        (1...mostDocuments).contains(documents), lowest <= highest,
        self[.keys] == documents * keyWidth, self[.levels] == documents,
        self[.dictionaryOffsets] == (terms + termsPerBlock - 1) / termsPerBlock * 8,
        self[.forwardOffsets] == (documents + documentsPerBlock - 1) / documentsPerBlock * 8
      else { throw LexicalDamage() }
    }

    subscript(section: Section) -> Int {
      get { lengths[section.rawValue] }
      set { lengths[section.rawValue] = newValue }
    }
  }

  static func writeHeader(to buffer: ByteBuffer) {
    buffer.append(number: magic)
    buffer.append(number: version)
    buffer.append(number: UInt32(0))
  }
}
