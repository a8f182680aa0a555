/// Judges language models before they may work in the background.
package protocol ExtractionService: Sendable {
  /// Runs the extraction test and records its result.
  /// - Parameter model: its name; nil tests the default.
  /// - Throws: `notFound` for a name that is none, `unavailable` when there is no language model, what the model throws.
  func testExtraction(of model: String?) async throws(MnemeError) -> ExtractionFloor
  /// Results so far, by model name.
  func extractionResults() async throws(MnemeError) -> [ExtractionFloor]
}
