import Foundation
import MnemeCore

/// One task on the schedule.
struct FakeSchedule: ScheduleService {
  func schedule(_ draft: ScheduleDraft, in space: SpaceID) async throws(MnemeError) -> ScheduledTask {
    let when = try Timetable(kind: draft.kind, text: draft.schedule, timeZone: .gmt, start: FakeServices.time)
    return ScheduledTask(
      id: "task-1", space: space, when: when, task: draft.task, action: draft.action, session: nil,
      createdAt: FakeServices.time, nextRun: when.next(after: FakeServices.time))
  }

  func scheduled(in space: SpaceID) async throws(MnemeError) -> [ScheduledTask] {
    [try await schedule(ScheduleDraft(kind: .every, schedule: "1d", task: "Look."), in: space)]
  }

  func cancel(_ id: String, in space: SpaceID) async throws(MnemeError) {
    guard id == "task-1" else { throw MnemeError(.notFound, "There is no scheduled task with this id.") }
  }
}
