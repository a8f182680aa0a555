import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport

/// A memory engine on a real store in a folder of its own, over doubles that count.
final class ProofHome: Sendable {
  let folder: URL
  let clock = ManualClock()
  let embedder = HashingEmbedder()
  let log = StatementLog()
  let store: SQLiteStore
  let engine: MemoryEngine

  /// - Parameters:
  ///   - embeddings: where the engine keeps vectors of documents.
  ///   - classifier: reads messages that were embedded.
  ///   - adjust: puts doubles before the ports of the store.
  init(
    embeddings: any DocumentVectorCache = EmbeddingCache(capacity: 1024), embedder other: (any Embedder)? = nil,
    classifier: (any MessageClassifier)? = nil,
    adjust: (inout MemoryStores) -> Void = { _ in }
  ) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("mneme-verify-\(UUID().uuidString)")
    let log = log
    store = try SQLiteStore.open(
      directory: folder.path, options: SQLiteOptions(clock: clock, trace: { log.record($0) }))
    var stores = MemoryStores(store)
    adjust(&stores)
    engine = MemoryEngine(
      stores: stores, embedder: other ?? embedder, settings: MemorySettings(), clock: clock,
      identifiers: CountingIdentifiers(), indexFiles: LexicalFolder(folder.appendingPathComponent("index")),
      embeddings: embeddings, classifier: classifier,
      logger: Logger(label: "mneme.verify") { _ in SwiftLogNoOpLogHandler() })
  }

  deinit {
    // The folder is in the temporary one: what stays is swept by the system.
    try? store.close()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Works the queue off.
  func work() async throws {
    let worker = Task { await engine.run() }  // awaited below
    while try await store.status(of: nil, at: clock.now()).depth > 0 { try await Task.sleep(for: .milliseconds(2)) }
    worker.cancel()
    await worker.value
  }

  /// New messages `first…`, one second apart.
  func messages(
    _ texts: [String], session: String = "s", first: Int = 0, jobs: [JobKind] = [.embedMessage, .reflectMessage]
  ) -> [NewMessage] {
    texts.enumerated().map { index, text in
      NewMessage(
        id: "message-\(100_000 + first + index)", space: .me, session: session, role: .user, text: text, trust: .user,
        createdAt: clock.now().addingTimeInterval(Double(first + index)), jobs: jobs)
    }
  }

  /// Puts memories into the store, past the engine.
  func seed(_ count: Int, importance: Double = 0.4, repetitions: Int = 1, first: Int = 0) async throws {
    let changes = (first..<(first + count)).map { number in
      MemoryChange.add(
        Memory(
          id: "memory-\(100_000 + number)", space: .me, text: "Note \(number) of topic \(number * 7)", kind: .event,
          importance: importance, trust: .user, validFrom: clock.now(), recordedAt: clock.now(),
          repetitions: repetitions), reason: "test")
    }
    _ = try await store.apply(changes, in: .me, at: clock.now(), finishing: [])
  }
}
