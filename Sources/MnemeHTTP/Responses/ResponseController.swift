import Foundation
import HTTPTypes
import Hummingbird
import MnemeCore

/// `/v1/responses`: turns as OpenAI's Responses, stored with the conversation they belong to.
struct ResponseController: Sendable {
  let run: AnswerRun
  let records: any RecordStore
  let identifiers: any IdentifierSource
  let wallClock: any WallClock

  private var limit: Int { run.settings.maxBodyBytes }

  func create(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(ResponsesBody.self, limit: limit)
    try body.check()
    let archive = ResponseArchive(records: records, space: try scope.space())
    let context = try await context(of: body, in: archive)
    let input = try read(body.input)
    guard !input.isEmpty else {
      throw HTTPFailure.invalid("input", "'input' is missing.", code: "missing_field")
    }
    let request = try request(body, input: input, context: context, scope: scope)
    let id = "resp_" + newID()
    let now = wallClock.now()
    let echo = try body.echo(isKept: request.memory == .full)
    return try await run.answer(
      AnswerPlan(
        requests: [request], isStreamed: body.stream == true,
        shape: { _, start, _ in
          ResponseShape(id: id, created: now.milliseconds / 1000, start: start, echo: echo)
        },
        keep: { shape, result, failure in
          guard let shape = shape as? ResponseShape, shape.isStored else { return }
          try await keep(shape, result, failure, input: input, conversation: context.conversation, in: archive, at: now)
        }), scope: scope)
  }

  func show(_ scope: RequestScope) async throws -> Response {
    if try scope.flag("stream") {
      throw HTTPFailure.invalid("stream", "A stored response is told whole.", code: "unsupported_value")
    }
    return .json(.ok, try await stored(scope).document["response"]?.json ?? .null)
  }

  func remove(_ scope: RequestScope) async throws -> Response {
    let record = try await stored(scope)
    _ = try await ResponseArchive(records: records, space: try scope.space()).removeResponse(record.id)
    return .json(.ok, ["id": .string(record.id), "object": "response", "deleted": true])
  }

  func inputItems(_ scope: RequestScope) async throws -> Response {
    let (limit, ascending, after) = try scope.itemPage()
    var items = try await stored(scope).input
    if !ascending { items.reverse() }
    if let after {
      guard let place = items.firstIndex(where: { $0["id"] == .string(after) }) else { throw Self.noItem("after") }
      items.removeFirst(place + 1)
    }
    return .items(Array(items.prefix(limit + 1)), limit: limit)
  }

  /// Every response is made while its client waits, and ends when that goes away.
  func cancel(_ scope: RequestScope) async throws -> Response {
    try scope.refuseForm()
    _ = try await stored(scope)
    throw HTTPFailure(.badRequest, "not_background", "Only responses that run in the background can be cancelled.")
  }

  /// What the client's own part of a prompt has, by the estimator of the model's family.
  func countTokens(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(ResponsesBody.self, limit: limit)
    try body.check()
    try await run.checkModel(body.model)
    let archive = ResponseArchive(records: records, space: try scope.space())
    let items = try await context(of: body, in: archive).items + (try read(body.input))
    let estimator = TokenEstimator(model: body.model ?? "mneme")
    var texts = [body.instructions ?? ""]
    for message in try ResponseItems.messages(items, at: "input") {
      texts.append(message.content)
      texts += message.toolCalls.map { $0.name + $0.arguments }
    }
    for tool in try body.toolDescriptions() { texts.append(tool.name + tool.summary + tool.parameters.text) }
    return .json(
      .ok,
      [
        "object": "response.input_tokens",
        "input_tokens": .number(texts.reduce(0) { $0 + estimator.tokens(in: $1) + 4 }),
      ])
  }

  // MARK: Parts

  private func read(_ input: JSONValue?) throws(HTTPFailure) -> [JSONValue] {
    guard let input, input != .null else { return [] }
    return try ResponseItems.read(input, at: "input", id: newID)
  }

  private func newID() -> String { identifiers.next().filter { $0 != "-" } }

  /// What came before, and where it was kept.
  private struct Context {
    var items: [JSONValue] = []
    var session: String?
    var conversation: SurfaceRecord?
  }

  private func context(of body: ResponsesBody, in archive: ResponseArchive) async throws -> Context {
    if let id = body.previousResponseID {
      guard let record = try await archive.response(id) else {
        throw HTTPFailure(
          .badRequest, "previous_response_not_found", "There is no such response in this space.",
          param: "previous_response_id")
      }
      return Context(items: try await archive.items(upTo: record), session: record.session)
    }
    if let reference = body.conversation {
      guard let record = try await archive.conversation(reference.id) else {
        throw HTTPFailure(
          .notFound, "conversation_not_found", "There is no such conversation in this space.", param: "conversation")
      }
      return Context(
        items: try await archive.items(of: record.id), session: record.session ?? record.id, conversation: record)
    }
    return Context()
  }

