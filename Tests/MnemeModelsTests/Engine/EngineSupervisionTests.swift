import Testing

@testable import MnemeModels

@Suite struct EngineSupervisionTests {
  private let start = ContinuousClock.now

  @Test func itIsStartedOnceAndAgainAfterPausesThatGrow() {
    var supervision = EngineSupervision()
    #expect(supervision.begin() == .start(after: .zero))
    #expect(supervision.begin() == .none)
    var pauses: [EngineSupervision.Action] = []
    for _ in 0..<4 {
      pauses.append(supervision.ended(at: start))
      #expect(supervision.state == .waiting)
      supervision.restarting()
    }
    #expect(
      pauses == [
        .start(after: .milliseconds(500)), .start(after: .seconds(1)), .start(after: .seconds(2)),
        .start(after: .seconds(4)),
      ])
    for _ in 0..<20 {
      _ = supervision.ended(at: start)
      supervision.restarting()
    }
    #expect(supervision.ended(at: start) == .start(after: EngineSupervision.longestPause))
  }

  @Test func aProcessThatWorkedForAMinuteStartsTheCountAnew() {
    var supervision = EngineSupervision()
    _ = supervision.begin()
    for _ in 0..<5 {
      _ = supervision.ended(at: start)
      supervision.restarting()
    }
    supervision.loaded(at: start)
    #expect(supervision.state == .ready)
    #expect(supervision.ended(at: start + .seconds(60)) == .start(after: .milliseconds(500)))
    #expect(supervision.failures == 1)
  }

  @Test func whatIsStoppedStaysStopped() {
    var supervision = EngineSupervision()
    _ = supervision.begin()
    supervision.stop()
    #expect(supervision.ended(at: start) == .none)
    supervision.restarting()
    #expect(supervision.state == .stopped)
  }
}
