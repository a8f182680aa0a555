/// What a regular expression is built of.
indirect enum PatternTree {
  case empty
  /// Place of a set.
  case set(Int)
  case sequence([PatternTree])
  case alternatives([PatternTree])
  case repeated(PatternTree, least: Int, most: Int?)
  case assertion(PatternAssertion)
}

enum PatternAssertion: Sendable {
  case start, end, border, noBorder
}

/// Reads a regular expression in the common syntax.
struct PatternParser {
  private let scalars: [Unicode.Scalar]
  private var place = 0
  private var depth = 0
  private var ignoresCase: Bool
  private(set) var sets: [PatternSet] = []

  private static let depthLimit = 64
  private static let countLimit = 1000

  init(_ source: String, ignoresCase: Bool) {
    scalars = Array(source.unicodeScalars)
    self.ignoresCase = ignoresCase
  }

  mutating func parse() throws(LinearPattern.Flaw) -> PatternTree {
    if peek(0) == "(", peek(1) == "?", peek(2) == "i", peek(3) == ")" {
      ignoresCase = true
      place += 4
    }
    let tree = try alternatives()
    guard place == scalars.count else { throw flaw("there is a ')' too much") }
    return tree
  }

  private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    place + ahead < scalars.count ? scalars[place + ahead] : nil
  }

  private func flaw(_ message: String) -> LinearPattern.Flaw { LinearPattern.Flaw(message: message) }

  private mutating func alternatives() throws(LinearPattern.Flaw) -> PatternTree {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw flaw("its groups are nested too deeply") }
    var branches = [try sequence()]
    while peek() == "|" {
      place += 1
      branches.append(try sequence())
    }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(LinearPattern.Flaw) -> PatternTree {
    var parts: [PatternTree] = []
    while let next = peek(), next != "|", next != ")" { parts.append(try quantified()) }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  private mutating func quantified() throws(LinearPattern.Flaw) -> PatternTree {
    let atom = try atom()
    guard let (least, most) = try quantifier() else { return atom }
    // Lazy or greedy makes no difference to whether it matches.
    if peek() == "?" { place += 1 }
    guard try quantifier() == nil else { throw flaw("a repetition is repeated; put it in a group") }
    return .repeated(atom, least: least, most: most)
  }

  private mutating func quantifier() throws(LinearPattern.Flaw) -> (Int, Int?)? {
    switch peek() {
    case "*": place += 1; return (0, nil)
    case "+": place += 1; return (1, nil)
    case "?": place += 1; return (0, 1)
    case "{":
      // A brace that is no count stands for itself.
      var end = place + 1
      while end < scalars.count, scalars[end] != "}" { end += 1 }
      guard end < scalars.count else { return nil }
      let text = String(String.UnicodeScalarView(scalars[(place + 1)..<end]))
      let parts = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
      guard let least = Int(parts[0]), least >= 0 else { return nil }
      var most: Int? = least
      if parts.count == 2 { most = parts[1].isEmpty ? nil : Int(parts[1]) ?? -1 }
      guard most.map({ $0 >= least }) ?? true else { throw flaw("a count ends before it begins") }
      guard least <= Self.countLimit, most ?? 0 <= Self.countLimit else {
        throw flaw("a count is above \(Self.countLimit)")
      }
      place = end + 1
      return (least, most)
    default: return nil
    }
  }

  private mutating func atom() throws(LinearPattern.Flaw) -> PatternTree {
    guard let next = peek() else { return .empty }
    place += 1
    switch next {
    case "(": return try group()
    case "[": return try bracket()
    case ".": return add(.any)
    case "^": return .assertion(.start)
    case "$": return .assertion(.end)
    case "*", "+", "?": throw flaw("there is nothing to repeat before '\(next)'")
    case "\\":
      switch peek() {
      case "b": place += 1; return .assertion(.border)
      case "B": place += 1; return .assertion(.noBorder)
      case "A": place += 1; return .assertion(.start)
      case "z", "Z": place += 1; return .assertion(.end)
      default: return add(try escape())
      }
    default: return add(.of([next.value...next.value]))
    }
  }

  private mutating func add(_ set: PatternSet) -> PatternTree {
    var set = set
    set.ignoresCase = ignoresCase
    sets.append(set)
    return .set(sets.count - 1)
  }

  private mutating func group() throws(LinearPattern.Flaw) -> PatternTree {
    if peek() == "?" {
      switch (peek(1), peek(2)) {
      case (":", _): place += 2
      case ("<", "="), ("<", "!"), ("=", _), ("!", _): throw flaw("look-around is not supported")
      case ("<", _), ("P", "<"):
        while let next = peek(), next != ">" { _ = next; place += 1 }
        place += 1
      default: throw flaw("a group of this kind is not supported")
      }
    }
    let tree = try alternatives()
    guard peek() == ")" else { throw flaw("a ')' is missing") }
    place += 1
    return tree
  }

  /// After the backslash.
  private mutating func escape() throws(LinearPattern.Flaw) -> PatternSet {
    guard let next = peek() else { throw flaw("it ends in a backslash") }
    place += 1
    func single(_ value: UInt32) -> PatternSet { .of([value...value]) }
    func negated(_ set: PatternSet) -> PatternSet {
      var set = set
      set.isNegated = true
      return set
    }
    switch next {
    case "d": return .digits
    case "D": return negated(.digits)
    case "w": return .words
    case "W": return negated(.words)
    case "s": return .spaces
    case "S": return negated(.spaces)
    case "t": return single(9)
    case "n": return single(10)
    case "v": return single(11)
    case "f": return single(12)
    case "r": return single(13)
    case "x": return single(try hexadecimal(2))
    case "u":
      if peek() == "{" {
        place += 1
        var count = 0
        while let digit = peek(count), digit != "}" { _ = digit; count += 1 }
        let value = try hexadecimal(count)
        place += 1
        return single(value)
      }
      return single(try hexadecimal(4))
    case "0": return single(0)
    case "1"..."9", "k": throw flaw("back references are not supported")
    case "a"..."z", "A"..."Z": throw flaw("there is no escape \\\(next)")
    default: return single(next.value)
    }
  }

  private mutating func hexadecimal(_ count: Int) throws(LinearPattern.Flaw) -> UInt32 {
    guard (1...6).contains(count), place + count <= scalars.count,
      let value = UInt32(String(String.UnicodeScalarView(scalars[place..<(place + count)])), radix: 16),
      value <= 0x10FFFF
    else { throw flaw("a character's number is none") }
    place += count
    return value
  }

  private mutating func bracket() throws(LinearPattern.Flaw) -> PatternTree {
    var set = PatternSet()
    if peek() == "^" {
      set.isNegated = true
      place += 1
    }
    var isFirst = true
    while let next = peek(), next != "]" || isFirst {
      isFirst = false
      guard let start = try member(&set) else { continue }
      guard peek() == "-", let after = peek(1), after != "]" else {
        set.insert(start...start)
        continue
      }
      place += 1
      guard let end = try member(&set) else {
        set.insert(start...start)
        set.insert(0x2D...0x2D)
        continue
      }
      guard start <= end else { throw flaw("a range of characters ends before it begins") }
      set.insert(start...end)
    }
    guard peek() == "]" else { throw flaw("a ']' is missing") }
    place += 1
    return add(set)
  }

  /// One character of a class; nil for a class inside it, which is added.
  private mutating func member(_ set: inout PatternSet) throws(LinearPattern.Flaw) -> UInt32? {
    guard let next = peek() else { throw flaw("a ']' is missing") }
    place += 1
    guard next == "\\" else { return next.value }
    if peek() == "b" {
      place += 1
      return 8
    }
    let isClass = peek().map { "dDwWsS".unicodeScalars.contains($0) } ?? false
    let escaped = try escape()
    if isClass {
      set.insert(escaped)
      return nil
    }
    return escaped.first
  }
}
