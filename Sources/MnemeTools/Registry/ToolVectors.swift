import Logging
import MnemeCore
import Synchronization

/// What tools are about, as vectors: each description is embedded once, when it is new.
final class ToolVectors: Sendable {
  private let embedder: any Embedder
  private let logger: Logger
  /// By the text that was embedded. Those of one text have the embedder's dimension.
  private let known = Mutex<[String: [Float]]>([:])

  /// Texts of one request to the embedder.
  private static let batch = 32

  init(embedder: any Embedder, logger: Logger) {
    self.embedder = embedder
    self.logger = logger
  }

  /// Embeds what is new and forgets what is gone. Waits while the model is loading.
  /// - Returns: false where something is left that could not be embedded.
  func follow(_ texts: Set<String>) async -> Bool {
    let missing = known.withLock { known in
      known = known.filter { texts.contains($0.key) }
      return texts.filter { known[$0] == nil }.sorted()
    }
    let dimension = embedder.info.dimension
    for start in stride(from: 0, to: missing.count, by: Self.batch) {
      let piece = Array(missing[start..<min(start + Self.batch, missing.count)])
      do throws(MnemeError) {
        try await embed(piece, dimension)
      } catch {
        // Tools are chosen by words alone then.
        logger.info("tools.unembedded", metadata: ["error.code": "\(error.code.rawValue)"])
        return false
      }
    }
    return true
  }

  /// A text that the model refuses counts as like nothing; the others of its batch are not kept from theirs by it.
  private func embed(_ piece: [String], _ dimension: Int) async throws(MnemeError) {
    do {
      let batch = try await embedder.embed(piece, as: .document)
      known.withLock { known in
        for (place, text) in piece.enumerated() {
          let vector = Array(batch.chunks(of: place).prefix(dimension))
          if vector.count == dimension { known[text] = vector }
        }
      }
    } catch {
      guard [.invalidInput, .tooLarge, .unprocessable].contains(error.code) else { throw error }
      if piece.count == 1 {
        known.withLock { $0[piece[0]] = [Float](repeating: 0, count: dimension) }
        return
      }
      for text in piece { try await embed([text], dimension) }
    }
  }

  /// Of a purpose that a model looks for tools for; empty where there is no model.
  func vector(of purpose: String) async -> [Float] {
    guard embedder.state == .ready, let batch = try? await embedder.embed([purpose], as: .query) else { return [] }
    return Array(batch.values.prefix(batch.dimension))
  }

  /// Cosine similarities, as both are unit vectors; nil for a text that has no vector yet. O(texts · dimension).
  func similarities(of texts: [String], to query: [Float]) -> [Double?] {
    guard !query.isEmpty else { return texts.map { _ in nil } }
    let known = known.withLock { $0 }
    return texts.map { text in
      guard let vector = known[text], vector.count == query.count else { return nil }
      var sum: Float = 0
      for place in vector.indices { sum += vector[place] * query[place] }
      return Double(sum)
    }
  }
}

extension ToolRegistry {
  /// How long is waited after an embedder failed.
  private static let rest = Duration.seconds(60)

  /// Keeps the vectors of what there is, until the task is cancelled. Does nothing without an embedder.
  package func followDescriptions() async {
    guard let vectors else { return }
    let changes = changes()
    while !Task.isCancelled {
      let texts = Set(shelf.withLock { shelf in shelf.tools.values.map(\.about) })
      if await vectors.follow(texts) {
        for await _ in changes { break }
      } else {
        // Cancellation ends the loop.
        try? await Task.sleep(for: Self.rest)
      }
    }
  }
}
