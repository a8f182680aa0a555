import MnemeCore
import Synchronization

/// How a provider does when it is asked with one of its keys; shared by all models that are reached so.
final class RouteHealth: Sendable {
  typealias Instant = ContinuousClock.Instant

  private struct State {
    var breaker: CircuitBreaker
    var bucket: TokenBucket?
    /// A key that was refused is left alone until then, as long as there is another way.
    var keyRests: Instant?
    var lastFailure: String?
  }

  /// How long a refused key is left alone where there is another way.
  static let keyPause = Duration.seconds(3600)

  private let now: @Sendable () -> Instant
  private let state: Mutex<State>

  /// - Parameter isNear: asking it again costs nothing, and it may be back at once: a server on this machine.
  init(
    requestsPerMinute: Int? = nil, isNear: Bool = false,
    now: @escaping @Sendable () -> Instant = { ContinuousClock.now }
  ) {
    self.now = now
    var limits = CircuitBreaker.Limits()
    if isNear { limits.longestPause = .seconds(2) }
    state = Mutex(
      State(
        breaker: CircuitBreaker(limits: limits),
        bucket: requestsPerMinute.map { TokenBucket(perMinute: $0, burst: max(1, $0 / 10)) }))
  }

  /// A call that is under way. One of its ends must be told; a call that is dropped untold counts as given up.
  final class Call: Sendable {
    private let health: RouteHealth
    private let isOpen = Mutex(true)

    fileprivate init(_ health: RouteHealth) { self.health = health }
    deinit { giveUp() }

    /// The answer has begun. A break in its middle may still be told.
    func answers() {
      guard isOpen.withLock({ $0 }) else { return }
      health.state.withLock { state in
        state.breaker.succeed()
        (state.lastFailure, state.keyRests) = (nil, nil)
      }
    }

    func succeed() {
      close { state in
        state.breaker.succeed()
        (state.lastFailure, state.keyRests) = (nil, nil)
      }
    }

    /// - Parameter hasOthers: there is another way to ask, so that a refused key may rest.
    func fail(_ error: MnemeError, hasOthers: Bool) {
      let now = health.now()
      close { state in
        state.lastFailure = error.message
        if error.code == .unauthorized, hasOthers { state.keyRests = now + RouteHealth.keyPause }
        guard let failure = CircuitBreaker.Failure(error.code) else { return state.breaker.release() }
        state.breaker.fail(failure, at: now)
        if error.code == .overloaded, let seconds = error.retryAfter {
          state.breaker.rest(until: now + .seconds(seconds))
        }
      }
    }

    func giveUp() { close { $0.breaker.release() } }

    private func close(_ body: (inout State) -> Void) {
      let wasOpen = isOpen.withLock { open in
        defer { open = false }
        return open
      }
      if wasOpen { health.state.withLock { body(&$0) } }
    }
  }

  enum Admission {
    /// The call may be made after this time.
    case call(Call, after: Duration)
    /// Not now; how long to wait, as far as that is known.
    case refused(wait: Duration)
    /// The rate is used up for longer than the caller waits.
    case limited(wait: Duration)
  }

  /// - Parameter hasOthers: there is another way to ask.
  func admit(hasOthers: Bool, waiting longest: Duration) -> Admission {
    let now = now()
    return state.withLock { state in
      if hasOthers, let until = state.keyRests, until > now { return .refused(wait: until - now) }
      switch state.breaker.admit(at: now) {
      case .refused(let wait): return .refused(wait: wait)
      case .admitted:
        guard state.bucket != nil else { return .call(Call(self), after: .zero) }
        if let wait = state.bucket?.take(at: now, waiting: longest) { return .call(Call(self), after: wait) }
        state.breaker.release()
        return .limited(wait: longest)
      }
    }
  }

  /// For people: what is wrong at the moment, if anything is.
  var trouble: (state: ModelReport.Entry.State, reason: String?) {
    let now = now()
    return state.withLock { state in
      let isResting = state.breaker.state(at: now) == .open || state.keyRests.map { $0 > now } == true
      return (isResting ? .resting : .ready, state.lastFailure)
    }
  }
}
