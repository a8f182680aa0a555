/// Scores of the few slots that a question looks at, by slot: an open-addressed table with linear probing, because one
/// recall looks up thousands of neighbours.
struct SlotScores: Sendable {
  /// Slot and bits of the score in one word, so that a look-up touches one place.
  private var entries: [UInt64]
  private(set) var count = 0

  private static let empty = UInt64.max

  init(expecting places: Int = 1_024) {
    var capacity = 64
    while capacity < 2 * places { capacity *= 2 }
    entries = [UInt64](repeating: Self.empty, count: capacity)
  }

  subscript(slot: Int) -> Float? {
    let entry = entries[place(of: UInt32(truncatingIfNeeded: slot))]
    return entry == Self.empty ? nil : Self.score(entry)
  }

  /// Adds to the score of a slot, which begins at 0.
  mutating func add(_ score: Float, to slot: Int) {
    let place = place(of: UInt32(truncatingIfNeeded: slot))
    let entry = entries[place]
    if entry == Self.empty {
      if 2 * (count + 1) > entries.count {
        grow()
        return add(score, to: slot)
      }
      count += 1
      entries[place] = Self.entry(slot, score)
    } else {
      entries[place] = Self.entry(slot, Self.score(entry) + score)
    }
  }

  /// Makes a score the slot's unless it has a higher one.
  mutating func raise(_ slot: Int, to score: Float) {
    let place = place(of: UInt32(truncatingIfNeeded: slot))
    let entry = entries[place]
    if entry == Self.empty {
      add(score, to: slot)
    } else if Self.score(entry) < score {
      entries[place] = Self.entry(slot, score)
    }
  }

  /// Calls `body` with every slot and its score, in no order that means anything.
  func forEach(_ body: (Int, Float) -> Void) {
    for entry in entries where entry != Self.empty { body(Int(entry >> 32), Self.score(entry)) }
  }

  private static func entry(_ slot: Int, _ score: Float) -> UInt64 {
    UInt64(UInt32(truncatingIfNeeded: slot)) << 32 | UInt64(score.bitPattern)
  }

  private static func score(_ entry: UInt64) -> Float { Float(bitPattern: UInt32(truncatingIfNeeded: entry)) }

  private func place(of slot: UInt32) -> Int {
    let mask = entries.count - 1
    var place = Self.home(of: Int32(bitPattern: slot), among: entries.count)
    while true {
      let entry = entries[place]
      if entry == Self.empty || UInt32(truncatingIfNeeded: entry >> 32) == slot { return place }
      place = (place + 1) & mask
    }
  }

  /// Fibonacci hashing (Knuth, vol. 3, 6.4).
  static func home(of key: Int32, among places: Int) -> Int {
    Int(UInt32(bitPattern: key) &* 2_654_435_769 >> 7) & (places - 1)
  }

  private mutating func grow() {
    var larger = SlotScores(expecting: entries.count)
    forEach { larger.add($1, to: $0) }
    self = larger
  }
}
