/// Finds any of many phrases in a text in one reading of its bytes (Aho and Corasick, "Efficient string matching", 1975).
///
/// ASCII letters match in any case. A phrase that begins or ends with an ASCII letter matches at the borders of words only;
/// Korean phrases match anywhere, since endings and particles are written to the word. O(text) however many phrases.
package struct PhraseMatcher: Sendable {
  private struct Node {
    var next: [UInt8: Int32] = [:]
    var fallback: Int32 = 0
    /// Phrases that end here, longest first.
    var phrases: [Int32] = []
  }

  private struct Phrase {
    let length: Int
    let beginsWord: Bool
    let endsWord: Bool
  }

  private var nodes = [Node()]
  private var phrases: [Phrase] = []

  /// Empty phrases are left out, and do not count in the numbering.
  package init(_ texts: [String]) {
    for text in texts {
      let bytes = text.utf8.map(Self.lowered)
      guard let first = bytes.first, let last = bytes.last else { continue }
      phrases.append(Phrase(length: bytes.count, beginsWord: Self.isWord(first), endsWord: Self.isWord(last)))
      var node: Int32 = 0
      for byte in bytes {
        if let next = nodes[Int(node)].next[byte] {
          node = next
        } else {
          nodes.append(Node())
          let next = Int32(nodes.count - 1)
          nodes[Int(node)].next[byte] = next
          node = next
        }
      }
      nodes[Int(node)].phrases.append(Int32(phrases.count - 1))
    }
    link()
  }

  private mutating func link() {
    var queue = nodes[0].next.values.sorted()
    var place = 0
    while place < queue.count {
      let node = Int(queue[place])
      place += 1
      for (byte, child) in nodes[node].next {
        var fallback = nodes[node].fallback
        while fallback != 0, nodes[Int(fallback)].next[byte] == nil { fallback = nodes[Int(fallback)].fallback }
        let target = nodes[Int(fallback)].next[byte] ?? 0
        nodes[Int(child)].fallback = target == child ? 0 : target
        nodes[Int(child)].phrases += nodes[Int(nodes[Int(child)].fallback)].phrases
        queue.append(child)
      }
    }
  }

  package func isIn(_ text: some Sequence<UInt8>) -> Bool {
    var found = false
    scan(text) { _ in
      found = true
      return false
    }
    return found
  }

  /// Numbers of the phrases in a text, in the order of their ends; each as often as it stands there.
  package func found(in text: some Sequence<UInt8>) -> [Int] {
    var found: [Int] = []
    scan(text) {
      found.append($0)
      return true
    }
    return found
  }

  /// - Parameter take: told each phrase; returns whether to go on.
  private func scan(_ text: some Sequence<UInt8>, _ take: (Int) -> Bool) {
    var node: Int32 = 0
    // Whether each of the last bytes belongs to a word, as far back as a phrase can reach.
    var history: [Bool] = []
    var waiting: [Int32] = []
    for raw in text {
      let byte = Self.lowered(raw)
      let isWord = Self.isWord(byte)
      for phrase in waiting where !isWord {
        if !take(Int(phrase)) { return }
      }
      waiting.removeAll(keepingCapacity: true)
      while node != 0, nodes[Int(node)].next[byte] == nil { node = nodes[Int(node)].fallback }
      node = nodes[Int(node)].next[byte] ?? 0
      history.append(isWord)
      for number in nodes[Int(node)].phrases {
        let phrase = phrases[Int(number)]
        let before = history.count - phrase.length - 1
        if phrase.beginsWord, before >= 0, history[before] { continue }
        if phrase.endsWord {
          // Known with the next byte.
          waiting.append(number)
        } else if !take(Int(number)) {
          return
        }
      }
    }
    for phrase in waiting {
      if !take(Int(phrase)) { return }
    }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

  private static func isWord(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
}
