import Foundation
import MnemeCore
import MnemeVectors

/// What is true now before what was true once.
///
/// A statement that another one replaced hands its score to that one. The store knows so of memories with a slot; of
/// others it is taken to be so when two statements of one speaker are alike (as a whole, or in the words that the question
/// asks with), both answer the question nearly as well,
/// and the older one tells of a state, which can end, and not of an event, which is over: then the newer one comes first. Order among them is all that changes. A question for the past, or
/// for a time that it names, leaves everything as it is.
extension RecallCandidates {
  /// Best candidates that are compared with each other.
  private static let compared = 10
  /// Share of the older one's score that the newer one needs.
  private static let nearlyAsWell = 0.6
  /// Cosine from which two statements are about the same.
  private static let alike: Float = 0.5
  /// Share of the older one's cosine with the question that the newer one needs where only words are shared.
  private static let asNear: Float = 0.7
  /// Lift above the older one: enough to come before it, too little to pass anything else.
  private static let lift = 1 + 1e-9

  mutating func preferCurrent() {
    guard time.isEmpty, !Self.asksForPast(query.text) else { return }
    handOver()
    let best = items.indices.sorted { (items[$1].score, items[$0].id) < (items[$0].score, items[$1].id) }
      .prefix(Self.compared).filter { isStatement(items[$0]) }
    guard best.count > 1 else { return }
    let asked = Set(TextAnalyzer.queryTerms(query.text))
    let features = best.map { place in
      Feature(
        vector: vector(of: items[place]), cosine: cosine(of: items[place]),
        asked: asked.intersection(TextAnalyzer.terms(StatementTense.beginning(of: text(items[place])))))
    }
    let places = best.indices.sorted { said(items[best[$0]]) < said(items[best[$1]]) }
    for (rank, newer) in places.enumerated() {
      var score = items[best[newer]].score
      for older in places.prefix(rank) {
        let other = items[best[older]]
        guard other.score >= score, items[best[newer]].score >= Self.nearlyAsWell * other.score,
          speaker(other) == speaker(items[best[newer]]), said(other) < said(items[best[newer]]),
          !StatementTense.hasPastVerb(text(other)), features[older].isAlike(features[newer])
        else { continue }
        score = other.score * Self.lift
      }
      items[best[newer]].score = score
    }
  }

  /// What is compared of a statement.
  private struct Feature {
    let vector: [Float]?
    /// With the question.
    let cosine: Float
    /// Its words that the question asks with.
    let asked: Set<String>

    func isAlike(_ newer: Feature) -> Bool {
      if let vector, let other = newer.vector, RecallCandidates.cosine(vector, other) >= RecallCandidates.alike {
        return true
      }
      return !asked.isEmpty && asked.isSubset(of: newer.asked) && newer.cosine >= RecallCandidates.asNear * cosine
    }
  }

  /// The memory that replaced a statement gets at least the statement's score.
  private mutating func handOver() {
    var places: [Int64: Int] = [:]
    for (place, item) in items.enumerated() where item.source == .memory { places[item.ordinal] = place }
    for item in items where item.source == .message {
      guard let successor = view.outdated.replaced[item.ordinal], let place = places[successor],
        items[place].score <= item.score
      else { continue }
      items[place].score = item.score * Self.lift
    }
  }

  private func isStatement(_ item: Candidate) -> Bool {
    if let memory = item.memory { return memory.isActive && memory.kind != .semantic }
    if item.isSpokenFor { return false }
    return item.message.map { $0.role == .user && !Self.asks($0.text) } ?? false
  }

  private func text(_ item: Candidate) -> String { item.memory?.text ?? item.message?.text ?? "" }

  private func speaker(_ item: Candidate) -> String? { item.memory?.subject ?? item.message?.speaker }

  private func said(_ item: Candidate) -> Date { item.said ?? item.memory?.validFrom ?? item.time }

  private func cosine(of item: Candidate) -> Float {
    if item.source == .memory { return memoryCosines[item.ordinal] ?? 0 }
    return view.table.slot(of: item.ordinal).map { ranking.cosine(of: $0) } ?? 0
  }

  private func vector(of item: Candidate) -> [Float]? {
    (item.source == .message ? view.messages : view.memories).vector(ofKey: item.ordinal)
  }

  private static func cosine(_ a: [Float], _ b: [Float]) -> Float {
    a.count == b.count ? zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } : 0
  }

  /// Words by which a question asks for what is over.
  private static func asksForPast(_ text: String) -> Bool {
    let words = TextAnalyzer.terms(text)
    return words.contains(where: pastWords.contains)
      || pastStems.contains { text.contains($0) }
  }

  private static let pastWords = Set(
    [
      "before", "previously", "previous", "former", "formerly", "used", "earlier", "originally", "once", "ex", "was",
      "were", "did", "history",
    ]
    .flatMap { TextAnalyzer.terms($0) })
  private static let pastStems = ["전에", "예전", "이전", "옛날", "원래", "했었", "었어", "았어", "였어"]
}
