import Foundation
import MnemeCore

/// The two to four sentences of a conversation that say most of it.
///
/// Each sentence is a vector of its terms by tf–idf. LexRank (Erkan and Radev 2004, the continuous form) gives each the
/// share of time that a walk over similar sentences spends on it; the walk restarts at what users state rather than at
/// questions or at what the assistant says. Of the best, those are taken that repeat the least of what is taken already
/// (Carbonell and Goldstein 1998), as long as they fit.
struct ExtractiveSummary: Sendable {
  /// In order of time.
  private(set) var sentences: [ConversationDigest.Sentence] = []

  /// Share of worth against novelty in the choice.
  private static let worthShare = 0.7
  /// Sentences more alike than this say the same.
  private static let sameness = 0.6
  private static let longest = 240
  /// After the second, a sentence must be worth this share of the best.
  private static let leastShare = 0.4
  /// Share of a sentence's own form in its worth, beside its place in the graph.
  private static let ownShare = 0.45

  init(_ all: [DigestSentence], statistics: TermStatistics) {
    let chosen = Self.bounded(all, statistics: statistics)
    let graph = SentenceGraph(chosen, statistics: statistics)
    let priors = chosen.map(Self.prior)
    let ranks = graph.ranks(priors: priors)
    let highest = ranks.max() ?? 0
    guard highest > 0 else { return }
    // In a short conversation few sentences share a term; being alone says little against one there.
    let worth = zip(ranks, priors).map { (Self.ownShare + (1 - Self.ownShare) * $0 / highest) * $1 }
    var picked: [Int] = []
    var length = 0
    let wanted = chosen.count <= 4 ? 2 : chosen.count <= 14 ? 3 : 4
    var open = Set(chosen.indices)
    let best = worth.max() ?? 0
    while picked.count < wanted {
      var top: (index: Int, value: Double)?
      // In order, so that the earlier of two equal ones is taken.
      for index in chosen.indices where open.contains(index) {
        let closeness = picked.map { graph.similarity(index, $0) }.max() ?? 0
        if closeness > Self.sameness { continue }
        let value = Self.worthShare * worth[index] - (1 - Self.worthShare) * closeness
        if value > (top?.value ?? -.infinity) { top = (index, value) }
      }
      guard let index = top?.index else { break }
      open.remove(index)
      if picked.count >= 2, worth[index] < Self.leastShare * best { break }
      let sentence = chosen[index]
      let line = Self.line(Self.shown(sentence), role: sentence.role, speaker: sentence.speaker)
      let added = line.unicodeScalars.count + (picked.isEmpty ? 0 : 1)
      guard length + added <= ConversationDigest.summaryLimit else { continue }
      length += added
      picked.append(index)
    }
    sentences = picked.sorted().map { index in
      let sentence = chosen[index]
      return ConversationDigest.Sentence(
        text: Self.shown(sentence), message: sentence.message, role: sentence.role, speaker: sentence.speaker)
    }
  }

  /// A sentence as the summary shows it: who said it where it was not the owner, and a full stop where it has no end.
  static func line(_ text: String, role: Role, speaker: String?) -> String {
    let who = speaker ?? (role == .assistant ? "Assistant" : nil)
    let end = text.unicodeScalars.last.map { ".!?…。！？\"”)".unicodeScalars.contains($0) } ?? true
    return (who.map { $0 + ": " } ?? "") + text + (end ? "" : ".")
  }

  private static func shown(_ sentence: DigestSentence) -> String {
    ConversationTitle.capitalised(ConversationTitle.cut(sentence.text, to: longest))
  }

  // MARK: Worth

  private static let decisions: Set<String> = [
    "decided", "will", "going", "plan", "planned", "planning", "booked", "bought", "moved", "started", "finished",
    "agreed", "chose", "signed", "because", "결정했어", "결정했어요", "하기로", "예약했어", "예약했어요", "시작했어", "시작했어요", "샀어", "샀어요",
  ]
  private static let selves: Set<String> = [
    "i", "i'm", "i've", "i'll", "my", "we", "our", "나", "나는", "내", "저", "저는", "제",
  ]
  private static let anaphors: Set<String> = [
    "it", "that", "this", "then", "so", "but", "and", "he", "she", "they", "그건", "그게", "그래서",
  ]

