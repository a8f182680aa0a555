/// Finds phrases in a text, all in one pass over its UTF-8 bytes: an automaton after Aho and Corasick ("Efficient string
/// matching", 1975). Letters are compared in lower case; what is neither letter nor digit nor apostrophe is one space, so that the
/// phrase " i think " is found as words and a Korean one inside of words.
package struct PhraseAutomaton: Sendable {
  /// For each state and byte the next state; 256 places a state.
  private let next: [UInt16]
  /// Numbers of the phrases that end in a state.
  private let ends: [[Int]]

  /// - Parameter phrases: in lower case; together at most 65 535 bytes.
  package init(_ phrases: [String]) {
    var children: [[UInt8: Int]] = [[:]]
    var ends: [[Int]] = [[]]
    for (number, phrase) in phrases.enumerated() {
      var state = 0
      for byte in phrase.utf8 {
        if let known = children[state][byte] {
          state = known
        } else {
          children.append([:])
          ends.append([])
          children[state][byte] = children.count - 1
          state = children.count - 1
        }
      }
      ends[state].append(number)
    }
    var table = [UInt16](repeating: 0, count: children.count * 256)
    var shorter = [Int](repeating: 0, count: children.count)
    var queue: [Int] = []
    for (byte, child) in children[0] {
      table[Int(byte)] = UInt16(child)
      queue.append(child)
    }
    var place = 0
    while place < queue.count {
      let state = queue[place]
      place += 1
      ends[state] += ends[shorter[state]]
      for byte in 0..<256 {
        let fallback = table[shorter[state] * 256 + byte]
        if let child = children[state][UInt8(byte)] {
          table[state * 256 + byte] = UInt16(child)
          shorter[child] = Int(fallback)
          queue.append(child)
        } else {
          table[state * 256 + byte] = fallback
        }
      }
    }
    next = table
    self.ends = ends
  }

  /// Where a pass over a text stands.
  package struct Pass: Sendable {
    fileprivate var state = 0
    fileprivate var wasSpace = false
    /// Bytes looked at.
    package fileprivate(set) var bytes = 0

    package init() {}
  }

  package func begin(_ pass: inout Pass) { _ = step(UInt8(ascii: " "), &pass) }

  /// O(1) for each byte.
  /// - Parameter found: called with the numbers of the phrases that end at a byte, longest first; true forgets what was read, so that
  ///   these phrases are no part of another one.
  package func read(_ text: some Sequence<UInt8>, _ pass: inout Pass, found: ([Int]) -> Bool) {
    for byte in text {
      pass.bytes += 1
      let ended: [Int]
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): ended = step(byte | 0x20, &pass)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "'"), 0x80...:
        ended = step(byte, &pass)
      default: ended = step(UInt8(ascii: " "), &pass)
      }
      if !ended.isEmpty, found(ended) { forget(&pass) }
    }
  }

  package func end(_ pass: inout Pass, found: ([Int]) -> Bool) {
    let ended = step(UInt8(ascii: " "), &pass)
    if !ended.isEmpty, found(ended) { forget(&pass) }
  }

  private func step(_ byte: UInt8, _ pass: inout Pass) -> [Int] {
    let isSpace = byte == UInt8(ascii: " ")
    if isSpace, pass.wasSpace { return [] }
    pass.wasSpace = isSpace
    pass.state = Int(next[pass.state * 256 + Int(byte)])
    return ends[pass.state]
  }

  /// A space that ends a phrase may begin the next one.
  private func forget(_ pass: inout Pass) { pass.state = pass.wasSpace ? Int(next[Int(UInt8(ascii: " "))]) : 0 }
}
