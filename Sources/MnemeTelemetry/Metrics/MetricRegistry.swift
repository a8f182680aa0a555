package import CoreMetrics
import Synchronization

/// Every series of this process, behind the API of swift-metrics.
///
/// A family holds at most `seriesLimit` sets of labels: what comes beyond is counted together under the value `other`, so
/// that no stream of new names fills memory.
package final class MetricRegistry: MetricsFactory {
  /// Value of every label in the series that takes what is beyond the limit.
  package static let overflow = "other"

  struct Family {
    let definition: MetricDefinition
    var series: [[Label]: MetricSeries] = [:]
  }

  struct Label: Hashable, Comparable, Sendable {
    let name: String
    let value: String

    static func < (a: Label, b: Label) -> Bool { (a.name, a.value) < (b.name, b.value) }
  }

  private let seriesLimit: Int
  private let families: Mutex<[String: Family]>

  package init(_ definitions: [MetricDefinition], seriesLimit: Int = 200) {
    self.seriesLimit = max(1, seriesLimit)
    families = Mutex(
      Dictionary(definitions.map { ($0.name, Family(definition: $0)) }) { first, _ in first })
  }

  /// Ascending by name.
  var snapshot: [Family] { families.withLock { $0.values.sorted { $0.definition.name < $1.definition.name } } }

  // MARK: MetricsFactory

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, dimensions, .counter)
  }

  package func makeFloatingPointCounter(label: String, dimensions: [(String, String)])
    -> any FloatingPointCounterHandler
  { series(label, dimensions, .counter) }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, dimensions, .gauge)
  }

  package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    series(label, dimensions, aggregate ? .histogram(Buckets.seconds) : .gauge)
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(label, dimensions, .histogram(Buckets.seconds))
  }

  // Counts go on for the life of the process.
  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  package func destroyMeter(_ handler: any MeterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}

  /// The series of these labels, made where missing. A family that nobody declared is declared by its first use; the form of
  /// a declared one stands.
  private func series(_ name: String, _ dimensions: [(String, String)], _ form: MetricDefinition.Form) -> MetricSeries {
    let name = MetricDefinition.sanitized(name)
    let labels = dimensions.map { Label(name: MetricDefinition.sanitized($0.0), value: $0.1) }.sorted()
    return families.withLock { families in
      var family = families[name] ?? Family(definition: MetricDefinition(name, form, name))
      if let known = family.series[labels] { return known }
      var key = labels
      if family.series.count >= seriesLimit {
        key = labels.map { Label(name: $0.name, value: Self.overflow) }
        if let known = family.series[key] { return known }
      }
      let made = MetricSeries(family.definition.form)
      family.series[key] = made
      families[name] = family
      return made
    }
  }
}
