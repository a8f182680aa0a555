import Foundation
import Hummingbird
import MnemeCore

/// `POST /v1/embeddings` in OpenAI's shape.
struct EmbeddingController: Sendable {
  let models: any EmbeddingModels
  let maxBodyBytes: Int

  func embed(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(EmbeddingBody.self, limit: maxBodyBytes)
    let texts = try body.texts()
    let isBase64 = try body.isBase64()
    let embedder = try embedder(named: body.model, dimension: try body.dimension())
    let batch = try await embedder.embed(texts, as: .document)
    let data = texts.indices.map { place -> JSON in
      let vector = Self.vector(batch.chunks(of: place), dimension: batch.dimension)
      return [
        "object": "embedding", "index": .number(place),
        "embedding": isBase64 ? .string(Self.base64(vector)) : .array(vector.map { .double(Double($0)) }),
      ]
    }
    let tokens = texts.reduce(0) { $0 + TokenEstimator.estimate($1) }
    return .json(
      .ok,
      [
        "object": "list", "data": .array(data), "model": .string(body.model ?? models.names[0]),
        "usage": ["prompt_tokens": .number(tokens), "total_tokens": .number(tokens)],
      ])
  }

  private func embedder(named name: String?, dimension: Int?) throws(HTTPFailure) -> any Embedder {
    do throws(MnemeError) {
      return try models.embedder(named: name, dimension: dimension)
    } catch {
      switch error.code {
      case .notFound: throw HTTPFailure(.notFound, "model_not_found", error.message, param: "model")
      case .invalidInput: throw .invalid("dimensions", error.message, code: "unsupported_value")
      default: throw HTTPFailure(error)
      }
    }
  }

  /// A text that is longer than the model reads at once has several vectors: their mean stands for it, at unit length.
  private static func vector(_ chunks: [Float], dimension: Int) -> [Float] {
    guard chunks.count > dimension else { return chunks }
    var sum = [Float](repeating: 0, count: dimension)
    for (place, value) in chunks.enumerated() { sum[place % dimension] += value }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? sum.map { $0 / length } : Array(chunks.prefix(dimension))
  }

  /// Little-endian Float32, as OpenAI's clients read it.
  private static func base64(_ vector: [Float]) -> String {
    var data = Data(capacity: vector.count * 4)
    for value in vector { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
    return data.base64EncodedString()
  }
}
