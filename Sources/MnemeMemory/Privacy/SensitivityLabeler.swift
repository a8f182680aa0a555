import Foundation

/// Labels sensitive topics in English and Korean text by lexicons.
///
/// A strong term labels by itself, weak ones need a second, different one of their topic; some phrases speak of something
/// else ("sick of waiting") and count for nothing. Words are matched at their borders, in any case, with simple plurals
/// and stems; Korean ones with whatever particles follow. Negation does not matter: "no cancer" is about health. One pass;
/// linear in the text.
package enum SensitivityLabeler {
  package static func labels(in text: String) -> Set<SensitiveTopic> {
    let scalars = folded(text)
    var matcher = SensitivityMatcher(lexicon: SensitivityLexicon.compiled)
    return matcher.run(scalars)
  }

  /// Lower case, single spaces, hyphens as spaces, composed Hangul.
  private static func folded(_ text: String) -> [UInt32] {
    let isDecomposed = text.unicodeScalars.contains { (0x1100...0x11FF).contains($0.value) }
    let source = isDecomposed ? text.precomposedStringWithCanonicalMapping : text
    var result: [UInt32] = []
    result.reserveCapacity(source.utf8.count)
    for scalar in source.unicodeScalars {
      switch scalar.value {
      case 0x41...0x5A: result.append(scalar.value | 0x20)
      case 0x09...0x0D, 0x20, 0x2D, 0xA0, 0x2010...0x2015, 0x3000: if result.last != 0x20 { result.append(0x20) }
      case 0x2019, 0x02BC: result.append(0x27)
      default: result.append(scalar.value)
      }
    }
    return result
  }
}

/// The state of one pass.
private struct SensitivityMatcher {
  let lexicon: SensitivityLexicon
  private var found: Set<SensitiveTopic> = []
  /// The first weak term of each topic.
  private var weak: [SensitiveTopic: Int] = [:]

  init(lexicon: SensitivityLexicon) {
    self.lexicon = lexicon
  }

  mutating func run(_ scalars: [UInt32]) -> Set<SensitiveTopic> {
    var index = 0
    while index < scalars.count, found.count < SensitiveTopic.allCases.count {
      index = match(scalars, at: index)
    }
    return found
  }

  /// - Returns: where to go on.
  private mutating func match(_ scalars: [UInt32], at start: Int) -> Int {
    let first = scalars[start]
    let before = start > 0 ? scalars[start - 1] : 0x20
    let isInside: Bool
    if first.isHangul {
      isInside = before.isHangul
    } else if first.isLatinOrDigit {
      if before.isLatinOrDigit { return start + 1 }
      isInside = false
    } else {
      return start + 1
    }
    // Most words begin like no term.
    guard lexicon.child(of: SensitivityLexicon.root, first) != nil else { return start + 1 }
    var node = SensitivityLexicon.root
    var end = start
    var excludedTo = 0
    var strong: Set<SensitiveTopic> = []
    // Of the weak terms that begin here only the longest counts: "vote for" is not also "vote".
    var longestWeak = -1
    while end < scalars.count, let next = lexicon.child(of: node, scalars[end]) {
      node = next
      end += 1
      for position in lexicon.endings(at: node) {
        let id = lexicon.term(ending: position)
        let term = lexicon.terms[id]
        if isInside && !term.mayBeInside || !ends(term, at: end, in: scalars) { continue }
        guard let topic = term.topic else {
          excludedTo = end
          continue
        }
        if term.isWeak { longestWeak = id } else { strong.insert(topic) }
      }
    }
    if excludedTo > 0 { return excludedTo }
    if !strong.isEmpty { found.formUnion(strong) }
    if longestWeak >= 0 { countWeak(longestWeak) }
    return start + 1
  }

  private func ends(_ term: SensitivityLexicon.Term, at end: Int, in scalars: [UInt32]) -> Bool {
    if term.isStem { return true }
    func next(_ offset: Int) -> UInt32 { end + offset < scalars.count ? scalars[end + offset] : 0x20 }
    if !next(0).isLatinOrDigit { return true }
    // Plurals.
    if next(0) == 0x73 { return !next(1).isLatinOrDigit }
    return next(0) == 0x65 && next(1) == 0x73 && !next(2).isLatinOrDigit
  }

  private mutating func countWeak(_ id: Int) {
    guard let topic = lexicon.terms[id].topic else { return }
    if let first = weak[topic] {
      if first != id { found.insert(topic) }
    } else {
      weak[topic] = id
    }
  }
}

extension UInt32 {
  var isHangul: Bool { (0xAC00...0xD7A3).contains(self) }

  /// Letters of the Latin script and digits: what a word of English is made of and ends before.
  var isLatinOrDigit: Bool {
    switch self {
    case 0x61...0x7A, 0x30...0x39, 0x5F, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F: true
    default: false
    }
  }
}
