/// Small numbers to dense places, for the length of one question: open addressing with linear probing.
struct SlotTable {
  /// Key + 1; 0 is free.
  private var cells: [UInt32]
  private var places: [Int32]
  private(set) var keys: [UInt32] = []

  init(minimumCapacity: Int) {
    var size = 64
    while size < minimumCapacity * 2 { size *= 2 }
    cells = [UInt32](repeating: 0, count: size)
    places = [Int32](repeating: 0, count: size)
    keys.reserveCapacity(minimumCapacity)
  }

  /// The place of a key, given in order of first use. Keys are below `UInt32.max`.
  @inline(__always)
  mutating func place(of key: UInt32) -> (place: Int, isNew: Bool) {
    let mask = cells.count - 1
    // Fibonacci hashing (Knuth, TAOCP 6.4): neighbouring slots are far apart.
    var cell = Int(truncatingIfNeeded: (key &* 2_654_435_769) >> 7) & mask
    while cells[cell] != 0 {
      if cells[cell] == key + 1 { return (Int(places[cell]), false) }
      cell = (cell + 1) & mask
    }
    cells[cell] = key + 1
    places[cell] = Int32(keys.count)
    keys.append(key)
    if keys.count * 2 > cells.count { grow() }
    return (keys.count - 1, true)
  }

  private mutating func grow() {
    let old = keys
    self = SlotTable(minimumCapacity: cells.count)
    for key in old { _ = place(of: key) }
  }
}
