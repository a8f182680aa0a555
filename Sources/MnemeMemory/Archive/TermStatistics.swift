import Foundation
import MnemeCore

/// How often terms stand in a conversation, and how much that says.
struct TermStatistics: Sendable {
  struct Term: Sendable {
    /// Occurrences, those of the user's counting 1, those of others less.
    var count = 0.0
    /// Places of the sentences that hold it, ascending, each once.
    var sentences: [Int32] = []
    /// Natural logarithm of the inverse share of messages elsewhere that hold the term.
    var rarity = 0.0
    /// The word is known to be common.
    var isCommon = false
    /// tf–idf.
    var weight: Double { (1 + log(1 + count)) * rarity }
  }

  private(set) var terms: [String: Term] = [:]

  /// Weight of one occurrence by who says it.
  static func share(of role: Role, hasName: Bool) -> Double {
    switch role {
    case .user: hasName ? 0.8 : 1
    case .assistant: 0.25
    case .system, .tool: 0
    }
  }

  /// O(words).
  init(_ sentences: [DigestSentence], documentFrequency: SessionDigester.DocumentFrequency) {
    for (index, sentence) in sentences.enumerated() {
      let share = Self.share(of: sentence.role, hasName: sentence.speaker != nil)
      for word in sentence.words where word.isContent {
        var term = terms[word.key] ?? Self.term(word, documentFrequency)
        // A word said over and over in one sentence is still said once.
        if term.sentences.last != Int32(index) {
          term.sentences.append(Int32(index))
          term.count += share
        }
        terms[word.key] = term
      }
    }
  }

  private static func term(_ word: DigestWord, _ documentFrequency: SessionDigester.DocumentFrequency) -> Term {
    let known = documentFrequency(word.key).map { min(max($0, 1e-6), 1) }
    let share = known ?? (word.kind == .weak ? CommonWords.commonShare : CommonWords.rareShare)
    var term = Term()
    // A word in every message says nothing, one in none of a thousand no more than that.
    term.rarity = log(1 / max(share, 0.0005))
    term.isCommon = known.map { $0 >= CommonWords.commonShare } ?? (word.kind == .weak)
    return term
  }

  func weight(of key: String) -> Double { terms[key]?.weight ?? 0 }

  func rarity(of key: String) -> Double { terms[key]?.rarity ?? 0 }

  func isCommon(_ key: String) -> Bool { terms[key]?.isCommon ?? true }
}
