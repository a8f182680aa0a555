package import Foundation

/// One call of a tool in the audit log: names, numbers and a digest, never arguments or results.
package struct ToolAuditEntry: Sendable, Hashable, Identifiable {
  package enum Decision: String, Sendable, Hashable, Codable, CaseIterable {
    case allowed, asked, denied
    /// The owner approved this one call.
    case approved
    /// There is no such tool, or the arguments did not fit: nobody was asked.
    case invalid
  }

  package let id: String
  package let space: SpaceID
  package let at: Date
  /// `model`, or the name of the client that asked.
  package let caller: String
  package let session: String?
  package let tool: String
  package let decision: Decision
  /// A sentence of ours.
  package let reason: String
  /// Nil where nothing ran.
  package let outcome: MemoryEvent.ToolOutcome?
  package let code: ToolErrorCode?
  /// Wall time in milliseconds.
  package let milliseconds: Int
  /// Tells equal arguments from others, and nothing else of them.
  package let digest: String

  package init(
    id: String, space: SpaceID, at: Date, caller: String, session: String?, tool: String, decision: Decision,
    reason: String, outcome: MemoryEvent.ToolOutcome?, code: ToolErrorCode?, milliseconds: Int, digest: String
  ) {
    self.id = id
    self.space = space
    self.at = Date(milliseconds: at.milliseconds)
    self.caller = caller
    self.session = session
    self.tool = tool
    self.decision = decision
    self.reason = reason
    self.outcome = outcome
    self.code = code
    self.milliseconds = milliseconds
    self.digest = digest
  }
}

package struct ToolAuditSearch: Sendable, Hashable {
  package var tool: String?
  package var from: Date?
  package var to: Date?
  package var limit: Int

  package init(tool: String? = nil, from: Date? = nil, to: Date? = nil, limit: Int = 50) {
    self.tool = tool
    self.from = from
    self.to = to
    self.limit = limit
  }
}
