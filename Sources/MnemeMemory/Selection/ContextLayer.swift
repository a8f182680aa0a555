/// The sources of a prompt's memory part, in the order in which they are packed and in which unused budget flows on.
package enum ContextLayer: Int, Sendable, Hashable, Codable, CaseIterable, Comparable {
  /// Turns of the open session.
  case workingMemory
  /// Distilled memories.
  case longTerm
  /// Entities and relations.
  case graph
  /// Earlier sessions: messages and summaries.
  case archive
  /// What belongs to a time that the question names.
  case time

  /// As explanations call it.
  package var name: String {
    switch self {
    case .workingMemory: "conversation"
    case .longTerm: "memories"
    case .graph: "graph"
    case .archive: "messages"
    case .time: "times"
    }
  }

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// How many tokens there are for what is recalled, and how the layers share them.
package struct ContextBudget: Sendable, Hashable {
  /// Tokens for everything, frames included; below 0 counts as 0.
  package var tokens: Int
  /// Share of `tokens` that is each layer's own, 0…1; a layer that is absent has none and lives on what flows to it. When
  /// they add up to more than 1, each is cut in proportion; what they leave open goes to the first layer.
  package var shares: [ContextLayer: Double]
  /// Tokens of a layer's heading, spent when something of it is kept.
  package var heading: Int
  /// Tokens between two items, spent for each.
  package var separator: Int

  package static let defaultShares: [ContextLayer: Double] = [
    .workingMemory: 0.55, .longTerm: 0.25, .graph: 0.08, .archive: 0.08, .time: 0.04,
  ]

  package init(
    tokens: Int, shares: [ContextLayer: Double] = Self.defaultShares, heading: Int = 0, separator: Int = 1
  ) {
    self.tokens = tokens
    self.shares = shares
    self.heading = heading
    self.separator = separator
  }

  /// Each layer's own tokens, in their order; their sum is `tokens` exactly.
  var own: [Int] {
    let total = max(0, tokens)
    let wanted = ContextLayer.allCases.map { (shares[$0] ?? 0).clamped }
    let sum = max(1, wanted.reduce(0, +))
    var result = wanted.map { Int((Double(total) * $0 / sum).rounded(.down)) }
    result[0] += total - result.reduce(0, +)
    return result
  }
}
