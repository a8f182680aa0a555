package import Foundation

/// How well a model extracts facts: the result of `mneme models test`.
package struct ExtractionFloor: Sendable, Hashable, Codable {
  /// The model's name, as clients ask for it.
  package let model: String
  package let passed: Int
  package let cases: Int
  package let testedAt: Date

  package init(model: String, passed: Int, cases: Int, testedAt: Date) {
    self.model = model
    self.passed = passed
    self.cases = cases
    self.testedAt = testedAt
  }

  /// Fewer cases prove nothing.
  package static let fewestCases = 20
  /// Share of cases a model must get right before it may work in the background, 0…1.
  package static let share = 0.8

  package var isPassed: Bool { cases >= Self.fewestCases && Double(passed) >= Self.share * Double(cases) }
}
