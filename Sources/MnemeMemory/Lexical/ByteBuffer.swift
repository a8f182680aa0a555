/// Bytes that grow at the end. Numbers are little-endian.
///
/// A class, because several hands write into one; used by one thread at a time.
final class ByteBuffer {
  private(set) var base: UnsafeMutableRawPointer
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 1024) {
    self.capacity = max(capacity, 16)
    base = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit { base.deallocate() }

  /// Valid until the next change, as long as the object is kept.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Makes room for `more` bytes behind the last.
  @inline(__always)
  func reserve(_ more: Int) {
    if count + more > capacity { grow(to: count + more) }
  }

  private func grow(to needed: Int) {
    let capacity = max(needed, self.capacity * 2)
    let grown = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    grown.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = grown
    self.capacity = capacity
  }

  @inline(__always)
  func append(_ byte: UInt8) {
    reserve(1)
    base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  @inline(__always)
  func append<Number: FixedWidthInteger & BitwiseCopyable>(number: Number) {
    reserve(MemoryLayout<Number>.size)
    base.storeBytes(of: number.littleEndian, toByteOffset: count, as: Number.self)
    count += MemoryLayout<Number>.size
  }

  func append(bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    (base + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
  }

  /// Seven bits a byte, the lowest first, the high bit on all but the last.
  @inline(__always)
  func append(varint value: UInt64) {
    reserve(10)
    var rest = value
    while rest >= 0x80 {
      base.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: count, as: UInt8.self)
      count += 1
      rest >>= 7
    }
    base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: count, as: UInt8.self)
    count += 1
  }

  /// Adds `size` bytes to be filled by `store`.
  func extend(by size: Int) {
    reserve(size)
    (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: size)
    count += size
  }

  /// Overwrites a number that was extended or appended before.
  func store<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number, at offset: Int) {
    precondition(offset >= 0 && offset + MemoryLayout<Number>.size <= count, "offset out of range")
    base.storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self)
  }

  func removeAll() { count = 0 }

  /// Drops the first `size` bytes.
  func removeFirst(_ size: Int) {
    precondition(size >= 0 && size <= count, "size out of range")
    count -= size
    if count > 0 { base.copyMemory(from: base + size, byteCount: count) }
  }
}

/// Reads bytes from first to last and never beyond.
struct ByteReader {
  private(set) var position: UnsafeRawPointer
  private let end: UnsafeRawPointer

  /// The bytes must outlive the reader.
  init(_ bytes: UnsafeRawBufferPointer) {
    // An empty buffer may have no address; any will do, since none of it is read.
    position = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 16).unsafelyUnwrapped
    end = position + bytes.count
  }

  var remaining: Int { end - position }

  @inline(__always)
  mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type) throws(LexicalDamage) -> Number {
    guard remaining >= MemoryLayout<Number>.size else { throw LexicalDamage() }
    defer { position += MemoryLayout<Number>.size }
    return Number(littleEndian: position.loadUnaligned(as: Number.self))
  }

  @inline(__always)
  mutating func varint() throws(LexicalDamage) -> UInt64 {
    guard position < end else { throw LexicalDamage() }
    let first = position.load(as: UInt8.self)
    position += 1
    return first < 0x80 ? UInt64(first) : try longVarint(UInt64(first & 0x7F))
  }

  private mutating func longVarint(_ start: UInt64) throws(LexicalDamage) -> UInt64 {
    var value = start
    var shift: UInt64 = 7
    while position < end, shift < 64 {
      let byte = position.load(as: UInt8.self)
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw LexicalDamage()
  }

  /// A varint that must fit.
  @inline(__always)
  mutating func varint32() throws(LexicalDamage) -> UInt32 {
    guard let value = UInt32(exactly: try varint()) else { throw LexicalDamage() }
    return value
  }

  /// A varint that counts bytes or things that are there.
  @inline(__always)
  mutating func length(atMost limit: Int) throws(LexicalDamage) -> Int {
    guard let value = Int(exactly: try varint()), value <= limit else { throw LexicalDamage() }
    return value
  }

  @inline(__always)
  mutating func bytes(_ count: Int) throws(LexicalDamage) -> UnsafeRawBufferPointer {
    guard count >= 0, remaining >= count else { throw LexicalDamage() }
    defer { position += count }
    return UnsafeRawBufferPointer(start: position, count: count)
  }
}
