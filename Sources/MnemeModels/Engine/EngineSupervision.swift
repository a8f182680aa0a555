import MnemeCore

/// Decides when the engine's process is started, and started again. A state machine: it starts nothing itself.
struct EngineSupervision: Sendable {
  typealias Instant = ContinuousClock.Instant

  enum State: Sendable, Hashable {
    case stopped
    /// The process runs; its model is being loaded.
    case loading
    case ready
    /// It ended by itself; it is started again after the pause.
    case waiting
  }

  enum Action: Sendable, Hashable {
    case start(after: Duration)
    case none
  }

  private(set) var state = State.stopped
  /// Ends in a row.
  private(set) var failures = 0
  private var readyAt: Instant?

  /// Ready for so long, a process has shown that it works: its end counts from one again.
  static let proven = Duration.seconds(60)
  static let longestPause = Duration.seconds(60)

  mutating func begin() -> Action {
    guard state == .stopped else { return .none }
    state = .loading
    return .start(after: .zero)
  }

  mutating func loaded(at now: Instant) {
    guard state == .loading else { return }
    (state, readyAt) = (.ready, now)
  }

  /// The process ended, whatever the reason.
  mutating func ended(at now: Instant) -> Action {
    guard state == .loading || state == .ready else { return .none }
    if let readyAt, now - readyAt >= Self.proven { failures = 0 }
    failures += 1
    (state, readyAt) = (.waiting, nil)
    // 0.5 s, 1 s, 2 s …
    return .start(after: min(.milliseconds(500) * (1 << min(failures - 1, 10)), Self.longestPause))
  }

  mutating func restarting() { if state == .waiting { state = .loading } }

  mutating func stop() { (state, readyAt) = (.stopped, nil) }
}
