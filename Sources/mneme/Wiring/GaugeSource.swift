import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTelemetry
import Synchronization

/// Looks up what stands somewhere already when the page of metrics is asked for. Made before the engine that it looks at,
/// which tells the metrics what it does.
final class GaugeSource: Sendable {
  private typealias Sources = (engine: MemoryEngine, store: SQLiteStore, assistant: Assistant, log: ProgramLog?)
  private let sources = Mutex<Sources?>(nil)

  func attach(engine: MemoryEngine, store: SQLiteStore, assistant: Assistant, log: ProgramLog?) {
    sources.withLock { $0 = (engine, store, assistant, log) }
  }

  /// Ends the circle of references.
  func detach() { sources.withLock { $0 = nil } }

  func read() async -> MetricsGauges {
    guard let (engine, store, assistant, log) = sources.withLock({ $0 }) else {
      return MetricsGauges(
        queue: nil, totals: nil,
        events: EventStatistics(
          held: 0, capacity: 0, totalPushed: 0, totalDropped: 0, subscribers: 0, lostBySubscribers: 0),
        droppedLogLines: 0)
    }
    // A page with what could be read is better than none; the failure of the store is told elsewhere.
    var gauges = MetricsGauges(
      queue: try? await engine.queueStatus(of: nil, wait: false), totals: try? await store.totals(),
      events: engine.events.statistics, droppedLogLines: log?.dropped ?? 0)
    gauges.runningTurns = assistant.runningTurns
    return gauges
  }
}
