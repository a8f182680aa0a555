/// Finds the newest row of a key: open addressing with linear probing (Knuth 1998, §6.4, algorithms L and R). It holds
/// row numbers only, 4 bytes at a load of 3/8 to 3/4; the keys stand in the rows.
struct KeyTable {
  private let storage: GraphStorage
  private var places: [UInt32] = []
  private(set) var count = 0

  init(storage: GraphStorage) { self.storage = storage }

  var byteCount: Int { places.capacity * MemoryLayout<UInt32>.stride }

  /// The newest row with this key.
  func row(of key: Int64) -> Int? {
    guard count > 0 else { return nil }
    let place = find(key)
    return places[place] == GraphStorage.noLink ? nil : Int(places[place])
  }

  /// Makes `row` the newest of its key.
  /// - Returns: the row that was it before.
  mutating func insert(row: Int) -> UInt32 {
    if 4 * (count + 1) > 3 * places.count { grow() }
    let place = find(storage.key(row).pointee)
    let before = places[place]
    places[place] = UInt32(row)
    if before == GraphStorage.noLink { count += 1 }
    return before
  }

  /// Forgets a key.
  mutating func remove(_ key: Int64) {
    guard count > 0 else { return }
    var gap = find(key)
    guard places[gap] != GraphStorage.noLink else { return }
    count -= 1
    // Those behind move up until one stands where it belongs, so that no search ends at the gap too early.
    var place = gap
    while true {
      place = (place + 1) & mask
      let row = places[place]
      if row == GraphStorage.noLink { break }
      let home = self.home(storage.key(Int(row)).pointee)
      if (place &- home) & mask >= (place &- gap) & mask {
        places[gap] = row
        gap = place
      }
    }
    places[gap] = GraphStorage.noLink
  }

  private var mask: Int { places.count - 1 }

  private func home(_ key: Int64) -> Int {
    // Fibonacci hashing: keys are often consecutive.
    var z = UInt64(bitPattern: key) &* 0x9e37_79b9_7f4a_7c15
    z ^= z >> 32
    return Int(truncatingIfNeeded: z &* 0xd6e8_feb8_6659_fd93 >> 32) & mask
  }

  /// The place of a key, or the free one where it would stand.
  private func find(_ key: Int64) -> Int {
    var place = home(key)
    while places[place] != GraphStorage.noLink, storage.key(Int(places[place])).pointee != key {
      place = (place + 1) & mask
    }
    return place
  }

  private mutating func grow() {
    let old = places
    places = [UInt32](repeating: GraphStorage.noLink, count: max(64, 2 * old.count))
    for row in old where row != GraphStorage.noLink { places[find(storage.key(Int(row)).pointee)] = row }
  }
}
