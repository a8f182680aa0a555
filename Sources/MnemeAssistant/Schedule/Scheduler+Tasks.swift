package import MnemeCore

extension Scheduler: TaskSource {
  package func tasks(_ id: String?, for turn: ToolTurn) async throws(MnemeError) -> [TaskReport] {
    try await scheduled(in: turn.space).filter { id == nil || $0.id == id }.map { task in
      let next = isUnderWay(task.id) ? "runs now" : task.nextRun.map { "waits until \($0.iso8601)" } ?? "over"
      let last = task.last.map { ", last run \($0.succeeded ? "succeeded" : "failed") at \($0.at.iso8601)" } ?? ""
      return TaskReport(
        id: task.id, kind: task.action == .reminder ? "scheduled reminder" : "scheduled task", state: next + last,
        isActive: task.nextRun != nil || isUnderWay(task.id))
    }
  }
}
