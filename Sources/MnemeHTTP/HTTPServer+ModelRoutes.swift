import HTTPTypes
import MnemeCore

/// Addresses of OpenAI's surface besides chat completions.
extension HTTPServer {
  var embeddingRoutes: [Route] {
    guard let embeddings = services.embeddings else { return [] }
    let controller = EmbeddingController(models: embeddings, maxBodyBytes: settings.maxBodyBytes)
    return [Route("/v1/embeddings", [(.post, controller.embed)])]
  }

  func responseRoutes(_ registry: ConnectionRegistry) -> [Route] {
    guard let records = services.records else { return [] }
    let responses = ResponseController(
      run: answerRun(registry), records: records, identifiers: identifiers, wallClock: wallClock)
    let conversations = ConversationController(
      records: records, identifiers: identifiers, wallClock: wallClock, maxBodyBytes: settings.maxBodyBytes)
    return [
      Route("/v1/responses", [(.post, responses.create)]),
      Route("/v1/responses/input_tokens", [(.post, responses.countTokens)]),
      Route("/v1/responses/:id", [(.get, responses.show), (.delete, responses.remove)]),
      Route("/v1/responses/:id/input_items", [(.get, responses.inputItems)]),
      Route("/v1/responses/:id/cancel", [(.post, responses.cancel)]),
      Route("/v1/conversations", [(.post, conversations.create)]),
      Route(
        "/v1/conversations/:id",
        [(.get, conversations.show), (.post, conversations.update), (.delete, conversations.remove)]),
      Route("/v1/conversations/:id/items", [(.get, conversations.items), (.post, conversations.add)]),
      Route("/v1/conversations/:id/items/:item", [(.get, conversations.item), (.delete, conversations.removeItem)]),
    ]
  }
}
