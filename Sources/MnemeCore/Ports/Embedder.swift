/// Text to vectors.
package protocol Embedder: Sendable {
  var info: EmbedderInfo { get }
  /// Cheap to read at any time.
  var state: EmbedderState { get }
  /// Texts stay on this machine or in its private network. What is marked as local only is given to no other embedder.
  var isLocal: Bool { get }

  /// Embeds texts of any length and language, empty ones included.
  ///
  /// A `.document` longer than the model's window yields several overlapping chunks, a `.query` always one (its head).
  /// Waits while the model is loading. Query work overtakes document work.
  /// - Throws: `unavailable` when there is no model, `overloaded` when the bounded queue is full.
  func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError)
    -> EmbeddingBatch
}

extension Embedder {
  package var isLocal: Bool { true }
}

package enum EmbeddingPurpose: Sendable, Hashable {
  case query, document
}

package struct EmbedderInfo: Sendable, Hashable {
  /// Identifies the vector space: vectors of different ids are never compared.
  package let model: String
  package let dimension: Int
  /// Tokens of one window, special tokens included.
  package let window: Int

  package init(model: String, dimension: Int, window: Int) {
    self.model = model
    self.dimension = dimension
    self.window = window
  }
}

package enum EmbedderState: Sendable, Hashable {
  case loading
  case ready
  /// Why there is none, and what to do about it.
  case missing(String)
}

/// Unit vectors of a batch in one buffer.
package struct EmbeddingBatch: Sendable, Hashable {
  package let dimension: Int
  /// Row-major: chunk after chunk, text after text.
  package let values: [Float]
  /// `offsets[i]..<offsets[i+1]` are the chunk rows of text `i`; one more than there are texts.
  package let offsets: [Int]

  package init(dimension: Int, values: [Float], offsets: [Int]) {
    self.dimension = dimension
    self.values = values
    self.offsets = offsets
  }

  /// All chunks of one text, row-major.
  package func chunks(of text: Int) -> [Float] {
    Array(values[(offsets[text] * dimension)..<(offsets[text + 1] * dimension)])
  }
}
