import Foundation

/// onnxruntime behind a pipe; bench/peers/embedding_onnx.py is the other end.
final class EmbeddingPeer {
  private struct Load: Encodable {
    let op = "load"
    let model: String
  }

  private struct Loaded: Decodable { let version: String }

  private struct Embed: Encodable {
    let op = "embed"
    let texts: [String]
    let batch: Int
    let `repeat`: Int
    let vectors: Bool
  }

  private struct Embedded: Decodable {
    let wall: [Double]
    let cpu: [Double]
    let vectors: [[Float]]
  }

  let version: String
  private let process: PeerProcess

  init(model: String) throws {
    process = try PeerProcess(script: PeerProcess.script("embedding_onnx.py"))
    version = try process.ask(Load(model: model), answer: Loaded.self).version
  }

  func vectors(_ texts: [String]) throws -> [[Float]] {
    try process.ask(Embed(texts: texts, batch: 8, repeat: 1, vectors: true), answer: Embedded.self).vectors
  }

  func time(_ texts: [String], batch: Int, repeats: Int) throws -> [EmbeddingTime] {
    let answer = try process.ask(
      Embed(texts: texts, batch: batch, repeat: repeats, vectors: false), answer: Embedded.self)
    return zip(answer.wall, answer.cpu).map { EmbeddingTime(wall: $0, cpu: $1) }
  }

  func stop() { process.stop() }
}
