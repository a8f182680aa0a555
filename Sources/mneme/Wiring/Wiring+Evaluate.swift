import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeModels
import MnemeTools
import Synchronization

extension Wiring {
  /// A report in words or JSON; the dataset is read into a store of its own, never into the person's.
  static func evaluateRecall(
    _ settings: Settings, dataset: String, depths: [Int], checked: Set<String>, json: Bool, logger: Logger
  ) async throws -> String {
    let evaluation = try RecallEvaluation(
      name: URL(fileURLWithPath: dataset).lastPathComponent, dataset: RecallDataset(json: try file(dataset)),
      cuts: depths, checked: checked)
    let report = try await onEmptyHouse(settings, logger: logger) { subject in
      try await evaluation.run(
        subject, progress: { logger.info("eval.conversation_done", metadata: ["conversation": "\($0)"]) })
    }
    return json ? report.json() : report.table()
  }

  /// Runs the evaluation of facts that changed on a store of its own; the result as text.
  static func evaluateUpdates(_ settings: Settings, dataset: String, json: Bool, logger: Logger) async throws -> String
  {
    let evaluation = UpdateEvaluation(dataset: try UpdateDataset(json: try file(dataset)))
    let report = try await onEmptyHouse(settings, logger: logger) { try await evaluation.run($0) }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      return String(decoding: try encoder.encode(report), as: UTF8.self)
    }
    func share(_ count: Int, _ value: Double) -> String {
      "\(count) of \(report.chains) (\(value.formatted(.percent.precision(.fractionLength(1)))))"
    }
    return """
      The newest statement comes before the older ones: \(share(report.currentFirst, report.currentFirstShare))
      The newest statement is the first result:         \(share(report.currentOnTop, report.currentOnTopShare))
      Not first: \(report.failed.isEmpty ? "none" : report.failed.joined(separator: " "))
      """
  }

  /// How often readings agree with people, by language; the result as text.
  static func evaluateReadings(_ settings: Settings, dataset: String, json: Bool, logger: Logger) async throws -> String
  {
    let evaluation = try ReadingEvaluation(json: try file(dataset))
    let embedder = LocalEmbedder(settings: settings.embedding)
    embedder.start()
    let scores: [ReadingEvaluation.Score]
    do {
      scores = try await evaluation.run(MessageReadings(embedder: embedder, logger: logger), embedder: embedder)
    } catch {
      await embedder.shutdown()
      throw error
    }
    await embedder.shutdown()
    if json { return try Output.json(scores) }
    return scores.map { score in
      "\(score.language): \(Output.count(score.cases, "sentence")), emotion \(Output.number(score.emotion)), "
        + "intent \(Output.number(score.intent)), need of a search \(Output.number(score.search))"
    }.joined(separator: "\n")
  }

  /// How often the tool that a question needs is among the first that are offered; the result as text.
  static func evaluateTools(_ settings: Settings, dataset: String, json: Bool, logger: Logger) async throws -> String {
    let evaluation = try ToolChoiceEvaluation(json: try file(dataset))
    let embedder = LocalEmbedder(settings: settings.embedding)
    embedder.start()
    let scores: [ToolChoiceEvaluation.Score]
    do {
      scores = try await evaluation.run(embedder, logger: logger)
    } catch {
      await embedder.shutdown()
      throw error
    }
    await embedder.shutdown()
    if json { return try Output.json(scores) }
    return scores.map { score in
      let counts = ToolChoiceEvaluation.cuts.map { "\(score.within[$0] ?? 0) within the first \($0)" }
      return
        "\(score.set), \(score.signal): of \(Output.count(score.cases, "question")) \(counts.joined(separator: ", "))"
    }.joined(separator: "\n")
  }

  private static func file(_ path: String) throws(MnemeError) -> Data {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MnemeError(.invalidInput, "--dataset: the file '\(path)' cannot be read.")
    }
    return data
  }

  /// Gives a body an engine at work on an empty store in a folder of its own, with a clock that the body sets.
  private static func onEmptyHouse<Report: Sendable>(
    _ settings: Settings, logger: Logger, _ body: (RecallEvaluation.Subject) async throws -> Report
  ) async throws -> Report {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mneme-eval-\(UUID().uuidString)")
    var own = settings
    own.dataDirectory = folder.path
    // Left behind only when the process is killed; the folder holds nothing but a copy of the dataset.
    defer { try? FileManager.default.removeItem(at: folder) }
    let clock = DatasetClock()
    let kept = try await ChatModelSetup.keptKeys(own)
    let house = try House(own, clock: clock, kept: kept, logger: logger)
    let worker = Task { await house.engine.run() }  // awaited below
    do {
      if let reason = await house.loadEncoder() {
        Console.standard.warn("Without an embedding model only words are matched. \(reason)")
      }
      let report = try await body(
        .init(memory: house.engine, imports: house.engine, messages: house.store, setClock: { clock.set($0) }))
      worker.cancel()
      await worker.value
      await house.close()
      return report
    } catch {
      worker.cancel()
      await worker.value
      await house.close()
      throw error
    }
  }
}

/// The time of day inside a dataset.
private final class DatasetClock: WallClock {
  private let time = Mutex(Date(milliseconds: 0))

  func now() -> Date { time.withLock { $0 } }
  func set(_ date: Date) { time.withLock { $0 = date } }
}
