import CoreMetrics
import Foundation
import MnemeCore
import MnemeTelemetry
import Testing

@Suite struct ExpositionTests {
  private static func lines(_ registry: MetricRegistry) -> [String] {
    Exposition.text(registry).split(separator: "\n").map(String.init)
  }

  @Test func bucketsAreCumulativeAndEachObservationCountsOnce() {
    let registry = MetricRegistry([MetricDefinition("wait", .histogram([0.1, 1, 5]), "Waiting.")])
    for value in [0.05, 0.1, 0.5, 7, .nan] {
      Recorder(label: "wait", dimensions: [("kind", "a")], factory: registry).record(value)
    }
    #expect(
      Self.lines(registry) == [
        "# HELP wait Waiting.", "# TYPE wait histogram", #"wait_bucket{kind="a",le="0.1"} 2"#,
        #"wait_bucket{kind="a",le="1"} 3"#, #"wait_bucket{kind="a",le="5"} 3"#, #"wait_bucket{kind="a",le="+Inf"} 4"#,
        #"wait_sum{kind="a"} 7.65"#, #"wait_count{kind="a"} 4"#,
      ])
  }

  @Test func labelsAndHelpAreEscapedAndNamesMadeFit() {
    let registry = MetricRegistry([MetricDefinition("a.b-c", .counter, "One\\two\nthree")])
    Counter(label: "a.b-c", dimensions: [("x", "q\"\\\nend")], factory: registry).increment(by: 2)
    #expect(
      Self.lines(registry) == [
        #"# HELP a_b_c One\\two\nthree"#, "# TYPE a_b_c counter", #"a_b_c{x="q\"\\\nend"} 2"#,
      ])
  }

  @Test func aCounterNeverFallsAndAGaugeMayDo() {
    let registry = MetricRegistry([
      MetricDefinition("c_total", .counter, "C."), MetricDefinition("g", .gauge, "G."),
    ])
    let counter = Counter(label: "c_total", factory: registry)
    counter.increment(by: 3)
    counter.increment(by: -2)
    Meter(label: "g", factory: registry).set(3)
    Meter(label: "g", factory: registry).decrement(by: 4.5)
    #expect(Self.lines(registry).filter { !$0.hasPrefix("#") } == ["c_total 3", "g -1.5"])
  }

  @Test func theOrderOfLabelsMakesNoOtherSeries() {
    let registry = MetricRegistry([MetricDefinition("c_total", .counter, "C.")])
    Counter(label: "c_total", dimensions: [("b", "1"), ("a", "2")], factory: registry).increment()
    Counter(label: "c_total", dimensions: [("a", "2"), ("b", "1")], factory: registry).increment()
    #expect(Self.lines(registry).last == #"c_total{a="2",b="1"} 2"#)
  }

  @Test func namesBeyondTheLimitAreCountedTogether() {
    let registry = MetricRegistry([MetricDefinition("c_total", .counter, "C.")], seriesLimit: 3)
    for number in 0..<1000 {
      Counter(label: "c_total", dimensions: [("model", "m\(number)")], factory: registry).increment()
    }
    let series = Self.lines(registry).filter { !$0.hasPrefix("#") }
    #expect(series.count == 4)
    #expect(series.contains(#"c_total{model="other"} 997"#))
  }
}
