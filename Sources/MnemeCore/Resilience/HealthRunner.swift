/// A check of one part.
package struct HealthCheck: Sendable {
  package let name: String
  package let isCritical: Bool
  package let run: @Sendable () async throws -> HealthFinding

  /// - Parameter run: what it throws makes the part unhealthy.
  package init(
    _ name: String, isCritical: Bool = false, _ run: @escaping @Sendable () async throws -> HealthFinding
  ) {
    self.name = name
    self.isCritical = isCritical
    self.run = run
  }
}

/// Runs checks side by side, each for a limited time.
///
/// A check that does not answer in time is cancelled and not waited for; until it has ended it is not started again, so that checks
/// that hang never pile up. Who asks while the checks run gets the result of that run.
package actor HealthRunner {
  /// Characters of a message.
  package static let messageLimit = 200

  private let checks: [HealthCheck]
  private let limit: Duration
  private let clock: any Clock<Duration>
  private let stopwatch: Stopwatch
  /// Places of checks that have not ended.
  private var open: Set<Int> = []
  private var running: Task<[ComponentHealth], Never>?
  private var last: (at: Double, components: [ComponentHealth])?

  package init(
    _ checks: [HealthCheck], limit: Duration = .seconds(2), clock: any Clock<Duration> = .continuous,
    stopwatch: Stopwatch = .system
  ) {
    self.checks = checks
    self.limit = limit
    self.clock = clock
    self.stopwatch = stopwatch
  }

  /// In the order of the checks.
  /// - Parameter seconds: a result that is no older than this is as good; 0 runs the checks.
  package func components(noOlderThan seconds: Double = 0) async -> [ComponentHealth] {
    if let running { return await running.value }
    if seconds > 0, let last, stopwatch.seconds() - last.at <= seconds { return last.components }
    // Awaited here and by all who ask meanwhile: none of them ends it by leaving.
    let task = Task { await self.runAll() }
    running = task
    let components = await task.value
    running = nil
    last = (stopwatch.seconds(), components)
    return components
  }

  private func runAll() async -> [ComponentHealth] {
    await withTaskGroup(of: (Int, ComponentHealth).self) { group in
      for place in checks.indices { group.addTask { (place, await self.examine(place)) } }
      var result: [ComponentHealth?] = checks.map { _ in nil }
      for await (place, component) in group { result[place] = component }
      return result.compactMap(\.self)
    }
  }

  private func examine(_ place: Int) async -> ComponentHealth {
    let check = checks[place]
    guard open.insert(place).inserted else {
      return component(check, HealthFinding(.unhealthy, "The check before this one has not answered yet."), seconds: 0)
    }
    let began = stopwatch.seconds()
    let (answers, answer) = AsyncStream<HealthFinding>.makeStream()
    // Waited for below as long as its time lasts; after that it is cancelled, and `open` remembers it until it ends.
    let work = Task {
      answer.yield(await Self.outcome(check))
      answer.finish()
      self.open.remove(place)
    }
    let finding = await withTaskGroup(of: HealthFinding?.self) { group in
      group.addTask {
        for await finding in answers { return finding }
        return nil
      }
      group.addTask { [clock, limit] in
        // Ends early when the check has answered, by cancellation.
        try? await clock.sleep(for: limit)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
    if finding == nil { work.cancel() }
    return component(
      check, finding ?? HealthFinding(.unhealthy, "No answer within \(limit)."), seconds: stopwatch.seconds() - began)
  }

  /// What an error says of itself is told only where it was written for people.
  private static func outcome(_ check: HealthCheck) async -> HealthFinding {
    do {
      return try await check.run()
    } catch let error as MnemeError where error.code != .internal {
      return HealthFinding(.unhealthy, error.message)
    } catch {
      return HealthFinding(.unhealthy, "The check failed.")
    }
  }

  private func component(_ check: HealthCheck, _ finding: HealthFinding, seconds: Double) -> ComponentHealth {
    let message = finding.message.map { text in
      String(text.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(Self.messageLimit))
    }
    return ComponentHealth(
      name: check.name, isCritical: check.isCritical, state: finding.state, message: message, details: finding.details,
      latencyMilliseconds: seconds * 1000)
  }
}
