/// Takes inner tags of models out of a text that comes in pieces: whole blocks of calls, and single tags of known names, whose text
/// stays. Names are compared exactly, in any case of letters; code stays as it is, and so does every blank outside of what is
/// taken out. Where a block stood between two words one blank is left.
///
/// Looks at each byte once or, at the border of what is no tag, twice. Held back are a tag that is not complete, at most
/// `tagLimit` bytes, and a block that has not ended, at most `blockLimit`: a longer one is no call, and its text is shown.
package struct TagFilter: Sendable {
  static let tagLimit = 1024
  static let blockLimit = 1 << 16

  private enum State {
    case text
    /// After `<` or `</`, in the name.
    case name(Int)
    /// After the name, up to `>`; inside of a quoted value where there is a quote.
    case attributes(quote: UInt8)
  }

  private struct Block {
    let name: [UInt8]
    var content: [UInt8] = []
    var depth = 1
    /// Where the last `<` of the content stands.
    var lastOpening: Int?
  }

  private let names: TagNames
  /// A tag that carries one of them is ours.
  private let marks: [[UInt8]]
  private var code = CodeTracker()
  private var state = State.text
  private var tag: [UInt8] = []
  private var nameEnd = 0
  private var block: Block?
  private var shown: [UInt8] = []
  private var last: UInt8?
  private var owesBlank = false
  /// Tags and blocks taken out so far.
  package private(set) var count = 0

  package init(names: TagNames, marks: [String] = []) {
    self.names = names
    self.marks = marks.map { Array($0.utf8) }
  }

  /// What of the text up to here may be shown.
  package mutating func read(_ text: String) -> String {
    for byte in text.utf8 { read(byte) }
    return take()
  }

  /// What is left when the text is over: an unfinished tag is none, and an unfinished block is shown unless it is a call.
  package mutating func finish() -> String {
    if let open = block {
      block = nil
      let isCall = [UInt8(ascii: "{"), UInt8(ascii: "<"), UInt8(ascii: "[")].contains(
        open.content.first { !Self.isBlank($0) } ?? 0)
      if isCall { owesBlank = last.map { !Self.isBlank($0) } ?? false } else { pass(open.content) }
    }
    fail()
    return take()
  }

  private mutating func take() -> String {
    defer { shown.removeAll(keepingCapacity: true) }
    return String(decoding: shown, as: UTF8.self)
  }

  private mutating func read(_ byte: UInt8) {
    if block != nil { return readBlock(byte) }
    switch state {
    case .text:
      if byte == UInt8(ascii: "<"), !code.isCode {
        tag = [byte]
        nameEnd = 0
        state = .name(0)
      } else {
        show(byte)
      }
    case .name(let place):
      if byte == UInt8(ascii: "/"), tag.count == 1 {
        tag.append(byte)
      } else if let next = names.step(place, Self.folded(byte)), Self.isNameByte(byte), tag.count < Self.tagLimit {
        tag.append(byte)
        state = .name(next)
      } else if Self.isBlank(byte) || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/"), tag.count > 1,
        !Self.isNameByte(byte)
      {
        nameEnd = tag.count
        state = .attributes(quote: 0)
        readAttribute(byte, quote: 0)
      } else {
        fail()
        read(byte)
      }
    case .attributes(let quote): readAttribute(byte, quote: quote)
    }
  }

  private mutating func readAttribute(_ byte: UInt8, quote: UInt8) {
    if quote == 0, byte == UInt8(ascii: "<") {
      fail()
      return read(byte)
    }
    tag.append(byte)
    if quote == 0, byte == UInt8(ascii: ">") { return close() }
    if tag.count > Self.tagLimit { return fail() }
    if quote == byte {
      state = .attributes(quote: 0)
    } else if quote == 0, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      state = .attributes(quote: byte)
    }
  }

  /// The tag is complete.
  private mutating func close() {
    let isClosing = tag[1] == UInt8(ascii: "/")
    let name = tag[(isClosing ? 2 : 1)..<nameEnd].map(Self.folded)
    let text = String(decoding: name, as: UTF8.self)
    let isOurs = marks.contains { Self.contains(tag, $0) }
    guard names.contains(text) || isOurs else { return fail() }
    let isWhole = tag[tag.count - 2] == UInt8(ascii: "/")
    tag = []
    state = .text
    if TagNames.blocks.contains(text), !isClosing {
      if isWhole { removedBlock() } else { block = Block(name: name) }
    } else {
      count += 1
    }
  }

  private mutating func removedBlock() {
    count += 1
    owesBlank = last.map { !Self.isBlank($0) } ?? false
  }

  private mutating func readBlock(_ byte: UInt8) {
    guard var open = block else { return }
    // Taken out while it changes, so that its content is not copied.
    block = nil
    open.content.append(byte)
    if byte == UInt8(ascii: "<") { open.lastOpening = open.content.count - 1 }
    if byte == UInt8(ascii: ">"), let start = open.lastOpening {
      open.lastOpening = nil
      let inside = open.content[(start + 1)..<(open.content.count - 1)]
      let isClosing = inside.first == UInt8(ascii: "/")
      let name = inside.dropFirst(isClosing ? 1 : 0).prefix { Self.isNameByte($0) }.map(Self.folded)
      if name == open.name, inside.last != UInt8(ascii: "/") || isClosing { open.depth += isClosing ? -1 : 1 }
      if open.depth == 0 { return removedBlock() }
    }
    if open.content.count > Self.blockLimit {
      count += 1
      pass(open.content)
    } else {
      block = open
    }
  }

  /// What was held back is no tag.
  private mutating func fail() {
    let held = tag
    tag = []
    state = .text
    pass(held)
  }

  private mutating func pass(_ bytes: [UInt8]) {
    for byte in bytes { show(byte) }
  }

  private mutating func show(_ byte: UInt8) {
    if owesBlank {
      if !Self.isBlank(byte) { shown.append(UInt8(ascii: " ")) }
      owesBlank = false
    }
    code.read(byte)
    shown.append(byte)
    last = byte
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    bytes.count >= part.count && (0...(bytes.count - part.count)).contains { bytes[$0...].starts(with: part) }
  }
}
