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
  /// How long a stream's head waits for the first word: until it is out, a failure has a status of its own.
  let headPatience: Duration
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
    let streamed = body.stream == true
    let turn = TurnFrames(
      of: chat.reply(to: request), signal: scope.signal, tick: min(keepAlive, headPatience, .seconds(1)),
      clock: .continuous)
    let opening = try await open(turn, awaitsWord: streamed)
    let shape = ChatCompletionShape(
      id: "chatcmpl-" + identifiers.next().filter { $0 != "-" }, created: wallClock.now().milliseconds / 1000,
      start: opening.start, includesUsage: streamed && body.streamOptions?.includeUsage == true)
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

  private func whole(_ turn: TurnFrames, shape: ChatCompletionShape, headers: HTTPFields) async throws -> Response {
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
        return .json(.ok, shape.completion(text: pieces.joined(), calls: calls, end: end), headers: headers)
      }
    }
    throw HTTPFailure(interruption: .clientGone)
  }

  private func stream(
    _ turn: TurnFrames, after opening: Opening, shape: ChatCompletionShape, place: Place, scope: RequestScope,
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
    _ turn: TurnFrames, after opening: Opening, shape: ChatCompletionShape, scope: RequestScope,
    to writer: inout any ResponseBodyWriter
  ) async throws {
    try await writer.write(ServerSentEvents.data(shape.firstChunk))
    var end: TurnEnd?
    switch opening.event {
    case .finished(let last)?: end = last
    case let event?: try await write(event, shape: shape, to: &writer)
    case nil: break
    }
    var failure: HTTPFailure?
    var wroteAt = ContinuousClock.now
    reading: for await frame in turn.frames where end == nil {
      switch frame {
      case .event(.finished(let last)): end = last
      case .event(let event):
        try await write(event, shape: shape, to: &writer)
        wroteAt = .now
      case .tick:
        guard ContinuousClock.now - wroteAt >= keepAlive else { continue }
        try await writer.write(ServerSentEvents.keepAlive)
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

extension ChatController {
  /// Writes what an event has to say in a stream, if anything.
  private func write(_ event: ChatEvent, shape: ChatCompletionShape, to writer: inout any ResponseBodyWriter)
    async throws
  {
    switch event {
    case .text(let text) where !text.isEmpty: try await writer.write(ServerSentEvents.data(shape.textChunk(text)))
    case .tool(let step): try await writer.write(ServerSentEvents.data(shape.stepChunk(step)))
    case .toolCalls(let calls): try await writer.write(ServerSentEvents.data(shape.callChunk(calls)))
    case .started, .text, .finished: break
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
