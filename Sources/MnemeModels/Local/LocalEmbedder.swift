import Dispatch
import Foundation
package import MnemeCore
import Synchronization

/// all-MiniLM-L6-v2 in this process: 384 dimensions, windows of 256 tokens.
///
/// The arithmetic runs on threads of its own, never on the cooperative pool. Documents are encoded in small batches
/// and queries run between the layers of these, so that a query waits for about 20 ms of document work at most.
package final class LocalEmbedder: Embedder {
  /// Name of the vector space: model, pooling, window.
  package static let modelInfo = EmbedderInfo(
    model: "all-MiniLM-L6-v2/mean/256", dimension: SentenceEncoder.dimension, window: SentenceEncoder.window)

  package var info: EmbedderInfo { Self.modelInfo }
  /// Where the model's files are looked for.
  package let directory: String
  private let engine: EmbeddingEngine
  private let cache: Mutex<QueryVectorCache>

  /// Does nothing yet; `start()` loads.
  /// - Parameters:
  ///   - environment: where the cache folder is named, when `settings` name no folder.
  ///   - workers: threads that encode, at least one; nil takes half the processors, four at most.
  ///   - cachedQueries: query vectors that are kept.
  package init(
    settings: EmbeddingSettings, environment: [String: String] = ProcessInfo.processInfo.environment,
    workers: Int? = nil, cachedQueries: Int = 256
  ) {
    directory = settings.modelDirectory ?? ModelDirectory.standard(environment: environment)
    let count = workers ?? min(4, ProcessInfo.processInfo.activeProcessorCount / 2)
    engine = EmbeddingEngine(directory: directory, workers: max(1, count), queueLimit: settings.queueLimit)
    cache = Mutex(QueryVectorCache(capacity: max(0, cachedQueries)))
  }

  deinit { engine.stop() }

  /// The folder the model is fetched to when the settings name none.
  package static func defaultModelDirectory(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    ModelDirectory.standard(environment: environment)
  }

  /// Whether a folder holds a usable model, found out by using it; blocks for about 50 ms.
  /// - Throws: a message that says what is wrong and what to do.
  package static func check(directory: String) throws(MnemeError) {
    _ = try ModelDirectory.load(directory)
  }

  package var state: EmbedderState { engine.state }

  /// Texts that wait to be embedded.
  package var waitingTexts: Int { engine.waitingTexts }

  /// Starts the threads, which load the model; returns at once. Further calls do nothing.
  package func start() { engine.start() }

  /// Ends what waits with `unavailable`, and returns when the threads have ended: within the time of one batch.
  package func shutdown() async { await engine.shutdown() }

  package func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> EmbeddingBatch {
    guard purpose == .query else { return try await compute(texts, as: purpose) }
    var known: [[Float]?] = cache.withLock { cache in texts.map { cache.vector(for: $0) } }
    let unknown = known.indices.filter { known[$0] == nil }
    if !unknown.isEmpty {
      let computed = try await compute(unknown.map { texts[$0] }, as: purpose)
      for (position, index) in unknown.enumerated() { known[index] = computed.chunks(of: position) }
      cache.withLock { cache in
        for index in unknown { cache.insert(known[index] ?? [], for: texts[index]) }
      }
    }
    return EmbeddingBatch(
      dimension: info.dimension, values: known.flatMap { $0 ?? [] }, offsets: Array(0...texts.count))
  }

  private func compute(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> EmbeddingBatch {
    if texts.isEmpty { return EmbeddingBatch(dimension: info.dimension, values: [], offsets: [0]) }
    let request = EmbeddingRequest(texts: texts, purpose: purpose)
    let engine = engine
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        request.await(continuation)
        engine.submit(request)
      }
    } onCancel: {
      engine.cancel(request)
    }
    return try outcome.get()
  }

  static let stopped = MnemeError(.unavailable, "The embedder has stopped.")
  static let cancelled = MnemeError(.unavailable, "The embedding was cancelled.", underlying: CancellationError())
}
