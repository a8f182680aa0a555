import Foundation
import MnemeCore

/// How servers that embed are spoken to. Does no I/O.
protocol EmbeddingWire: Sendable {
  func request(_ texts: [String], as purpose: EmbeddingPurpose) throws(MnemeError) -> WireRequest
  /// A vector for each text, in their order, as the server sent them.
  /// - Throws: `upstream` for something else.
  func vectors(_ body: [UInt8], count: Int) throws(MnemeError) -> [[Float]]
}

/// `POST /embeddings`: OpenAI, Ollama, llama.cpp, vLLM, LM Studio. Knows no purposes.
struct OpenAIEmbeddingWire: EmbeddingWire {
  let server: String
  let model: String
  /// Sent only where a shorter vector than the model's own is wanted.
  let dimensions: Int?

  func request(_ texts: [String], as purpose: EmbeddingPurpose) throws(MnemeError) -> WireRequest {
    WireRequest(
      path: "/embeddings",
      body: try Body(model: model, input: texts, encoding_format: "float", dimensions: dimensions).wireBody())
  }

  func vectors(_ body: [UInt8], count: Int) throws(MnemeError) -> [[Float]] {
    let answer = try Answer.wire(String(decoding: body, as: UTF8.self), from: server)
    var vectors = [[Float]?](repeating: nil, count: count)
    for (place, item) in answer.data.enumerated() {
      let index = item.index ?? place
      guard vectors.indices.contains(index) else { continue }
      vectors[index] = item.embedding
    }
    let found = vectors.compactMap { $0 }
    guard found.count == count else { throw MnemeError(.upstream, "\(server) did not embed every text.") }
    return found
  }

  private struct Body: Encodable {
    let model: String
    let input: [String]
    let encoding_format: String
    let dimensions: Int?
  }

  private struct Answer: Decodable {
    struct Item: Decodable {
      let index: Int?
      let embedding: [Float]
    }
    let data: [Item]
  }
}

/// Gemini's `batchEmbedContents`, which wants to know what a text is for.
struct GeminiEmbeddingWire: EmbeddingWire {
  let server: String
  let model: String
  let dimensions: Int?

  func request(_ texts: [String], as purpose: EmbeddingPurpose) throws(MnemeError) -> WireRequest {
    let task =
      switch purpose {
      case .query: "RETRIEVAL_QUERY"
      case .document: "RETRIEVAL_DOCUMENT"
      }
    let name = model.hasPrefix("models/") ? model : "models/" + model
    let requests = texts.map {
      Item(model: name, content: .init(parts: [.init(text: $0)]), taskType: task, outputDimensionality: dimensions)
    }
    guard let path = name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) else {
      throw MnemeError(.configuration, "embedding.model is no name of a model.")
    }
    return WireRequest(path: "/\(path):batchEmbedContents", body: try Body(requests: requests).wireBody())
  }

  func vectors(_ body: [UInt8], count: Int) throws(MnemeError) -> [[Float]] {
    let answer = try Answer.wire(String(decoding: body, as: UTF8.self), from: server)
    guard answer.embeddings.count == count else { throw MnemeError(.upstream, "\(server) did not embed every text.") }
    return answer.embeddings.map(\.values)
  }

  private struct Body: Encodable { let requests: [Item] }

  private struct Item: Encodable {
    struct Content: Encodable { let parts: [Part] }
    struct Part: Encodable { let text: String }
    let model: String
    let content: Content
    let taskType: String
    let outputDimensionality: Int?
  }

  private struct Answer: Decodable {
    struct Embedding: Decodable { let values: [Float] }
    let embeddings: [Embedding]
  }
}
