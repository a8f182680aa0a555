import CoreMetrics
import Synchronization

/// The values of one set of labels. What it counts for depends on the form of its family.
final class MetricSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
  struct Reading: Sendable {
    /// Of a counter or a gauge; of a histogram the sum of what was observed.
    var value = 0.0
    /// Of a histogram: observations in each bucket alone, the one without a bound last.
    var buckets: [UInt64]
    var count: UInt64 { buckets.reduce(0, +) }
  }

  private let form: MetricDefinition.Form
  private let state: Mutex<Reading>

  init(_ form: MetricDefinition.Form) {
    self.form = form
    if case .histogram(let bounds) = form {
      state = Mutex(Reading(buckets: Array(repeating: 0, count: bounds.count + 1)))
    } else {
      state = Mutex(Reading(buckets: []))
    }
  }

  var reading: Reading { state.withLock { $0 } }

  /// A counter never falls: what would make it fall is left out.
  func increment(by amount: Double) {
    if form == .counter, !(amount >= 0) { return }
    state.withLock { $0.value += amount }
  }

  func increment(by amount: Int64) { increment(by: Double(amount)) }

  func decrement(by amount: Double) { increment(by: -amount) }

  func set(_ value: Double) { state.withLock { $0.value = value } }

  func set(_ value: Int64) { set(Double(value)) }

  func reset() { state.withLock { $0 = Reading(buckets: $0.buckets.map { _ in 0 }) } }

  func record(_ value: Double) {
    guard case .histogram(let bounds) = form else {
      set(value)
      return
    }
    guard value.isFinite else { return }
    // The first bound that is not below the value: bounds belong to their bucket.
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock { state in
      state.value += value
      state.buckets[bucket] += 1
    }
  }

  func record(_ value: Int64) { record(Double(value)) }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }
}
