package import Foundation

/// Something that consolidation learnt about how its owner wants to be answered.
package struct LearnedInsight: Sendable, Hashable, Codable, Identifiable {
  /// Why an insight no longer speaks.
  package enum Retirement: String, Sendable, Codable, CaseIterable {
    /// The owner took it back: it is not learnt again.
    case owner
    /// A newer insight of the same topic took its place.
    case replaced
  }

  package let id: String
  /// One sentence, as the model is told it.
  package let text: String
  /// What it settles ("length", "language", …): a newer one of the same topic replaces it. Nil where nothing is settled.
  package let topic: String?
  /// Ids of the memories it was learnt from, ascending.
  package var sources: [String]
  /// 0…1; grows when it is found again.
  package var confidence: Double
  package let learnedAt: Date
  package var retiredAt: Date?
  package var retirement: Retirement?

  package init(
    id: String, text: String, topic: String?, sources: [String], confidence: Double, learnedAt: Date,
    retiredAt: Date? = nil, retirement: Retirement? = nil
  ) {
    self.id = id
    self.text = text
    self.topic = topic
    self.sources = sources
    self.confidence = confidence
    self.learnedAt = learnedAt
    self.retiredAt = retiredAt
    self.retirement = retirement
  }

  package var isActive: Bool { retiredAt == nil }
}
