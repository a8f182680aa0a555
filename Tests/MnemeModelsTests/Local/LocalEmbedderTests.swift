import Foundation
import MnemeCore
import Synchronization
import Testing

@testable import MnemeModels

@Suite struct LocalEmbedderTests {
  private func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("mneme-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  private func embedder(at url: URL) -> LocalEmbedder {
    var settings = EmbeddingSettings()
    settings.modelDirectory = url.path
    return LocalEmbedder(settings: settings)
  }

  /// The reason why texts cannot be embedded.
  private func refusal(of embedder: LocalEmbedder, _ texts: [String] = ["x"]) async -> MnemeError? {
    do throws(MnemeError) {
      _ = try await embedder.embed(texts, as: .document)
      return nil
    } catch {
      return error
    }
  }

  @Test func aMissingModelIsToldAndNothingElseHappens() async throws {
    let url = try folder()
    defer { remove(url) }
    let embedder = embedder(at: url)
    #expect(embedder.state == .loading)
    let error = await refusal(of: embedder)
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains("make setup") == true)
    #expect(embedder.state == .missing(error?.message ?? ""))
    // Later calls learn it at once, without any thread.
    #expect(await refusal(of: embedder)?.code == .unavailable)
    await embedder.shutdown()
  }

  @Test(arguments: ["truncated", "garbage", "other weights", "short vocabulary", "no vocabulary"])
  func aBrokenModelIsToldAndNeverCrashes(damage: String) async throws {
    _ = try Model.load()
    let url = try folder()
    defer { remove(url) }
    let model = url.appendingPathComponent(ModelDirectory.modelFile)
    let vocabulary = url.appendingPathComponent(ModelDirectory.vocabularyFile)
    let source = URL(fileURLWithPath: Model.directory)
    var weights = try Data(contentsOf: source.appendingPathComponent(ModelDirectory.modelFile))
    var words = try Data(contentsOf: source.appendingPathComponent(ModelDirectory.vocabularyFile))
    switch damage {
    case "truncated": weights = weights.prefix(weights.count / 2)
    case "garbage": weights = Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 * 7) })
    case "other weights":
      // The last layer's numbers become others of about the same size.
      for index in stride(from: weights.count - 2_000_000, to: weights.count, by: 4) { weights[index + 2] ^= 0x5A }
    case "short vocabulary": words = words.prefix(words.count / 2)
    default: words = Data()
    }
    try weights.write(to: model)
    try words.write(to: vocabulary)
    let embedder = embedder(at: url)
    #expect(await refusal(of: embedder)?.code == .unavailable)
    guard case .missing = embedder.state else {
      Issue.record("\(embedder.state)")
      return
    }
    #expect(throws: MnemeError.self) { try LocalEmbedder.check(directory: url.path) }
    await embedder.shutdown()
  }

  @Test func callsDuringLoadingAreAnswered() async throws {
    let embedder = try Model.embedder(workers: 2)
    #expect(embedder.state == .loading)
    embedder.start()
    embedder.start()
    async let first = embedder.embed(["one"], as: .query)
    async let second = embedder.embed(["two"], as: .document)
    #expect(try await first.values.count == 384)
    #expect(try await second.values.count == 384)
    #expect(embedder.state == .ready)
    #expect(embedder.waitingTexts == 0)
    await embedder.shutdown()
  }

  @Test func theDoctorFindsAGoodModelGood() throws {
    _ = try Model.load()
    try LocalEmbedder.check(directory: Model.directory)
  }

  @Test func moreTextsThanTheQueueHoldsAreRefused() async throws {
    let embedder = try Model.embedder(queueLimit: 4)
    #expect(await refusal(of: embedder, Array(repeating: "x", count: 5))?.code == .tooLarge)
    #expect(await refusal(of: embedder, Array(repeating: "x", count: 4)) == nil)
    await embedder.shutdown()
  }

  @Test func manyCallersOnSeveralThreadsGetTheirOwnVectors() async throws {
    let embedder = try Model.embedder(workers: 3)
    let texts = try Fixture.shared.get().texts.filter { $0.windows.count == 1 && $0.ids.count < 60 }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, text) in texts.enumerated() {
        group.addTask {
          let batch = try await embedder.embed([text.text], as: index % 3 == 0 ? .query : .document)
          #expect(cosine(batch.values, text.windows[0]) >= 0.9999, "text \(index)")
        }
      }
      try await group.waitForAll()
    }
    await embedder.shutdown()
  }

  @Test func cancellingResumesTheCallerAndFreesTheWorker() async throws {
    let embedder = try Model.embedder()
    let long = Array(repeating: "river", count: 250).joined(separator: " ")
    let documents = Task { () async -> MnemeError? in
      await refusal(of: embedder, (0..<2000).map { "\(long) \($0)" })
    }
    documents.cancel()
    let error = await documents.value
    #expect(error?.code == .unavailable)
    #expect(error?.underlying is CancellationError)
    // Were the documents still in work, this would take minutes.
    #expect(await refusal(of: embedder) == nil)
    #expect(embedder.waitingTexts == 0)
    await embedder.shutdown()
  }

  @Test func shutdownEndsWhatWaits() async throws {
    let embedder = try Model.embedder()
    let long = Array(repeating: "river", count: 250).joined(separator: " ")
    async let first = refusal(of: embedder, (0..<2000).map { "\(long) \($0)" })
    async let second = refusal(of: embedder, (0..<2000).map { "\(long) \($0)" })
    await embedder.shutdown()
    #expect(await first?.code == .unavailable)
    #expect(await second?.code == .unavailable)
    #expect(await refusal(of: embedder)?.code == .unavailable)
    await embedder.shutdown()
  }

  @Test func knownQueriesNeedNoModel() async throws {
    let embedder = try Model.embedder(cachedQueries: 8)
    let first = try await embedder.embed(["where do I live?", "who is Mina?"], as: .query)
    await embedder.shutdown()
    let again = try await embedder.embed(["who is Mina?", "where do I live?"], as: .query)
    #expect(again.chunks(of: 0) == first.chunks(of: 1))
    #expect(again.chunks(of: 1) == first.chunks(of: 0))
    #expect(await refusal(of: embedder)?.code == .unavailable)
  }

  @Test func theCacheFolderFollowsTheEnvironment() {
    let folder = LocalEmbedder.defaultModelDirectory(environment:)
    #expect(folder(["MNEME_CACHE_DIR": "/c", "XDG_CACHE_HOME": "/x"]) == "/c/models/all-MiniLM-L6-v2")
    #expect(folder(["MNEME_CACHE_DIR": "", "XDG_CACHE_HOME": "/x"]) == "/x/mneme/models/all-MiniLM-L6-v2")
    #expect(folder(["HOME": "/h"]) == "/h/.cache/mneme/models/all-MiniLM-L6-v2")
  }

  private func remove(_ url: URL) {
    // A folder left behind in the temporary directory harms nobody.
    try? FileManager.default.removeItem(at: url)
  }
}

