import Foundation
import MnemeCore

/// Noun phrases of a conversation, the most characteristic first.
///
/// A phrase is a run of content words, in English with "of", "to", "for" and the like between them, as in RAKE (Rose et
/// al. 2010); it is worth the rarity of its words times the root of how often they are said.
struct PhraseRanking: Sendable {
  struct Phrase: Sendable {
    let text: String
    /// Terms of its content words, in order.
    let keys: [String]
    let hasConnector: Bool
    /// Share of its score that its form leaves: less where it ends in a common word after a connector ("with my sister").
    let shape: Double
    /// Index of the sentence it stands in.
    let sentence: Int
    var score: Double
  }

  /// Best first; equal ones by where they stand first, longer ones first.
  private(set) var phrases: [Phrase] = []
  private let sentences: [DigestSentence]
  private let statistics: TermStatistics

  /// Words of one phrase, connectors counted.
  private static let longestPhrase = 7
  private static let longestTopic = 3
  /// Best phrases that are kept for choosing.
  private static let phraseLimit = 400

  init(_ sentences: [DigestSentence], statistics: TermStatistics) {
    self.sentences = sentences
    self.statistics = statistics
    // What the assistant said names a conversation only where nobody else said anything.
    let hasUsers = sentences.contains { $0.isUser }
    var byKeys: [String: Phrase] = [:]
    var occurrences: [String: Int] = [:]
    var seen = 0
    for (index, sentence) in sentences.enumerated() where sentence.isUser || !hasUsers {
      // What a conversation begins with is often what it is about.
      let bonus = seen < 3 ? 1.25 : 1
      seen += 1
      for phrase in Self.phrases(of: sentence, index: index) {
        let name = phrase.keys.joined(separator: " ")
        occurrences[name, default: 0] += 1
        guard byKeys[name] == nil else { continue }
        var phrase = phrase
        phrase.score = score(of: phrase) * bonus
        if phrase.score > 0 { byKeys[name] = phrase }
      }
    }
    phrases = byKeys.map { name, phrase in
      var phrase = phrase
      phrase.score *= 1 + 0.2 * Double(min((occurrences[name] ?? 1) - 1, 3))
      return phrase
    }
    phrases.sort { a, b in
      if a.score != b.score { return a.score > b.score }
      if a.sentence != b.sentence { return a.sentence < b.sentence }
      return (b.keys.count, a.text) < (a.keys.count, b.text)
    }
    phrases = Array(phrases.prefix(Self.phraseLimit))
  }

  private func score(of phrase: Phrase) -> Double {
    let distinct = Set(phrase.keys)
    // A phrase of common words names nothing.
    guard distinct.contains(where: { !statistics.isCommon($0) }) else { return 0 }
    let sum = phrase.keys.reduce(into: (total: 0.0, seen: Set<String>())) { sum, key in
      guard sum.seen.insert(key).inserted, let term = statistics.terms[key] else { return }
      sum.total += term.rarity * min(term.count, 16).squareRoot()
    }.total
    // One word alone says less than two that belong together, a form of a verb still less.
    let isBare = distinct.count == 1
    let isVerbal = isBare && (phrase.text.hasSuffix("ing") || phrase.text.hasSuffix("ed"))
    return sum / pow(Double(distinct.count), 0.35) * phrase.shape * (isVerbal ? 0.5 : isBare ? 0.8 : 1)
  }

  // MARK: Phrases of a sentence

  private static let personal: Set<String> = ["my", "our", "mi"]

  private static func phrases(of sentence: DigestSentence, index: Int) -> [Phrase] {
    var result: [Phrase] = []
    for run in runs(of: sentence.words) {
      for first in run where sentence.words[first].isContent {
        var keys: [String] = []
        var hasConnector = false
        var shape = 1.0
        for last in first..<min(run.upperBound, first + longestPhrase) {
          let word = sentence.words[last]
          guard word.isContent else {
            // "trip to Lisbon", "recipe for bread": a common word that the rest makes out.
            if !hasConnector { shape = sentence.words[first].kind == .weak ? 1.1 : 0.95 }
            if personal.contains(word.key) { shape *= 0.8 }
            hasConnector = true
            continue
          }
          keys.append(word.key)
          let isTail = word.kind == .weak && hasConnector && sentence.words[last - 1].kind == .connector
          let range = sentence.words[first].range.lowerBound..<word.range.upperBound
          guard range.count <= ConversationDigest.titleLimit, range.count > 1 else { continue }
          if first == last, !namesAlone(word) { continue }
          result.append(
            Phrase(
              text: String(scalars: sentence.scalars[range]), keys: keys, hasConnector: hasConnector,
              shape: isTail ? shape * 0.85 : shape, sentence: index, score: 0))
        }
      }
    }
    return result
  }

  /// Endings of adjectives, which name nothing by themselves.
  private static let adjectives = ["ful", "ous", "able", "ible", "less", "tive", "ish"]

  private static func namesAlone(_ word: DigestWord) -> Bool {
    guard !word.isHangul, !word.isName else { return true }
    let text = word.text.lowercased()
    return !adjectives.contains(where: text.hasSuffix)
  }

  /// Ranges of words that may be one phrase: content words and at most two connectors in a row between them.
  private static func runs(of words: [DigestWord]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    var connectors = 0
    func close(_ end: Int) {
      if let first = start, first < end { runs.append(first..<end) }
      start = nil
      connectors = 0
    }
    for (i, word) in words.enumerated() {
      if start != nil, !word.joinsPrevious { close(i) }
      switch word.kind {
      case .breaking: close(i)
      case .connector:
        connectors += 1
        if connectors > 2 { close(i) }
      case .content, .weak:
        if start == nil { start = i }
        connectors = 0
        if word.endsPhrase { close(i + 1) }
      }
    }
    close(words.count)
    return runs
  }

  // MARK: Topics

  /// Terms of at most three words without connectors, each of other words than the ones before it.
  var topics: [ConversationDigest.Topic] {
    var result: [ConversationDigest.Topic] = []
    var used: Set<String> = []
    var best = 0.0
    for phrase in phrases where !phrase.hasConnector && phrase.keys.count <= Self.longestTopic {
      if best == 0 { best = phrase.score }
      guard phrase.score >= 0.2 * best, result.count < ConversationDigest.topicLimit else { break }
      guard used.isDisjoint(with: phrase.keys) else { continue }
      used.formUnion(phrase.keys)
      result.append(ConversationDigest.Topic(text: phrase.text, messages: messages(holding: phrase.keys)))
    }
    return result
  }

  /// Messages with a sentence that holds all the terms, in order of time.
  func messages(holding keys: [String]) -> [String] {
    guard let rarest = keys.min(by: { count($0) < count($1) }) else { return [] }
    let wanted = Set(keys)
    var result: [String] = []
    for index in statistics.terms[rarest]?.sentences ?? [] {
      let sentence = sentences[Int(index)]
      guard result.last != sentence.message, wanted.isSubset(of: sentence.words.lazy.map(\.key)) else { continue }
      result.append(sentence.message)
    }
    return result
  }

  private func count(_ key: String) -> Int { statistics.terms[key]?.sentences.count ?? 0 }
}
