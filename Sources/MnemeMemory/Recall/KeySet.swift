/// A set of keys as bits, 64 to a word: keys that lie near one another take a fraction of a byte each.
struct KeySet: Sendable {
  private var words: [Int64: UInt64] = [:]

  func contains(_ key: Int64) -> Bool { words[key >> 6].map { $0 & Self.bit(key) != 0 } ?? false }

  /// - Returns: whether the key was not there.
  @discardableResult
  mutating func insert(_ key: Int64) -> Bool {
    let word = words[key >> 6, default: 0]
    words[key >> 6] = word | Self.bit(key)
    return word & Self.bit(key) == 0
  }

  mutating func remove(_ key: Int64) {
    guard let word = words[key >> 6] else { return }
    let rest = word & ~Self.bit(key)
    words[key >> 6] = rest == 0 ? nil : rest
  }

  var byteCount: Int { words.capacity * 17 }

  private static func bit(_ key: Int64) -> UInt64 { 1 << UInt64(key & 63) }
}
