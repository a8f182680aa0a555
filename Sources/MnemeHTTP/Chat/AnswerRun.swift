import HTTPTypes
import Hummingbird
import Logging
import MnemeCore
import NIOCore

/// Runs turns and tells their clients, whole or as a stream, in whatever shape.
struct AnswerRun: Sendable {
  let chat: any ChatService
  let registry: ConnectionRegistry
  let settings: ServerSettings
  /// Silence after which a comment is sent.
  let keepAlive: Duration
  /// How long a stream's head waits for the first word: until it is out, a failure has a status of its own.
  let headPatience: Duration
  let logger: Logger

  func answer(_ plan: AnswerPlan, scope: RequestScope) async throws -> Response {
    if scope.headers[.mnemeHop] != nil {
      throw HTTPFailure(
        .badRequest, "model_loop", "A Mneme is no language model for another one; set its model URL to that of a model."
      )
    }
    try await checkModel(plan.requests[0].model)
    guard let place = registry.turns.take(limit: settings.maxConcurrentTurns) else {
      throw HTTPFailure(
        .tooManyRequests, "rate_limit_exceeded", "Too many answers are being written; try again shortly.",
        headers: [.retryAfter: "1"])
    }
    let turn = frames(of: plan.requests[0], scope)
    let opening = try await open(turn, awaitsWord: plan.isStreamed)
    var headers: HTTPFields = [:]
    if let session = opening.start.session { headers[.mnemeSession] = session }
    if plan.isStreamed {
      return stream(turn, after: opening, plan: plan, place: place, scope: scope, headers: headers)
    }
    defer { place.release() }
    return try await whole(turn, after: opening, plan: plan, scope: scope, headers: headers)
  }

  /// - Throws: 404 for a model that nobody knows.
  func checkModel(_ name: String?) async throws {
    guard let name, name != "mneme" else { return }
    guard await chat.models().contains(where: { $0.name == name }) else {
      throw HTTPFailure.noModel(named: "model")
    }
  }

  private func frames(of request: ChatRequest, _ scope: RequestScope) -> TurnFrames {
    TurnFrames(
      of: chat.reply(to: request), signal: scope.signal, tick: min(keepAlive, headPatience, .seconds(1)),
      clock: .continuous)
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

  // MARK: Whole

  private func whole(
    _ first: TurnFrames, after opening: Opening, plan: AnswerPlan, scope: RequestScope, headers: HTTPFields
  ) async throws -> Response {
    var results: [TurnResult] = []
    var shapes: [any AnswerShape] = []
    for (number, request) in plan.requests.enumerated() {
      let turn = number == 0 ? first : frames(of: request, scope)
      let begun = number == 0 ? opening : try await open(turn, awaitsWord: false)
      let shape = plan.shape(number, begun.start, TokenUsage(prompt: 0, completion: 0, reported: false))
      do {
        let result = try await collect(turn, from: begun)
        try await plan.keep?(shape, result, nil)
        results.append(result)
      } catch {
        try await plan.keep?(shape, TurnResult(start: begun.start), HTTPFailure(any: error))
        throw error
      }
      shapes.append(shape)
    }
    return .json(.ok, shapes[0].whole(results), headers: headers)
  }

  private func collect(_ turn: TurnFrames, from opening: Opening) async throws -> TurnResult {
    var result = TurnResult(start: opening.start)
    if let event = opening.event { result.take(event) }
    for await frame in turn.frames {
      switch frame {
      case .event(let event): result.take(event)
      case .tick: break
      case .failed(let failure): throw failure
      case .interrupted(let reason): throw HTTPFailure(interruption: reason)
      case .ended:
        guard result.end != nil else { throw MnemeError(.internal, "The turn did not finish.") }
        return result
      }
    }
    throw HTTPFailure(interruption: .clientGone)
  }

  // MARK: Streamed

  private func stream(
    _ turn: TurnFrames, after opening: Opening, plan: AnswerPlan, place: Place, scope: RequestScope,
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
      try await write(turn, after: opening, plan: plan, scope: scope, to: &writer)
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: headers, body: body)
  }

  /// From here on the status is sent: a failure becomes an error object in the stream.
  private func write(
    _ first: TurnFrames, after opening: Opening, plan: AnswerPlan, scope: RequestScope,
    to writer: inout any ResponseBodyWriter
  ) async throws {
    var used = TokenUsage(prompt: 0, completion: 0, reported: true)
    for (number, request) in plan.requests.enumerated() {
      let turn = number == 0 ? first : frames(of: request, scope)
      defer { turn.cancel() }
      var begun = opening
      if number > 0 {
        do {
          begun = try await open(turn, awaitsWord: false)
        } catch {
          let shape = plan.shape(number, opening.start, used)
          return try await tell(HTTPFailure(any: error), shape: shape, scope: scope, to: &writer)
        }
      }
      var shape = plan.shape(number, begun.start, used)
      guard let end = try await write(turn, after: begun, shape: &shape, plan: plan, scope: scope, to: &writer) else {
        return
      }
      used = TokenUsage(
        prompt: used.prompt + end.usage.prompt, completion: used.completion + end.usage.completion,
        reported: used.reported && end.usage.reported)
    }
  }

  /// - Returns: nil where the answer broke off, which its client was told.
  private func write(
    _ turn: TurnFrames, after opening: Opening, shape: inout any AnswerShape, plan: AnswerPlan, scope: RequestScope,
    to writer: inout any ResponseBodyWriter
  ) async throws -> TurnEnd? {
    for frame in shape.opening() { try await writer.write(frame) }
    var result = TurnResult(start: opening.start)
    if let event = opening.event {
      result.take(event)
      for frame in shape.frames(of: event) { try await writer.write(frame) }
    }
    var failure: HTTPFailure?
    var wroteAt = ContinuousClock.now
    reading: for await frame in turn.frames where result.end == nil {
      switch frame {
      case .event(let event):
        result.take(event)
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
    if let end = result.end, failure == nil {
      do {
        try await plan.keep?(shape, result, nil)
      } catch {
        try await tell(HTTPFailure(any: error), shape: shape, scope: scope, to: &writer)
        return nil
      }
      for frame in shape.closing(end) { try await writer.write(frame) }
      return end
    }
    let reason = failure ?? HTTPFailure(MnemeError(.internal, "The turn did not finish."))
    do {
      try await plan.keep?(shape, result, reason)
    } catch {
      // The client is told of the first failure.
      logger.error("response.unkept", metadata: ["http.request_id": .string(scope.id)])
    }
    try await tell(reason, shape: shape, scope: scope, to: &writer)
    return nil
  }

  private func tell(
    _ failure: HTTPFailure, shape: any AnswerShape, scope: RequestScope, to writer: inout any ResponseBodyWriter
  ) async throws {
    logger.warning(
      "Answer broke off",
      metadata: ["http.request_id": .string(scope.id), "error.code": .string(failure.code)])
    var shape = shape
    for frame in shape.broken(failure, requestID: scope.id) { try await writer.write(frame) }
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
