package import MnemeCore

/// A language model behind a server that speaks one of the protocols of ``ModelProtocol``.
///
/// A request is tried again only before the first byte of an answer, so text is never repeated. Reasoning
/// (`reasoning_content`, leading `<think>` blocks, thinking blocks) is no part of the text. Usage that the server does not
/// report is estimated.
package struct RemoteChatModel: ChatModel {
  package let name: String
  /// Ollama passes models that are named so on to its cloud. Which model answers must be known to say that it is at home.
  package var isLocal: Bool {
    guard connection.endpoint.isPrivate, let remote = connection.knownName?.lowercased() else { return false }
    return !remote.hasSuffix(":cloud") && !remote.hasSuffix("-cloud")
  }
  package let profile: ModelProfile
  package var provider: String {
    switch connection.endpoint.speaks {
    case .openai: "openai"
    case .anthropic: "anthropic"
    case .gemini: "gcp.gemini"
    }
  }
  private let connection: RemoteConnection

  /// - Parameters:
  ///   - name: what clients call it.
  ///   - remoteName: what the server calls it; nil takes the first chat model that the server lists, at the first request.
  package init(
    name: String, remoteName: String?, endpoint: RemoteEndpoint, settings: ChatModelSettings,
    fetcher: any HTTPFetching, retry: RetryPolicy = RetryPolicy(), clock: any WallClock = SystemClock()
  ) {
    self.name = name
    profile = ModelProfile(
      window: settings.contextTokens ?? (endpoint.isPrivate ? ModelProfile.usualWindow : ModelProfile.hostedWindow),
      seesImages: settings.seesImages ?? ImageModels.sees(remoteName, speaks: endpoint.speaks),
      givesLogprobs: endpoint.speaks == .openai)
    connection = RemoteConnection(
      remoteName: remoteName, endpoint: endpoint, settings: settings, fetcher: fetcher, retry: retry,
      clock: clock)
  }

  /// Throws (from the stream) `unauthorized`, `notFound` (model), `overloaded` (rate limit), `invalidInput` (prompt too long
  /// or refused), `timeout`, `upstream`. Work starts with the first element asked for and stops when the stream is dropped.
  package func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    let reader = AnswerReader(connection: connection, request: request)
    return AsyncThrowingStream(unfolding: { try await reader.next() })
  }

  package func tokenCount(of text: String) async -> Int? { await connection.tokenCount(of: text) }
}
