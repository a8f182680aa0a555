import NIOCore
import Testing

@testable import MnemeHTTP

@Suite struct ConnectionStateTests {
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

  private func at(_ seconds: Int64) -> NIODeadline { start + .seconds(seconds) }

  private func state() -> ConnectionState { ConnectionState(timeouts: ConnectionTimeouts(), now: start) }

  @Test func silenceBeforeAndBetweenRequestsIsCountedFromTheLastAnswer() {
    var state = state()
    #expect(state.check(now: at(10)) == .carryOn)
    #expect(state.check(now: at(11)) == .close)
    state.requestBegan(now: at(70))
    state.requestEnded(now: at(70))
    state.answerBegan()
    #expect(state.check(now: at(10_000)) == .carryOn)
    state.answerEnded(now: at(10_000))
    #expect(state.check(now: at(10_075)) == .carryOn)
    #expect(state.check(now: at(10_076)) == .close)
  }

  @Test func silenceInABodyCountsOnlyWhileWeWantToRead() {
    var state = state()
    state.requestBegan(now: at(0))
    #expect(state.check(now: at(500)) == .carryOn)
    state.readWanted(now: at(500))
    #expect(state.check(now: at(530)) == .carryOn)
    #expect(state.bodyArrived(10, now: at(530)) == .carryOn)
    #expect(state.check(now: at(560)) == .carryOn)
    #expect(state.check(now: at(561)) == .timeOut)
    state.answerBegan()
    #expect(state.check(now: at(561)) == .close)
  }

  @Test func stoppingShortensThePatienceWithABody() {
    var state = state()
    state.requestBegan(now: at(0))
    state.readWanted(now: at(0))
    #expect(state.stop() == .carryOn)
    #expect(state.check(now: at(1)) == .carryOn)
    #expect(state.check(now: at(2)) == .timeOut)
  }

  @Test func stoppingClosesWhatIsIdleAndWhatIsOnlyBeingDrained() {
    var idle = state()
    #expect(idle.stop() == .close)
    var draining = state()
    draining.requestBegan(now: at(0))
    draining.answerBegan()
    draining.answerEnded(now: at(0))
    #expect(draining.check(now: at(10)) == .carryOn)
    #expect(draining.check(now: at(11)) == .close)
    #expect(draining.stop() == .close)
  }

  @Test func theLastAnswerIsWrittenTheRestReadAndThenItLingers() {
    var state = state()
    state.requestBegan(now: at(0))
    state.answerBegan()
    state.answerEnded(now: at(1))
    state.lastAnswerGiven(now: at(1))
    #expect(state.check(now: at(61)) == .carryOn)
    #expect(state.check(now: at(62)) == .close)
    state.writability(false, now: at(10))
    state.writability(true, now: at(60))
    #expect(state.check(now: at(120)) == .carryOn)
    state.lastAnswerWritten(now: at(120))
    #expect(state.check(now: at(130)) == .carryOn)
    #expect(state.check(now: at(131)) == .close)
    #expect(state.bodyArrived(64 << 20, now: at(125)) == .carryOn)
    #expect(state.bodyArrived(1, now: at(125)) == .close)
    state.requestEnded(now: at(126))
    #expect(state.check(now: at(128)) == .carryOn)
    #expect(state.check(now: at(129)) == .close)
    // The answer is not given up for a stop.
    #expect(state.stop() == .carryOn)
  }

  @Test func drainHasALimit() {
    var state = state()
    state.requestBegan(now: at(0))
    state.answerBegan()
    state.answerEnded(now: at(0))
    #expect(state.bodyArrived(64 << 20, now: at(1)) == .carryOn)
    #expect(state.bodyArrived(1, now: at(1)) == .close)
  }

  @Test func aClientThatDoesNotReadIsClosedWhateverElseHappens() {
    var state = state()
    state.requestBegan(now: at(0))
    state.requestEnded(now: at(0))
    state.writability(false, now: at(0))
    state.writability(false, now: at(50))
    #expect(state.check(now: at(60)) == .carryOn)
    #expect(state.check(now: at(61)) == .close)
    state.writability(true, now: at(61))
    #expect(state.check(now: at(200)) == .carryOn)
  }
}
