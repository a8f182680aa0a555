import Foundation
package import MnemeCore
import Synchronization

/// A language model behind any server that speaks OpenAI's chat completions: OpenAI, Ollama, llama.cpp, LM Studio, vLLM, …
///
/// A request is tried again only before the first byte of an answer, so text is never repeated. Reasoning
/// (`reasoning_content`, leading `<think>` blocks) is not shown. Usage that the server does not report is estimated.
package struct OpenAIChatModel: ChatModel {
  package let name: String
  /// Ollama passes models that are named so on to its cloud.
  package var isLocal: Bool {
    connection.endpoint.isPrivate && !name.hasSuffix(":cloud") && !name.hasSuffix("-cloud")
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

/// What the requests to one model share: address, key, limits and what was learnt of the server's ways.
final class RemoteConnection: Sendable {
  /// Parts of the protocol that servers differ in.
  struct Dialect: Sendable, Hashable {
    var reportsUsage = true
    /// `max_completion_tokens` instead of `max_tokens`.
    var newTokenLimit = false
  }

  let endpoint: RemoteEndpoint
  private let settings: ChatModelSettings
  private let fetcher: any HTTPFetching
  private let retry: RetryPolicy
  private let clock: any WallClock
  private let learnt: Mutex<(remoteName: String?, dialect: Dialect)>

  init(
    remoteName: String?, endpoint: RemoteEndpoint, settings: ChatModelSettings,
    fetcher: any HTTPFetching, retry: RetryPolicy, clock: any WallClock
  ) {
    self.endpoint = endpoint
    self.settings = settings
    self.fetcher = fetcher
    self.retry = retry
    self.clock = clock
    learnt = Mutex((remoteName, Dialect()))
  }

  /// Sends the request, as often as the policy and the server's dialect need, and returns the first response with status 200.
  func open(_ request: ModelRequest) async throws -> FetchResponse {
    let model = try await remoteName()
    var dialect = learnt.withLock { $0.dialect }
    var failures = 0
    while true {
      let outgoing = try fetchRequest(request, model: model, dialect: dialect)
      let (error, advice): (MnemeError, Double?)
      switch try await attempt(outgoing) {
      case .answer(let response):
        learnt.withLock { $0.dialect = dialect }
        return response
      case .status(let failure):
        if failure.isRefusal, let other = simpler(dialect, after: failure, options: request.options) {
          dialect = other
          continue
        }
        (error, advice) = (failure.error(server: endpoint.server, model: model), failure.retryAfter)
        guard failure.isPassing else { throw error }
      case .broken(let failure):
        (error, advice) = (failure, nil)
      }
      failures += 1
      guard let delay = retry.delay(after: failures, advice: advice) else { throw error }
      try await retry.sleep(.seconds(delay))
    }
  }

  func tokenCount(of text: String) async -> Int? {
    // Without a name there is no model whose tokens could be counted.
    guard let model = try? await remoteName() else { return nil }
    return await RemoteTokenizer(endpoint: endpoint, apiKey: settings.apiKey, fetcher: fetcher).count(
      text, model: model)
  }

  private enum Attempt {
    case answer(FetchResponse)
    case status(RemoteFailure)
    /// No response at all, and another try may get one.
    case broken(MnemeError)
  }

  private func attempt(_ request: FetchRequest) async throws(MnemeError) -> Attempt {
    do {
      let response = try await fetcher.fetch(request)
      if response.status == 200 { return .answer(response) }
      return .status(RemoteFailure(response, body: await errorBody(response), now: clock.now()))
    } catch {
      guard error.code == .upstream else { throw error }
      return .broken(error)
    }
  }

  /// The dialect to try after a refusal, if there is one left that could be the reason.
  private func simpler(_ dialect: Dialect, after failure: RemoteFailure, options: SamplingOptions)
    -> Dialect?
  {
    guard failure.detail?.isContextOverflow != true else { return nil }
    var other = dialect
    if failure.detail?.param == "max_tokens", options.maxTokens != nil, !dialect.newTokenLimit {
      other.newTokenLimit = true
      return other
    }
    guard dialect.reportsUsage else { return nil }
    other.reportsUsage = false
    return other
  }

  private func fetchRequest(_ request: ModelRequest, model: String, dialect: Dialect) throws
    -> FetchRequest
  {
    let options = request.options
    var wire = WireRequest(
      model: model,
      messages: request.messages.map { .init(role: $0.role.rawValue, content: $0.content) })
    if dialect.reportsUsage { wire.stream_options = .init(include_usage: true) }
    wire.temperature = options.temperature
    wire.top_p = options.topP
    if dialect.newTokenLimit {
      wire.max_completion_tokens = options.maxTokens
    } else {
      wire.max_tokens = options.maxTokens
    }
    wire.stop = options.stop.isEmpty ? nil : options.stop
    wire.seed = options.seed
    wire.frequency_penalty = options.frequencyPenalty
    wire.presence_penalty = options.presencePenalty
    let firstByte = Duration.seconds(settings.firstByteSeconds)
    return FetchRequest(
      method: "POST", url: endpoint.chatURL,
      headers: endpoint.headers(apiKey: settings.apiKey) + [
        (name: "Content-Type", value: "application/json"),
        (name: "Accept", value: "text/event-stream, application/json"),
      ],
      body: Array(try JSONEncoder().encode(wire)), headTimeout: firstByte,
      idleTimeout: .seconds(settings.idleSeconds), firstPieceTimeout: firstByte)
  }

  /// At most 64 KiB; a body that cannot be read tells nothing, and the status is known already.
  private func errorBody(_ response: FetchResponse) async -> [UInt8] {
    (try? await response.collect(upTo: 64 << 10)) ?? []
  }

  private func remoteName() async throws -> String {
    if let known = learnt.withLock({ $0.remoteName }) { return known }
    let list = try await RemoteModelList(
      endpoint: endpoint, apiKey: settings.apiKey, fetcher: fetcher,
      timeout: .seconds(min(settings.firstByteSeconds, 10))
    ).load()
    guard let first = list.chatModels.first else {
      throw MnemeError(.notFound, "\(endpoint.server) lists no chat model; load one, or set the model's name.")
    }
    learnt.withLock { $0.remoteName = first }
    return first
  }
}