  private func request(_ body: ResponsesBody, input: [JSONValue], context: Context, scope: RequestScope)
    throws(HTTPFailure) -> ChatRequest
  {
    let retries = scope.headers[.stainlessRetryCount].flatMap { Int($0) } ?? 0
    var messages: [ModelMessage] = []
    if let instructions = body.instructions, !instructions.isEmpty {
      messages.append(ModelMessage(role: .system, content: instructions))
    }
    messages += try ResponseItems.messages(context.items + input, at: "input")
    guard messages.contains(where: { $0.role == .user }) else {
      throw .invalid("input", "No message has the role 'user'.")
    }
    if let user = body.user, user.unicodeScalars.count > Limits.nameCharacters {
      throw .invalid("user", "'user' has at most \(Limits.nameCharacters) characters.")
    }
    var request = ChatRequest(
      space: try scope.space(), session: try scope.name(.mnemeSession) ?? context.session,
      user: body.user.flatMap { $0.isEmpty ? nil : $0 }, channel: "api", messages: messages, model: body.model,
      memory: try scope.memoryMode() ?? (body.store == false ? .read : .full),
      idempotencyKey: try scope.name(.idempotencyKey), isRetry: retries > 0, options: try body.sampling())
    request.tools = try body.toolDescriptions()
    request.toolChoice = try body.choice(among: request.tools)
    request.answerSchema = try body.text?.format?.answerSchema(at: "text.format")
    return request
  }

  private func keep(
    _ shape: ResponseShape, _ result: TurnResult, _ failure: HTTPFailure?, input: [JSONValue],
    conversation: SurfaceRecord?, in archive: ResponseArchive, at: Date
  ) async throws {
    var shape = shape
    let told =
      if let end = result.end, failure == nil {
        shape.finished(result, end: end)
      } else {
        shape.failed(failure ?? HTTPFailure(MnemeError(.internal, "The turn did not finish.")))
      }
    let response = try told.value()
    try await archive.put(response, input: input, id: shape.id, session: shape.start.session, at: at)
    guard var conversation, failure == nil else { return }
    if conversation.session == nil {
      conversation.session = shape.start.session
      try await archive.put(conversation: conversation)
    }
    var output: [JSONValue] = []
    if case .array(let items)? = response["output"] { output = items }
    try await archive.append(input + output, to: conversation, at: at)
  }

  private func stored(_ scope: RequestScope) async throws -> SurfaceRecord {
    let archive = ResponseArchive(records: records, space: try scope.space())
    guard let record = try await archive.response(scope.parameters["id"] ?? "") else {
      throw HTTPFailure(.notFound, "response_not_found", "There is no such response in this space.")
    }
    return record
  }

  static func noItem(_ param: String) -> HTTPFailure {
    HTTPFailure(.notFound, "item_not_found", "There is no such item.", param: param)
  }
}

extension ResponsesBody {
  fileprivate func echo(isKept: Bool) throws(HTTPFailure) -> ResponseShape.Echo {
    let format: JSONValue
    if let wanted = try text?.format?.answerSchema(at: "text.format") {
      format =
        wanted == .anyObject
        ? ["type": "json_object"]
        : [
          "type": "json_schema", "name": .string(wanted.name), "schema": wanted.schema,
          "strict": .bool(wanted.isStrict),
        ]
    } else {
      format = ["type": "text"]
    }
    let tools = (tools ?? []).map { tool -> JSONValue in
      guard case .object(var members) = tool else { return tool }
      // Clients read both, whether or not they were sent.
      if members["strict"] == nil { members["strict"] = false }
      if members["parameters"] == nil { members["parameters"] = .null }
      return .object(members)
    }
    return ResponseShape.Echo(
      instructions: instructions, previous: previousResponseID, conversation: conversation?.id, wantsStore: isKept,
      tools: tools, toolChoice: toolChoice.flatMap { $0 == .null ? nil : $0 } ?? "auto",
      parallelToolCalls: parallelToolCalls ?? true, maxToolCalls: maxToolCalls?.value, format: format,
      verbosity: text?.verbosity ?? "medium", effort: reasoning?.effort, metadata: metadata ?? [:],
      maxOutputTokens: maxOutputTokens?.value, truncation: truncation ?? "disabled", temperature: temperature ?? 1,
      topP: topP ?? 1, topLogprobs: topLogprobs?.value ?? 0, user: user)
  }
}
