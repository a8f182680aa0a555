package import MnemeCore
import Synchronization

/// A deterministic bag-of-terms embedder that counts its calls: texts that share words are similar.
package final class HashingEmbedder: Embedder {
  package let info = EmbedderInfo(model: "hashing-64", dimension: 64, window: 100_000)
  package let state = EmbedderState.ready
  private let counts = Mutex((calls: 0, texts: 0))

  package init() {}

  package var calls: Int { counts.withLock { $0.calls } }
  package var texts: Int { counts.withLock { $0.texts } }

  package func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError)
    -> EmbeddingBatch
  {
    counts.withLock {
      $0.calls += 1
      $0.texts += texts.count
    }
    var values: [Float] = []
    for text in texts {
      var vector = [Float](repeating: 0, count: info.dimension)
      vector[0] = 0.01
      for term in TextAnalyzer.terms(text) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in term.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        vector[Int(hash % UInt64(info.dimension))] += 1
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      values += vector.map { $0 / norm }
    }
    return EmbeddingBatch(
      dimension: info.dimension, values: values, offsets: Array(0...texts.count))
  }
}
