import Foundation
import MnemeCore

/// Chat with a running server through its OpenAI surface.
struct RemoteChat: ChatService {
  let client: APIClient

  func reply(to request: ChatRequest) -> AsyncThrowingStream<ChatEvent, any Error> {
    AsyncThrowingStream { continuation in
      // Ends with the stream: its consumer cancels it by going away.
      let task = Task {
        do {
          try await run(request) { continuation.yield($0) }
          continuation.finish()
        } catch is CancellationError {
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { reason in
        if case .cancelled = reason { task.cancel() }
      }
    }
  }

  func models() async -> [ModelDescription] {
    // The port cannot fail: a server that does not answer has no models to offer.
    guard let list = try? await client.decode(WireModels.self, client.request("GET", "/v1/models")) else { return [] }
    return list.data.map {
      ModelDescription(
        name: $0.id, createdAt: Date(timeIntervalSince1970: TimeInterval($0.created ?? 0)), owner: $0.ownedBy ?? "")
    }
  }

  func sessions(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Session] {
    let answer = try await client.decode(
      WireSessions.self, client.request("GET", "/v1/sessions?limit=\(limit)", space: space))
    return answer.sessions.map(\.session)
  }

  private func run(_ request: ChatRequest, emit: (ChatEvent) -> Void) async throws {
    var headers: [(name: String, value: String)] = [(name: "Accept", value: "text/event-stream")]
    if let session = request.session { headers.append((name: "X-Mneme-Session", value: session)) }
    if request.memory != .full { headers.append((name: "X-Mneme-Memory", value: request.memory.rawValue)) }
    if let key = request.idempotencyKey { headers.append((name: "Idempotency-Key", value: key)) }
    let body = WireChat(
      model: request.model ?? "mneme", messages: request.messages.map { .init(role: $0.role, content: $0.content) },
      // Without a session of its own a client continues the open one of its user.
      user: request.user ?? (request.session == nil ? request.channel : nil))
    var outgoing = client.request(
      "POST", "/v1/chat/completions", space: request.space, headers: headers, body: try client.encode(body))
    outgoing.headTimeout = .seconds(120)
    outgoing.idleTimeout = .seconds(120)
    let response = try await client.response(outgoing)
    var events = ServerSentEvents()
    var reading = RemoteAnswer(session: response.header("X-Mneme-Session"), model: body.model)
    for try await piece in response.body {
      for event in try events.feed(piece) { try reading.read(event).forEach(emit) }
    }
    if let event = events.finish() { try reading.read(event).forEach(emit) }
    try reading.end().forEach(emit)
  }
}

/// Turns the chunks of one streamed answer into the events of a turn.
struct RemoteAnswer: Sendable {
  private let session: String?
  private let model: String
  private var hasStarted = false
  private var finish: FinishReason?
  private var usage = TokenUsage(prompt: 0, completion: 0, reported: false)
  private var isDone = false

  /// - Parameter session: from the answer's head; a server without memory names none.
  init(session: String?, model: String) {
    self.session = session
    self.model = model
  }

  /// - Throws: `upstream` for an error in the stream or something that is no chunk.
  mutating func read(_ event: ServerSentEvents.Event) throws(MnemeError) -> [ChatEvent] {
    if event.data == "[DONE]" {
      isDone = true
      return []
    }
    let data = Data(event.data.utf8)
    let decoder = JSONDecoder.api
    guard let chunk = try? decoder.decode(WireChunk.self, from: data) else {
      // What is no chunk may be an error object; what is neither is not shown.
      let told = try? decoder.decode(WireError.self, from: data)
      throw MnemeError(.upstream, told?.error.message ?? "The server sent something that is no part of an answer.")
    }
    var events: [ChatEvent] = []
    if !hasStarted { events.append(start(chunk)) }
    if let told = chunk.usage {
      usage = TokenUsage(prompt: told.promptTokens, completion: told.completionTokens, reported: true)
    }
    // Choices after the first are other answers, which were not asked for.
    guard let choice = chunk.choices.first else { return events }
    if let reason = choice.finishReason { finish = FinishReason(rawValue: reason) ?? .stop }
    if let text = choice.delta.content, !text.isEmpty { events.append(.text(text)) }
    return events
  }

  /// - Throws: `upstream` when the stream ended before its end was announced.
  mutating func end() throws(MnemeError) -> [ChatEvent] {
    guard let finish = finish ?? (isDone && hasStarted ? .stop : nil) else {
      throw MnemeError(.upstream, "The server closed the connection before the answer was complete.")
    }
    return [.finished(TurnEnd(finish: finish, usage: usage))]
  }

  private mutating func start(_ chunk: WireChunk) -> ChatEvent {
    hasStarted = true
    return .started(
      TurnStart(
        session: session ?? chunk.mneme?.session, model: chunk.model ?? model,
        recalled: (chunk.mneme?.recalled ?? []).map(\.hit)))
  }
}

private struct WireChat: Encodable {
  struct Message: Encodable {
    let role: Role
    let content: String
  }

  let model: String
  let messages: [Message]
  let user: String?
  let stream = true

  enum CodingKeys: String, CodingKey { case model, messages, user, stream }
}

private struct WireChunk: Decodable {
  let model: String?
  let choices: [Choice]
  let usage: Usage?
  /// Only a Mneme server says it, in the first chunk.
  let mneme: Extra?

  struct Extra: Decodable {
    let session: String?
    let recalled: [WireHit]?
  }

  struct Choice: Decodable {
    let delta: Delta
    let finishReason: String?
  }

  struct Delta: Decodable {
    let content: String?
  }

  struct Usage: Decodable {
    let promptTokens: Int
    let completionTokens: Int
  }
}

private struct WireModels: Decodable {
  let data: [Model]

  struct Model: Decodable {
    let id: String
    let created: Int?
    let ownedBy: String?
  }
}
