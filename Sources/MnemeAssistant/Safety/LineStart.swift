/// What stands at the beginning of a line of Markdown: blanks, marks of quotes and of items of lists, in any order.
struct LineStart: Sendable {
  private enum Place {
    case open
    /// After a bullet, or a number and its end: a blank makes it an item.
    case bullet
    case digits(Int)
    case closed
  }

  private var place = Place.open
  private(set) var quotes = 0
  private var hasItem = false
  /// Bytes.
  private var width = 0

  /// What comes next is the first of the line's own text.
  var isOpen: Bool { if case .open = place { true } else { false } }

  mutating func close() { place = .closed }

  mutating func read(_ byte: UInt8, isBlank: Bool) {
    width += 1
    switch (place, byte) {
    case (.closed, _): width -= 1
    case (.open, _) where isBlank: break
    case (.bullet, _) where isBlank:
      hasItem = true
      place = .open
    case (.open, UInt8(ascii: ">")): quotes += 1
    case (.open, UInt8(ascii: "-")), (.open, UInt8(ascii: "*")), (.open, UInt8(ascii: "+")): place = .bullet
    case (.open, UInt8(ascii: "0")...UInt8(ascii: "9")): place = .digits(1)
    case (.digits(let count), UInt8(ascii: "0")...UInt8(ascii: "9")) where count < 9: place = .digits(count + 1)
    case (.digits, UInt8(ascii: ".")), (.digits, UInt8(ascii: ")")): place = .bullet
    default: place = .closed
    }
  }

  /// Whether a fence behind this closes one behind `opening`: it begins no item, and is not indented like code of the block.
  func mayClose(_ opening: LineStart) -> Bool {
    !hasItem && quotes <= opening.quotes && width <= opening.width + 3
  }
}
