import Foundation
import HTTPTypes
import Hummingbird
import Logging
import MnemeCore
import NIOCore

/// `POST /v1/chat/completions` and, in Anthropic's shape, `POST /v1/messages`.
struct ChatController: Sendable {
  let chat: any ChatService
  let registry: ConnectionRegistry
  let settings: ServerSettings
  let identifiers: any IdentifierSource
  let wallClock: any WallClock
  /// Silence after which a comment is sent.
  let keepAlive: Duration
  /// How long a stream's head waits for the first word: until it is out, a failure has a status of its own.
  let headPatience: Duration
  let logger: Logger

  func complete(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(ChatCompletionBody.self, limit: settings.maxBodyBytes)
    return try await answer(try ChatRequest(body, scope: scope), streamed: body.stream == true, scope: scope) { start in
      ChatCompletionShape(
        id: "chatcmpl-" + identifiers.next().filter { $0 != "-" }, created: wallClock.now().milliseconds / 1000,
        start: start, includesUsage: body.stream == true && body.streamOptions?.includeUsage == true)
    }
  }

  func messages(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(MessagesBody.self, limit: settings.maxBodyBytes)
    return try await answer(try ChatRequest(body, scope: scope), streamed: body.stream == true, scope: scope) { start in
      MessageShape(id: "msg_" + identifiers.next().filter { $0 != "-" }, start: start)
    }
  }

  /// What the client's own part of a prompt has, by the estimator of the model's family: what memory adds is not known yet.
  func countTokens(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(MessagesBody.self, limit: settings.maxBodyBytes)
    try await checkModel(body.model)
    let estimator = TokenEstimator(model: body.model)
    let messages = try body.modelMessages().flatMap { message in
      [message.content] + message.files.map(\.text) + message.toolCalls.map { $0.name + $0.arguments }
    }
    let tools = try body.toolDescriptions().map { $0.name + $0.summary + $0.parameters.text }
    return .json(.ok, ["input_tokens": .number((messages + tools).reduce(0) { $0 + estimator.tokens(in: $1) + 4 })])
  }

  private func answer(
    _ request: ChatRequest, streamed: Bool, scope: RequestScope, shape: (TurnStart) -> any AnswerShape
  ) async throws -> Response {
    if scope.headers[.mnemeHop] != nil {
      throw HTTPFailure(
        .badRequest, "model_loop", "A Mneme is no language model for another one; set its model URL to that of a model."
      )
    }
    try await checkModel(request.model)
    guard let place = registry.turns.take(limit: settings.maxConcurrentTurns) else {
      throw HTTPFailure(
        .tooManyRequests, "rate_limit_exceeded", "Too many answers are being written; try again shortly.",
        headers: [.retryAfter: "1"])
    }
    let turn = TurnFrames(
      of: chat.reply(to: request), signal: scope.signal, tick: min(keepAlive, headPatience, .seconds(1)),
      clock: .continuous)
    let opening = try await open(turn, awaitsWord: streamed)
    let shape = shape(opening.start)
    var headers: HTTPFields = [:]
    if let session = opening.start.session { headers[.mnemeSession] = session }
    if streamed { return stream(turn, after: opening, shape: shape, place: place, scope: scope, headers: headers) }
    defer { place.release() }
    return try await whole(turn, shape: shape, headers: headers)
  }

  private func checkModel(_ name: String?) async throws {
    guard let name, name != "mneme" else { return }
    guard await chat.models().contains(where: { $0.name == name }) else {
      throw HTTPFailure.noModel(named: "model")
    }
  }

  /// What was read of a turn before its head could go out.
  private struct Opening {
    let start: TurnStart
    /// The first word, or the end of an answer without one; nil when patience ran out.
    var event: ChatEvent?
  }

