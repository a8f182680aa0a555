import Hummingbird
import MnemeCore

/// `/v1/approvals`: calls that wait for the owner's word.
struct ApprovalController: Sendable {
  let tools: any ToolAdministration
  let maxBodyBytes: Int

  private struct Decision: StrictBody {
    enum Word: String, Decodable { case approve, deny }

    var decision: Word
    var token: String

    enum CodingKeys: String, CodingKey, CaseIterable { case decision, token }
  }

  func list(_ scope: RequestScope) async throws -> Response {
    let search = ApprovalSearch(
      isPending: try scope.flag("pending"), limit: try scope.integer("limit", in: 1...200, default: 50))
    let found = try await tools.approvals(search, in: try scope.space())
    return .json(.ok, ["approvals": .array(found.map(\.json))])
  }

  /// The token shows that who decides has seen the call. An approved call has run when the answer comes.
  func decide(_ scope: RequestScope) async throws -> Response {
    let space = try scope.space()
    let body = try await scope.decode(strict: Decision.self, limit: maxBodyBytes)
    let decided = try await tools.decide(
      scope.parameters["id"] ?? "", token: body.token, approves: body.decision == .approve, in: space)
    return .json(.ok, decided.json)
  }
}
