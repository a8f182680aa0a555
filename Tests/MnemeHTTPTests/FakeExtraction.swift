import Foundation
import MnemeCore

/// Every model but "absent" passes.
struct FakeExtraction: ExtractionService {
  func testExtraction(of model: String?) async throws(MnemeError) -> ExtractionFloor {
    if model == "absent" { throw MnemeError(.notFound, "There is no language model with this name.") }
    return ExtractionFloor(
      model: model ?? "story", passed: 20, cases: 24, testedAt: Date(milliseconds: 1_750_000_000_000))
  }

  func extractionResults() async throws(MnemeError) -> [ExtractionFloor] { [try await testExtraction(of: nil)] }
}
