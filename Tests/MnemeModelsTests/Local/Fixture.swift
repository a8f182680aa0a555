import Foundation
import MnemeCore
import Testing

@testable import MnemeModels

/// Texts, token ids and vectors that another implementation made (scripts/make-embedding-fixture).
struct Fixture: Sendable {
  struct Text: Sendable {
    let text: String
    let ids: [Int32]
    /// Reference vectors of all windows of the text as a document; the first is its head's.
    let windows: [[Float]]
  }

  static let shared = Result { try Fixture() }

  let texts: [Text]

  private init() throws {
    let file = try JSONDecoder().decode(File.self, from: Self.data("embedding-texts.json"))
    let vectors = try Self.data("embedding-vectors.f32").floats
    let dimension = 384
    var row = 0
    texts = file.texts.map { entry in
      let windows = (row..<(row + entry.windows)).map { Array(vectors[($0 * dimension)..<(($0 + 1) * dimension)]) }
      row += entry.windows
      return Text(text: entry.text(file.pool), ids: entry.ids, windows: windows)
    }
    try #require(row * dimension == vectors.count)
  }

  static func data(_ name: String) throws -> Data {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/" + name, withExtension: nil))
    return try Data(contentsOf: url)
  }

  private struct File: Decodable {
    struct Entry: Decodable {
      let text: String?
      let seed: Int?
      let count: Int?
      let ids: [Int32]
      let windows: Int

      func text(_ pool: [String]) -> String {
        if let text { return text }
        return (0..<(count ?? 0)).map { pool[(7 * $0 * $0 + (seed ?? 0) * $0) % pool.count] }.joined(separator: " ")
      }
    }

    let pool: [String]
    let texts: [Entry]
  }
}

extension Data {
  fileprivate var floats: [Float] {
    withUnsafeBytes { bytes in
      (0..<(bytes.count / 4)).map {
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)))
      }
    }
  }
}

/// The model that `make setup` fetched; its absence fails the test that asks, it does not skip it.
enum Model {
  static let directory =
    ProcessInfo.processInfo.environment["MNEME_EMBEDDING_MODEL_DIR"] ?? LocalEmbedder.defaultModelDirectory()
  private static let loaded = Result { () throws(MnemeError) in try ModelDirectory.load(directory) }

  static func load() throws -> LoadedEncoder {
    do {
      return try loaded.get()
    } catch {
      Issue.record("These tests need the embedding model: run `make setup` first. \(error.message)")
      throw error
    }
  }

  static func embedder(workers: Int = 1, queueLimit: Int = 4096, cachedQueries: Int = 0) throws -> LocalEmbedder {
    _ = try load()
    var settings = EmbeddingSettings()
    settings.modelDirectory = directory
    settings.queueLimit = queueLimit
    return LocalEmbedder(settings: settings, workers: workers, cachedQueries: cachedQueries)
  }
}

func cosine(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Double {
  var (dot, aa, bb) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    dot += Double(x) * Double(y)
    aa += Double(x) * Double(x)
    bb += Double(y) * Double(y)
  }
  return dot / (aa * bb).squareRoot()
}
