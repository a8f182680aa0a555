import MnemeCore
import Testing

@Suite struct CircuitBreakerTests {
  private let start = ContinuousClock.now

  private func broken(_ kinds: [CircuitBreaker.Failure], limits: CircuitBreaker.Limits = .init()) -> CircuitBreaker {
    var breaker = CircuitBreaker(limits: limits)
    for kind in kinds {
      #expect(breaker.admit(at: start) == .admitted)
      breaker.fail(kind, at: start)
    }
    return breaker
  }

  @Test func itOpensAtTheFifthFailureInARowAndNotBefore() {
    var breaker = broken([.server, .server, .server, .server])
    #expect(breaker.state(at: start) == .closed)
    breaker.succeed()
    for _ in 0..<4 { breaker.fail(.server, at: start) }
    #expect(breaker.state(at: start) == .closed)
    breaker.fail(.server, at: start)
    #expect(breaker.state(at: start) == .open)
    #expect(breaker.admit(at: start + .seconds(20)) == .refused(wait: .seconds(40)))
  }

  @Test(arguments: [
    ([CircuitBreaker.Failure.overload, .overload, .overload, .timeout, .timeout], 300),
    ([.timeout, .server, .server, .server, .overload], 60),
    ([.timeout, .timeout, .timeout, .timeout, .server], 30),
    ([.overload, .overload, .timeout, .timeout, .other], 300),
  ])
  func theKindOfMostFailuresDecidesHowLongItIsOpen(kinds: [CircuitBreaker.Failure], seconds: Int) {
    let breaker = broken(kinds)
    #expect(breaker.state(at: start + .seconds(seconds) - .milliseconds(1)) == .open)
    #expect(breaker.state(at: start + .seconds(seconds)) == .halfOpen)
  }

  @Test func halfOpenTakesASlotForEachCallAndGivesItBack() {
    var limits = CircuitBreaker.Limits()
    (limits.trials, limits.successes) = (2, 2)
    var breaker = broken(Array(repeating: .server, count: 5), limits: limits)
    let later = start + .seconds(61)
    #expect(breaker.admit(at: later) == .admitted)
    #expect(breaker.admit(at: later) == .admitted)
    #expect(breaker.admit(at: later) == .refused(wait: .zero))
    breaker.release()
    #expect(breaker.admit(at: later) == .admitted)
    breaker.succeed()
    #expect(breaker.state(at: later) == .halfOpen)
    breaker.succeed()
    #expect(breaker.state(at: later) == .closed)
  }

  @Test func oneFailureOfATrialOpensItAgain() {
    var breaker = broken(Array(repeating: .timeout, count: 5))
    let later = start + .seconds(31)
    #expect(breaker.admit(at: later) == .admitted)
    breaker.fail(.timeout, at: later)
    #expect(breaker.state(at: later + .seconds(29)) == .open)
    #expect(breaker.state(at: later + .seconds(30)) == .halfOpen)
  }

  @Test func failuresOfCallsFromBeforeDoNotLengthenThePause() {
    var breaker = broken(Array(repeating: .server, count: 5))
    breaker.fail(.server, at: start + .seconds(59))
    #expect(breaker.state(at: start + .seconds(60)) == .halfOpen)
  }

  @Test func whatADependencyAsksForIsHonoured() {
    var breaker = CircuitBreaker()
    breaker.rest(until: start + .seconds(12))
    #expect(breaker.admit(at: start + .seconds(2)) == .refused(wait: .seconds(10)))
    breaker.rest(until: start + .seconds(5))
    #expect(breaker.state(at: start + .seconds(11)) == .open)
    #expect(breaker.admit(at: start + .seconds(12)) == .admitted)
  }

  @Test func wrongRequestsSayNothingOfADependency() {
    for code in [MnemeError.Code.invalidInput, .notFound, .unauthorized, .tooLarge] {
      #expect(CircuitBreaker.Failure(code) == nil)
    }
    #expect(CircuitBreaker.Failure(.overloaded) == .overload)
    #expect(CircuitBreaker.Failure(.timeout) == .timeout)
    #expect(CircuitBreaker.Failure(.upstream) == .server)
  }
}

@Suite struct TokenBucketTests {
  private let start = ContinuousClock.now

  @Test func aBurstGoesAtOnceAndTheRestAtItsRate() {
    var bucket = TokenBucket(perMinute: 60, burst: 3)
    let waits = (0..<5).map { _ in bucket.take(at: start, waiting: .seconds(60)) }
    #expect(waits == [.zero, .zero, .zero, .seconds(1), .seconds(2)])
  }

  @Test func aCallThatWillNotWaitTakesNothing() {
    var bucket = TokenBucket(perMinute: 60, burst: 1)
    #expect(bucket.take(at: start, waiting: .zero) == .zero)
    #expect(bucket.take(at: start, waiting: .milliseconds(900)) == nil)
    #expect(bucket.take(at: start, waiting: .seconds(1)) == .seconds(1))
  }

  @Test func silenceFillsTheBucketNoFurtherThanTheBurst() {
    var bucket = TokenBucket(perMinute: 60, burst: 2)
    let later = start + .seconds(3600)
    let waits = (0..<3).map { _ in bucket.take(at: later, waiting: .seconds(60)) }
    #expect(waits == [.zero, .zero, .seconds(1)])
  }
}
