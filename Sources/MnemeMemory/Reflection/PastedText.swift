/// Text that somebody else wrote and the speaker put into a message to have something done with it: what stands after "Summarise
/// this email:" is not the speaker's own word.
package enum PastedText {
  /// Longest introduction that is looked at, in Unicode scalars.
  private static let introduction = 160

  /// The message up to the pasted text. O(length).
  package static func ownWords(of text: String) -> Substring {
    var start = text.startIndex
    while start < text.endIndex {
      let end = text[start...].firstIndex(where: \.isNewline) ?? text.endIndex
      let next = end < text.endIndex ? text.index(after: end) : end
      let line = text[start..<end]
      let isFollowedByBlank = text[next...].prefix { !$0.isNewline }.allSatisfy(\.isWhitespace)
      if let cut = introductionEnd(line) ?? (isFollowedByBlank && asks(line) ? end : nil),
        text[cut...].contains(where: { $0.isLetter || $0.isNumber })
      {
        return text[..<cut]
      }
      start = next
    }
    return text[...]
  }

  /// The place after the colon of a line that introduces somebody else's text.
  private static func introductionEnd(_ line: Substring) -> Substring.Index? {
    guard let colon = colon(in: line) else { return nil }
    let rest = line.index(after: colon)
    guard line[..<colon].unicodeScalars.prefix(introduction + 1).count <= introduction else { return nil }
    let head = PastedIntroduction(line[..<colon])
    if head.isWish { return nil }
    if head.isTask { return rest }
    let isField = head.isShortAndOwn && line[rest...].contains { !$0.isWhitespace }
    return head.isSource && !head.isOwnWriting && !isField ? rest : nil
  }

  /// The first one that is not part of a time of day.
  private static func colon(in line: Substring) -> Substring.Index? {
    line.indices.first { place in
      guard line[place] == ":" || line[place] == "\u{FF1A}" else { return false }
      let next = line.index(after: place)
      return
        !(place > line.startIndex && line[line.index(before: place)].isNumber && next < line.endIndex
        && line[next].isNumber)
    }
  }

  /// A line of its own that asks for something to be done, as "Can you translate this?" does.
  private static func asks(_ line: Substring) -> Bool {
    guard line.unicodeScalars.prefix(introduction + 1).count <= introduction else { return false }
    let head = PastedIntroduction(line)
    return head.isTask && head.isRequest && !head.isWish
  }
}
