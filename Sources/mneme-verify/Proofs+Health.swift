import MnemeCore
import Synchronization

/// How checks of the program's parts are run.
typealias HealthRun =
  @Sendable (
    _ checks: [HealthCheck], _ limit: Duration, _ clock: any Clock<Duration>, _ stopwatch: Stopwatch
  ) async -> [ComponentHealth]

/// The health checks' part of PERF-010.
extension Proofs {
  static let runTogether: HealthRun = { checks, limit, clock, stopwatch in
    await HealthRunner(checks, limit: limit, clock: clock, stopwatch: stopwatch).components()
  }

  static func healthChecks(_ run: HealthRun) async -> [Check] {
    let gate = Gate(of: 4)
    let time = CountedTime()
    let checks = (0..<4).map { place in
      HealthCheck("part \(place)", isCritical: true) {
        await gate.arrive()
        // Half a second each: together they pass once, one after the other four times.
        time.pass(0.5, with: gate.peak == 4 ? "all" : "\(place)")
        if place == 1 { throw MnemeError(.storage, String(repeating: "It broke. ", count: 100)) }
        return HealthFinding(.healthy, details: ["place": .integer(Int64(place))])
      }
    }
    let found = await run(checks, .seconds(600), ContinuousClock(), Stopwatch { time.seconds })
    let hanging = HealthCheck("hanging") {
      // Ends when it is cancelled, and long after the proof gave up.
      try? await Task.sleep(for: .seconds(60))
      return HealthFinding(.healthy)
    }
    let clock = InstantClock()
    let bounded = await run([hanging], .seconds(2), clock, .system)
    return [
      Check("health checks at once, of four", gate.peak, .exactly, 4),
      Check("seconds of four checks of half a second", time.seconds, .atMost, 0.5),
      Check(
        "results in the order of the checks", found.map(\.name) == checks.map(\.name) ? 1 : 0, .exactly, 1),
      Check("parts well beside the one whose check threw", found.count { $0.state == .healthy }, .exactly, 3),
      Check(
        "characters of what the failing check tells", found.compactMap { $0.message?.count }.max() ?? .max, .atMost, 200
      ),
      Check(
        "checks that hang, found unhealthy when their time is over", bounded.count { $0.state == .unhealthy }, .exactly,
        1),
      Check("seconds that a check was given", clock.slept, .exactly, 2),
    ]
  }
}

/// Time that passes once for each name.
final class CountedTime: Sendable {
  private let state = Mutex((seconds: 0.0, names: Set<String>()))
  var seconds: Double { state.withLock { $0.seconds } }

  func pass(_ seconds: Double, with name: String) {
    state.withLock { state in
      if state.names.insert(name).inserted { state.seconds += seconds }
    }
  }
}

/// Sleeps no time at all, and counts the seconds.
final class InstantClock: Clock, Sendable {
  typealias Instant = ContinuousClock.Instant
  private let state = Mutex(0.0)
  private let start = ContinuousClock.now
  var slept: Double { state.withLock { $0 } }
  var now: Instant { start.advanced(by: .seconds(slept)) }
  var minimumResolution: Duration { .zero }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    state.withLock { $0 += (deadline - start) / .seconds(1) - $0 }
  }
}
