/// Something that does work of its own accord: agents, the schedule.
package protocol TaskSource: Sendable {
  /// What a turn may be told of, that which is under way first.
  /// - Parameter id: that one alone, where it may be told.
  func tasks(_ id: String?, for turn: ToolTurn) async throws(MnemeError) -> [TaskReport]
}

/// How a piece of work stands. Holds nobody's words but the program's.
package struct TaskReport: Sendable, Hashable {
  package let id: String
  /// Such as `agent`.
  package let kind: String
  /// Such as `running`, with a time where one matters.
  package let state: String
  /// It waits, or runs.
  package let isActive: Bool

  package init(id: String, kind: String, state: String, isActive: Bool) {
    self.id = id
    self.kind = kind
    self.state = state
    self.isActive = isActive
  }
}
