import Foundation
import MnemeCore
import Synchronization
import Testing

@Suite struct HealthRunnerTests {
  /// Its own words are for nobody.
  private struct Loud: Error, CustomStringConvertible { let description = "the key is hush-hush" }

  /// Opened once; counts who came.
  private final class Door: Sendable {
    private let state = Mutex((isOpen: false, came: 0))
    var came: Int { state.withLock { $0.came } }
    func open() { state.withLock { $0.isOpen = true } }
    /// Does not answer cancellation.
    func pass() async {
      state.withLock { $0.came += 1 }
      while !state.withLock({ $0.isOpen }) { await Task.yield() }
    }
  }

  /// Every sleep is over at once.
  private struct NoWait: Clock {
    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .zero }
    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {}
  }

  @Test func whatACheckThrowsIsToldOnlyWhereItWasWrittenForPeople() async {
    let runner = HealthRunner([
      HealthCheck("own") { throw MnemeError(.storage, "The disk\nis full. " + String(repeating: "x", count: 400)) },
      HealthCheck("foreign") { throw Loud() },
      HealthCheck("inner") { throw MnemeError(.internal, "hush-hush") },
    ])
    let found = await runner.components()
    #expect(found.map(\.state) == [.unhealthy, .unhealthy, .unhealthy])
    #expect(found[0].message?.hasPrefix("The disk is full. ") == true && found[0].message?.count == 200)
    #expect(found[1].message == "The check failed." && found[2].message == "The check failed.")
  }

  @Test func aCheckThatHangsIsNotWaitedForAndNotStartedAgain() async {
    let door = Door()
    let runner = HealthRunner(
      [
        HealthCheck("stuck") {
          await door.pass()
          return HealthFinding(.healthy)
        }
      ], limit: .seconds(2), clock: NoWait())
    #expect(await runner.components().first?.message == "No answer within 2.0 seconds.")
    for _ in 0..<3 {
      #expect(await runner.components().first?.message == "The check before this one has not answered yet.")
    }
    while door.came == 0 { await Task.yield() }
    #expect(door.came == 1)
    door.open()
    // When it has ended it is started again; without a wait it is late once more, or answers.
    while await runner.components().first?.message == "The check before this one has not answered yet." {
      await Task.yield()
    }
  }

  @Test func whoAsksTogetherIsAnsweredByOneRun() async {
    let runs = Mutex(0)
    let time = Mutex(0.0)
    let door = Door()
    let runner = HealthRunner(
      [
        HealthCheck("one") {
          runs.withLock { $0 += 1 }
          await door.pass()
          return HealthFinding(.healthy)
        }
      ], limit: .seconds(3600), stopwatch: Stopwatch { time.withLock { $0 } })
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<20 { group.addTask { _ = await runner.components() } }
      while door.came == 0 { await Task.yield() }
      for _ in 0..<200 { await Task.yield() }
      door.open()
    }
    // Those that came after the end ran it again; those that came together did not.
    let together = runs.withLock { $0 }
    #expect(together < 20)
    time.withLock { $0 = 4 }
    _ = await runner.components(noOlderThan: 5)
    #expect(runs.withLock { $0 } == together)
    time.withLock { $0 = 20 }
    _ = await runner.components(noOlderThan: 5)
    #expect(runs.withLock { $0 } == together + 1)
  }

  @Test func theRunnerMeasuresHowLongACheckTook() async {
    let time = Mutex(0.0)
    let runner = HealthRunner(
      [
        HealthCheck("slow") {
          time.withLock { $0 += 0.25 }
          return HealthFinding(.healthy)
        }
      ], stopwatch: Stopwatch { time.withLock { $0 } })
    #expect(await runner.components().first?.latencyMilliseconds == 250)
  }

  @Test func onlyACriticalPartMakesTheWholeUnhealthy() {
    func state(_ parts: [(HealthState, isCritical: Bool)]) -> HealthState {
      HealthReport(
        at: .now, uptimeSeconds: 1,
        components: parts.map {
          ComponentHealth(name: "x", isCritical: $0.isCritical, state: $0.0, message: nil, latencyMilliseconds: 0)
        }
      ).state
    }
    #expect(state([]) == .healthy)
    #expect(state([(.healthy, true), (.healthy, false)]) == .healthy)
    #expect(state([(.healthy, true), (.degraded, false)]) == .degraded)
    #expect(state([(.healthy, true), (.unhealthy, false)]) == .degraded)
    #expect(state([(.degraded, true)]) == .degraded)
    #expect(state([(.unhealthy, true), (.healthy, true)]) == .unhealthy)
  }
}
