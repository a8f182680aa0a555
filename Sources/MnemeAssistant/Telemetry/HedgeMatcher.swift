/// Finds the phrases by which an answer says that it is not sure, all of them in one pass: an automaton after Aho and Corasick
/// ("Efficient string matching", 1975) over the UTF-8 bytes of the text in lower case, with every run of what is no letter as
/// one space.
package struct HedgeMatcher: Sendable {
  static let english = [
    "i think", "i believe", "i guess", "i suppose", "i am not sure", "i'm not sure", "i am not certain",
    "i'm not certain", "not entirely sure", "as far as i know", "as far as i can tell", "to my knowledge",
    "if i remember correctly", "if i recall correctly", "it seems", "it appears", "seems to", "appears to", "perhaps",
    "maybe", "possibly", "probably", "presumably", "might be", "may be", "could be", "it is possible", "it's possible",
    "it is likely", "it's likely", "more or less", "sort of", "kind of", "in my opinion", "i would say", "i'd say",
  ]
  static let korean = [
    "것 같", "인 것 같", "아마", "일지도", "할지도", "을지도", "수도 있", "듯합니다", "듯해요", "확실하지", "확실치", "제가 알기로", "추측",
    "아닐까", "글쎄",
  ]

  package static let shared = HedgeMatcher(english.map { " " + normalised($0) + " " } + korean.map(normalised))

  /// For each state and byte the next state; 256 places a state.
  private let next: [UInt16]
  private let ends: [Bool]

  init(_ patterns: [String]) {
    var children: [[UInt8: Int]] = [[:]]
    var final = [false]
    for pattern in patterns {
      var state = 0
      for byte in pattern.utf8 {
        if let known = children[state][byte] {
          state = known
        } else {
          children.append([:])
          final.append(false)
          children[state][byte] = children.count - 1
          state = children.count - 1
        }
      }
      final[state] = true
    }
    var table = [UInt16](repeating: 0, count: children.count * 256)
    var fallback = [Int](repeating: 0, count: children.count)
    var queue: [Int] = []
    for (byte, child) in children[0] {
      table[Int(byte)] = UInt16(child)
      queue.append(child)
    }
    var place = 0
    while place < queue.count {
      let state = queue[place]
      place += 1
      for byte in 0..<256 {
        let shorter = Int(table[fallback[state] * 256 + byte])
        if let child = children[state][UInt8(byte)] {
          table[state * 256 + byte] = UInt16(child)
          fallback[child] = shorter
          // A phrase that ends another one ("것 같" in "인 것 같") counts with it, once.
          queue.append(child)
        } else {
          table[state * 256 + byte] = UInt16(shorter)
        }
      }
      final[state] = final[state] || final[fallback[state]]
    }
    next = table
    ends = final
  }

  /// Where a pass over a text stands.
  package struct Pass: Sendable {
    fileprivate var state = 0
    fileprivate var wasSpace = false
    /// Phrases found so far.
    package fileprivate(set) var count = 0
    /// Bytes looked at.
    package fileprivate(set) var bytes = 0

    package init() {}
  }

  package func begin(_ pass: inout Pass) { step(UInt8(ascii: " "), &pass) }

  /// O(1) for each byte.
  package func read(_ text: some Sequence<UInt8>, _ pass: inout Pass) {
    for byte in text {
      pass.bytes += 1
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): step(byte | 0x20, &pass)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "'"), 0x80...: step(byte, &pass)
      default: step(UInt8(ascii: " "), &pass)
      }
    }
  }

  package func end(_ pass: inout Pass) { step(UInt8(ascii: " "), &pass) }

  private func step(_ byte: UInt8, _ pass: inout Pass) {
    let isSpace = byte == UInt8(ascii: " ")
    if isSpace, pass.wasSpace { return }
    pass.wasSpace = isSpace
    pass.state = Int(next[pass.state * 256 + Int(byte)])
    guard ends[pass.state] else { return }
    pass.count += 1
    // What was counted is no part of another phrase; a space may begin one.
    pass.state = isSpace ? Int(next[Int(byte)]) : 0
  }

  private static func normalised(_ phrase: String) -> String { phrase.lowercased() }
}
