package import Foundation
package import MnemeCore

/// What was learnt in one space, retired insights included: those the owner took back must not be learnt again.
package struct InsightBook: Sendable, Hashable, Codable {
  /// At most this many are new in one consolidation.
  package static let learntAtOnce = 3
  /// Retired by a newer one: kept as history up to this many.
  static let replacedLimit = 100

  /// In the order they were learnt.
  package private(set) var insights: [LearnedInsight] = []

  package init() {}

  package var active: [LearnedInsight] { insights.filter(\.isActive) }

  /// What `learn` did.
  package struct Outcome: Sendable, Hashable {
    package var learned: [String] = []
    package var confirmed = 0
    package var replaced = 0

    package var isEmpty: Bool { learned.isEmpty && confirmed == 0 && replaced == 0 }
  }

  /// Takes proposals in their order. One that says what an active insight says confirms it; one that the owner took back is
  /// dropped; a new one replaces the active insight of its topic, or the one that says its opposite.
  package mutating func learn(_ proposals: [InsightProposal], at now: Date, ids: () -> String) -> Outcome {
    var outcome = Outcome()
    var refused = InsightIndex(insights.lazy.filter { $0.retirement == .owner })
    var known = InsightIndex(active)
    var settled: Set<String> = []
    for proposal in proposals where !InsightIndex.key(proposal.text).isEmpty {
      if refused.match(proposal.text) != nil { continue }
      if let id = known.match(proposal.text), let place = insights.firstIndex(where: { $0.id == id }) {
        if confirm(place, proposal) { outcome.confirmed += 1 }
        settled.insert(id)
        continue
      }
      let opposite = known.opposite(of: proposal.text)
      // The first word of one call counts.
      if let opposite, settled.contains(opposite) { continue }
      guard outcome.learned.count < Self.learntAtOnce else { continue }
      if let place = insights.firstIndex(where: {
        $0.isActive && ($0.id == opposite || proposal.topic != nil && $0.topic == proposal.topic)
      }) {
        insights[place].retiredAt = now
        insights[place].retirement = .replaced
        outcome.replaced += 1
        known = InsightIndex(active)
      }
      let insight = LearnedInsight(
        id: ids(), text: proposal.text, topic: proposal.topic, sources: proposal.sources.sorted(),
        confidence: proposal.confidence, learnedAt: now)
      insights.append(insight)
      known.insert(insight)
      settled.insert(insight.id)
      outcome.learned.append(insight.id)
    }
    dropOldHistory()
    return outcome
  }

  private mutating func confirm(_ place: Int, _ proposal: InsightProposal) -> Bool {
    let sources = Set(insights[place].sources).union(proposal.sources).sorted()
    let confidence = max(insights[place].confidence, proposal.confidence)
    guard sources != insights[place].sources || confidence != insights[place].confidence else { return false }
    insights[place].sources = sources
    insights[place].confidence = confidence
    return true
  }

  /// - Returns: the insight as it is then; nil when there is none with this id.
  package mutating func retire(_ id: String, at now: Date) -> LearnedInsight? {
    guard let place = insights.firstIndex(where: { $0.id == id }) else { return nil }
    if insights[place].retirement != .owner {
      insights[place].retiredAt = insights[place].retiredAt ?? now
      insights[place].retirement = .owner
    }
    return insights[place]
  }

  /// Takes out what nothing supports any more: active insights without a memory that speaks, retired ones without a memory
  /// that exists.
  /// - Returns: how many went.
  package mutating func withdraw(speaking: Set<String>, existing: Set<String>) -> Int {
    let before = insights.count
    insights = insights.compactMap { insight in
      var insight = insight
      insight.sources = insight.sources.filter((insight.isActive ? speaking : existing).contains)
      return insight.sources.isEmpty ? nil : insight
    }
    return before - insights.count
  }

  private mutating func dropOldHistory() {
    var surplus = insights.count { $0.retirement == .replaced } - Self.replacedLimit
    insights.removeAll { insight in
      guard surplus > 0, insight.retirement == .replaced else { return false }
      surplus -= 1
      return true
    }
  }
}
