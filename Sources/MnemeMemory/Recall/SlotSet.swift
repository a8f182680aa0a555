/// A set of slots that names them in the order they came: an open-addressed table, because one recall asks it thousands of
/// times.
struct SlotSet: Sendable {
  private var places: [Int32]
  /// Members, each once.
  private(set) var slots: [Int] = []

  init(expecting count: Int = 1_024) {
    var capacity = 64
    while capacity < 2 * count { capacity *= 2 }
    places = [Int32](repeating: -1, count: capacity)
    slots.reserveCapacity(count)
  }

  mutating func insert(_ slot: Int) {
    if 2 * (slots.count + 1) > places.count { grow() }
    if enter(slot) { slots.append(slot) }
  }

  /// - Returns: whether the slot was not there.
  private mutating func enter(_ slot: Int) -> Bool {
    let key = Int32(slot)
    var place = SlotScores.home(of: key, among: places.count)
    while places[place] >= 0 {
      if places[place] == key { return false }
      place = (place + 1) & (places.count - 1)
    }
    places[place] = key
    return true
  }

  private mutating func grow() {
    places = [Int32](repeating: -1, count: 2 * places.count)
    for slot in slots { _ = enter(slot) }
  }
}
