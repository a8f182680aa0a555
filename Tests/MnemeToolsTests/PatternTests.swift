import Foundation
import Testing

@testable import MnemeTools

@Suite struct PatternTests {
  private static let cases: [(pattern: String, yes: [String], no: [String])] = [
    ("abc", ["xabcx", "abc"], ["ab", "", "ABC"]), ("^abc$", ["abc"], ["abcd", " abc", "abc\n"]),
    ("a|b|cd", ["xb", "cd"], ["c", "d"]), ("a*b", ["b", "aaab"], ["aaa"]),
    ("a+b?c{2}", ["acc", "aabcc"], ["ac", "bcc"]),
    ("(ab){2,3}$", ["abab", "xababab"], ["ab"]), ("a{2,}", ["aa", "aaaa"], ["a"]), ("[a-c]x", ["bx"], ["dx"]),
    ("[^a-c]x", ["dx", " x"], ["ax", "x"]), (#"\d{3}-\d{4}"#, ["call 555-1234"], ["555-123"]),
    (#"\bword\b"#, ["a word.", "word"], ["words", "sword"]), (#"\Bord\b"#, ["word"], ["ord", "order"]),
    (#"[\w.]+@[\w.]+\.\w+"#, ["a.b@c.de"], ["@c.de"]), (".", ["x", "한"], ["", "\n"]), (#"\u0041\x42"#, ["AB"], ["ab"]),
    ("한국|日本", ["x日本x"], ["日x本"]), ("(?:a|b)*c", ["ababc", "c"], ["abab"]), ("(?i)straße", ["STRAßE"], ["strasse"]),
    ("a{,2}", ["a{,2}"], ["aa"]), ("x{", ["x{"], ["x"]), (#"[]a]"#, ["]", "a"], ["b"]), (#"[\d-]+$"#, ["1-2"], ["a"]),
    ("(?<year>\\d{4})", ["in 2026"], ["202"]), ("", ["", "x"], []), ("a??b", ["b", "ab"], ["a"]),
    (#"^\s*$"#, ["", " \t\u{3000}"], ["x"]), (#"\$\{x\}"#, ["${x}"], ["$x"]),
  ]

  @Test func matchesWhatItSays() throws {
    for (source, yes, no) in Self.cases {
      let pattern = try LinearPattern(source)
      for text in yes { #expect(pattern.matches(text), "\(source) must match \(text)") }
      for text in no { #expect(!pattern.matches(text), "\(source) must not match \(text)") }
    }
    #expect(try LinearPattern("HELLO wörld", ignoringCase: true).matches("hello WÖRLD"))
  }

  @Test func agreesWithTheStandardEngineOnRandomPatterns() throws {
    var random = SplitMix(state: 7)
    var compared = 0
    for _ in 0..<2000 {
      let source = Self.random(&random, depth: 3)
      guard let ours = try? LinearPattern(source), let theirs = try? NSRegularExpression(pattern: source) else {
        continue
      }
      for _ in 0..<5 {
        let text = String((0..<(random.next() % 8)).map { _ in "abc "[Int(random.next() % 4)] })
        let expected = theirs.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
        #expect(ours.matches(text) == expected, "'\(source)' on '\(text)'")
        compared += 1
      }
    }
    #expect(compared > 5000)
  }

  private static func random(_ random: inout SplitMix, depth: Int) -> String {
    func next() -> Int { Int(random.next() % 12) }
    if depth == 0 { return String("abc"[next() % 3]) }
    return (0..<(1 + next() % 3)).map { _ -> String in
      switch next() {
      case 0: "(" + Self.random(&random, depth: depth - 1) + ")*"
      case 1: "(" + Self.random(&random, depth: depth - 1) + "|" + Self.random(&random, depth: depth - 1) + ")"
      case 2: "[ab]+"
      case 3: "[^a]"
      case 4: "(?:" + Self.random(&random, depth: depth - 1) + "){1,2}"
      case 5: "\\b"
      case 6: "^"
      case 7: "$"
      case 8: ".?"
      default: String("abc"[next() % 3])
      }
    }.joined()
  }

  /// Each of these keeps a backtracking engine busy for longer than anyone waits.
  @Test(arguments: [
    "(a+)+$", "(a|aa)+$", "(a*)*b", "(a|a?)+c", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y", "(.*a){20}",
    "(a?){50}a{50}b",
    #"^(\w+\s?)*$"#, "((a*)*)*c",
  ])
  func noPatternIsCatastrophic(source: String) throws {
    let pattern = try LinearPattern(source)
    // Counted: the work of one text is at most its length times the size of the program.
    #expect(pattern.program.code.count <= PatternProgram.limit)
    let text = String(repeating: "a", count: 20_000) + "!"
    let start = ContinuousClock.now
    _ = pattern.matches(text)
    _ = pattern.matches(String(repeating: "x ", count: 2000) + "!")
    // Two orders of magnitude above what it takes; a backtracking engine would not come back in years.
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test(arguments: [
    "(", ")", "a)", "[a", "*a", "a**", "\\", "(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", "(a)\\1", "\\k<x>", "a{2,1}",
    "a{1001}", "((a{1000}){1000}){1000}", "((((){1000}){1000}){1000}){1000}", "[z-a]", "\\q", "(?>a)", "a{1,2}{3}",
    "\\x4", String(repeating: "(", count: 100) + String(repeating: ")", count: 100),
    String(repeating: "a", count: 1001),
  ])
  func whatIsNoPatternOrTooLargeIsRefused(source: String) {
    #expect(throws: LinearPattern.Flaw.self) { try LinearPattern(source) }
  }
}

/// A small generator with a seed, so that a failure comes back.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

extension String {
  fileprivate subscript(place: Int) -> Character { self[index(startIndex, offsetBy: place)] }
}
