import MnemeCore

/// Waits until the queue is worked off, or until it stands still (no encoder, failing jobs): what is left is done later.
struct QueueDrain: Sendable {
  let imports: any ImportService
  /// The longest wait.
  let longest: Duration
  /// A queue that does not shrink for this long stands still. One batch of embeddings takes less.
  var patience: Duration = .seconds(1)

  /// - Parameter progress: called with the jobs left whenever their number changed.
  func run(_ progress: (Int) -> Void = { _ in }) async throws {
    let end = ContinuousClock.now + longest
    var left = Int.max
    var changedAt = ContinuousClock.now
    while ContinuousClock.now < end {
      let depth = try await imports.queueStatus(of: nil, wait: false).depth
      if depth == 0 { return }
      if depth != left {
        left = depth
        changedAt = .now
        progress(depth)
      } else if ContinuousClock.now - changedAt > patience {
        return
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
