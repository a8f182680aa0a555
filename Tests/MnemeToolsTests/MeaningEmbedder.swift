import MnemeCore
import MnemeTestSupport
import Synchronization

/// Takes some words for others; counts what it is given.
final class MeaningEmbedder: Embedder {
  private let inner = HashingEmbedder()
  private let alike: [String: String]
  private let count = Mutex(0)

  init(alike: [String: String]) { self.alike = alike }

  var info: EmbedderInfo { inner.info }
  let state = EmbedderState.ready
  /// Texts that were embedded as documents.
  var documents: Int { count.withLock { $0 } }

  func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> EmbeddingBatch {
    if purpose == .document { count.withLock { $0 += texts.count } }
    return try await inner.embed(
      texts.map { text in alike.reduce(text) { $0.replacing($1.key, with: $1.value) } }, as: purpose)
  }

  func query(_ text: String) async -> [Float] {
    ((try? await embed([text], as: .query))?.values).map { Array($0.prefix(info.dimension)) } ?? []
  }
}
