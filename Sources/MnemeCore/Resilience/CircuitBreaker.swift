/// Decides whether a dependency that failed lately is asked again. A state machine: it does no I/O and knows the time only
/// as it is told.
///
/// Closed, it lets everything through. After `limits.failures` failures in a row it opens and refuses; how long depends on
/// what the latest failures mostly were. Then it is half open: at most `limits.trials` calls are let through at once, of
/// which `limits.successes` in a row close it and one failure opens it again.
package struct CircuitBreaker: Sendable {
  package struct Limits: Sendable, Hashable {
    /// Failures in a row that open it. From 1.
    package var failures = 5
    /// Calls at once while it is half open. From 1.
    package var trials = 1
    /// Successes in a row that close it again. From 1.
    package var successes = 1
    /// It is open no longer than this, unless the dependency itself asked for more.
    package var longestPause = Duration.seconds(300)

    package init() {}
  }

  /// What kind of failure it was: it decides how long the breaker stays open.
  package enum Failure: Sendable, Hashable, CaseIterable {
    case overload, server, timeout, other

    /// Of an error of a dependency; nil for one that says nothing of its health (a wrong request, a wrong name, a wrong key).
    package init?(_ code: MnemeError.Code) {
      switch code {
      case .overloaded: self = .overload
      case .upstream, .unavailable: self = .server
      case .timeout: self = .timeout
      case .internal, .storage: self = .other
      case .invalidInput, .configuration, .notFound, .tooLarge, .unprocessable, .unauthorized, .conflict: return nil
      }
    }

    var pause: Duration {
      switch self {
      case .overload: .seconds(300)
      case .server: .seconds(60)
      case .timeout, .other: .seconds(30)
      }
    }
  }

  package enum State: String, Sendable, Hashable {
    case closed, open
    case halfOpen = "half_open"
  }

  package enum Admission: Sendable, Hashable {
    /// The call may be made, and its end must be told with `succeed`, `fail` or `release`.
    case admitted
    /// Not before this time has passed; zero while the trials of the half-open state are all taken.
    case refused(wait: Duration)
  }

  /// Monotonic time.
  package typealias Instant = ContinuousClock.Instant

  private let limits: Limits
  private var phase = State.closed
  private var failuresInRow = 0
  private var successesInRow = 0
  private var trials = 0
  private var openUntil: Instant?
  /// The latest, at most ten.
  private var kinds: [Failure] = []

  package init(limits: Limits = Limits()) {
    self.limits = limits
  }

  /// As it is at this time: an open one whose pause is over is half open.
  package func state(at now: Instant) -> State {
    if phase == .open, let openUntil, now >= openUntil { return .halfOpen }
    return phase
  }

  package mutating func admit(at now: Instant) -> Admission {
    if phase == .open, let openUntil {
      guard now >= openUntil else { return .refused(wait: openUntil - now) }
      (phase, trials, successesInRow) = (.halfOpen, 0, 0)
    }
    if phase == .halfOpen {
      guard trials < limits.trials else { return .refused(wait: .zero) }
      trials += 1
    }
    return .admitted
  }

  package mutating func succeed() {
    (failuresInRow, kinds) = (0, [])
    guard phase == .halfOpen else { return }
    trials = max(0, trials - 1)
    successesInRow += 1
    if successesInRow >= limits.successes { phase = .closed }
  }

  package mutating func fail(_ kind: Failure, at now: Instant) {
    failuresInRow += 1
    kinds = (kinds + [kind]).suffix(10)
    // Calls that were let through before it opened and fail now say nothing new.
    guard phase != .open else { return }
    if phase == .halfOpen || failuresInRow >= limits.failures { open(until: now + pause) }
  }

  /// The call ended without telling anything of the dependency: it was given up, or it was wrong itself.
  package mutating func release() {
    if phase == .halfOpen { trials = max(0, trials - 1) }
  }

  /// Refuses until then, as the dependency itself asked for.
  package mutating func rest(until: Instant) {
    if phase == .open, let openUntil, openUntil >= until { return }
    open(until: until)
  }

  private mutating func open(until: Instant) {
    (phase, openUntil, trials, successesInRow) = (.open, until, 0, 0)
  }

  /// By the kind that most of the latest failures are of; of equally many the longer pause.
  private var pause: Duration {
    var counts: [Failure: Int] = [:]
    for kind in kinds { counts[kind, default: 0] += 1 }
    let most = counts.max { ($0.value, $0.key.pause) < ($1.value, $1.key.pause) }
    return min((most?.key ?? .other).pause, limits.longestPause)
  }
}
