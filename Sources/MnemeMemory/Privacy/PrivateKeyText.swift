/// The text of a private key between its first and its last line (RFC 7468, RFC 4880, and the older headers of RFC 1421): lines
/// of base64. A first line without such lines after it only speaks of keys.
///
/// Reads bytes that may go on; looks at most `lookahead` of them ahead. A line break may be written as in JSON, `\n`.
struct PrivateKeyText {
  /// What of the key was read last.
  enum Part {
    /// Its first line, or a header.
    case head
    /// Part of a long line.
    case run
    /// A whole line.
    case line
  }

  enum Step {
    /// More is needed to tell.
    case undecided
    /// The key goes on up to here.
    case more(end: Int, Part)
    case over(end: Int)
  }

  private static let footer = Array("-----END ".utf8)
  private static let headers = ["Proc-Type:", "DEK-Info:", "Version:", "Comment:", "Hash:", "Charset:", "MessageID:"]
    .map { Array($0.utf8) }
  /// Bytes of one line beyond which it is taken without its end.
  private static let longLine = 64
  /// Letters in a row that are no word.
  private static let noWord = 16
  private static let lookahead = 200

  let bytes: [UInt8]
  let isLast: Bool

  /// What stands after `part`, which ends at `place`.
  func step(from place: Int, after part: Part) -> Step {
    if part == .run {
      let end = run(from: place)
      return end > place ? .more(end: end, .run) : between(place, after: .line)
    }
    return between(place, after: part)
  }

  private func between(_ place: Int, after part: Part) -> Step {
    var (start, breaks) = (place, 0)
    while start < bytes.count, start - place <= Self.longLine, let blank = blank(at: start) {
      if blank.isUndecided { return .undecided }
      start += blank.length
      breaks += blank.isBreak ? 1 : 0
    }
    guard start < bytes.count else { return isLast ? .over(end: place) : .undecided }
    if start - place > Self.longLine { return .over(end: place) }
    if bytes[start] == UInt8(ascii: "-") { return last(from: start, or: place) }
    // Blank lines stand after headers alone; "\r\n" counts once.
    if part == .line, breaks > 1 { return .over(end: place) }
    if part == .head, breaks > 0, let header = header(from: start, or: place) { return header }
    let end = run(from: start)
    if end == start { return .over(end: place) }
    if end - start >= Self.longLine { return .more(end: end, .run) }
    guard end < bytes.count || isLast else { return .undecided }
    guard let endsLine = endsLine(at: end) else { return .undecided }
    let count = end - start
    let isKey =
      switch part {
      case .head: count >= Self.noWord || breaks > 0 && endsLine
      case .run, .line:
        breaks > 0 && endsLine || count >= Self.noWord || !bytes[start..<end].allSatisfy(\.isLetter)
      }
    return isKey ? .more(end: end, .line) : .over(end: place)
  }

  private func run(from place: Int) -> Int {
    var end = place
    while end < bytes.count, Self.isBase64(bytes[end]) { end += 1 }
    return end
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
  }

  private func blank(at place: Int) -> (length: Int, isBreak: Bool, isUndecided: Bool)? {
    switch bytes[place] {
    case 0x09, 0x0D, 0x20: return (1, false, false)
    case 0x0A: return (1, true, false)
    case UInt8(ascii: "\\"):
      guard place + 1 < bytes.count else { return isLast ? nil : (0, false, true) }
      let letter = bytes[place + 1]
      return letter == UInt8(ascii: "n") ? (2, true, false) : letter == UInt8(ascii: "r") ? (2, false, false) : nil
    default: return nil
    }
  }

  /// Nil when more is needed to tell.
  private func endsLine(at place: Int) -> Bool? {
    guard place < bytes.count else { return true }
    switch bytes[place] {
    case 0x0A, 0x0D, UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): return true
    case UInt8(ascii: "-"):
      let there = bytes[place...].prefix(Self.footer.count)
      if !there.elementsEqual(Self.footer.prefix(there.count)) { return false }
      return there.count == Self.footer.count ? true : isLast ? false : nil
    default: return false
    }
  }

  /// The last line, which begins at `start` if it is one.
  private func last(from start: Int, or place: Int) -> Step {
    let there = bytes[start...].prefix(Self.footer.count)
    guard there.elementsEqual(Self.footer.prefix(there.count)) else { return .over(end: place) }
    guard there.count == Self.footer.count else { return isLast ? .over(end: place) : .undecided }
    let label = bytes[there.endIndex...].prefix(Self.longLine).prefix { $0 != UInt8(ascii: "-") }
    if label.count == Self.longLine { return .over(end: place) }
    let dashes = bytes[label.endIndex...].prefix(5).prefix { $0 == UInt8(ascii: "-") }
    return dashes.count < 5 && dashes.endIndex == bytes.count && !isLast ? .undecided : .over(end: dashes.endIndex)
  }

  /// Nil where no header begins.
  private func header(from start: Int, or place: Int) -> Step? {
    for name in Self.headers {
      let there = bytes[start...].prefix(name.count)
      guard there.elementsEqual(name.prefix(there.count)) else { continue }
      if there.count < name.count { return isLast ? nil : .undecided }
      let value = bytes[there.endIndex...].prefix(Self.lookahead).prefix { $0 != 0x0A && $0 != UInt8(ascii: "\\") }
      if value.count == Self.lookahead { return .over(end: place) }
      return value.endIndex < bytes.count || isLast ? .more(end: value.endIndex, .head) : .undecided
    }
    return nil
  }
}
