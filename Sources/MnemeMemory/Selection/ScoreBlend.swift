import Foundation

/// Brings one generator's scores to 0…1, so that they can be compared with another's.
package enum ScoreScale: Sendable, Hashable {
  /// `zero` and below are 0, `one` and above are 1, straight between.
  case linear(zero: Double, one: Double)
  /// A logistic curve (Platt 1999): 0.5 at `middle`, steeper with `slope` per unit of the score.
  case logistic(middle: Double, slope: Double)

  /// Linear from the lowest to the highest of `scores`, over `narrowest` at least: where all are alike, none stands out by
  /// being a hair better. Scores that are not finite are left out.
  package static func spanning(_ scores: [Double], narrowest: Double) -> ScoreScale {
    let finite = scores.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return .linear(zero: 0, one: 1) }
    return .linear(zero: low, one: max(high, low + max(narrowest, .leastNormalMagnitude)))
  }

  /// 0…1; 0 for a score that is no number.
  package func callAsFunction(_ score: Double) -> Double {
    if score.isNaN { return 0 }
    switch self {
    case .linear(let zero, let one):
      guard one > zero else { return score >= one ? 1 : 0 }
      return score >= one ? 1 : score <= zero ? 0 : (score - zero) / (one - zero)
    case .logistic(let middle, let slope):
      return (1 / (1 + exp(-slope * (score - middle)))).clamped
    }
  }
}

/// The weighted mean of generators' scores, each on its own scale.
package struct ScoreBlend: Sendable, Hashable {
  package struct Part: Sendable, Hashable {
    package let weight: Double
    package let scale: ScoreScale

    /// A weight that is not above 0 counts as 0.
    package init(weight: Double, scale: ScoreScale) {
      self.weight = weight.isFinite ? max(0, weight) : 0
      self.scale = scale
    }
  }

  package let parts: [Part]
  private let total: Double

  package init(_ parts: [Part]) {
    self.parts = parts
    total = parts.reduce(0) { $0 + $1.weight }
  }

  /// 0…1.
  ///
  /// - Parameter scores: one place per part; nil where the generator did not name the candidate, which counts as 0.
  package func callAsFunction(_ scores: [Double?]) -> Double {
    precondition(scores.count == parts.count, "One score place for each part.")
    guard total > 0 else { return 0 }
    var sum = 0.0
    for (part, score) in zip(parts, scores) {
      if let score { sum += part.weight * part.scale(score) }
    }
    return min(1, sum / total)
  }
}
