import Foundation
import MnemeCore

/// The tools of a running server.
struct RemoteTools: ToolAdministration {
  let client: APIClient

  func listTools(in space: SpaceID) async throws(MnemeError) -> [ToolListing] {
    try await client.decode(WireTools.self, client.request("GET", "/v1/tools", space: space)).tools.map(\.listing)
  }

  func call(_ name: String, arguments: JSONValue, by client: String, in space: SpaceID) async throws(MnemeError)
    -> ToolOutput
  {
    let body = try self.client.encode(["arguments": arguments])
    return try await self.client.decode(
      WireToolOutput.self,
      self.client.request("POST", "/v1/tools/\(APIClient.escaped(name))", space: space, body: body)
    ).output
  }

  func audit(_ search: ToolAuditSearch, in space: SpaceID) async throws(MnemeError) -> [ToolAuditEntry] {
    let query = APIClient.query([
      ("tool", search.tool), ("from", search.from?.iso8601), ("to", search.to?.iso8601), ("limit", "\(search.limit)"),
    ])
    return try await client.decode(WireCalls.self, client.request("GET", "/v1/tools/audit\(query)", space: space))
      .calls.map { $0.entry(in: space) }
  }

  func approvals(_ search: ApprovalSearch, in space: SpaceID) async throws(MnemeError) -> [Approval] {
    let query = APIClient.query([("pending", search.isPending ? "1" : nil), ("limit", "\(search.limit)")])
    return try await client.decode(WireApprovals.self, client.request("GET", "/v1/approvals\(query)", space: space))
      .approvals.map(\.approval).filter { search.id == nil || $0.id == search.id }
  }

  func decide(_ id: String, token: String, approves: Bool, in space: SpaceID) async throws(MnemeError) -> Approval {
    let body = try client.encode(["decision": approves ? "approve" : "deny", "token": token])
    return try await client.decode(
      WireApproval.self,
      client.request("POST", "/v1/approvals/\(APIClient.escaped(id))", space: space, body: body)
    ).approval
  }
}
