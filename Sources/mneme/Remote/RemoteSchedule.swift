import Foundation
import MnemeCore

/// The schedule of a running server.
struct RemoteSchedule: ScheduleService {
  let client: APIClient

  func schedule(_ draft: ScheduleDraft, in space: SpaceID) async throws(MnemeError) -> ScheduledTask {
    let body = try client.encode(WireDraft(draft))
    return try await client.decode(
      WireScheduledTask.self, client.request("POST", "/v1/schedule", space: space, body: body)
    ).task(in: space)
  }

  func scheduled(in space: SpaceID) async throws(MnemeError) -> [ScheduledTask] {
    let found = try await client.decode(WireSchedule.self, client.request("GET", "/v1/schedule", space: space))
      .scheduled
    var tasks: [ScheduledTask] = []
    for task in found { tasks.append(try task.task(in: space)) }
    return tasks
  }

  func cancel(_ id: String, in space: SpaceID) async throws(MnemeError) {
    _ = try await client.data(client.request("DELETE", "/v1/schedule/\(APIClient.escaped(id))", space: space))
  }
}

private struct WireDraft: Encodable {
  let scheduleType: String
  let schedule: String
  let task: String
  let jobType: String
  let timeZone: String?

  init(_ draft: ScheduleDraft) {
    scheduleType = draft.kind.rawValue
    schedule = draft.schedule
    task = draft.task
    jobType = draft.action.rawValue
    timeZone = draft.timeZone
  }
}

/// The schedule as the HTTP API has it.
struct WireSchedule: Codable {
  let scheduled: [WireScheduledTask]
}

struct WireScheduledTask: Codable {
  struct Last: Codable {
    let at: Date
    let succeeded: Bool
    let text: String
  }

  let id: String
  let scheduleType: String
  let schedule: String
  let timeZone: String
  let task: String
  let jobType: String
  @Nullable var session: String?
  let createdAt: Date
  @Nullable var nextRun: Date?
  let runs: Int
  @Nullable var last: Last?

  init(_ task: ScheduledTask) {
    id = task.id
    scheduleType = task.when.kind.rawValue
    schedule = task.when.text
    timeZone = task.when.timeZone.identifier
    self.task = task.task
    jobType = task.action.rawValue
    session = task.session
    createdAt = task.createdAt
    nextRun = task.nextRun
    runs = task.runs
    last = task.last.map { Last(at: $0.at, succeeded: $0.succeeded, text: $0.text) }
  }

  func task(in space: SpaceID) throws(MnemeError) -> ScheduledTask {
    guard let kind = Timetable.Kind(rawValue: scheduleType), let zone = TimeZone(identifier: timeZone),
      let action = ScheduledTask.Action(rawValue: jobType)
    else { throw MnemeError(.upstream, "The server's answer cannot be read; is it of another version?") }
    return ScheduledTask(
      id: id, space: space, when: try Timetable(kind: kind, text: schedule, timeZone: zone, start: createdAt),
      task: task, action: action, session: session, createdAt: createdAt, nextRun: nextRun, runs: runs,
      last: last.map { .init(at: $0.at, succeeded: $0.succeeded, text: $0.text) })
  }
}
