package import Foundation
package import MnemeCore

/// One recall as meta memory remembers it: when, where and what came back, never what was asked.
package struct AccessPattern: Sendable, Hashable {
  package let time: Date
  package let space: SpaceID
  package let channel: String
  /// Best first.
  package var items: [ItemKey]
  package let lexicalOnly: Bool

  package init(time: Date, space: SpaceID, channel: String, items: [ItemKey], lexicalOnly: Bool) {
    self.time = time
    self.space = space
    self.channel = channel
    self.items = items
    self.lexicalOnly = lexicalOnly
  }
}

/// The newest patterns of all spaces, bounded.
struct AccessPatternRing {
  let capacity: Int
  private var slots: [AccessPattern] = []
  /// Where the oldest is once the ring is full.
  private var head = 0

  init(capacity: Int) {
    self.capacity = max(0, capacity)
  }

  var count: Int { slots.count }

  mutating func push(_ pattern: AccessPattern) {
    if slots.count < capacity {
      slots.append(pattern)
    } else if capacity > 0 {
      slots[head] = pattern
      head = (head + 1) % capacity
    }
  }

  /// The newest `limit` of a space, newest first.
  func recent(_ limit: Int, in space: SpaceID) -> [AccessPattern] {
    var found: [AccessPattern] = []
    for offset in stride(from: slots.count - 1, through: 0, by: -1) where found.count < limit {
      let pattern = slots[(head + offset) % slots.count]
      if pattern.space == space { found.append(pattern) }
    }
    return found
  }

  /// - Returns: how many were removed.
  @discardableResult
  mutating func removeAll(where shouldRemove: (AccessPattern) -> Bool) -> Int {
    let ordered = slots[head...] + slots[..<head]
    let kept = ordered.filter { !shouldRemove($0) }
    defer {
      slots = kept
      head = 0
    }
    return slots.count - kept.count
  }

  mutating func forget(_ keys: Set<ItemKey>, in space: SpaceID) {
    for index in slots.indices where slots[index].space == space {
      if slots[index].items.contains(where: keys.contains) { slots[index].items.removeAll(where: keys.contains) }
    }
  }
}