  /// How much a sentence promises by its form alone, about 0…1.4.
  static func prior(_ sentence: DigestSentence) -> Double {
    var value =
      switch sentence.role {
      case .user: 1.0
      case .assistant: 0.55
      case .system, .tool: 0.0
      }
    if sentence.isQuestion { value *= 0.5 }
    if sentence.isIntroduction { value *= 0.4 }
    let words = sentence.words.map { $0.text.lowercased() }
    if words.contains(where: selves.contains), sentence.isUser { value *= 1.15 }
    if words.contains(where: decisions.contains) { value *= 1.15 }
    if words.first.map(anaphors.contains) ?? false { value *= 0.85 }
    // Too short to say much, too long to be read.
    let content = sentence.words.count { $0.isContent }
    value *= min(1, 0.35 + Double(content) * 0.16)
    if sentence.scalars.count > longest { value *= 0.7 }
    return value
  }

  /// The sentences that are compared: all, or of many the latest and the richest in rare and frequent terms.
  private static func bounded(_ all: [DigestSentence], statistics: TermStatistics) -> [DigestSentence] {
    let limit = SessionDigester.sentenceLimit
    guard all.count > limit else { return all }
    let recent = limit / 4
    let richness = all.dropLast(recent).map { sentence -> Double in
      let keys = Set(sentence.words.lazy.filter(\.isContent).map(\.key))
      guard !keys.isEmpty else { return 0 }
      return keys.sorted().reduce(0) { $0 + statistics.weight(of: $1) } / Double(keys.count + 3) * prior(sentence)
    }
    let rich = richness.indices.sorted { (richness[$1], $0) < (richness[$0], $1) }.prefix(limit - recent).sorted()
    return rich.map { all[$0] } + all.suffix(recent)
  }
}

/// Sentences and how alike they are.
struct SentenceGraph: Sendable {
  /// Neighbours of each sentence with their cosine, in order.
  private let edges: [[(index: Int32, cosine: Float)]]
  private let count: Int

  private static let damping = 0.85
  private static let rounds = 40
  /// A sentence alike to none less than this is not linked.
  private static let threshold: Float = 0.05

  /// O(pairs of sentences that share a term).
  init(_ sentences: [DigestSentence], statistics: TermStatistics) {
    count = sentences.count
    var postings: [String: [(Int32, Float)]] = [:]
    for (index, sentence) in sentences.enumerated() {
      var weights: [String: Double] = [:]
      for word in sentence.words where word.isContent {
        weights[word.key, default: 0] += statistics.rarity(of: word.key)
      }
      let ordered = weights.sorted { $0.key < $1.key }
      let norm = ordered.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
      guard norm > 0 else { continue }
      for (key, weight) in ordered { postings[key, default: []].append((Int32(index), Float(weight / norm))) }
    }
    var cosines = [Float](repeating: 0, count: count * count)
    for (_, list) in postings.sorted(by: { $0.key < $1.key }) where list.count > 1 {
      for (i, a) in list.enumerated() {
        for b in list[(i + 1)...] { cosines[Int(a.0) * count + Int(b.0)] += a.1 * b.1 }
      }
    }
    var edges = [[(index: Int32, cosine: Float)]](repeating: [], count: count)
    for i in 0..<count {
      for j in (i + 1)..<max(count, i + 1) where cosines[i * count + j] > Self.threshold {
        let cosine = min(1, cosines[i * count + j])
        edges[i].append((Int32(j), cosine))
        edges[j].append((Int32(i), cosine))
      }
    }
    self.edges = edges
  }

  func similarity(_ a: Int, _ b: Int) -> Double {
    if a == b { return 1 }
    return edges[a].first { $0.index == Int32(b) }.map { Double($0.cosine) } ?? 0
  }

  /// Stationary shares of the walk; they sum to 1 where there is a sentence.
  func ranks(priors: [Double]) -> [Double] {
    let total = priors.reduce(0, +)
    guard count > 0, total > 0 else { return [Double](repeating: 0, count: count) }
    let restart = priors.map { $0 / total }
    let sums = edges.map { $0.reduce(0.0) { $0 + Double($1.cosine) } }
    var ranks = restart
    for _ in 0..<Self.rounds {
      var next = [Double](repeating: 0, count: count)
      var loose = 0.0
      for i in 0..<count {
        guard sums[i] > 0 else {
          loose += ranks[i]
          continue
        }
        let share = ranks[i] / sums[i]
        for edge in edges[i] { next[Int(edge.index)] += share * Double(edge.cosine) }
      }
      for i in 0..<count {
        next[i] = (1 - Self.damping) * restart[i] + Self.damping * (next[i] + loose * restart[i])
      }
      ranks = next
    }
    return ranks
  }
}
