/// The vectors of recent queries, the least recently used one leaving first. Every operation is O(1).
struct QueryVectorCache {
  /// Longer texts are not kept, which bounds the memory of the keys.
  static let textLimit = 2048

  private struct Slot {
    var text: String
    var vector: [Float]
    var newer: Int
    var older: Int
  }

  let capacity: Int
  private var slots: [Slot] = []
  private var index: [String: Int] = [:]
  private var newest = -1
  private var oldest = -1

  /// - Parameter capacity: entries, 0 keeps nothing.
  init(capacity: Int) {
    self.capacity = capacity
  }

  var count: Int { slots.count }

  mutating func vector(for text: String) -> [Float]? {
    guard let slot = index[text] else { return nil }
    unlink(slot)
    link(slot)
    return slots[slot].vector
  }

  mutating func insert(_ vector: [Float], for text: String) {
    guard capacity > 0, text.utf8.count <= Self.textLimit else { return }
    if let slot = index[text] {
      slots[slot].vector = vector
      unlink(slot)
      link(slot)
    } else if slots.count < capacity {
      slots.append(Slot(text: text, vector: vector, newer: -1, older: -1))
      index[text] = slots.count - 1
      link(slots.count - 1)
    } else {
      let slot = oldest
      unlink(slot)
      index[slots[slot].text] = nil
      slots[slot] = Slot(text: text, vector: vector, newer: -1, older: -1)
      index[text] = slot
      link(slot)
    }
  }

  private mutating func unlink(_ slot: Int) {
    let (newer, older) = (slots[slot].newer, slots[slot].older)
    if newer >= 0 { slots[newer].older = older } else { newest = older }
    if older >= 0 { slots[older].newer = newer } else { oldest = newer }
  }

  private mutating func link(_ slot: Int) {
    slots[slot].newer = -1
    slots[slot].older = newest
    if newest >= 0 { slots[newest].newer = slot } else { oldest = slot }
    newest = slot
  }
}
