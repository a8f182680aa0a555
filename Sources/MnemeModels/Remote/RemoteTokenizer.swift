import Foundation
import MnemeCore

/// The tokenizer of a model's server, where it has one: `POST /tokenize` beside the OpenAI paths, as llama.cpp and vLLM have
/// it. Only servers at home are asked.
struct RemoteTokenizer: Sendable {
  let endpoint: RemoteEndpoint
  let apiKey: String?
  let fetcher: any HTTPFetching

  private static let patience = Duration.seconds(5)

  /// Nil where the server has no such path, does not answer in time, or answers something else.
  func count(_ text: String, model: String) async -> Int? {
    guard endpoint.isPrivate, let body = try? JSONEncoder().encode(Request(text: text, model: model)) else {
      return nil
    }
    let request = FetchRequest(
      method: "POST", url: endpoint.root + "/tokenize",
      headers: endpoint.headers(apiKey: apiKey) + [(name: "Content-Type", value: "application/json")],
      body: Array(body),
      headTimeout: Self.patience, idleTimeout: Self.patience)
    // A server without a tokenizer is no failure: the estimator goes on without it.
    guard let response = try? await fetcher.fetch(request), response.status == 200,
      let bytes = try? await response.collect(upTo: 1 << 20),
      let answer = try? JSONDecoder().decode(Response.self, from: Data(bytes))
    else { return nil }
    let count = answer.count ?? answer.tokens?.count ?? 0
    return count > 0 ? count : nil
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
