/// Finds the slot of a store's ordinal and back. Slots are given in order of arrival and never again.
struct OrdinalMap: Sendable {
  /// Non-decreasing, so that it can be searched: one that came late stands in `stragglers`.
  private var ordinals = ChunkedColumn<Int64>()
  private var stragglers: [Int64: Int32] = [:]
  private var stragglerOrdinals: [Int32: Int64] = [:]

  var count: Int { ordinals.count }
  var byteCount: Int { ordinals.byteCount + stragglers.count * 48 }

  func ordinal(of slot: Int) -> Int64 {
    stragglerOrdinals.isEmpty ? ordinals[slot] : stragglerOrdinals[Int32(slot)] ?? ordinals[slot]
  }

  /// O(log count); O(1) for one greater than every one before it.
  func slot(of ordinal: Int64) -> Int? {
    if !stragglers.isEmpty, let slot = stragglers[ordinal] { return Int(slot) }
    guard ordinals.count > 0, ordinal <= ordinals[ordinals.count - 1] else { return nil }
    var low = 0
    var high = ordinals.count
    while low < high {
      let middle = (low + high) / 2
      if ordinals[middle] < ordinal { low = middle + 1 } else { high = middle }
    }
    return low < ordinals.count && ordinals[low] == ordinal ? low : nil
  }

  /// The caller knows that it is not there.
  mutating func append(_ ordinal: Int64) -> Int {
    let slot = ordinals.count
    if slot > 0, ordinal < ordinals[slot - 1] {
      stragglers[ordinal] = Int32(slot)
      stragglerOrdinals[Int32(slot)] = ordinal
      ordinals.append(ordinals[slot - 1])
    } else {
      ordinals.append(ordinal)
    }
    return slot
  }
}
