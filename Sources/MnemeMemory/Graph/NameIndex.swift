import MnemeCore

/// Names to slots, in 64 parts, so that a write after a snapshot copies one of them.
struct NameIndex: Sendable {
  /// Most names have one bearer; a name with several stands apart.
  private struct Part: Sendable {
    var one: [String: Int32] = [:]
    var several: [String: SmallList] = [:]
  }

  private var parts = [Part](repeating: Part(), count: 64)

  /// Names that have a bearer.
  var count: Int { parts.reduce(0) { $0 + $1.one.count + $1.several.count } }

  /// Bearers of a name, ascending. O(1) and the number of bearers.
  func slots(of name: String) -> [Int] {
    let part = parts[Self.part(of: name)]
    if let slot = part.one[name] { return [Int(slot)] }
    return part.several[name].map { $0.map(Int.init) } ?? []
  }

  /// Somebody bears the name. O(1).
  func contains(_ name: String) -> Bool {
    let part = parts[Self.part(of: name)]
    return part.one[name] != nil || part.several[name] != nil
  }

  /// O(1), for a slot greater than those before.
  mutating func insert(_ name: String, _ slot: Int32) {
    let number = Self.part(of: name)
    if let first = parts[number].one[name] {
      guard first != slot else { return }
      var list = SmallList()
      list.insert(UInt32(first))
      list.insert(UInt32(slot))
      parts[number].one[name] = nil
      parts[number].several[name] = list
    } else if parts[number].several[name]?.insert(UInt32(slot)) == nil {
      parts[number].one[name] = slot
    }
  }

  /// O(number of bearers).
  mutating func remove(_ name: String, _ slot: Int32) {
    let number = Self.part(of: name)
    if parts[number].one[name] == slot { parts[number].one[name] = nil }
    guard parts[number].several[name]?.remove(UInt32(slot)) == true,
      let left = parts[number].several[name], left.count == 1
    else { return }
    parts[number].several[name] = nil
    parts[number].one[name] = Int32(left[0])
  }

  /// FNV-1a; the part a name is in never shows.
  private static func part(of name: String) -> Int {
    var hash: UInt32 = 0x811C_9DC5
    for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    return Int((hash ^ (hash >> 16)) & 63)
  }
}
