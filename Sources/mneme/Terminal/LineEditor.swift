/// The text that is being typed: bytes of the terminal in, what to do out. Knows nothing of the screen.
struct LineEditor: Sendable {
  enum Outcome: Equatable, Sendable {
    /// Draw it again.
    case changed
    case nothing
    case submitted(String)
    /// Ctrl-C: what was typed is dropped.
    case dropped
    /// Ctrl-D on an empty line.
    case ended
    /// Ctrl-L.
    case cleared
  }

  private(set) var text: [Character] = []
  /// Before the character with this index.
  private(set) var cursor = 0
  /// Oldest first.
  private var history: [String]
  /// The entry that is shown; `history.count` is what was typed before one was looked at.
  private var place: Int
  private var typed: [Character] = []
  /// Of an escape sequence or of one character's UTF-8.
  private var pending: [UInt8] = []
  private var isPasting = false
  private static let largest = 100_000

  init(history: [String] = []) {
    self.history = history
    place = history.count
  }

  /// The next line; what was submitted is the newest entry of the history.
  mutating func take(_ byte: UInt8) -> Outcome {
    if pending.first == 0x1B { return escape(byte) }
    if !pending.isEmpty || byte >= 0x80 { return utf8(byte) }
    switch byte {
    case 0x1B:
      pending = [byte]
      return .nothing
    case 0x0D where isPasting, 0x0A: return insert("\n")
    case 0x0D: return submit()
    case _ where isPasting: return byte >= 0x20 || byte == 0x09 ? insert(Character(UnicodeScalar(byte))) : .nothing
    case 0x01: return move(to: lineStart)
    case 0x02: return move(to: cursor - 1)
    case 0x03:
      reset()
      return .dropped
    case 0x04:
      if text.isEmpty { return .ended }
      return delete(cursor..<min(cursor + 1, text.count))
    case 0x05: return move(to: lineEnd)
    case 0x06: return move(to: cursor + 1)
    case 0x08, 0x7F: return cursor > 0 ? delete(cursor - 1..<cursor) : .nothing
    case 0x0B: return delete(cursor..<lineEnd)
    case 0x0C: return .cleared
    case 0x0E: return recall(place + 1)
    case 0x10: return recall(place - 1)
    case 0x15: return delete(lineStart..<cursor)
    case 0x17: return delete(wordStart..<cursor)
    case 0x09: return insert(" ")
    case 0..<0x20: return .nothing
    default: return insert(Character(UnicodeScalar(byte)))
    }
  }

  // MARK: Keys

  private mutating func escape(_ byte: UInt8) -> Outcome {
    pending.append(byte)
    // ESC Enter: a line more.
    if pending.count == 2, byte == 0x0D || byte == 0x0A {
      pending = []
      return insert("\n")
    }
    if pending.count == 2 {
      if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O") { return .nothing }
      pending = []
      switch byte {
      case UInt8(ascii: "b"): return move(to: wordStart)
      case UInt8(ascii: "f"): return move(to: wordEnd)
      default: return .nothing
      }
    }
    // Parameters, then a letter or a tilde; one that never ends is no key.
    guard byte >= 0x40 || pending.count > 16 else { return .nothing }
    let sequence = String(decoding: pending.dropFirst(2), as: UTF8.self)
    pending = []
    switch sequence {
    case "A": return vertical(-1)
    case "B": return vertical(1)
    case "C": return move(to: cursor + 1)
    case "D": return move(to: cursor - 1)
    case "H", "1~", "7~": return move(to: lineStart)
    case "F", "4~", "8~": return move(to: lineEnd)
    case "3~": return delete(cursor..<min(cursor + 1, text.count))
    case "1;5C", "1;3C": return move(to: wordEnd)
    case "1;5D", "1;3D": return move(to: wordStart)
    case "200~":
      isPasting = true
      return .nothing
    case "201~":
      isPasting = false
      return .nothing
    default: return .nothing
    }
  }

  private mutating func utf8(_ byte: UInt8) -> Outcome {
    pending.append(byte)
    guard let first = pending.first else { return .nothing }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
    guard pending.count >= length else { return .nothing }
    let bytes = pending
    pending = []
    // What is no UTF-8 is not typed.
    guard let letters = String(validating: bytes, as: UTF8.self) else { return .nothing }
    return insert(letters)
  }

  // MARK: Editing

  private mutating func insert(_ letters: some Sequence<Character>) -> Outcome {
    guard text.count < Self.largest else { return .nothing }
    // A combining mark joins the character before it.
    let before = String(text[..<cursor]) + String(letters)
    let after = text[cursor...]
    let joined = Array(before)
    cursor = joined.count
    text = joined + after
    return .changed
  }

  private mutating func insert(_ character: Character) -> Outcome { insert(CollectionOfOne(character)) }

  private mutating func delete(_ range: Range<Int>) -> Outcome {
    guard !range.isEmpty else { return .nothing }
    text.removeSubrange(range)
    cursor = range.lowerBound
    return .changed
  }

  private mutating func move(to place: Int) -> Outcome {
    let target = max(0, min(text.count, place))
    guard target != cursor else { return .nothing }
    cursor = target
    return .changed
  }

  private var lineStart: Int { (text[..<cursor].lastIndex(of: "\n") ?? -1) + 1 }
  private var lineEnd: Int { text[cursor...].firstIndex(of: "\n") ?? text.count }

  private var wordStart: Int {
    var place = cursor
    while place > 0, text[place - 1].isWhitespace { place -= 1 }
    while place > 0, !text[place - 1].isWhitespace { place -= 1 }
    return place
  }

  private var wordEnd: Int {
    var place = cursor
    while place < text.count, text[place].isWhitespace { place += 1 }
    while place < text.count, !text[place].isWhitespace { place += 1 }
    return place
  }

  /// To the line above or below; at the edge through the history.
  private mutating func vertical(_ step: Int) -> Outcome {
    let column = cursor - lineStart
    if step < 0, lineStart > 0 {
      let end = lineStart - 1
      let start = (text[..<end].lastIndex(of: "\n") ?? -1) + 1
      return move(to: min(start + column, end))
    }
    if step > 0, lineEnd < text.count {
      let start = lineEnd + 1
      let end = text[start...].firstIndex(of: "\n") ?? text.count
      return move(to: min(start + column, end))
    }
    return recall(place + step)
  }

  private mutating func recall(_ wanted: Int) -> Outcome {
    guard wanted != place, (0...history.count).contains(wanted) else { return .nothing }
    if place == history.count { typed = text }
    place = wanted
    text = place == history.count ? typed : Array(history[place])
    cursor = text.count
    return .changed
  }

  private mutating func submit() -> Outcome {
    // A backslash at the end asks for a line more, as in a shell.
    if cursor == text.count, text.last == "\\" {
      text[text.count - 1] = "\n"
      return .changed
    }
    let line = String(text)
    if !line.allSatisfy(\.isWhitespace), history.last != line { history.append(line) }
    reset()
    return .submitted(line)
  }

  private mutating func reset() {
    (text, cursor, typed, pending, isPasting) = ([], 0, [], [], false)
    place = history.count
  }
}