@Suite struct EmbeddingWorkerTests {
  /// A query that arrives while documents are in work ends before them.
  @Test func queriesRunBetweenTheLayersOfDocuments() throws {
    let documents = EmbeddingRequest(texts: ["one river", "two rivers"], purpose: .document)
    let query = EmbeddingRequest(texts: ["which river?"], purpose: .query)
    var asked = 0
    var endedBeforeDocuments = false
    let worker = EmbeddingWorker(
      try Model.load(),
      urgent: {
        asked += 1
        if asked == 1 { return [query] }
        if asked == 2 { endedBeforeDocuments = query.hasEnded && !documents.hasEnded }
        return []
      }, isStopping: { false })
    worker.run([documents])
    #expect(endedBeforeDocuments)
    #expect(documents.hasEnded)
    // Five gaps between six layers, one after the batch, and one more answer to learn that there are no more queries.
    #expect(asked == 7)
  }

  @Test func documentsThatAQueryInterruptedAreUnharmed() async throws {
    let texts = try Fixture.shared.get().texts.filter { $0.windows.count == 1 }.prefix(40)
    let documents = EmbeddingRequest(texts: texts.map(\.text), purpose: .document)
    let worker = EmbeddingWorker(
      try Model.load(),
      urgent: {
        Bool.random() ? [EmbeddingRequest(texts: ["which river, and 7 others?"], purpose: .query)] : []
      }, isStopping: { false })
    worker.run([documents])
    let batch = try await withCheckedContinuation { documents.await($0) }.get()
    for (index, text) in texts.enumerated() {
      #expect(cosine(batch.chunks(of: index), text.windows[0]) >= 0.9999, "text \(index)")
    }
  }

  @Test func aStoppingWorkerGivesUp() async throws {
    let documents = EmbeddingRequest(texts: ["one"], purpose: .document)
    let worker = EmbeddingWorker(try Model.load(), urgent: { [] }, isStopping: { true })
    worker.run([documents])
    let outcome = await withCheckedContinuation { documents.await($0) }
    #expect(throws: MnemeError.self) { try outcome.get() }
  }
}
