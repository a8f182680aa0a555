import Foundation
import MnemeCore
import Testing

@Suite struct TokenEstimatorCalibrationTests {
  @Test func withoutReportsAnEstimateStaysAsItIs() {
    let calibration = TokenCalibration(model: "m")
    #expect(calibration.correction == 1)
    #expect(calibration.corrected(0) == 0)
    #expect(calibration.corrected(123) == 123)
  }

  @Test(arguments: [0.75, 0.9, 1.0, 1.1, 1.3, 1.5])
  func itConvergesOnASteadyRatio(ratio: Double) {
    var calibration = TokenCalibration(model: "m")
    var random = Noise(seed: 3)
    for _ in 0..<200 {
      let estimated = 100 + Int(random.next() * 3000)
      let noise = 1 + 0.03 * (2 * random.next() - 1)
      calibration.observe(estimated: estimated, reported: Int((Double(estimated) * ratio * noise).rounded()))
    }
    #expect(calibration.correction >= 0.97 * ratio)
    #expect(calibration.correction <= 1.06 * ratio + 0.01)
    #expect(calibration.error.under <= 1)
  }

  @Test func oneReportIsEnoughToCorrectUpwardsAndTooLittleToTrustDownwards() {
    var higher = TokenCalibration(model: "m")
    higher.observe(estimated: 1000, reported: 1300)
    #expect(abs(higher.correction - 1.3) < 1e-9)
    #expect(higher.corrected(1000) == 1300)
    var lower = TokenCalibration(model: "m")
    lower.observe(estimated: 1000, reported: 800)
    #expect((0.9..<1).contains(lower.correction))
  }

  @Test func cachedPartsOfAPromptDoNotLowerTheCorrection() {
    var calibration = TokenCalibration(model: "m")
    for i in 0..<100 {
      let hidden = i % 3 == 0
      calibration.observe(estimated: 1000 + i, reported: hidden ? 40 + i : 1050 + i)
    }
    #expect((1.04...1.06).contains(calibration.correction))
    #expect(calibration.error.ignored == 34)
    #expect(calibration.error.count == 66)
  }

  @Test func halfHiddenPartsAmongWholeReportsDoNotLowerItEither() {
    var calibration = TokenCalibration(model: "m")
    for i in 0..<64 { calibration.observe(estimated: 1000, reported: i % 2 == 0 ? 700 : 1100) }
    #expect(calibration.correction >= 0.95 * 1.1)
  }

  @Test func aHiddenSystemPromptNowAndThenDoesNotRaiseIt() {
    var calibration = TokenCalibration(model: "m")
    for i in 0..<64 { calibration.observe(estimated: 500, reported: i % 16 == 9 ? 900 : 505 + i % 7) }
    #expect(calibration.correction < 1.05)
  }

  @Test func shortReportsTellNothing() {
    var calibration = TokenCalibration(model: "m")
    calibration.observe(estimated: 5, reported: 40)
    calibration.observe(estimated: 40, reported: 0)
    calibration.observe(estimated: -3, reported: -3)
    #expect(calibration.correction == 1)
    #expect(calibration.error.ignored == 3)
  }

  @Test func theCorrectionKeepsInItsBoundsWhateverIsReported() {
    var random = Noise(seed: 5)
    for _ in 0..<200 {
      var calibration = TokenCalibration(model: "m")
      for _ in 0..<80 {
        calibration.observe(estimated: Int(random.next() * 2000), reported: Int(random.next() * random.next() * 9000))
        #expect(TokenCalibration.range.contains(calibration.correction))
      }
    }
    var extreme = TokenCalibration(model: "m")
    extreme.observe(estimated: 16, reported: Int.max)
    #expect(extreme.correction == TokenCalibration.range.upperBound)
    #expect(extreme.corrected(.max) == .max)
  }

  /// A stream of turns whose texts differ, so that their ratios do: after the first few, no turn of ten is under.
  @Test func aMixedStreamIsSeldomUnder() {
    var calibration = TokenCalibration(model: "m")
    var random = Noise(seed: 9)
    for _ in 0..<1000 {
      let estimated = 200 + Int(random.next() * 4000)
      let ratio = 0.85 + 0.3 * random.next()
      calibration.observe(estimated: estimated, reported: Int(Double(estimated) * ratio))
    }
    #expect(calibration.error.count == 1000)
    #expect(calibration.error.under < 20)
    #expect(calibration.error.worstUnder > -0.2)
    #expect((0..<0.2).contains(calibration.error.mean))
    #expect(calibration.error.meanAbsolute >= abs(calibration.error.mean))
  }

  @Test func itFollowsAModelThatChangesUnderItsName() {
    var calibration = TokenCalibration(model: "m")
    for _ in 0..<100 { calibration.observe(estimated: 1000, reported: 1400) }
    #expect(calibration.correction > 1.3)
    for _ in 0..<64 { calibration.observe(estimated: 1000, reported: 1000) }
    #expect((0.99...1.01).contains(calibration.correction))
  }

  @Test func itIsTheSameAfterBeingStored() throws {
    var calibration = TokenCalibration(model: "some/model")
    for i in 0..<150 { calibration.observe(estimated: 1000 + i, reported: 1010 + 3 * i) }
    let data = try JSONEncoder().encode(calibration)
    var read = try JSONDecoder().decode(TokenCalibration.self, from: data)
    #expect(read == calibration)
    read.observe(estimated: 1000, reported: 1200)
    calibration.observe(estimated: 1000, reported: 1200)
    #expect(read == calibration)
  }

  @Test func aDamagedRecordDoesNoHarm() throws {
    let text = #"{"model":"m","ratios":[1e300,-4,0,0.1,1.2],"next":77}"#
    let read = try JSONDecoder().decode(TokenCalibration.self, from: Data(text.utf8))
    #expect(TokenCalibration.range.contains(read.correction))
  }

  @Test func theErrorIsThatOfTheEstimateBeforeTheReportWasKnown() {
    var calibration = TokenCalibration(model: "m")
    calibration.observe(estimated: 100, reported: 125)
    #expect(abs(calibration.error.worstUnder + 0.2) < 1e-9)
    #expect(calibration.error.under == 1)
    calibration.observe(estimated: 100, reported: 125)
    #expect(calibration.error.under == 1)
    #expect(abs(calibration.error.mean + 0.1) < 1e-9)
    #expect(abs(calibration.error.meanUncorrected + 0.2) < 1e-9)
  }
}

private struct Noise {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// 0..<1.
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(UInt64(1) << 53)
  }
}
