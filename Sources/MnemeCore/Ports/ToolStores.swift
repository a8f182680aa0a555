package import Foundation

/// The log of calls of tools.
package protocol ToolAuditStore: Sendable {
  /// In one transaction, durable on return.
  func append(_ entries: [ToolAuditEntry]) async throws(MnemeError)
  /// Latest first.
  func auditEntries(_ search: ToolAuditSearch, in space: SpaceID) async throws(MnemeError) -> [ToolAuditEntry]
  /// Of every space; returns how many.
  func removeAuditEntries(before: Date) async throws(MnemeError) -> Int
}

/// Calls that wait for the owner.
package protocol ApprovalStore: Sendable {
  func add(_ approval: Approval) async throws(MnemeError)
  /// Latest first, but for `ApprovalSearch.untoldIn`.
  func approvals(_ search: ApprovalSearch, at now: Date, in space: SpaceID) async throws(MnemeError) -> [Approval]
  /// From pending to running or denied, once, and only before its end.
  /// - Returns: nil where it is not pending any more, or over.
  func decide(_ id: String, _ state: Approval.State, at now: Date, in space: SpaceID) async throws(MnemeError)
    -> Approval?
  /// From running to done or failed, with what came of it.
  func finish(_ id: String, _ state: Approval.State, result: String, in space: SpaceID) async throws(MnemeError)
    -> Approval?
  /// The conversation was told what came of these.
  func markTold(_ ids: [String], in space: SpaceID) async throws(MnemeError)
  /// Of every space: those that are over become expired, those that ended before a time are removed; at the start of the
  /// program those that were running have failed.
  func sweep(at now: Date, removingBefore: Date, isStart: Bool) async throws(MnemeError)
}
