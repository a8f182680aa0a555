/// Tools in the hands of their owner: the API, the page and the command line.
package protocol ToolAdministration: Sendable {
  /// By name, ascending.
  func listTools(in space: SpaceID) async throws(MnemeError) -> [ToolListing]
  /// Runs a tool for a client of this name; every failure of the tool is an output that says so.
  func call(_ name: String, arguments: JSONValue, by client: String, in space: SpaceID) async throws(MnemeError)
    -> ToolOutput
  /// Latest first.
  func audit(_ search: ToolAuditSearch, in space: SpaceID) async throws(MnemeError) -> [ToolAuditEntry]
  /// Latest first.
  func approvals(_ search: ApprovalSearch, in space: SpaceID) async throws(MnemeError) -> [Approval]
  /// Decides once. An approved call is run with the arguments that were shown, and has ended when this returns.
  /// - Throws: `notFound` for another id or token, `conflict` where it is decided or over.
  func decide(_ id: String, token: String, approves: Bool, in space: SpaceID) async throws(MnemeError) -> Approval
}

/// Decides calls that wait in the place where they were made.
package protocol ApprovalAnswers: Sendable {
  /// Decides once, for a person who was shown exactly this call. An approved one is run and has ended when this returns.
  /// - Returns: what the tool gave; for a denied call a failure that says so.
  /// - Throws: `notFound` where no such call waits, `conflict` where it is decided or over.
  func answer(_ approval: Approval, approves: Bool) async throws(MnemeError) -> ToolOutput
}

/// What was decided of calls in a conversation, for its next turn.
package protocol ApprovalOutcomes: Sendable {
  /// Those that were decided and not told yet, oldest first.
  func untold(in session: String, of space: SpaceID) async throws(MnemeError) -> [Approval]
  /// A model has answered that was told of these.
  func markTold(_ ids: [String], of space: SpaceID) async throws(MnemeError)
}
