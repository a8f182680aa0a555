import MnemeCore

/// What an index on disk consists of. One file, replaced as a whole: the index is what the manifest says.
///
/// Little-endian: magic, format version; 1 byte whether nothing is missing; varint length and UTF-8 of the fingerprint; the
/// watermark's two numbers; the next segment number; varint number of segments; per segment, of each source oldest first: number,
/// length in bytes, checksum, varint number of removed documents and for each the varint distance to the one before, less one;
/// at the end XXH64 of everything before.
struct LexicalManifest: Equatable {
  struct Segment: Equatable {
    var number: UInt64
    var length: UInt64
    var checksum: UInt64
    /// Ascending.
    var removed: [Int]
  }

  private static let magic: UInt64 = 0x4E41_4D58_454C_4E4D

  var isComplete = true
  var fingerprint: String
  var watermark = LexicalWatermark.zero
  var nextNumber: UInt64 = 1
  var segments: [Segment] = []

  init(fingerprint: String) { self.fingerprint = fingerprint }

  func encoded() -> [UInt8] {
    let buffer = ByteBuffer()
    buffer.append(number: Self.magic)
    buffer.append(number: SegmentFormat.version)
    buffer.append(UInt8(isComplete ? 1 : 0))
    let name = Array(fingerprint.utf8)
    buffer.append(varint: UInt64(name.count))
    name.withUnsafeBytes { buffer.append(bytes: $0) }
    buffer.append(number: watermark.messageOrdinal)
    buffer.append(number: watermark.ledgerSequence)
    buffer.append(number: nextNumber)
    buffer.append(varint: UInt64(segments.count))
    for segment in segments {
      buffer.append(number: segment.number)
      buffer.append(number: segment.length)
      buffer.append(number: segment.checksum)
      buffer.append(varint: UInt64(segment.removed.count))
      var next = 0
      for document in segment.removed {
        buffer.append(varint: UInt64(document - next))
        next = document + 1
      }
    }
    buffer.append(number: Checksum.of(buffer.bytes))
    return withExtendedLifetime(buffer) { Array(buffer.bytes) }
  }

  /// - Returns: nil when another version of this format was written.
  static func decode(_ file: SegmentBytes) throws(LexicalDamage) -> LexicalManifest? {
    let bytes = file.buffer
    defer { withExtendedLifetime(file) {} }
    var reader = ByteReader(bytes)
    guard try reader.number(UInt64.self) == magic else { throw LexicalDamage() }
    // Before the checksum: another version may have another one.
    if try reader.number(UInt32.self) != SegmentFormat.version { return nil }
    guard bytes.count >= 20 else { throw LexicalDamage() }
    var tail = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[(bytes.count - 8)...]))
    guard try tail.number(UInt64.self) == Checksum.of(UnsafeRawBufferPointer(rebasing: bytes.dropLast(8))) else {
      throw LexicalDamage()
    }
    var manifest = LexicalManifest(fingerprint: "")
    try manifest.read(&reader)
    return manifest
  }

  private mutating func read(_ reader: inout ByteReader) throws(LexicalDamage) {
    isComplete = try reader.number(UInt8.self) == 1
    let name = try reader.bytes(try reader.length(atMost: reader.remaining))
    fingerprint = String(decoding: name, as: UTF8.self)
    watermark.messageOrdinal = try reader.number(Int64.self)
    watermark.ledgerSequence = try reader.number(Int64.self)
    nextNumber = try reader.number(UInt64.self)
    for _ in 0..<(try reader.length(atMost: reader.remaining)) {
      var segment = Segment(
        number: try reader.number(UInt64.self), length: try reader.number(UInt64.self),
        checksum: try reader.number(UInt64.self), removed: [])
      var next = 0
      for _ in 0..<(try reader.length(atMost: reader.remaining)) {
        let document = next + (try reader.length(atMost: SegmentFormat.mostDocuments))
        segment.removed.append(document)
        next = document + 1
      }
      segments.append(segment)
    }
  }
}
