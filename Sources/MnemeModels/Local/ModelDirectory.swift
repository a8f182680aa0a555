import Foundation
package import MnemeCore

/// Where the encoder's files are, and whether they are right.
package enum ModelDirectory {
  package static let modelFile = "model.safetensors"
  package static let vocabularyFile = "vocab.txt"

  /// `$MNEME_CACHE_DIR/models/all-MiniLM-L6-v2`, with `$XDG_CACHE_HOME/mneme` or `~/.cache/mneme` when that is unset.
  package static func standard(environment: [String: String]) -> String {
    func set(_ name: String) -> String? {
      guard let value = environment[name], !value.isEmpty else { return nil }
      return value
    }
    let cache =
      set("MNEME_CACHE_DIR") ?? set("XDG_CACHE_HOME").map { $0 + "/mneme" }
      ?? (set("HOME") ?? NSHomeDirectory()) + "/.cache/mneme"
    return cache + "/models/all-MiniLM-L6-v2"
  }

  /// Opens both files and encodes two sentences whose similarity is known.
  ///
  /// Costs about 50 ms of CPU time.
  /// - Throws: `unavailable` when files or the matrix library are missing, `unprocessable` when they are damaged or of another model.
  package static func load(_ directory: String) throws(MnemeError) -> LoadedEncoder {
    for name in [modelFile, vocabularyFile] where !FileManager.default.fileExists(atPath: directory + "/" + name) {
      throw MnemeError(
        .unavailable,
        "The embedding model is not there (no \(name) in \(directory)): run `make setup` to fetch it.")
    }
    try BLAS.load()
    let vocabulary = try Vocabulary(path: directory + "/" + vocabularyFile)
    let file = try SafetensorsFile(path: directory + "/" + modelFile)
    let encoder = SentenceEncoder(weights: try EncoderWeights(file, vocabularyCount: vocabulary.count))
    let loaded = LoadedEncoder(vocabulary: vocabulary, encoder: encoder)
    try loaded.verify()
    return loaded
  }
}

/// A model ready for use; immutable and shared by the workers.
package struct LoadedEncoder: Sendable {
  package let vocabulary: Vocabulary
  package let encoder: SentenceEncoder

  /// The similarity that the model's publishers give for these sentences is 0.6660: other or damaged weights, or
  /// another vocabulary, would not meet it.
  fileprivate func verify() throws(MnemeError) {
    var tokenizer = WordPieceTokenizer(vocabulary: vocabulary)
    var ids: [Int32] = []
    var lengths: [Int] = []
    for sentence in ["The weather is lovely today.", "It's so sunny outside!"] {
      let window = TextWindows.head(of: sentence, tokenizer: &tokenizer)
      ids += window
      lengths.append(window.count)
    }
    let dimension = SentenceEncoder.dimension
    var vectors = [Float](repeating: 0, count: 2 * dimension)
    vectors.withUnsafeMutableBufferPointer { buffer in
      guard let output = buffer.baseAddress else { return }
      encoder.encode(ids: ids, lengths: lengths, scratch: encoder.makeScratch(capacity: 0), into: output)
    }
    let similarity = (0..<dimension).reduce(Float(0)) { $0 + vectors[$1] * vectors[dimension + $1] }
    guard abs(similarity - 0.666) < 0.002 else {
      throw MnemeError(
        .unprocessable,
        "The embedding model gives wrong answers (damaged, or another model): run `make setup` to fetch it again.")
    }
  }
}
