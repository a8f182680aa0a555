import Foundation
import MnemeCore
import Synchronization

/// What the requests to one model share: address, key, limits and what was learnt of the server's ways.
final class RemoteConnection: Sendable {
  let endpoint: RemoteEndpoint
  private let settings: ChatModelSettings
  private let fetcher: any HTTPFetching
  private let retry: RetryPolicy
  private let clock: any WallClock
  private let wire: any ChatWire
  private let learnt: Mutex<(remoteName: String?, dialect: WireDialect)>

  init(
    remoteName: String?, endpoint: RemoteEndpoint, settings: ChatModelSettings,
    fetcher: any HTTPFetching, retry: RetryPolicy, clock: any WallClock
  ) {
    self.endpoint = endpoint
    self.settings = settings
    self.fetcher = fetcher
    self.retry = retry
    self.clock = clock
    wire = endpoint.speaks.wire(server: endpoint.server)
    learnt = Mutex((remoteName, WireDialect()))
  }

  /// What the server calls the model; nil before its list was read.
  var knownName: String? { learnt.withLock { $0.remoteName } }

  func answer(to request: ModelRequest) -> any WireAnswer {
    wire.answer(promptEstimate: TokenEstimate.tokens(in: request.messages))
  }

  /// Sends the request, as often as the policy and the server's dialect need, and returns the first response with status 200.
  func open(_ request: ModelRequest) async throws -> FetchResponse {
    let model = try await remoteName()
    var dialect = learnt.withLock { $0.dialect }
    var failures = 0
    let began = retry.now()
    while true {
      let outgoing = try fetchRequest(request, model: model, dialect: dialect)
      let (error, advice): (MnemeError, Double?)
      switch try await attempt(outgoing) {
      case .answer(let response):
        learnt.withLock { $0.dialect = dialect }
        return response
      case .status(let failure):
        if failure.isRefusal, let other = simpler(dialect, after: failure, of: request) {
          dialect = other
          continue
        }
        (error, advice) = (failure.error(server: endpoint.server, model: model), failure.retryAfter)
        guard failure.isPassing else { throw error }
      case .broken(let failure):
        (error, advice) = (failure, nil)
      }
      failures += 1
      guard let delay = retry.delay(after: failures, advice: advice, since: began) else { throw error }
      try await retry.sleep(.seconds(delay))
    }
  }

  func tokenCount(of text: String) async -> Int? {
    // Without a name there is no model whose tokens could be counted.
    guard endpoint.speaks == .openai, let model = try? await remoteName() else { return nil }
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
  private func simpler(_ dialect: WireDialect, after failure: RemoteFailure, of request: ModelRequest)
    -> WireDialect?
  {
    guard endpoint.speaks == .openai, failure.detail?.isContextOverflow != true else { return nil }
    var other = dialect
    if failure.detail?.param == "max_tokens", request.options.maxTokens != nil, !dialect.newTokenLimit {
      other.newTokenLimit = true
      return other
    }
    if request.answerSchema != nil, dialect.takesSchemas {
      other.takesSchemas = false
      return other
    }
    // One reason at a time, so that only the one that helps is learnt; then both.
    switch (dialect.reportsUsage, dialect.takesTools) {
    case (true, true): other.reportsUsage = false
    case (false, true) where !request.tools.isEmpty && request.toolsAreOptional:
      (other.reportsUsage, other.takesTools) = (true, false)
    case (true, false): other.reportsUsage = false
    default: return nil
    }
    return other
  }

  private func fetchRequest(_ request: ModelRequest, model: String, dialect: WireDialect) throws(MnemeError)
    -> FetchRequest
  {
    let outgoing = try wire.request(request, model: model, dialect: dialect)
    let firstByte = Duration.seconds(settings.firstByteSeconds)
    return FetchRequest(
      method: "POST", url: endpoint.base + outgoing.path,
      headers: endpoint.headers(apiKey: settings.apiKey) + [
        (name: "Content-Type", value: "application/json"),
        (name: "Accept", value: "text/event-stream, application/json"),
      ],
      body: outgoing.body, headTimeout: firstByte,
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
