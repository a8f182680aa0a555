import Foundation
import HTTPTypes
import Hummingbird
import Logging
import MnemeCore
import NIOCore

/// `POST /v1/chat/completions`.
struct ChatController: Sendable {
  let chat: any ChatService
  let registry: ConnectionRegistry
  let settings: ServerSettings
  let identifiers: any IdentifierSource
  let wallClock: any WallClock
  /// Silence after which a comment is sent.
  let keepAlive: Duration
  let logger: Logger

  func complete(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(ChatCompletionBody.self, limit: settings.maxBodyBytes)
    let request = try ChatRequest(body, scope: scope)
    try await checkModel(body.model)
    guard let place = registry.turns.take(limit: settings.maxConcurrentTurns) else {
      throw HTTPFailure(
        .tooManyRequests, "rate_limit_exceeded", "Too many answers are being written; try again shortly.",
        headers: [.retryAfter: "1"])
    }
    let events = chat.reply(to: request)
    let streamed = body.stream == true
    let start = try await begin(events, scope: scope)
    let shape = ChatCompletionShape(
      id: "chatcmpl-" + identifiers.next().filter { $0 != "-" }, created: wallClock.now().milliseconds / 1000,
      start: start, includesUsage: streamed && body.streamOptions?.includeUsage == true)
    var headers: HTTPFields = [:]
    if let session = start.session { headers[.mnemeSession] = session }
    if streamed { return stream(events, shape: shape, place: place, scope: scope, headers: headers) }
    defer { place.release() }
    return try await whole(events, shape: shape, scope: scope, headers: headers)
  }

  private func checkModel(_ name: String?) async throws {
    guard let name, name != "mneme" else { return }
    guard await chat.models().contains(where: { $0.name == name }) else {
      throw HTTPFailure.noModel(named: "model")
    }
  }

  /// Nothing is answered before the user's message is on disk.
  private func begin(_ events: ChatEvents, scope: RequestScope) async throws -> TurnStart {
    do {
      switch try await TurnFrames.first(of: events, signal: scope.signal) {
      case .event(.started(let start)): return start
      case .interrupted(let reason): throw HTTPFailure(interruption: reason)
      default: throw MnemeError(.internal, "The turn did not start.")
      }
    } catch {
      throw HTTPFailure(turn: error)
    }
  }

  private func whole(_ events: ChatEvents, shape: ChatCompletionShape, scope: RequestScope, headers: HTTPFields)
    async throws -> Response
  {
    var pieces: [String] = []
    var end: TurnEnd?
    try await TurnFrames.each(
      of: events, signal: scope.signal, keepAlive: .seconds(3600), clock: .continuous
    ) { frame in
      switch frame {
      case .event(.text(let text)): pieces.append(text)
      case .event(.finished(let last)): end = last
      case .event(.started), .silence: break
      case .failed(let failure): throw failure
      case .interrupted(let reason): throw HTTPFailure(interruption: reason)
      case .ended: return false
      }
      return true
    }
    guard let end else { throw MnemeError(.internal, "The turn did not finish.") }
    return .json(.ok, shape.completion(text: pieces.joined(), end: end), headers: headers)
  }

  private func stream(
    _ events: ChatEvents, shape: ChatCompletionShape, place: Place, scope: RequestScope, headers: HTTPFields
  ) -> Response {
    var headers = headers
    headers[.contentType] = "text/event-stream; charset=utf-8"
    headers[.accelBuffering] = "no"
    let body = ResponseBody { writer in
      defer { place.release() }
      try await write(events, shape: shape, scope: scope, to: &writer)
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: headers, body: body)
  }

  /// From here on the status is sent: a failure becomes an error object in the stream.
  private func write(
    _ events: ChatEvents, shape: ChatCompletionShape, scope: RequestScope, to writer: inout any ResponseBodyWriter
  ) async throws {
    try await writer.write(ServerSentEvents.data(shape.firstChunk))
    var end: TurnEnd?
    var isQuiet = false
    var failure: HTTPFailure?
    try await TurnFrames.each(of: events, signal: scope.signal, keepAlive: keepAlive, clock: .continuous) { frame in
      switch frame {
      case .event(.text(let text)):
        isQuiet = false
        if !text.isEmpty { try await writer.write(ServerSentEvents.data(shape.textChunk(text))) }
      case .event(.finished(let last)): end = last
      case .event(.started): break
      case .silence:
        if isQuiet { try await writer.write(ServerSentEvents.keepAlive) }
        isQuiet = true
      case .failed(let reason):
        failure = reason
        return false
      case .interrupted(.clientGone): throw ChannelError.ioOnClosedChannel
      case .interrupted(.shutdown):
        failure = HTTPFailure(interruption: .shutdown)
        return false
      case .ended: return false
      }
      return true
    }
    if let end, failure == nil {
      try await writer.write(ServerSentEvents.data(shape.lastChunk(end.finish)))
      if shape.includesUsage { try await writer.write(ServerSentEvents.data(shape.usageChunk(end.usage))) }
    } else {
      let failure = failure ?? HTTPFailure(MnemeError(.internal, "The turn did not finish."))
      logger.warning(
        "Answer broke off",
        metadata: ["http.request_id": .string(scope.id), "error.code": .string(failure.code)])
      try await writer.write(ServerSentEvents.data(failure.openAIBody))
    }
    try await writer.write(ServerSentEvents.done)
  }
}

extension HTTPFailure {
  init(interruption reason: ConnectionSignal.Reason) {
    switch reason {
    // Nobody reads it.
    case .clientGone: self.init(.badRequest, "client_gone", "The client closed the connection.")
    case .shutdown:
      self.init(
        .serviceUnavailable, "server_stopping", "The server is stopping; try again shortly.",
        headers: [.retryAfter: "2"])
    }
  }

  static func noModel(named param: String) -> HTTPFailure {
    HTTPFailure(
      .notFound, "model_not_found", "There is no such model. GET /v1/models lists those there are.", param: param)
  }
}
