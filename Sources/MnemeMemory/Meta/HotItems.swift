import MnemeCore

/// The items with the greatest decayed counts, best first, kept up to date as counts grow.
///
/// Holds the best `count` of all tracked items, at most `capacity`. Reading the best k is O(k), an update O(capacity).
struct HotItems {
  struct Item: Hashable {
    let key: ItemKey
    let weight: DecayedWeight

    /// Greater weight first; equal ones messages first, then the older one. The order of `AccessStore`.
    func precedes(_ other: Item) -> Bool {
      if weight != other.weight { return weight > other.weight }
      if key.source != other.key.source { return key.source == .message }
      return key.ordinal < other.key.ordinal
    }
  }

  let capacity: Int
  private(set) var items: [Item] = []

  init(capacity: Int) {
    self.capacity = max(1, capacity)
  }

  /// The item's weight has grown to `weight`, or it is new.
  /// - Parameter tracked: how many items are tracked, this one included.
  mutating func grow(_ key: ItemKey, to weight: DecayedWeight, tracked: Int) {
    let item = Item(key: key, weight: weight)
    // Weights only grow, so an item that stays behind the last one was not among these.
    if let last = items.last, last.key != key, last.precedes(item) {
      // Below the last one there may be better ones than this, unless all others are here.
      if items.count < capacity, items.count == tracked - 1 { items.append(item) }
      return
    }
    if let index = items.firstIndex(where: { $0.key == key }) { items.remove(at: index) }
    items.insert(item, at: position(of: item))
    if items.count > capacity { items.removeLast() }
  }

  /// - Returns: true when fewer than `needed` are left though more are tracked: the caller must `rebuild`.
  mutating func remove(_ key: ItemKey, tracked: Int, needed: Int) -> Bool {
    if let index = items.firstIndex(where: { $0.key == key }) { items.remove(at: index) }
    return items.count < min(needed, tracked)
  }

  /// O(n) for items in random order, O(n · capacity) at worst; only after a removal.
  mutating func rebuild(from all: some Sequence<Item>) {
    items.removeAll(keepingCapacity: true)
    for item in all {
      if items.count == capacity, let last = items.last, last.precedes(item) { continue }
      items.insert(item, at: position(of: item))
      if items.count > capacity { items.removeLast() }
    }
  }

  private func position(of item: Item) -> Int {
    var (low, high) = (0, items.count)
    while low < high {
      let middle = (low + high) / 2
      if items[middle].precedes(item) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
