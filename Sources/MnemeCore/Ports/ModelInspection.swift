/// What is known of the language models, for people to read.
package protocol ModelInspection: Sendable {
  /// Asks no model anything; may wait for the first looking to end.
  func modelReport() async throws(MnemeError) -> ModelReport
}
