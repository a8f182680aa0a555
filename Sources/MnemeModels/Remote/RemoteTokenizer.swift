import Foundation
import MnemeCore

/// The tokenizer of a model's server, where it has one: `POST /tokenize` beside the OpenAI paths, as llama.cpp and vLLM have
/// it. Only servers at home are asked.
struct RemoteTokenizer: Sendable {
  let endpoint: RemoteEndpoint
  let apiKey: String?
  let fetcher: any HTTPFetching
  /// For the whole answer, however it comes.
  var patience = Duration.seconds(5)

  /// Tokens that a server may add to those of the text.
  private static let added = 16

  /// Nil where the server has no such path, does not answer in time, or answers something else: no token is shorter than a
  /// byte.
  func count(_ text: String, model: String) async -> Int? {
    guard endpoint.isPrivate, let body = try? JSONEncoder().encode(Request(text: text, model: model)) else {
      return nil
    }
    let request = FetchRequest(
      method: "POST", url: endpoint.root + "/tokenize",
      headers: endpoint.headers(apiKey: apiKey) + [(name: "Content-Type", value: "application/json")],
      body: Array(body),
      headTimeout: patience, idleTimeout: patience)
    // A server without a tokenizer is no failure: the estimator goes on without it.
    let bytes = try? await withDeadline(patience, "The tokenizer did not answer in time.") { [fetcher] () -> [UInt8]? in
      let response = try await fetcher.fetch(request)
      return response.status == 200 ? try await response.collect(upTo: 1 << 20) : nil
    }
    guard let bytes = bytes ?? nil, let answer = try? JSONDecoder().decode(Response.self, from: Data(bytes)) else {
      return nil
    }
    let count = answer.count ?? answer.tokens?.count ?? 0
    return (1...text.utf8.count + Self.added).contains(count) ? count : nil
  }

  /// What either server reads; each leaves the other's members alone.
  private struct Request: Encodable {
    let content: String
    let prompt: String
    let model: String
    let add_special = false
    let add_special_tokens = false

    init(text: String, model: String) {
      content = text
      prompt = text
      self.model = model
    }

    enum CodingKeys: String, CodingKey { case content, prompt, model, add_special, add_special_tokens }
  }

  private struct Response: Decodable {
    let tokens: [Int]?
    let count: Int?
  }
}
