import HTTPTypes
import MnemeCore

/// Addresses of OpenAI's surface besides chat completions.
extension HTTPServer {
  var embeddingRoutes: [Route] {
    guard let embeddings = services.embeddings else { return [] }
    let controller = EmbeddingController(models: embeddings, maxBodyBytes: settings.maxBodyBytes)
    return [Route("/v1/embeddings", for: .chat, [(.post, controller.embed)])]
  }

  func responseRoutes(_ registry: ConnectionRegistry) -> [Route] {
    guard let records = services.records else { return [] }
    let responses = ResponseController(
      run: answerRun(registry), records: records, identifiers: identifiers, wallClock: wallClock)
    let conversations = ConversationController(
      records: records, identifiers: identifiers, wallClock: wallClock, maxBodyBytes: settings.maxBodyBytes)
    return [
      Route("/v1/responses", for: .chat, [(.post, responses.create)]),
      Route("/v1/responses/input_tokens", for: .chat, [(.post, responses.countTokens)]),
      Route("/v1/responses/:id", for: .chat, [(.get, responses.show), (.delete, responses.remove)]),
      Route("/v1/responses/:id/input_items", for: .chat, [(.get, responses.inputItems)]),
      Route("/v1/responses/:id/cancel", for: .chat, [(.post, responses.cancel)]),
      Route("/v1/conversations", for: .chat, [(.post, conversations.create)]),
      Route(
        "/v1/conversations/:id", for: .chat,
        [(.get, conversations.show), (.post, conversations.update), (.delete, conversations.remove)]),
      Route("/v1/conversations/:id/items", for: .chat, [(.get, conversations.items), (.post, conversations.add)]),
      Route(
        "/v1/conversations/:id/items/:item", for: .chat,
        [(.get, conversations.item), (.delete, conversations.removeItem)]),
    ]
  }
}
