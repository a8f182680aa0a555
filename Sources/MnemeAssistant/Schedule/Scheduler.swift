package import Foundation
package import Logging
package import MnemeCore

/// Does what was put on the schedule, when its time has come.
///
/// A run is taken in the store before it begins, so that it is done once even where the process is stopped in the middle; one
/// that was missed while the process was down is done once at the next start, however often it was missed.
package actor Scheduler: ScheduleService {
  /// Runs at once.
  static let together = 4
  /// A run may take this long, in seconds.
  static let patience = 600
  /// The store is asked at least this often: another process may have put something there.
  static let longestSleep = Duration.seconds(60)

  private let store: any ScheduleStore
  private let events: any EventFeed
  private let clock: any WallClock
  private let identifiers: any IdentifierSource
  private let timeZone: TimeZone
  private let logger: Logger
  private let chat: any ChatService
  private let sleep: @Sendable (Duration) async throws -> Void
  /// Told of what is new while `run` rests.
  private var sleeper: AsyncStream<Void>.Continuation?
  /// Tasks that run, or wait for a place.
  private var under: Set<String> = []
  /// Something is new since `run` looked.
  private var isNews = false

  /// - Parameter sleep: waits for the next run.
  package init(
    store: any ScheduleStore, chat: any ChatService, events: any EventFeed, clock: any WallClock,
    identifiers: any IdentifierSource, timeZone: TimeZone, logger: Logger,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.store = store
    self.chat = chat
    self.events = events
    self.clock = clock
    self.identifiers = identifiers
    self.timeZone = timeZone
    self.logger = logger
    self.sleep = sleep
  }

  // MARK: What is on it

  package func schedule(_ draft: ScheduleDraft, in space: SpaceID) async throws(MnemeError) -> ScheduledTask {
    let task = draft.task.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !task.isEmpty, task.count <= Limits.taskCharacters, !task.contains("\u{0}") else {
      throw MnemeError(.invalidInput, "A task has 1 to \(Limits.taskCharacters) characters.")
    }
    guard draft.schedule.utf8.count <= Limits.scheduleCharacters else {
      throw MnemeError(.invalidInput, "A schedule has at most \(Limits.scheduleCharacters) characters.")
    }
    var zone = timeZone
    if let name = draft.timeZone {
      guard let named = TimeZone(identifier: name) else {
        throw MnemeError(.invalidInput, "There is no time zone of this name; use one such as Europe/Lisbon.")
      }
      zone = named
    }
    // As the store keeps it: what is counted from it must be the same after a restart.
    let now = Date(milliseconds: clock.now().milliseconds)
    let when = try Timetable(kind: draft.kind, text: draft.schedule, timeZone: zone, start: now)
    guard let next = when.next(after: now) else {
      throw MnemeError(.invalidInput, "This time is over, or never comes; it is \(now.formatted(.iso8601)) now.")
    }
    let scheduled = ScheduledTask(
      id: identifiers.next(), space: space, when: when, task: task, action: draft.action, session: draft.session,
      createdAt: now, nextRun: next)
    try await store.add(scheduled, limit: Limits.scheduledTasks)
    isNews = true
    sleeper?.yield()
    return scheduled
  }

  package func scheduled(in space: SpaceID) async throws(MnemeError) -> [ScheduledTask] {
    try await store.scheduled(in: space, id: nil)
  }

  package func cancel(_ id: String, in space: SpaceID) async throws(MnemeError) {
    guard try await store.removeScheduled(id, in: space) else {
      throw MnemeError(.notFound, "There is no scheduled task with this id.")
    }
  }

  // MARK: Doing it

  /// Until the task is cancelled.
  package func run() async {
    await withDiscardingTaskGroup { group in
      let places = RunPlaces(Self.together)
      var isStart = true
      while !Task.isCancelled {
        var pause = Self.longestSleep
        do throws(MnemeError) {
          let now = clock.now()
          isNews = false
          let (due, next) = try await store.due(at: now, isStart: isStart)
          isStart = false
          for task in due where under.insert(task.id).inserted {
            group.addTask {
              // A reminder is said at once; a turn waits for a place, and is taken only when it has one.
              if task.action == .turn { await places.enter() }
              await self.carryOut(task)
              if task.action == .turn { places.leave() }
            }
          }
          if let next { pause = min(pause, .seconds(max(0, next.timeIntervalSince(clock.now())))) }
        } catch {
          logger.warning("schedule.unread", metadata: ["error.code": "\(error.code.rawValue)"])
        }
        await rest(pause)
      }
      group.cancelAll()
    }
  }

  /// Until the pause is over or something new is on the schedule.
  private func rest(_ pause: Duration) async {
    if isNews { return }
    let (wakes, sleeper) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    self.sleeper = sleeper
    defer { self.sleeper = nil }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in wakes { return } }
      // Ends by cancellation, which it reports by throwing.
      group.addTask { [sleep] in try? await sleep(pause) }
      await group.next()
      group.cancelAll()
    }
  }

  func isUnderWay(_ id: String) -> Bool { under.contains(id) }

  private func carryOut(_ task: ScheduledTask) async {
    defer { under.remove(task.id) }
    if Task.isCancelled { return }
    do throws(MnemeError) {
      let now = clock.now()
      guard try await store.take(task, next: task.when.next(after: now), at: now) else { return }
    } catch {
      logger.warning("schedule.untaken", metadata: ["error.code": "\(error.code.rawValue)"])
      return
    }
    let outcome: ScheduledTask.Outcome
    do {
      let text = task.action == .reminder ? task.task : try await answer(task)
      outcome = .init(
        at: clock.now(), succeeded: true, text: String(text.prefix(Limits.scheduledResultCharacters)))
    } catch {
      let told = (error as? MnemeError)?.message ?? "It was stopped."
      outcome = .init(at: clock.now(), succeeded: false, text: told)
      logger.warning("schedule.run_failed", metadata: ["error.type": "\(type(of: error))"])
    }
    do throws(MnemeError) {
      try await store.finish(task, outcome)
    } catch {
      logger.error("schedule.outcome_lost", metadata: ["error.code": "\(error.code.rawValue)"])
    }
    events.publish(.taskRan(id: task.id, outcome: outcome.succeeded ? .succeeded : .failed), in: task.space)
  }

  /// The assistant's answer. The turn reads the space's memory and keeps nothing: nobody said anything.
  private func answer(_ task: ScheduledTask) async throws -> String {
    var request = ChatRequest(
      space: task.space, channel: "schedule", messages: [ModelMessage(role: .user, content: task.task)],
      memory: .read)
    request.depth = 1
    request.origin = task.session
    // What comes of it stands in a list that any model may be told.
    request.leavesHome = true
    let asked = request
    return try await withDeadline(.seconds(Self.patience), "It took longer than \(Self.patience) seconds.") { [chat] in
      try await chat.answer(to: asked)
    }
  }
}

extension ChatService {
  /// The whole text of a turn.
  func answer(to request: ChatRequest) async throws -> String {
    var text = ""
    for try await event in reply(to: request) {
      if case .text(let piece) = event { text += piece }
    }
    try Task.checkCancellation()
    return text
  }
}
