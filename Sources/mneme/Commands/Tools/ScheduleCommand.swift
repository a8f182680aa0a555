import ArgumentParser
import Foundation
import MnemeCore

struct ScheduleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule", abstract: "What is to be done at a time; a running server does it.",
    subcommands: [ListScheduled.self, AddScheduled.self, CancelScheduled.self], defaultSubcommand: ListScheduled.self)
}

struct ListScheduled: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "What is on the schedule, when it is due, and what came of the last run.")

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await view.run {
      try await $0.schedule.scheduled(in: view.space)
    } json: {
      WireSchedule(scheduled: $0.map(WireScheduledTask.init))
    } text: { tasks in
      tasks.isEmpty ? "Nothing is scheduled.\n" : tasks.map(ScheduleText.lines).joined()
    }
  }
}

struct AddScheduled: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Put something on the schedule.",
    discussion: """
      mneme schedule add at 'in 20m' 'Take the bread out' --remind
      mneme schedule add every 1d 'What should I not forget today?'
      mneme schedule add cron '0 8 * * mon-fri' 'Sum up what I said yesterday'
      """)

  @OptionGroup var view: ViewOptions
  @Argument(help: "at, every or cron.") var type: Timetable.Kind
  @Argument(help: "2026-12-24T18:00 or 'in 20m'; 90m, 2h, 1d; five fields of cron.") var schedule: String
  @Argument(help: "What is to be done, in words.") var task: String
  @Flag(help: "Only remind of it; the assistant is not asked.") var remind = false
  @Option(help: "IANA name such as Asia/Seoul; the owner's when left out.") var timeZone: String?

  func run() async throws {
    try await view.run {
      try await $0.schedule.schedule(
        ScheduleDraft(
          kind: type, schedule: schedule, task: task, action: remind ? .reminder : .turn, timeZone: timeZone),
        in: view.space)
    } json: {
      WireScheduledTask($0)
    } text: {
      ScheduleText.lines($0)
    }
  }
}

struct CancelScheduled: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "cancel", abstract: "Take something off the schedule.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The id that 'mneme schedule' shows.") var id: String

  func run() async throws {
    try await view.run {
      try await $0.schedule.cancel(id, in: view.space)
    } json: { _ in
      ["cancelled": id]
    } text: { _ in
      "It is off the schedule.\n"
    }
  }
}

enum ScheduleText {
  static func lines(_ task: ScheduledTask) -> String {
    let style = Date.ISO8601FormatStyle(timeZone: task.when.timeZone).year().month().day().timeZone(separator: .colon)
      .time(includingFractionalSeconds: false)
    let next = task.nextRun.map { "next \($0.formatted(style))" } ?? "over"
    let last = task.last.map { "\n    \($0.succeeded ? "last run" : "last run failed"): \($0.text.oneLine)" } ?? ""
    return "\(task.id)  \(task.when.kind.rawValue) \(task.when.text)  (\(next))\n    \(task.task.oneLine)\(last)\n"
  }
}

extension Timetable.Kind: ExpressibleByArgument {}
