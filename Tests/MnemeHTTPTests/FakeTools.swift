import Foundation
import MnemeCore
import Synchronization

/// One tool, one call that waits.
final class FakeTools: ToolAdministration {
  static let time = Date(milliseconds: 1_750_000_000_000)
  private let decided = Mutex<[Bool]>([])
  private let called = Mutex<[JSONValue]>([])

  var decisions: [Bool] { decided.withLock { $0 } }
  var calls: [JSONValue] { called.withLock { $0 } }

  static let approval = Approval(
    id: "a-1", space: .me, session: "s-1", channel: "web", caller: "model", tool: "tide",
    arguments: ["harbour": "Brest"], reason: "It asks.", token: "token-of-the-call", leavesHome: false, createdAt: time,
    expiresAt: time.addingTimeInterval(900))

  func listTools(in space: SpaceID) async throws(MnemeError) -> [ToolListing] {
    [
      ToolListing(
        description: ToolDescription(name: "tide", summary: "Tells the tide."), category: .research, isReady: true,
        metrics: ToolMetrics())
    ]
  }

  func call(_ name: String, arguments: JSONValue, by client: String, in space: SpaceID) async throws(MnemeError)
    -> ToolOutput
  {
    called.withLock { $0.append(arguments) }
    return name == "tide"
      ? ToolOutput("High at noon.", structured: ["hour": 12])
      : ToolOutput(failure: ToolFailure(.notFound, "There is no tool of this name."))
  }

  func audit(_ search: ToolAuditSearch, in space: SpaceID) async throws(MnemeError) -> [ToolAuditEntry] {
    [
      ToolAuditEntry(
        id: "c-1", space: space, at: Self.time, caller: "model", session: nil, tool: search.tool ?? "tide",
        decision: .denied, reason: "No.", outcome: .refused, code: .permission, milliseconds: 0, digest: "00")
    ]
  }

  func approvals(_ search: ApprovalSearch, in space: SpaceID) async throws(MnemeError) -> [Approval] { [Self.approval] }

  func decide(_ id: String, token: String, approves: Bool, in space: SpaceID) async throws(MnemeError) -> Approval {
    guard id == "a-1", token == Self.approval.token else { throw MnemeError(.notFound, "There is no such call.") }
    guard decisions.isEmpty else { throw MnemeError(.conflict, "It was decided before.") }
    decided.withLock { $0.append(approves) }
    var decided = Self.approval
    (decided.state, decided.result) = (approves ? .done : .denied, approves ? "ran" : nil)
    return decided
  }
}
