import Foundation
package import MnemeCore

/// `schedule_task`: puts something on the schedule.
package struct ScheduleTaskTool: Tool {
  let schedule: any ScheduleService
  package let reach = ToolReach.none
  package let category = ToolCategory.schedule

  package init(_ schedule: any ScheduleService) { self.schedule = schedule }

  package let description = ToolDescription(
    name: "schedule_task", title: "Schedule a task",
    summary:
      "Puts something on the schedule when the user asks for it: once at a time, every so often, or by a cron rule. "
      + "With job_type agent_turn you are asked the task when its time comes; system_event only reminds of it.",
    parameters: [
      "type": "object", "required": ["schedule_type", "schedule", "task"],
      "properties": [
        "schedule_type": ["type": "string", "enum": ["at", "every", "cron"]],
        "schedule": [
          "type": "string", "minLength": 2, "maxLength": 200,
          "description":
            "at: 2026-12-24T18:00 or in 20m. every: 90m, 2h, 1d. cron: five fields such as 0 8 * * mon-fri.",
        ],
        "task": [
          "type": "string", "minLength": 1, "maxLength": .integer(Int64(Limits.taskCharacters)),
          "description": "What is to be done, so that it can be understood without this conversation.",
        ],
        "job_type": ["type": "string", "enum": ["agent_turn", "system_event"]],
        "time_zone": [
          "type": "string", "maxLength": 64, "description": "IANA name; left out: the user's own.",
        ],
      ],
    ], annotations: ToolAnnotations(isReadOnly: false))

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    guard turn.depth == 0 else {
      throw ToolFailure(.permission, "Only a conversation with the user can put something on the schedule.")
    }
    let draft = ScheduleDraft(
      kind: arguments.text("schedule_type").flatMap(Timetable.Kind.init) ?? .at,
      schedule: arguments.text("schedule") ?? "", task: arguments.text("task") ?? "",
      action: arguments.text("job_type").flatMap(ScheduledTask.Action.init) ?? .turn, session: turn.session,
      timeZone: arguments.text("time_zone"))
    let task = try await schedule.schedule(draft, in: turn.space)
    return ToolOutput("Scheduled (job \(task.id)). \(task.told)", structured: ["job_id": .string(task.id)]).owned()
  }
}

/// `list_scheduled`: what is on the schedule, and what came of it.
package struct ListScheduledTool: Tool {
  let schedule: any ScheduleService
  package let reach = ToolReach.readsMemory
  package let category = ToolCategory.schedule

  package init(_ schedule: any ScheduleService) { self.schedule = schedule }

  package let description = ToolDescription(
    name: "list_scheduled", title: "List scheduled tasks",
    summary: "Lists what is on the schedule, with the next time and what came of the last run.",
    parameters: [
      "type": "object",
      "properties": [
        "session_id": [
          "type": "string", "maxLength": 200, "description": "Only what this conversation asked for.",
        ]
      ],
    ])

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let session = arguments.text("session_id")
    let tasks = try await schedule.scheduled(in: turn.space).filter { session == nil || $0.session == session }
    if tasks.isEmpty { return "Nothing is scheduled." }
    return ToolOutput(
      tasks.map { task in
        "\(task.id): \(task.task) (\(task.when.kind.rawValue) \(task.when.text)). \(task.told)"
          + (task.last.map { " Last run \($0.succeeded ? "succeeded" : "failed"): \($0.text)" } ?? "")
      }.joined(separator: "\n"))
  }
}

/// `cancel_scheduled`: takes something off the schedule.
package struct CancelScheduledTool: Tool {
  let schedule: any ScheduleService
  package let reach = ToolReach.none
  package let category = ToolCategory.schedule

  package init(_ schedule: any ScheduleService) { self.schedule = schedule }

  package let description = ToolDescription(
    name: "cancel_scheduled", title: "Cancel a scheduled task",
    summary: "Takes something off the schedule. Its id is in list_scheduled.",
    parameters: [
      "type": "object", "required": ["job_id"],
      "properties": ["job_id": ["type": "string", "minLength": 1, "maxLength": 100]],
    ], annotations: ToolAnnotations(isReadOnly: false, isDestructive: true, isIdempotent: true))

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    try await schedule.cancel(arguments.text("job_id") ?? "", in: turn.space)
    return ToolOutput("It is off the schedule.").owned()
  }
}

extension ScheduledTask {
  /// When it is due, for a model.
  fileprivate var told: String {
    guard let nextRun else { return "It is over." }
    let style = Date.ISO8601FormatStyle(timeZone: when.timeZone).year().month().day().timeZone(separator: .colon)
      .time(includingFractionalSeconds: false)
    return "Next run: \(nextRun.formatted(style)) (\(when.timeZone.identifier))."
  }
}

extension JSONValue {
  /// The text under a key; nil for another value and for none.
  func text(_ key: String) -> String? {
    if case .string(let text)? = self[key] { text } else { nil }
  }
}
