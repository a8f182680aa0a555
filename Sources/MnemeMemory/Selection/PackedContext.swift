/// Something that may enter the prompt.
package struct PackCandidate: Sendable, Hashable {
  /// Unique over all layers: what comes from two of them is told once.
  package var id: String
  package var text: String
  /// Comparable inside its layer and, for what is left at the end, across layers.
  package var score: Double
  package var layer: ContextLayer
  /// When set, the text may be cut at a sentence's end if it is larger than its layer's budget, as long as this share of
  /// its tokens is left, 0…1; nil keeps it whole or not at all.
  package var minimalShare: Double?

  package init(id: String, text: String, score: Double, layer: ContextLayer, minimalShare: Double? = nil) {
    self.id = id
    self.text = text
    self.score = score
    self.layer = layer
    self.minimalShare = minimalShare
  }
}

/// What ``ContextPacker`` chose, and why.
package struct PackedContext: Sendable, Hashable {
  package struct Item: Sendable, Hashable {
    /// Position among the candidates.
    package let index: Int
    package let id: String
    package let layer: ContextLayer
    /// As it goes into the prompt: shorter than the candidate's where it was cut.
    package let text: String
    /// Of `text`, by the packer's estimator; heading and separator not counted.
    package let tokens: Int
    package let isTruncated: Bool
  }

  /// What became of a candidate.
  package enum Verdict: Sendable, Hashable {
    case kept
    /// Kept with what the layers after its own had left over.
    case keptFromRest
    /// Cut from `of` tokens at the end of a sentence.
    case truncated(of: Int)
    /// It needs `tokens`, frames included, and only `left` were left when it was considered.
    case noRoom(tokens: Int, left: Int)
    /// It is larger than its layer, and no beginning that ends with a sentence and keeps its minimal share fits.
    case tooLarge(tokens: Int, left: Int)
    /// Another candidate with the same identifier was kept.
    case duplicate
    /// There is no text.
    case empty

    package var isKept: Bool {
      switch self {
      case .kept, .keptFromRest, .truncated: true
      case .noRoom, .tooLarge, .duplicate, .empty: false
      }
    }
  }

  /// By layer, then best first.
  package let items: [Item]
  /// One for each candidate, in their order.
  package let verdicts: [Verdict]
  /// Spent tokens: items, separators and headings. Never more than the budget.
  package let tokens: Int
  /// What each layer could spend when its turn came: its own share, no more than its candidates need, and what had
  /// flowed to it.
  package let available: [Int]
}

extension PackedContext.Verdict: CustomStringConvertible {
  /// For an explanation.
  package var description: String {
    switch self {
    case .kept: "kept"
    case .keptFromRest: "kept with what other layers left"
    case .truncated(let tokens): "kept, cut from \(tokens) tokens"
    case .noRoom(let tokens, let left): "dropped: needs \(tokens) tokens, \(left) left"
    case .tooLarge(let tokens, let left): "dropped: its \(tokens) tokens cannot be cut to \(left)"
    case .duplicate: "dropped: told already"
    case .empty: "dropped: no text"
    }
  }
}
