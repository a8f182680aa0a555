import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeAssistant

@Suite struct SchedulerTests {
  @Test func aTaskIsAskedWhenItsTimeHasComeAndKeepsNothingOfTheTurn() async throws {
    let home = try House(model: ScriptedModel(pieces: ["Three things."]))
    let (scheduler, sleeper) = scheduler(home)
    let task = try await scheduler.schedule(
      ScheduleDraft(kind: .every, schedule: "1h", task: "Sum up what is open."), in: .me)
    try await running(scheduler) {
      await sleeper.slept(1)
      #expect(try await scheduler.scheduled(in: .me).first?.runs == 0)
      home.clock.advance(by: 3601)
      sleeper.wake()
      let done = try await first(scheduler) { $0.last != nil }
      #expect(done.runs == 1 && done.last?.succeeded == true && done.last?.text == "Three things.")
      #expect(done.nextRun == task.createdAt.addingTimeInterval(7200))
    }
    #expect(home.model.requests.last?.messages.last?.content.contains("Sum up what is open.") == true)
    #expect(try await home.messages().isEmpty)
    try home.close()
  }

  @Test func whatWasMissedIsDoneOnce() async throws {
    let home = try House()
    let (first, _) = scheduler(home)
    _ = try await first.schedule(ScheduleDraft(kind: .every, schedule: "1h", task: "Look.", action: .reminder), in: .me)
    home.clock.advance(by: 10 * 3600 + 5)
    // Another process, after the restart.
    let (second, sleeper) = scheduler(home)
    try await running(second) {
      await sleeper.slept(1)
      let done = try await self.first(second) { $0.last != nil }
      #expect(done.runs == 1 && done.last?.text == "Look.")
    }
    try home.close()
  }

  @Test func aRunThatAStopCutOffIsNotedAndNotRepeated() async throws {
    let home = try House()
    let (before, _) = scheduler(home)
    let task = try await before.schedule(ScheduleDraft(kind: .at, schedule: "in 5m", task: "Write."), in: .me)
    home.clock.advance(by: 301)
    #expect(try await home.store.take(task, next: nil, at: home.clock.now()))
    // Nobody else may take it.
    #expect(try await !home.store.take(task, next: nil, at: home.clock.now()))
    let (after, sleeper) = scheduler(home)
    try await running(after) {
      await sleeper.slept(1)
      let noted = try await first(after) { $0.last != nil }
      #expect(noted.last?.succeeded == false && noted.runs == 1 && noted.nextRun == nil)
    }
    #expect(home.model.requests.isEmpty)
    try home.close()
  }

  @Test func aFailedRunSaysWhyAndComesAgain() async throws {
    let home = try House(model: ScriptedModel(failure: MnemeError(.upstream, "The model is away.")))
    let (scheduler, sleeper) = scheduler(home)
    _ = try await scheduler.schedule(ScheduleDraft(kind: .every, schedule: "1h", task: "Ask."), in: .me)
    try await running(scheduler) {
      await sleeper.slept(1)
      home.clock.advance(by: 3601)
      sleeper.wake()
      let failed = try await first(scheduler) { $0.last != nil }
      #expect(failed.last?.succeeded == false && failed.last?.text == "The model is away." && failed.nextRun != nil)
    }
    try home.close()
  }

  @Test func thereAreFiftyTasksAtMostAndACancelledOneMakesRoom() async throws {
    let home = try House()
    let (scheduler, _) = scheduler(home)
    var last: ScheduledTask?
    for number in 0..<Limits.scheduledTasks {
      last = try await scheduler.schedule(
        ScheduleDraft(kind: .every, schedule: "1d", task: "Task \(number)"), in: .me)
    }
    let draft = ScheduleDraft(kind: .every, schedule: "1d", task: "One more")
    let error = await #expect(throws: MnemeError.self) { try await scheduler.schedule(draft, in: .me) }
    #expect(error?.code == .conflict)
    try await scheduler.cancel(try #require(last).id, in: .me)
    _ = try await scheduler.schedule(draft, in: .me)
    // Nobody cancels in another space.
    let other = try SpaceID("other")
    let foreign = try #require(try await scheduler.scheduled(in: .me).first)
    await #expect(throws: MnemeError.self) { try await scheduler.cancel(foreign.id, in: other) }
    #expect(try await scheduler.scheduled(in: other).isEmpty)
    try home.close()
  }

  @Test func aTextWithoutEndIsRefused() async throws {
    let home = try House()
    let (scheduler, _) = scheduler(home)
    for text in [String(repeating: "999999999w", count: 16_000), "999999999w999999999w"] {
      let draft = ScheduleDraft(kind: .every, schedule: text, task: "Look.")
      let error = await #expect(throws: MnemeError.self) { try await scheduler.schedule(draft, in: .me) }
      #expect(error?.code == .invalidInput)
    }
    try home.close()
  }

  @Test func aModelSchedulesThroughItsToolAndOnlyInAPersonsTurn() async throws {
    let home = try House()
    let (scheduler, _) = scheduler(home)
    let tool = ScheduleTaskTool(scheduler)
    var turn = ToolTurn(
      space: .me, session: "s", channel: "test", now: home.clock.now(), said: [], message: nil, leavesHome: false)
    let arguments: JSONValue = ["schedule_type": "cron", "schedule": "0 8 * * *", "task": "Say good morning."]
    let output = try await tool.run(arguments, in: turn)
    #expect(output.text.contains("Next run"))
    #expect(try await ListScheduledTool(scheduler).run([:], in: turn).text.contains("Say good morning."))
    turn.depth = 1
    await #expect(throws: ToolFailure.self) { try await tool.run(arguments, in: turn) }
    try home.close()
  }

  private func scheduler(_ home: House) -> (Scheduler, Sleeper) {
    let sleeper = Sleeper()
    let scheduler = Scheduler(
      store: home.store, chat: home.assistant, events: home.memory.events, clock: home.clock,
      identifiers: UUIDv7Source(clock: home.clock), timeZone: .gmt,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, sleep: sleeper.sleep)
    return (scheduler, sleeper)
  }

  private func running(_ scheduler: Scheduler, _ body: @Sendable () async throws -> Void) async throws {
    let work = Task { await scheduler.run() }  // awaited below
    do {
      try await body()
    } catch {
      work.cancel()
      await work.value
      throw error
    }
    work.cancel()
    await work.value
  }

  private func first(_ scheduler: Scheduler, where isIt: (ScheduledTask) -> Bool) async throws -> ScheduledTask {
    for _ in 0..<5000 {
      if let task = try await scheduler.scheduled(in: .me).first(where: isIt) { return task }
      try await Task.sleep(for: .milliseconds(2))
    }
    throw MnemeError(.timeout, "It did not come to that.")
  }
}

/// Sleeps until it is woken.
final class Sleeper: Sendable {
  private struct State {
    var sleeps = 0
    var waiting: [AsyncStream<Void>.Continuation] = []
  }

  private let state = Mutex(State())

  @Sendable func sleep(_ duration: Duration) async throws {
    let (stream, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    state.withLock {
      $0.sleeps += 1
      $0.waiting.append(wake)
    }
    for await _ in stream { return }
    throw CancellationError()
  }

  func slept(_ times: Int) async {
    while state.withLock({ $0.sleeps < times }), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(2)) }
  }

  func wake() {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
    for one in waiting { one.yield() }
  }
}
