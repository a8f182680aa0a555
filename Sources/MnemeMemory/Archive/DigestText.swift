/// What people say in a message, without code, quotations, addresses and markup.
enum DigestText {
  /// Lines of prose; O(n). Only the first `limit` Unicode scalars are read.
  static func prose(of text: String, limit: Int) -> String {
    var result = String.UnicodeScalarView()
    var isCode = false
    var line: [Unicode.Scalar] = []
    func end(_ line: [Unicode.Scalar]) {
      let content = line.drop { $0.properties.isWhitespace }
      if content.starts(with: "```".unicodeScalars) || content.starts(with: "~~~".unicodeScalars) {
        // A fence that ends on its own line holds nothing.
        let isClosed = content.count > 6 && content.suffix(3) == content.prefix(3)
        if !isClosed { isCode.toggle() }
        return
      }
      guard !isCode, content.first != "|", content.first != ">" else { return }
      appendProse(of: withoutMarker(content), to: &result)
      result.append("\n")
    }
    for scalar in text.unicodeScalars.prefix(limit) {
      if scalar == "\n" || scalar == "\r" {
        end(line)
        line.removeAll(keepingCapacity: true)
      } else {
        line.append(scalar)
      }
    }
    end(line)
    return String(result)
  }

  /// Without the mark of a heading or a list's item.
  private static func withoutMarker(_ line: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
    guard let first = line.first else { return line }
    switch first {
    case "#": return line.drop { $0 == "#" || $0 == " " }
    case "-", "*", "+", "•":
      let rest = line.dropFirst()
      guard rest.first == " " else { return line }
      let item = rest.drop { $0 == " " }
      // "[ ] buy milk"
      guard item.first == "[", item.count > 3, item[item.startIndex + 2] == "]" else { return item }
      return item.dropFirst(3).drop { $0 == " " }
    case "0"..."9":
      let rest = line.drop { ("0"..."9").contains($0) }
      guard line.count - rest.count <= 3, rest.first == "." || rest.first == ")", rest.dropFirst().first == " " else {
        return line
      }
      return rest.dropFirst(2)
    default: return line
    }
  }

  private static func appendProse(of line: ArraySlice<Unicode.Scalar>, to result: inout String.UnicodeScalarView) {
    var i = line.startIndex
    while i < line.endIndex {
      let scalar = line[i]
      switch scalar {
      case "`", "*":
        i += 1
      case "!" where i + 1 < line.endIndex && line[i + 1] == "[":
        // ![a picture](address)
        if let link = link(in: line, at: i + 1) { i = link.end } else { i += 1 }
      case "[":
        if let end = noteEnd(in: line, at: i) {
          i = end
        } else if let link = link(in: line, at: i) {
          result.append(contentsOf: line[link.text])
          i = link.end
        } else {
          result.append(scalar)
          i += 1
        }
      case "<":
        if let end = tagEnd(in: line, at: i) { i = end } else { i += 1 }
      default:
        if isAddress(line, at: i) {
          while i < line.endIndex, !line[i].properties.isWhitespace, line[i] != ")", line[i] != ">" { i += 1 }
        } else {
          result.append(scalar)
          i += 1
        }
      }
    }
  }

  /// [text](address)
  private static func link(
    in line: ArraySlice<Unicode.Scalar>, at start: Int
  ) -> (text: Range<Int>, end: Int)? {
    var i = start + 1
    while i < line.endIndex, line[i] != "]", i - start < 200 { i += 1 }
    guard i + 1 < line.endIndex, line[i] == "]", line[i + 1] == "(" else { return nil }
    let text = (start + 1)..<i
    while i < line.endIndex, line[i] != ")", i - text.upperBound < 2000 { i += 1 }
    return i < line.endIndex && line[i] == ")" ? (text, i + 1) : nil
  }

  /// End of a note that a client put in: "[image: a photo of a boat]".
  private static func noteEnd(in line: ArraySlice<Unicode.Scalar>, at start: Int) -> Int? {
    var i = start + 1
    while i < line.endIndex, line[i].properties.isAlphabetic, i - start < 20 { i += 1 }
    guard i > start + 1, i < line.endIndex, line[i] == ":" else { return nil }
    while i < line.endIndex, line[i] != "]", i - start < 1000 { i += 1 }
    return i < line.endIndex && line[i] == "]" ? i + 1 : nil
  }

  /// End of "<b>", "</div>", "<br/>"; nil for a sign of comparison.
  private static func tagEnd(in line: ArraySlice<Unicode.Scalar>, at start: Int) -> Int? {
    guard start + 1 < line.endIndex, line[start + 1] == "/" || line[start + 1].properties.isAlphabetic else {
      return nil
    }
    var i = start + 1
    while i < line.endIndex, line[i] != ">", i - start < 120 { i += 1 }
    return i < line.endIndex && line[i] == ">" ? i + 1 : nil
  }

  private static let addresses = ["http://", "https://", "www.", "ftp://", "file://"].map { Array($0.unicodeScalars) }

  /// "https://…", "www.…" at the beginning of a word.
  private static func isAddress(_ line: ArraySlice<Unicode.Scalar>, at i: Int) -> Bool {
    guard line[i] == "h" || line[i] == "w" || line[i] == "f" else { return false }
    if i > line.startIndex, line[i - 1].properties.isAlphabetic { return false }
    return addresses.contains { line[i...].starts(with: $0) }
  }
}
