import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeModels
import Synchronization

extension Wiring {
  /// A report in words or JSON; the dataset is read into a store of its own, never into the person's.
  static func evaluateRecall(
    _ settings: Settings, dataset: String, depths: [Int], json: Bool, logger: Logger
  ) async throws -> String {
    guard let data = FileManager.default.contents(atPath: dataset) else {
      throw MnemeError(.invalidInput, "--dataset: the file '\(dataset)' cannot be read.")
    }
    let evaluation = try RecallEvaluation(
      name: URL(fileURLWithPath: dataset).lastPathComponent, dataset: RecallDataset(json: data), cuts: depths)

    let folder = FileManager.default.temporaryDirectory.appending(path: "mneme-eval-\(UUID().uuidString)")
    var own = settings
    own.dataDirectory = folder.path
    // Left behind only when the process is killed; the folder holds nothing but a copy of the dataset.
    defer { try? FileManager.default.removeItem(at: folder) }
    let clock = DatasetClock()
    let house = try House(own, clock: clock, logger: logger)
    let worker = Task { await house.engine.run() }  // awaited below
    let report: RecallReport
    do {
      while house.embedder.state == .loading { try await Task.sleep(for: .milliseconds(10)) }
      if case .missing(let reason) = house.embedder.state {
        Console.standard.warn("Without an embedding model only words are matched. \(reason)")
      }
      report = try await evaluation.run(
        .init(
          memory: house.engine, imports: house.engine, messages: house.store, setClock: { clock.set($0) }),
        progress: { logger.info("eval.conversation_done", metadata: ["conversation": "\($0)"]) })
    } catch {
      worker.cancel()
      await worker.value
      await house.close()
      throw error
    }
    worker.cancel()
    await worker.value
    await house.close()
    return json ? report.json() : report.table()
  }
}

/// The time of day inside a dataset.
private final class DatasetClock: WallClock {
  private let time = Mutex(Date(milliseconds: 0))

  func now() -> Date { time.withLock { $0 } }
  func set(_ date: Date) { time.withLock { $0 = date } }
}
