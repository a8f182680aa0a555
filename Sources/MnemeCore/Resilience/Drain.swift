/// Ends things side by side, so that all take as long as the slowest.
package enum Drain {
  /// Runs all steps at once and returns when all have ended, or cancels those that have not after `limit` and returns when they
  /// have answered that.
  /// - Returns: names of the steps that were cancelled, in the order given.
  package static func together(
    within limit: Duration, clock: any Clock<Duration> = .continuous,
    _ steps: [(name: String, run: @Sendable () async -> Void)]
  ) async -> [String] {
    await withTaskGroup(of: Int?.self) { group in
      for (place, step) in steps.enumerated() {
        group.addTask {
          await step.run()
          return Task.isCancelled ? nil : place
        }
      }
      group.addTask {
        // Ends early when all is done, by cancellation.
        try? await clock.sleep(for: limit)
        return -1
      }
      var open = Set(steps.indices)
      while !open.isEmpty, let ended = await group.next() {
        if let ended, ended >= 0 { open.remove(ended) } else { break }
      }
      group.cancelAll()
      return open.sorted().map { steps[$0].name }
    }
  }
}