  /// Nothing is answered before the user's message is on disk, nor before it is clear which status is true: with
  /// `awaitsWord` until the first word, the end or a failure, but no longer than `headPatience` after the start.
  private func open(_ turn: TurnFrames, awaitsWord: Bool) async throws -> Opening {
    var start: TurnStart?
    var end = ContinuousClock.now
    for await frame in turn.frames {
      switch frame {
      case .event(.started(let begun)):
        if !awaitsWord { return Opening(start: begun) }
        start = begun
        end = .now + headPatience
      case .event(.text("")): break
      case .event(let event):
        guard let start else { throw MnemeError(.internal, "The turn did not start.") }
        return Opening(start: start, event: event)
      case .tick:
        if let start, ContinuousClock.now >= end { return Opening(start: start) }
      case .failed(let failure): throw failure
      case .interrupted(let reason): throw HTTPFailure(interruption: reason)
      case .ended: throw MnemeError(.internal, "The turn ended without an answer.")
      }
    }
    throw HTTPFailure(interruption: .clientGone)
  }

  private func whole(_ turn: TurnFrames, shape: any AnswerShape, headers: HTTPFields) async throws -> Response {
    var pieces: [String] = []
    var calls: [ToolCall] = []
    var end: TurnEnd?
    for await frame in turn.frames {
      switch frame {
      case .event(.text(let text)): pieces.append(text)
      case .event(.toolCalls(let wanted)): calls += wanted
      case .event(.finished(let last)): end = last
      case .event(.started), .event(.tool), .tick: break
      case .failed(let failure): throw failure
      case .interrupted(let reason): throw HTTPFailure(interruption: reason)
      case .ended:
        guard let end else { throw MnemeError(.internal, "The turn did not finish.") }
        return .json(.ok, shape.whole(text: pieces.joined(), calls: calls, end: end), headers: headers)
      }
    }
    throw HTTPFailure(interruption: .clientGone)
  }

  private func stream(
    _ turn: TurnFrames, after opening: Opening, shape: any AnswerShape, place: Place, scope: RequestScope,
    headers: HTTPFields
  ) -> Response {
    var headers = headers
    headers[.contentType] = "text/event-stream; charset=utf-8"
    headers[.accelBuffering] = "no"
    let body = ResponseBody { writer in
      defer {
        turn.cancel()
        place.release()
      }
      try await write(turn, after: opening, shape: shape, scope: scope, to: &writer)
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: headers, body: body)
  }

  /// From here on the status is sent: a failure becomes an error object in the stream.
  private func write(
    _ turn: TurnFrames, after opening: Opening, shape: any AnswerShape, scope: RequestScope,
    to writer: inout any ResponseBodyWriter
  ) async throws {
    var shape = shape
    for frame in shape.opening { try await writer.write(frame) }
    var end: TurnEnd?
    switch opening.event {
    case .finished(let last)?: end = last
    case let event?: for frame in shape.frames(of: event) { try await writer.write(frame) }
    case nil: break
    }
    var failure: HTTPFailure?
    var wroteAt = ContinuousClock.now
    reading: for await frame in turn.frames where end == nil {
      switch frame {
      case .event(.finished(let last)): end = last
      case .event(let event):
        for frame in shape.frames(of: event) {
          try await writer.write(frame)
          wroteAt = .now
        }
      case .tick:
        guard ContinuousClock.now - wroteAt >= keepAlive else { continue }
        try await writer.write(shape.keepAlive)
        wroteAt = .now
      case .failed(let reason):
        failure = reason
        break reading
      case .interrupted(.clientGone): throw ChannelError.ioOnClosedChannel
      case .interrupted(.shutdown):
        failure = HTTPFailure(interruption: .shutdown)
        break reading
      case .ended: break reading
      }
    }
    if let end, failure == nil {
      for frame in shape.closing(end) { try await writer.write(frame) }
    } else {
      let failure = failure ?? HTTPFailure(MnemeError(.internal, "The turn did not finish."))
      logger.warning(
        "Answer broke off",
        metadata: ["http.request_id": .string(scope.id), "error.code": .string(failure.code)])
      for frame in shape.broken(failure, requestID: scope.id) { try await writer.write(frame) }
    }
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
