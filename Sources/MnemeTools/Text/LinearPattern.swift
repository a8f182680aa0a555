/// A regular expression whose matching takes time linear in the text, whatever the pattern: it is run as a finite automaton
/// (Thompson, CACM 11(6), 1968), so that no pattern can hang the program.
///
/// Knows what expressions are built of in practice: literals, classes, groups, alternatives, repetitions, anchors and word
/// borders. Look-around and back references, which need more than an automaton, are refused.
package struct LinearPattern: Sendable {
  /// As it was written.
  package let source: String
  let program: PatternProgram

  /// Characters of a pattern.
  static let sourceLimit = 1000

  struct Flaw: Error {
    let message: String
  }

  /// O(size of the expression with its counted repetitions written out), which is limited.
  init(_ source: String, ignoringCase: Bool = false) throws(Flaw) {
    guard source.unicodeScalars.count <= Self.sourceLimit else {
      throw Flaw(message: "it has more than \(Self.sourceLimit) characters")
    }
    self.source = source
    var parser = PatternParser(source, ignoresCase: ignoringCase)
    program = try PatternProgram(parser.parse(), sets: parser.sets)
  }

  /// Whether it is found anywhere in the text. O(length · size of the pattern), and O(length) for what it has seen before.
  func matches(_ text: some StringProtocol) -> Bool {
    var matcher = matcher()
    return matcher.matches(text)
  }

  /// For many texts one after the other.
  func matcher() -> PatternMatcher { PatternMatcher(program) }
}

/// Which characters stand at a place.
struct PatternSet: Sendable {
  private var ranges: [ClosedRange<UInt32>] = []
  private var low: (UInt64, UInt64) = (0, 0)
  var isNegated = false
  var ignoresCase = false

  /// The lowest character that was put in first.
  var first: UInt32? { ranges.first?.lowerBound }

  mutating func insert(_ range: ClosedRange<UInt32>) {
    ranges.append(range)
    guard range.lowerBound < 128 else { return }
    for value in range.lowerBound...min(127, range.upperBound) {
      if value < 64 { low.0 |= 1 << UInt64(value) } else { low.1 |= 1 << UInt64(value - 64) }
    }
  }

  mutating func insert(_ other: PatternSet) {
    if other.isNegated {
      // What lies between and around its ranges.
      var next: UInt32 = 0
      for range in other.ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
        if range.lowerBound > next { insert(next...range.lowerBound - 1) }
        next = max(next, range.upperBound + 1)
      }
      if next <= 0x10FFFF { insert(next...0x10FFFF) }
    } else {
      for range in other.ranges { insert(range) }
    }
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    var found = has(scalar.value)
    if !found, ignoresCase {
      let lower = scalar.properties.lowercaseMapping.unicodeScalars
      let upper = scalar.properties.uppercaseMapping.unicodeScalars
      found =
        (lower.count == 1 && lower.first.map { has($0.value) } == true)
        || (upper.count == 1 && upper.first.map { has($0.value) } == true)
    }
    return found != isNegated
  }

  private func has(_ value: UInt32) -> Bool {
    if value < 64 { return low.0 >> UInt64(value) & 1 == 1 }
    if value < 128 { return low.1 >> UInt64(value - 64) & 1 == 1 }
    return ranges.contains { $0.contains(value) }
  }

  static func of(_ ranges: [ClosedRange<UInt32>], negated: Bool = false) -> PatternSet {
    var set = PatternSet()
    for range in ranges { set.insert(range) }
    set.isNegated = negated
    return set
  }

  static let digits = PatternSet.of([0x30...0x39])
  static let words = PatternSet.of([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  static let spaces = PatternSet.of([
    0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
    0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
  ])
  /// All but what ends a line.
  static let any = PatternSet.of([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029], negated: true)
}
