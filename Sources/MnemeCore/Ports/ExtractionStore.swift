/// What is known of language models that work in the background: how well they extract, and how far they got.
package protocol ExtractionStore: Sendable {
  /// Results of the extraction tests, by model name.
  func extractionFloors() async throws(MnemeError) -> [ExtractionFloor]
  /// Replaces the model's earlier result.
  func put(_ floor: ExtractionFloor) async throws(MnemeError)
  /// Ordinal of the last message of the space that a model has read; nil when none has read any.
  func distilledThrough(in space: SpaceID) async throws(MnemeError) -> Int64?
  /// Messages up to this ordinal need not be read again.
  func markDistilled(through ordinal: Int64, in space: SpaceID) async throws(MnemeError)
}
