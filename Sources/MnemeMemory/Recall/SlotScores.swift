/// Scores of the few slots that a question looks at, by slot: an open-addressed table with linear probing, because one
/// recall looks up thousands of neighbours.
struct SlotScores: Sendable {
  private var keys: [Int32]
  private var values: [Float]
  private(set) var count = 0

  init(expecting places: Int = 1_024) {
    var capacity = 64
    while capacity < 2 * places { capacity *= 2 }
    keys = [Int32](repeating: -1, count: capacity)
    values = [Float](repeating: 0, count: capacity)
  }

  subscript(slot: Int) -> Float? {
    let place = place(of: Int32(slot))
    return keys[place] < 0 ? nil : values[place]
  }

  /// Adds to the score of a slot, which begins at 0.
  mutating func add(_ score: Float, to slot: Int) {
    let place = place(of: Int32(slot))
    if keys[place] < 0 {
      if 2 * (count + 1) > keys.count {
        grow()
        return add(score, to: slot)
      }
      keys[place] = Int32(slot)
      count += 1
    }
    values[place] += score
  }

  /// Makes a score the slot's unless it has a higher one.
  mutating func raise(_ slot: Int, to score: Float) {
    let place = place(of: Int32(slot))
    if keys[place] < 0 { add(score, to: slot) } else if values[place] < score { values[place] = score }
  }

  /// Calls `body` with every slot and its score, in no order that means anything.
  func forEach(_ body: (Int, Float) -> Void) {
    for place in keys.indices where keys[place] >= 0 { body(Int(keys[place]), values[place]) }
  }

  private func place(of key: Int32) -> Int {
    var place = Self.home(of: key, among: keys.count)
    while keys[place] >= 0, keys[place] != key { place = (place + 1) & (keys.count - 1) }
    return place
  }

  /// Fibonacci hashing (Knuth, vol. 3, 6.4).
  static func home(of key: Int32, among places: Int) -> Int {
    Int(UInt32(bitPattern: key) &* 2_654_435_769 >> 7) & (places - 1)
  }

  private mutating func grow() {
    var larger = SlotScores(expecting: keys.count)
    forEach { larger.add($1, to: $0) }
    self = larger
  }
}
