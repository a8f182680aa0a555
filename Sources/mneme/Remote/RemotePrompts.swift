import MnemeCore

/// Prompts of a running server.
struct RemotePrompts: PromptInspection {
  let client: APIClient

  func explainPrompt(of question: String, model: String?, in space: SpaceID) async throws(MnemeError)
    -> PromptExplanation
  {
    let body = Question(query: question, model: model)
    return try await client.decode(
      Answer.self, client.request("POST", "/v1/memories/explain", space: space, body: try client.encode(body))
    ).context
  }

  func tokenEstimates() async throws(MnemeError) -> [TokenEstimateQuality] {
    try await client.decode(Estimates.self, client.request("GET", "/v1/memories/stats")).tokenEstimates
  }

  private struct Question: Encodable {
    let query: String
    let model: String?
    let context = true

    enum CodingKeys: String, CodingKey { case query, model, context }
  }

  private struct Answer: Decodable {
    let context: PromptExplanation
  }

  private struct Estimates: Decodable {
    let tokenEstimates: [TokenEstimateQuality]
  }
}
