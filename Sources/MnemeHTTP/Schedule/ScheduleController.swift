import Foundation
import Hummingbird
import MnemeCore

/// `/v1/schedule`: what is to be done at a time.
struct ScheduleController: Sendable {
  let schedule: any ScheduleService
  let maxBodyBytes: Int

  private struct Draft: StrictBody {
    enum Kind: String, Decodable { case at, every, cron }

    var scheduleType: Kind
    var schedule: String
    var task: String
    var jobType: String?
    var timeZone: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case schedule, task
      case scheduleType = "schedule_type"
      case jobType = "job_type"
      case timeZone = "time_zone"
    }
  }

  func list(_ scope: RequestScope) async throws -> Response {
    .json(.ok, ["scheduled": .array(try await schedule.scheduled(in: try scope.space()).map(\.json))])
  }

  func add(_ scope: RequestScope) async throws -> Response {
    let space = try scope.space()
    let body = try await scope.decode(strict: Draft.self, limit: maxBodyBytes)
    guard let kind = Timetable.Kind(rawValue: body.scheduleType.rawValue),
      let action = ScheduledTask.Action(rawValue: body.jobType ?? ScheduledTask.Action.turn.rawValue)
    else { throw MnemeError(.invalidInput, "job_type is agent_turn or system_event.") }
    let task = try await schedule.schedule(
      ScheduleDraft(
        kind: kind, schedule: body.schedule, task: body.task, action: action, timeZone: body.timeZone), in: space)
    return .json(.created, task.json)
  }

  func cancel(_ scope: RequestScope) async throws -> Response {
    try await schedule.cancel(scope.parameters["id"] ?? "", in: try scope.space())
    return Response(status: .noContent)
  }
}

extension ScheduledTask {
  var json: JSON {
    [
      "id": .string(id), "schedule_type": .string(when.kind.rawValue), "schedule": .string(when.text),
      "time_zone": .string(when.timeZone.identifier), "task": .string(task), "job_type": .string(action.rawValue),
      "session": .text(session), "created_at": .time(createdAt), "next_run": nextRun.map(JSON.time) ?? .null,
      "runs": .number(runs),
      "last": last.map { last in
        ["at": .time(last.at), "succeeded": .bool(last.succeeded), "text": .string(last.text)]
      } ?? .null,
    ]
  }
}
