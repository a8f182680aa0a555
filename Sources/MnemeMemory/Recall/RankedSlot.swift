/// A slot and a score of 0 and more in one word, in the order of the scores and then of the slots: compared and moved at once.
struct RankedSlot: Sendable, Comparable {
  private let bits: UInt64

  init(score: Float, slot: Int) {
    // The bits of floats of 0 and more lie in the order of their values (IEEE 754).
    bits = UInt64(max(0, score).bitPattern) << 32 | UInt64(UInt32(truncatingIfNeeded: slot))
  }

  var slot: Int { Int(bits & 0xffff_ffff) }
  var score: Float { Float(bitPattern: UInt32(bits >> 32)) }

  static func < (a: RankedSlot, b: RankedSlot) -> Bool { a.bits < b.bits }
}
