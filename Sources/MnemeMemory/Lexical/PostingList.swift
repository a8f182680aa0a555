/// How the documents of a term are written down.
///
/// Postings stand in blocks of 128. A block is one byte with the bits of a document's distance, one with those of a
/// frequency, then all distances (to the document before, less one) and all frequencies (less one), packed without gaps,
/// each rounded up to a byte. A list of more than one block begins with the bounds of the whole list and, per block, the last
/// document (4 bytes), the end of its bytes (4 bytes, counted from the first block) and its bounds (4 bytes).
enum PostingList {
  static let blockSize = 128
  static let directoryEntry = 12

  /// From which no score of a block can be above, whatever the average length is at the time: for each class of frequencies
  /// (1, 2, and 3 or more) the shortest length, and the largest frequency.
  struct Bounds {
    /// Levels; `none` for a class without documents.
    private(set) var shortest: (UInt8, UInt8, UInt8) = (Self.none, Self.none, Self.none)
    /// 255 stands for itself and everything above.
    private(set) var largest: UInt8 = 0

    private static let none: UInt8 = 0xFF

    init() {}

    mutating func add(frequency: UInt32, level: UInt8) {
      switch frequency {
      case 0...1: shortest.0 = min(shortest.0, level)
      case 2: shortest.1 = min(shortest.1, level)
      default: shortest.2 = min(shortest.2, level)
      }
      largest = max(largest, UInt8(clamping: frequency))
    }

    mutating func add(_ other: Bounds) {
      shortest.0 = min(shortest.0, other.shortest.0)
      shortest.1 = min(shortest.1, other.shortest.1)
      shortest.2 = min(shortest.2, other.shortest.2)
      largest = max(largest, other.largest)
    }

    var encoded: UInt32 {
      UInt32(shortest.0) | UInt32(shortest.1) << 8 | UInt32(shortest.2) << 16 | UInt32(largest) << 24
    }

    init(encoded: UInt32) {
      shortest = (UInt8(encoded & 0xFF), UInt8(encoded >> 8 & 0xFF), UInt8(encoded >> 16 & 0xFF))
      largest = UInt8(encoded >> 24)
    }

    /// The highest score that a document of the block can have.
    @inline(__always)
    func contribution(weight: Double, table: BM25Table) -> Double {
      var bound = 0.0
      if shortest.0 != Self.none { bound = table.contribution(weight: weight, frequency: 1, level: shortest.0) }
      if shortest.1 != Self.none {
        bound = max(bound, table.contribution(weight: weight, frequency: 2, level: shortest.1))
      }
      if shortest.2 != Self.none {
        let high =
          largest == 255
          ? BM25.contribution(weight: weight, saturation: BM25.largestSaturation)
          : table.contribution(weight: weight, frequency: UInt32(largest), level: shortest.2)
        bound = max(bound, high)
      }
      return bound
    }
  }

  // MARK: Writing

  /// Appends a list of at least two postings.
  /// - Parameters: ascending documents, how often each has the term, the levels of all documents.
  static func write(
    documents: UnsafeBufferPointer<UInt32>, frequencies: UnsafeBufferPointer<UInt32>, levels: UnsafePointer<UInt8>,
    to buffer: ByteBuffer
  ) {
    let blocks = (documents.count + blockSize - 1) / blockSize
    let head = buffer.count
    if blocks > 1 { buffer.extend(by: 4 + blocks * directoryEntry) }
    let start = buffer.count
    var listBounds = Bounds()
    var previous: UInt32 = .max
    for block in 0..<blocks {
      let range = block * blockSize..<min((block + 1) * blockSize, documents.count)
      var bounds = Bounds()
      var distances: UInt32 = 0
      var excess: UInt32 = 0
      var before = previous
      for index in range {
        distances |= documents[index] &- before &- 1
        excess |= frequencies[index] - 1
        before = documents[index]
        bounds.add(frequency: frequencies[index], level: levels[Int(documents[index])])
      }
      let bits = (UInt32.bitWidth - distances.leadingZeroBitCount, UInt32.bitWidth - excess.leadingZeroBitCount)
      buffer.append(UInt8(bits.0))
      buffer.append(UInt8(bits.1))
      var packer = Packer(buffer: buffer)
      for index in range {
        packer.append(documents[index] &- previous &- 1, bits: bits.0)
        previous = documents[index]
      }
      packer.finish()
      for index in range { packer.append(frequencies[index] - 1, bits: bits.1) }
      packer.finish()
      guard blocks > 1 else { return }
      let entry = head + 4 + block * directoryEntry
      buffer.store(previous, at: entry)
      buffer.store(UInt32(buffer.count - start), at: entry + 4)
      buffer.store(bounds.encoded, at: entry + 8)
      listBounds.add(bounds)
    }
    buffer.store(listBounds.encoded, at: head)
  }

  private struct Packer {
    let buffer: ByteBuffer
    private var word: UInt64 = 0
    private var filled = 0

    init(buffer: ByteBuffer) { self.buffer = buffer }

    @inline(__always)
    mutating func append(_ value: UInt32, bits: Int) {
      word |= UInt64(value) << UInt64(filled)
      filled += bits
      if filled >= 32 {
        buffer.append(number: UInt32(truncatingIfNeeded: word))
        word >>= 32
        filled -= 32
      }
    }

    mutating func finish() {
      while filled > 0 {
        buffer.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
        filled -= 8
      }
      word = 0
      filled = 0
    }
  }

  // MARK: Reading

  /// Bytes of `count` numbers of `bits` bits.
  @inline(__always)
  static func packedSize(_ count: Int, bits: Int) -> Int { (count &* bits &+ 7) >> 3 }

  /// One number. Reads up to eight bytes, maybe beyond the packed ones: a segment's footer is behind them all.
  @inline(__always)
  static func unpack(_ base: UnsafeRawPointer, index: Int, bits: Int) -> UInt32 {
    let bit = index &* bits
    let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
    return UInt32(truncatingIfNeeded: word &>> UInt64(bit & 7))
      & UInt32(truncatingIfNeeded: (1 &<< UInt64(bits)) &- 1 as UInt64)
  }

  /// Documents of a block, from distances.
  /// - Parameter before: the last document of the block before, -1 for the first.
  /// - Returns: the last document. The documents ascend, and fit 32 bits if the last does, whatever the bytes are.
  @inline(__always)
  static func unpackDocuments(
    _ base: UnsafeRawPointer, count: Int, bits: Int, before: Int, into target: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let mask = (1 &<< UInt64(bits)) &- 1 as UInt64
    var document = before
    var bit = 0
    for index in 0..<count {
      let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self))
      document &+= Int(truncatingIfNeeded: (word &>> UInt64(truncatingIfNeeded: bit & 7)) & mask) &+ 1
      target[index] = UInt32(truncatingIfNeeded: document)
      bit &+= bits
    }
    return document
  }
}
