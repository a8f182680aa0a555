/// What a word of the lexicon is.
struct TimeLexeme: Sendable, Hashable {
  let word: TimeWord
  let value: Int32
}

/// Words of time. Built once, on first use.
enum TimeLexicon {
  /// Words and their meaning, as the tables of the languages list them: one meaning, and the words that have it.
  typealias Entry = (word: TimeWord, value: Int, words: String)

  /// Value of a count that means `low` to `high`.
  static func count(_ low: Int, _ high: Int) -> Int { low | high << 8 }

  // MARK: English

  /// Letters of the longest word; five bits each fill a key.
  static let longestEnglish = 12

  /// - Parameter key: ``key(of:)`` of a word.
  static func english(_ key: UInt64) -> TimeLexeme? { englishWords[key] }

  /// Lower-case ASCII letters, five bits each.
  static func key(of word: some Sequence<UInt8>) -> UInt64 { word.reduce(0) { $0 << 5 | UInt64($1 & 0x1F) } }

  private static let englishWords: [UInt64: TimeLexeme] = {
    var words: [UInt64: TimeLexeme] = [:]
    for entry in englishEntries {
      for word in entry.words.utf8.split(separator: UInt8(ascii: " ")) {
        words[key(of: word)] = TimeLexeme(word: entry.word, value: Int32(entry.value))
      }
    }
    return words
  }()

  // MARK: Korean

  /// The words that syllables begin with, longest first.
  ///
  /// - Returns: each with the index after its last syllable.
  static func korean(_ syllables: ArraySlice<UInt32>) -> [(lexeme: TimeLexeme, end: Int)] {
    var found: [(lexeme: TimeLexeme, end: Int)] = []
    var node: Int32 = 0
    for index in syllables.indices {
      guard let next = koreanTrie.edges[Trie.edge(node, syllables[index])] else { break }
      node = next
      if let lexeme = koreanTrie.lexemes[Int(node)] { found.append((lexeme, index + 1)) }
    }
    return found.reversed()
  }

  private struct Trie {
    var edges: [UInt64: Int32] = [:]
    var lexemes: [TimeLexeme?] = [nil]

    static func edge(_ node: Int32, _ syllable: UInt32) -> UInt64 { UInt64(node) << 32 | UInt64(syllable) }
  }

  private static let koreanTrie: Trie = {
    var trie = Trie()
    for entry in koreanEntries {
      for word in entry.words.split(separator: " ") {
        var node: Int32 = 0
        for scalar in word.unicodeScalars {
          let edge = Trie.edge(node, scalar.value)
          if let next = trie.edges[edge] {
            node = next
          } else {
            node = Int32(trie.lexemes.count)
            trie.edges[edge] = node
            trie.lexemes.append(nil)
          }
        }
        trie.lexemes[Int(node)] = TimeLexeme(word: entry.word, value: Int32(entry.value))
      }
    }
    return trie
  }()
}
