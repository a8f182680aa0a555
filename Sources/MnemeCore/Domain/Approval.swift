package import Foundation

/// A call of a tool that waits, or waited, for the owner's word.
package struct Approval: Sendable, Hashable, Identifiable {
  package enum State: String, Sendable, Hashable, Codable, CaseIterable {
    case pending, running
    /// It was approved and ran.
    case done
    /// It was approved, ran and failed.
    case failed
    case denied
    /// Nobody decided in time.
    case expired
  }

  package let id: String
  package let space: SpaceID
  package let session: String?
  /// The person's conversation that the call goes back to, where an agent or the schedule asks; else `session`.
  package let origin: String?
  /// As `ChatRequest.depth`, of the turn that asked.
  package let depth: Int
  package let channel: String
  /// `model`, or the name of the client that asked.
  package let caller: String
  package let tool: String
  /// Exactly those that the call is run with.
  package let arguments: JSONValue
  /// Why the owner is asked.
  package let reason: String
  /// Unguessable: who decides has been shown this call. Never told to a model.
  package let token: String
  /// The model that asked runs on somebody else's machine.
  package let leavesHome: Bool
  package let createdAt: Date
  package let expiresAt: Date
  package var state: State
  package var decidedAt: Date?
  /// What the tool said when it ran.
  package var result: String?

  package init(
    id: String, space: SpaceID, session: String?, channel: String, caller: String, tool: String, arguments: JSONValue,
    reason: String, token: String, leavesHome: Bool, createdAt: Date, expiresAt: Date, state: State = .pending,
    decidedAt: Date? = nil, result: String? = nil, origin: String? = nil, depth: Int = 0
  ) {
    self.id = id
    self.space = space
    self.session = session
    self.origin = origin ?? session
    self.depth = depth
    self.channel = channel
    self.caller = caller
    self.tool = tool
    self.arguments = arguments
    self.reason = reason
    self.token = token
    self.leavesHome = leavesHome
    // To the millisecond, as they are stored.
    self.createdAt = Date(milliseconds: createdAt.milliseconds)
    self.expiresAt = Date(milliseconds: expiresAt.milliseconds)
    self.state = state
    self.decidedAt = decidedAt
    self.result = result
  }
}

/// Which approvals are wanted; what is nil does not matter.
package struct ApprovalSearch: Sendable, Hashable {
  package var id: String?
  package var isPending: Bool
  /// Those of this conversation that were decided and of which it was not told; oldest first then.
  package var untoldIn: String?
  package var limit: Int

  /// - Parameter isPending: those that nobody decided yet and that are not over.
  package init(id: String? = nil, isPending: Bool = false, untoldIn: String? = nil, limit: Int = 50) {
    self.id = id
    self.untoldIn = untoldIn
    self.isPending = isPending
    self.limit = limit
  }
}
