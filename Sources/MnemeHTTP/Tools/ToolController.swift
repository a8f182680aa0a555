import Hummingbird
import MnemeCore

/// `/v1/tools`: what there is, running one, and the log of calls.
struct ToolController: Sendable {
  let tools: any ToolAdministration
  let maxBodyBytes: Int

  private struct Call: StrictBody {
    var arguments: JSONValue?

    enum CodingKeys: String, CodingKey, CaseIterable { case arguments }
  }

  func list(_ scope: RequestScope) async throws -> Response {
    .json(.ok, ["tools": .array(try await tools.listTools(in: try scope.space()).map(\.json))])
  }

  /// A call that failed is an answer too: it says so in `is_error`.
  func call(_ scope: RequestScope) async throws -> Response {
    let space = try scope.space()
    let body = try await scope.decode(strict: Call.self, limit: maxBodyBytes, isOptional: true)
    let output = try await tools.call(
      scope.parameters["name"] ?? "", arguments: body.arguments ?? .null, by: "api", in: space)
    return .json(.ok, output.json)
  }

  func audit(_ scope: RequestScope) async throws -> Response {
    let (from, to) = try scope.timeRange()
    let search = ToolAuditSearch(
      tool: scope.query("tool"), from: from, to: to, limit: try scope.integer("limit", in: 1...1000, default: 50))
    let entries = try await tools.audit(search, in: try scope.space())
    return .json(.ok, ["calls": .array(entries.map(\.json))])
  }
}
