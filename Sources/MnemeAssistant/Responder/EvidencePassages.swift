import MnemeCore
import MnemeMemory

/// The sentences of a text that are worth reading for a question.
///
/// Short texts are cut into sentences; of long ones only the surroundings of words that may answer are, found in one pass
/// over the bytes. At most `perText` sentences and `whole` bytes come out, whatever the length of the text.
struct EvidencePassages {
  /// Bytes up to which a text is read as a whole, and which are read of a longer one.
  static let whole = 700
  static let perText = 16
  /// Bytes looked at on each side of a word for the ends of its sentence.
  private static let reach = 300
  /// Words looked for, at most.
  private static let keywordLimit = 160

  /// Beginnings of the words by their first byte, lower case.
  private var heads: [[(bytes: [UInt8], bit: UInt64)]] = Array(repeating: [], count: 256)
  private let isOpen: Bool

  /// - Parameter keywords: stems of words that may answer; empty takes the first sentences of each text.
  init(keywords: Set<String>) {
    isOpen = keywords.isEmpty
    for (number, word) in keywords.sorted().prefix(Self.keywordLimit).enumerated() {
      let head = word.utf8.first.map { $0 < 0x80 } == true ? Array(word.utf8.prefix(5)) : Array(word.prefix(2).utf8)
      guard let first = head.first else { continue }
      heads[Int(first)].append((head, 1 << UInt64(number % 64)))
    }
  }

  /// In the order of the text.
  func sentences(of text: String) -> [String] {
    if text.utf8.count <= Self.whole {
      let all = StatementText.sentences(in: text)
      if all.count <= Self.perText { return all }
      if isOpen { return Array(all.prefix(Self.perText)) }
      return best(all.map { ($0.utf8.count, matches(in: $0)) }).map { all[$0] }
    }
    if isOpen {
      return Array(StatementText.sentences(in: text.prefix(bytes: Self.whole)).prefix(Self.perText))
    }
    return passages(of: text).flatMap { StatementText.sentences(in: $0).prefix(3) }.prefix(Self.perText).map { $0 }
  }

  /// Those with most of the words, the later one of equal ones, as far as `perText` and `whole` reach; ascending.
  private func best(_ found: [(length: Int, matches: UInt64)]) -> [Int] {
    let ranked = found.indices.sorted {
      let (a, b) = (found[$0].matches.nonzeroBitCount, found[$1].matches.nonzeroBitCount)
      return a == b ? $0 > $1 : a > b
    }
    var room = Self.whole
    return ranked.prefix(Self.perText).filter { place in
      guard found[place].length <= room else { return false }
      room -= found[place].length
      return true
    }.sorted()
  }

  private func matches(in text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { bytes in
      var found: UInt64 = 0
      for index in bytes.indices where Self.isWordStart(bytes, index) { found |= match(bytes, index) }
      return found
    }
  }

  private func passages(of text: String) -> [String] {
    var text = text
    return text.withUTF8 { bytes in
      var places: [Range<Int>] = []
      var found: [(length: Int, matches: UInt64)] = []
      var index = 0
      while index < bytes.count {
        var matches: UInt64 = 0
        if Self.isWordStart(bytes, index) { matches = match(bytes, index) }
        guard matches != 0 else {
          index += 1
          continue
        }
        let start = Self.boundary(bytes, before: index)
        let end = Self.boundary(bytes, after: index)
        var next = index + 1
        while next < end {
          if Self.isWordStart(bytes, next) { matches |= match(bytes, next) }
          next += 1
        }
        places.append(start..<end)
        found.append((end - start, matches))
        index = max(end, index + 1)
      }
      return best(found).map { String(decoding: bytes[places[$0]], as: UTF8.self) }
    }
  }

  private func match(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt64 {
    var found: UInt64 = 0
    for head in heads[Int(Self.lower(bytes[index]))] where index + head.bytes.count <= bytes.count {
      var offset = 1
      while offset < head.bytes.count, Self.lower(bytes[index + offset]) == head.bytes[offset] { offset += 1 }
      if offset == head.bytes.count { found |= head.bit }
    }
    return found
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(lower(byte))
  }

  private static func isWordStart(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    isLetter(bytes[index]) && (index == 0 || !isLetter(bytes[index - 1]))
  }

  private static func isEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x2E || byte == 0x21 || byte == 0x3F }

  private static func boundary(_ bytes: UnsafeBufferPointer<UInt8>, before index: Int) -> Int {
    let limit = max(0, index - reach)
    var start = index
    while start > limit, !isEnd(bytes[start - 1]) { start -= 1 }
    while start < index, bytes[start] & 0xC0 == 0x80 { start += 1 }
    return start
  }

  private static func boundary(_ bytes: UnsafeBufferPointer<UInt8>, after index: Int) -> Int {
    let limit = min(bytes.count, index + reach)
    var end = index
    while end < limit, !isEnd(bytes[end]) { end += 1 }
    // A point inside a number or a name is no end.
    while end < limit, end + 1 < bytes.count, bytes[end] == 0x2E, isLetter(bytes[end + 1]) {
      end += 1
      while end < limit, !isEnd(bytes[end]) { end += 1 }
    }
    if end < bytes.count, isEnd(bytes[end]) { end += 1 }
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }
}

extension String {
  /// As many whole scalars as fit into so many bytes. Linear in `bytes`.
  func prefix(bytes: Int) -> String {
    guard utf8.count > bytes else { return self }
    return String(self[..<unicodeScalars.startOfScalar(at: bytes, of: utf8)])
  }

  /// As many whole scalars from the end as fit into so many bytes. Linear in `bytes`.
  func suffix(bytes: Int) -> String {
    guard utf8.count > bytes else { return self }
    var start = unicodeScalars.startOfScalar(at: utf8.count - bytes, of: utf8)
    if utf8.distance(from: start, to: endIndex) > bytes { start = unicodeScalars.index(after: start) }
    return String(self[start...])
  }
}

extension String.UnicodeScalarView {
  /// The start of the scalar that the byte belongs to.
  fileprivate func startOfScalar(at byte: Int, of utf8: String.UTF8View) -> String.Index {
    var index = utf8.index(utf8.startIndex, offsetBy: byte)
    while index > utf8.startIndex, utf8[index] & 0xC0 == 0x80 { index = utf8.index(before: index) }
    return index
  }
}
