/// The embedding models that clients may ask for by name.
package protocol EmbeddingModels: Sendable {
  /// The one that memory uses first.
  var names: [String] { get }
  /// - Parameters:
  ///   - name: nil or `mneme` means the first.
  ///   - dimension: length of the vectors; nil leaves the model's own.
  /// - Throws: `notFound`, or `invalidInput` for a dimension that the model cannot make.
  func embedder(named name: String?, dimension: Int?) throws(MnemeError) -> any Embedder
}
