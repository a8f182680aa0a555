import HTTPTypes
import Hummingbird
import MnemeCore

/// `/v1/sessions`, `/v1/messages` and the sizes of a space.
struct ArchiveController: Sendable {
  let archive: any ArchiveService
  let forgetting: any ForgettingService
  let prompts: any PromptInspection
  /// Nil: what has no title yet has nothing in its place.
  var conversations: (any ConversationStore)?

  /// Latest activity first.
  func sessions(_ scope: RequestScope) async throws -> Response {
    let limit = try scope.integer("limit", in: 1...500, default: 50)
    let (from, to) = try scope.timeRange()
    let search = SessionSearch(
      text: try scope.words("q"), from: from, to: to, includeArchived: try scope.flag("include_archived"),
      limit: limit)
    let sessions = try await archive.sessions(search, in: try scope.space())
    guard try scope.flag("openings") else { return .json(.ok, ["sessions": .array(sessions.map(\.json))]) }
    let untitled = sessions.filter { $0.title == nil && $0.digest == nil }.map(\.id)
    let openings = try await conversations?.openings(of: untitled, in: try scope.space()) ?? [:]
    return .json(
      .ok,
      [
        "sessions": .array(sessions.map { .object($0.members + [("opening", .text(openings[$0.id]))]) })
      ])
  }

  /// The session and a page of its messages in order of arrival, the newest page first; `next_before` is given while
  /// there are older ones.
  func session(_ scope: RequestScope) async throws -> Response {
    let limit = try scope.integer("limit", in: 1...200, default: 50)
    let (session, found) = try await archive.session(
      id(scope), in: try scope.space(), before: try scope.before(), limit: limit + 1)
    let page = found.suffix(limit)
    let next = found.count > limit ? page.first.map { JSON.int($0.ordinal) } : nil
    return .json(
      .ok, ["session": session.json, "messages": .array(page.map(\.json)), "next_before": next ?? .null])
  }

  func end(_ scope: RequestScope) async throws -> Response {
    try scope.refuseForm()
    return .json(.ok, try await archive.end(session: id(scope), in: try scope.space()).json)
  }

  /// The last stored first.
  func search(_ scope: RequestScope) async throws -> Response {
    let limit = try scope.integer("limit", in: 1...200, default: 20)
    let text = try scope.words("q")
    let (from, to) = try scope.timeRange()
    guard text != nil || from != nil || to != nil else {
      throw HTTPFailure.invalid("q", "Give words in 'q', or a time in 'from' or 'to'.", code: "missing_field")
    }
    let messages = try await archive.search(text ?? "", from: from, to: to, in: try scope.space(), limit: limit)
    return .json(.ok, ["messages": .array(messages.map(\.json))])
  }

  func statistics(_ scope: RequestScope) async throws -> Response {
    let statistics = try await archive.statistics(of: try scope.space())
    return .json(.ok, statistics.json(estimates: try await prompts.tokenEstimates()))
  }

  func forgetSession(_ scope: RequestScope) async throws -> Response { try await forget(.session(id(scope)), scope) }

  func forgetMessage(_ scope: RequestScope) async throws -> Response { try await forget(.message(id(scope)), scope) }

  private func forget(_ selection: ForgetSelection, _ scope: RequestScope) async throws -> Response {
    try scope.allowQuery(only: "dry_run")
    let receipt = try await forgetting.forget(selection, in: try scope.space(), dryRun: try scope.flag("dry_run"))
    return .json(.ok, receipt.json)
  }

  private func id(_ scope: RequestScope) -> String { scope.parameters["id"] ?? "" }
}
