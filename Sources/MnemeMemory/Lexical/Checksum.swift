/// XXH64 (Yann Collet, https://github.com/Cyan4973/xxHash, doc/xxhash_spec.md): 64 bits over bytes that come in pieces,
/// several gigabytes a second. It tells accidents, not attacks.
struct Checksum {
  /// The pieces before the last are multiples of this.
  static let stripe = 32

  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  private var lanes: (UInt64, UInt64, UInt64, UInt64) = (
    prime1 &+ prime2, prime2, 0, 0 &- prime1
  )
  private var count: UInt64 = 0

  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var checksum = Checksum()
    let whole = bytes.count - bytes.count % stripe
    checksum.update(UnsafeRawBufferPointer(rebasing: bytes[..<whole]))
    return checksum.finish(UnsafeRawBufferPointer(rebasing: bytes[whole...]))
  }

  /// - Parameter bytes: a multiple of ``stripe``.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    var (a, b, c, d) = lanes
    var offset = 0
    while offset + Self.stripe <= bytes.count {
      a = Self.round(a, Self.word(base, offset))
      b = Self.round(b, Self.word(base, offset + 8))
      c = Self.round(c, Self.word(base, offset + 16))
      d = Self.round(d, Self.word(base, offset + 24))
      offset += Self.stripe
    }
    lanes = (a, b, c, d)
    count += UInt64(offset)
  }

  /// - Parameter rest: fewer bytes than ``stripe``.
  func finish(_ rest: UnsafeRawBufferPointer) -> UInt64 {
    var hash = Self.prime5
    if count > 0 {
      hash = Self.rotate(lanes.0, 1) &+ Self.rotate(lanes.1, 7) &+ Self.rotate(lanes.2, 12) &+ Self.rotate(lanes.3, 18)
      for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
        hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
      }
    }
    hash &+= count &+ UInt64(rest.count)
    var offset = 0
    if let base = rest.baseAddress {
      while offset + 8 <= rest.count {
        hash = Self.rotate(hash ^ Self.round(0, Self.word(base, offset)), 27) &* Self.prime1 &+ Self.prime4
        offset += 8
      }
      if offset + 4 <= rest.count {
        let half = UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        hash = Self.rotate(hash ^ (UInt64(half) &* Self.prime1), 23) &* Self.prime2 &+ Self.prime3
        offset += 4
      }
    }
    for byte in rest[offset...] { hash = Self.rotate(hash ^ (UInt64(byte) &* Self.prime5), 11) &* Self.prime1 }
    hash = (hash ^ (hash >> 33)) &* Self.prime2
    hash = (hash ^ (hash >> 29)) &* Self.prime3
    return hash ^ (hash >> 32)
  }

  @inline(__always)
  private static func word(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotate(lane &+ word &* prime2, 31) &* prime1
  }

  @inline(__always)
  private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }
}
