import MnemeCore

/// What of a message is the speaker's own running text.
package enum StatementText {
  /// Sentences without code, quoted lines, pasted text, markup and bare links.
  package static func sentences(in text: String) -> [String] {
    var kept: [Substring] = []
    var inFence = false
    for line in PastedText.ownWords(of: text).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let body = line.drop { $0 == " " || $0 == "\t" }
      if body.hasPrefix("```") || body.hasPrefix("~~~") {
        inFence.toggle()
        continue
      }
      if inFence || body.hasPrefix(">") || line.hasPrefix("    ") || line.hasPrefix("\t") || isCode(body) {
        kept.append("")
      } else {
        kept.append(line)
      }
    }
    return SentenceSplitter.sentences(in: kept.joined(separator: "\n"))
  }

  /// Hangul rules read it: it holds at least one syllable block.
  package static func isKorean(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }
  }

  /// Ends with a question mark, closing marks and emoji aside.
  package static func isAsked(_ text: String) -> Bool {
    for scalar in text.unicodeScalars.reversed() {
      if scalar == "?" || scalar == "\u{FF1F}" || scalar == "\u{203D}" { return true }
      if scalar.properties.isAlphabetic || scalar == "." || ("0"..."9").contains(scalar) { return false }
    }
    return false
  }

  /// A quotation begins or ends here without its other end: part of somebody else's words.
  static func hasOpenQuote(_ text: String) -> Bool {
    var straight = 0
    var curly = 0
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": straight += 1
      case "\u{201C}": curly += 1
      case "\u{201D}": curly -= 1
      default: break
      }
    }
    return straight % 2 == 1 || curly != 0
  }

  /// Without white space, separators and opening marks at its ends; closing punctuation and emoji stay.
  static func trim(_ text: Substring) -> String {
    var slice = text
    while let last = slice.last, last.isWhitespace || ",;:-\u{2013}\u{2014}(".contains(last) { slice.removeLast() }
    while let first = slice.first, first.isWhitespace || ",;:-\u{2013}\u{2014})".contains(first) { slice.removeFirst() }
    return String(slice)
  }

  /// A line that reads like source text: ends in a brace or semicolon, or is mostly symbols.
  private static func isCode(_ line: Substring) -> Bool {
    guard let last = line.last else { return false }
    if last == "{" || last == "}" || line.hasPrefix("http://") || line.hasPrefix("https://") { return true }
    if last == ";" { return line.contains("(") || line.contains("=") }
    if line.contains("==") || line.contains("=>") || line.contains("->") || line.contains("();") { return true }
    return line.hasPrefix("def ") || line.hasPrefix("import ") || line.hasPrefix("SELECT ")
      || line.hasPrefix("$ ") || line.hasPrefix("func ") || line.hasPrefix("const ")
  }
}
