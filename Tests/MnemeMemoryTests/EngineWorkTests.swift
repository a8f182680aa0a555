import Foundation
import Logging
import MnemeCore
import MnemeSQLite
import MnemeTestSupport
import Testing

@testable import MnemeMemory

/// The engine on a real store in a folder of its own.
@Suite struct EngineWorkTests {
  /// Refuses what a bounded encoder would refuse.
  private struct ChoosyEmbedder: Embedder {
    let inner = HashingEmbedder()
    var longestText = Int.max
    var mostTexts = Int.max
    var info: EmbedderInfo { inner.info }
    let state = EmbedderState.ready

    func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> EmbeddingBatch {
      if texts.count > mostTexts { throw MnemeError(.overloaded, "Too many texts.") }
      if texts.contains(where: { $0.utf8.count > longestText }) { throw MnemeError(.tooLarge, "A text is too long.") }
      return try await inner.embed(texts, as: purpose)
    }
  }

  private struct Home {
    let folder: URL
    let store: SQLiteStore
    let engine: MemoryEngine

    init(embedder: any Embedder = HashingEmbedder(), at folder: URL? = nil) throws {
      let folder =
        folder ?? FileManager.default.temporaryDirectory.appendingPathComponent("mneme-engine-\(UUID().uuidString)")
      self.folder = folder
      store = try SQLiteStore.open(directory: folder.path)
      engine = MemoryEngine(
        stores: MemoryStores(store), embedder: embedder, settings: MemorySettings(),
        indexFiles: LexicalFolder(folder.appendingPathComponent("index")),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func say(_ texts: [String]) async throws {
      let messages = texts.enumerated().map { index, text in
        NewMessage(
          id: UUIDv7Source().next(), space: .me, session: "s", role: .user, text: text, trust: .user,
          createdAt: Date(milliseconds: 1_750_000_000_000 + Int64(index)))
      }
      _ = try await engine.append(messages, channel: "test")
    }

    /// Runs the worker until nothing but deferred work is left.
    func work(until done: @Sendable (QueueStatus) -> Bool = { $0.depth == 0 }) async throws {
      let worker = Task { await engine.run() }  // awaited below
      while !done(try await store.status(of: .me, at: Date())) { try await Task.sleep(for: .milliseconds(5)) }
      worker.cancel()
      await worker.value
    }

    func close() throws {
      try store.close()
      try FileManager.default.removeItem(at: folder)
    }
  }

  @Test func whatARetiredMemoryStatedIsNotRecalledFromItsMessage() async throws {
    let home = try Home()
    let memory = try await home.engine.remember(Statement(text: "I hate olives."), in: .me)
    try await home.say(["Olives were on the pizza."])
    let query = RecallQuery(space: .me, text: "What about olives?")
    #expect(try await home.engine.recall(query).hits.contains { $0.content == "I hate olives." })
    try await home.engine.retire(memory: memory.id, in: .me)
    #expect(try await home.engine.recall(query).hits.map(\.content) == ["Olives were on the pizza."])
    // A start reads the same from the store.
    try home.store.close()
    let again = try Home(at: home.folder)
    #expect(try await again.engine.recall(query).hits.map(\.content) == ["Olives were on the pizza."])
    try again.store.close()
    try FileManager.default.removeItem(at: home.folder)
  }

  @Test func oneBadMessageDoesNotTakeItsBatchWithIt() async throws {
    let home = try Home(embedder: ChoosyEmbedder(longestText: 1_000))
    try await home.say(["I live in Oslo.", String(repeating: "word ", count: 500), "My cat is called Pebble."])
    try await home.work { $0.depth == 1 }
    #expect(try await home.store.vectorCount(model: home.engine.embedder.info.model, in: .me) >= 2)
    let texts = try await home.engine.memories(in: .me, includeInactive: false, before: nil, limit: 9).map(\.text)
    #expect(texts.contains { $0.contains("Oslo") } && texts.contains { $0.contains("Pebble") })
    try home.close()
  }

  @Test func theEncoderGetsPiecesItCanTake() async throws {
    let home = try Home(embedder: ChoosyEmbedder(mostTexts: 3))
    try await home.say((0..<40).map { "Note number \($0) about the garden." })
    try await home.work()
    #expect(try await home.store.vectorCount(model: home.engine.embedder.info.model, in: .me) >= 40)
    try home.close()
  }

  @Test func theLexicalIndexIsSavedAtTheStopAndReadAtTheStart() async throws {
    let home = try Home()
    try await home.say(["The heron stood in the river."])
    _ = try await home.engine.recall(RecallQuery(space: .me, text: "heron"))
    try await home.work()
    let files = LexicalFolder(home.folder.appendingPathComponent("index")).folder(of: .me)
    let index = try InvertedIndex(directory: files, fingerprint: LexicalFeed.fingerprint)
    #expect(index.state == .ready && index.watermark.messageOrdinal == 1)
    #expect(index.search(["heron"], sources: [.message], limit: 5).map(\.key) == [ItemKey(.message, 1)])
    try home.close()
  }
}
