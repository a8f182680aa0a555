import Foundation
import MnemeCore
import Testing

@testable import MnemeModels

@Suite struct RemoteEmbedderTests {
  private func embedder(
    _ fetcher: ScriptedFetcher, model: String = "tiny-embed", dimension: Int? = 2, speaks: ModelProtocol? = nil,
    base: String = "http://127.0.0.1:9/v1", cached: Int = 512
  ) throws -> RemoteEmbedder {
    var settings = EmbeddingSettings()
    (settings.baseURL, settings.apiKey, settings.model, settings.dimension) = (base, "sk-very-secret", model, dimension)
    settings.speaks = speaks
    var retry = RetryPolicy()
    retry.sleep = { _ in }
    return try RemoteEmbedder(settings: settings, fetcher: fetcher, retry: retry, cached: cached)
  }

  private func answer(_ vectors: [[Float]], order: [Int]? = nil) -> ScriptedFetcher.Answer {
    let items = (order ?? Array(vectors.indices)).map { #"{"index": \#($0), "embedding": \#(vectors[$0])}"# }
    return .status(200, #"{"object": "list", "data": [\#(items.joined(separator: ","))]}"#)
  }

  @Test func manyTextsGoInOneRequestAndComeBackInOrderAsUnitVectors() async throws {
    let fetcher = ScriptedFetcher([answer([[3, 4], [0, 2], [5, 0]], order: [2, 0, 1])])
    let batch = try await embedder(fetcher).embed(["a", "b", "c"], as: .document)
    #expect(batch.values == [0.6, 0.8, 0, 1, 1, 0] && batch.offsets == [0, 1, 2, 3])
    let request = try #require(fetcher.requests.all.first)
    #expect(request.url == "http://127.0.0.1:9/v1/embeddings")
    #expect(request.headers.contains { $0.name == "Authorization" && $0.value == "Bearer sk-very-secret" })
    #expect(
      fetcher.sent[0]["input"] as? [String] == ["a", "b", "c"] && fetcher.sent[0]["model"] as? String == "tiny-embed")
    #expect(fetcher.sent[0]["dimensions"] == nil)
  }

  @Test func theCacheIsKeyedByPurposeAndTextAndKeepsWhatWasUsedLast() async throws {
    let fetcher = ScriptedFetcher(Array(repeating: answer([[1, 0]]), count: 8))
    let embedder = try embedder(fetcher, cached: 2)
    for text in ["old", "new", "old", "newest", "old"] { _ = try await embedder.embed([text], as: .query) }
    #expect(fetcher.requests.all.count == 3)
    _ = try await embedder.embed(["new"], as: .query)
    #expect(fetcher.requests.all.count == 4)
    _ = try await embedder.embed(["new"], as: .document)
    #expect(fetcher.requests.all.count == 5)
  }

  @Test func equalTextsAreAskedForOnceAndManyInSeveralRequests() async throws {
    let fetcher = ScriptedFetcher([
      answer(Array(repeating: [1, 0], count: 96)), answer(Array(repeating: [0, 1], count: 4)),
    ])
    let texts = (0..<100).map { "text \($0)" }
    let batch = try await embedder(fetcher).embed(texts + texts, as: .document)
    #expect(batch.offsets.count == 201 && batch.chunks(of: 99) == [0, 1] && batch.chunks(of: 100) == [1, 0])
    #expect(fetcher.sent.map { ($0["input"] as? [String])?.count } == [96, 4])
  }

  @Test func aLongDocumentIsSeveralPiecesAndAQueryItsHead() async throws {
    let text = (0..<1200).map { "word\($0)" }.joined(separator: " ")
    let pieces = EmbeddingPieces.of(text, as: .document)
    #expect(pieces.count > 2 && pieces.allSatisfy { TokenEstimator.estimate($0) <= EmbeddingPieces.tokens })
    #expect(pieces[0].hasPrefix("word0 ") && pieces[pieces.count - 1].hasSuffix("word1199"))
    #expect(EmbeddingPieces.of(text, as: .query) == [pieces[0]])
    #expect(EmbeddingPieces.of(" \n", as: .document) == ["-"])
    let japanese = String(repeating: "\u{6D77}\u{8FBA}", count: 2000)
    let parts = EmbeddingPieces.of(japanese, as: .document)
    #expect(parts.count > 2 && parts.allSatisfy { TokenEstimator.estimate($0) <= EmbeddingPieces.tokens + 16 })
    #expect(parts.joined().contains { $0 == "\u{8FBA}" })
  }

  @Test func geminiIsToldWhatATextIsFor() async throws {
    let fetcher = ScriptedFetcher([.status(200, #"{"embeddings": [{"values": [0, 3]}]}"#)])
    let embedder = try embedder(
      fetcher, model: "gemini-embedding-001", dimension: 2, base: "https://generativelanguage.googleapis.com")
    let batch = try await embedder.embed(["Where?"], as: .query)
    #expect(batch.values == [0, 1] && !embedder.isLocal)
    #expect(
      fetcher.requests.all[0].url
        == "https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding-001:batchEmbedContents")
    let item = try #require((fetcher.sent[0]["requests"] as? [[String: Any]])?.first)
    #expect(item["taskType"] as? String == "RETRIEVAL_QUERY" && item["outputDimensionality"] as? Int == 2)
    #expect(item["model"] as? String == "models/gemini-embedding-001")
  }

  @Test func documentsAreTriedAgainAndQueriesAreNot() async throws {
    let fetcher = ScriptedFetcher([.status(503), answer([[1, 0]]), .status(503)])
    let embedder = try embedder(fetcher)
    _ = try await embedder.embed(["a"], as: .document)
    #expect(fetcher.requests.all.count == 2)
    await #expect(throws: MnemeError.self) { try await embedder.embed(["b"], as: .query) }
    #expect(fetcher.requests.all.count == 3)
  }

  @Test func whoeverGoesAwayDoesNotSwitchEmbeddingOff() async throws {
    let fetcher = ScriptedFetcher(Array(repeating: .cancelled, count: 4) + [answer([[1, 0]])])
    let embedder = try embedder(fetcher)
    for number in 0..<4 { _ = try? await embedder.embed(["\(number)"], as: .query) }
    _ = try await embedder.embed(["again"], as: .query)
    #expect(fetcher.requests.all.count == 5)
  }

  @Test func aServerThatFailsIsNotAskedWithEveryTurn() async throws {
    let fetcher = ScriptedFetcher(Array(repeating: .status(500), count: 3))
    let embedder = try embedder(fetcher)
    for number in 0..<5 { _ = try? await embedder.embed(["\(number)"], as: .query) }
    #expect(fetcher.requests.all.count == 3)
  }

  @Test(arguments: [
    (#"{"data": [{"index": 0, "embedding": [1, 2, 3]}]}"#, MnemeError.Code.configuration),
    (#"{"data": []}"#, .upstream), (#"{"data": [{"index": 0, "embedding": [0, 0]}]}"#, .upstream),
    ("garbage", .upstream),
  ])
  func whatIsNoVectorIsAnError(body: String, code: MnemeError.Code) async throws {
    let embedder = try embedder(ScriptedFetcher([.status(200, body)]))
    let error = await #expect(throws: MnemeError.self) { try await embedder.embed(["a"], as: .query) }
    #expect(error?.code == code && error?.message.contains("garbage") == false)
  }

  @Test func whatIsNotKnownMustBeSaid() throws {
    let fetcher = ScriptedFetcher([])
    #expect(throws: MnemeError.self) { try embedder(fetcher, dimension: nil) }
    #expect(try embedder(fetcher, model: "nomic-embed-text:latest", dimension: nil).info.dimension == 768)
    #expect(throws: MnemeError.self) { try embedder(fetcher, base: "https://api.anthropic.com") }
  }
}
