import Foundation
import HTTPTypes
import Hummingbird
import MnemeCore

/// `POST /v1/chat/completions` and, in Anthropic's shape, `POST /v1/messages`.
struct ChatController: Sendable {
  let run: AnswerRun
  let identifiers: any IdentifierSource
  let wallClock: any WallClock

  private var limit: Int { run.settings.maxBodyBytes }

  func complete(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(ChatCompletionBody.self, limit: limit)
    let requests = try body.requests(scope)
    let id = "chatcmpl-" + identifiers.next().filter { $0 != "-" }
    let created = wallClock.now().milliseconds / 1000
    let isStreamed = body.stream == true
    let includesUsage = isStreamed && body.streamOptions?.includeUsage == true
    return try await run.answer(
      AnswerPlan(requests: requests, isStreamed: isStreamed) { number, start, before in
        ChatCompletionShape(
          id: id, created: created, start: start, includesUsage: includesUsage, index: number,
          isLast: number == requests.count - 1, before: before)
      }, scope: scope)
  }

  func messages(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(MessagesBody.self, limit: limit)
    let id = "msg_" + identifiers.next().filter { $0 != "-" }
    return try await run.answer(
      AnswerPlan(requests: [try ChatRequest(body, scope: scope)], isStreamed: body.stream == true) { _, start, _ in
        MessageShape(id: id, start: start)
      }, scope: scope)
  }

  /// What the client's own part of a prompt has, by the estimator of the model's family: what memory adds is not known yet.
  func countTokens(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(MessagesBody.self, limit: limit)
    try await run.checkModel(body.model)
    let estimator = TokenEstimator(model: body.model)
    let messages = try body.modelMessages().flatMap { message in
      [message.content] + message.files.map(\.text) + message.toolCalls.map { $0.name + $0.arguments }
    }
    let tools = try body.toolDescriptions().map { $0.name + $0.summary + $0.parameters.text }
    return .json(.ok, ["input_tokens": .number((messages + tools).reduce(0) { $0 + estimator.tokens(in: $1) + 4 })])
  }
}
