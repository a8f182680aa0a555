import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeModels
import MnemeSQLite
import Synchronization

/// Import in bulk, with and without the sentence encoder.
extension ScaleWorker {
  func importInBulk() async throws -> [String: Double] {
    let bench = try BenchStore(largest: 1000)
    let folder = try bench.copy(of: nil, named: "import")
    let store = try SQLiteStore.open(directory: folder.path)
    let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
    var settings = MemorySettings()
    settings.indexMebibytes = budget
    let engine = MemoryEngine(
      stores: MemoryStores(store), embedder: try LookupEmbedder(bench.vectors, about: 1000), settings: settings,
      clock: FixedClock(time: BenchStore.end(of: count)),
      indexFiles: LexicalFolder(folder.appendingPathComponent("index", isDirectory: true)), logger: logger)
    // Somebody has asked before: the words go into the index as they come.
    _ = try await engine.recall(RecallQuery(space: BenchStore.space, text: "anything", limit: 10, observe: false))
    let batches = importBatches()
    let clock = ContinuousClock()
    let start = clock.now
    for batch in batches {
      guard try await engine.importMessages(batch, in: BenchStore.space).accepted == batch.count else {
        throw PeerProcess.Failure(description: "messages were not accepted")
      }
    }
    await engine.index.persist(atLeast: 1)
    let time = clock.now - start
    try store.close()
    try bench.remove(copyNamed: "import")
    return ["each": time / .microseconds(1) / Double(count), "rate": Double(count) / (time / .seconds(1))]
  }

  /// Import with everything behind it at work, until the last message has its vector. The encoder's own rate is that for the
  /// same texts alone, taken before and after.
  func importEmbedded() async throws -> [String: Double] {
    let bench = try BenchStore(largest: 1000)
    let folder = try bench.copy(of: nil, named: "embedded")
    let store = try SQLiteStore.open(directory: folder.path)
    let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
    let local = LocalEmbedder(settings: EmbeddingSettings(), cachedQueries: 0)
    local.start()
    while local.state == .loading { try await Task.sleep(for: .milliseconds(5)) }
    guard local.state == .ready else {
      throw PeerProcess.Failure(description: "the sentence encoder is missing: run 'make setup'")
    }
    let embedder = CountingEmbedder(inner: local)
    let engine = MemoryEngine(
      stores: MemoryStores(store), embedder: embedder, settings: MemorySettings(),
      clock: FixedClock(time: BenchStore.end(of: count)),
      indexFiles: LexicalFolder(folder.appendingPathComponent("index", isDirectory: true)), logger: logger)
    let texts = (0..<count).map(Corpus.text)
    _ = try await rate(of: local, Array(texts.prefix(64)))  // its memory is there
    let before = try await rate(of: local, texts)
    let clock = ContinuousClock()
    let start = clock.now
    let worker = Task { await engine.run() }  // awaited below
    for batch in importBatches() { _ = try await engine.importMessages(batch, in: BenchStore.space) }
    while try await store.status(of: nil, at: Date()).depth > 0 { try await Task.sleep(for: .milliseconds(20)) }
    let embedded = embedder.counted
    worker.cancel()
    await worker.value
    let after = try await rate(of: local, texts)
    await local.shutdown()
    try store.close()
    try bench.remove(copyNamed: "embedded")
    guard let last = embedded.last, embedded.texts >= count else {
      throw PeerProcess.Failure(description: "\(embedded.texts) of \(count) texts were embedded")
    }
    return [
      "own": 2 / (1 / before + 1 / after), "with import": Double(embedded.texts) / ((last - start) / .seconds(1)),
    ]
  }

  /// Texts a second, in the batches in which the queue is worked off.
  private func rate(of embedder: LocalEmbedder, _ texts: [String]) async throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    for first in stride(from: 0, to: texts.count, by: 32) {
      _ = try await embedder.embed(Array(texts[first..<min(texts.count, first + 32)]), as: .document)
    }
    return Double(texts.count) / ((clock.now - start) / .seconds(1))
  }

  private func importBatches() -> [[ImportedMessage]] {
    stride(from: 0, to: count, by: 1000).map { first in
      (first..<min(count, first + 1000)).map { index in
        let message = BenchStore.message(index)
        return ImportedMessage(
          externalID: message.id, session: message.session, time: message.createdAt, role: message.role, speaker: nil,
          text: message.text)
      }
    }
  }
}

/// Counts the texts that another one embeds, and knows when it was done with the last.
private final class CountingEmbedder: Embedder {
  private let inner: any Embedder
  private let count = Mutex((texts: 0, last: ContinuousClock.Instant?.none))

  init(inner: any Embedder) { self.inner = inner }

  var info: EmbedderInfo { inner.info }
  var state: EmbedderState { inner.state }
  var counted: (texts: Int, last: ContinuousClock.Instant?) { count.withLock { $0 } }

  func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> EmbeddingBatch {
    let batch = try await inner.embed(texts, as: purpose)
    let now = ContinuousClock.now
    count.withLock { count in
      count.texts += texts.count
      count.last = now
    }
    return batch
  }
}
