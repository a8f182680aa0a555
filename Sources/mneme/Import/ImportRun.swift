import Foundation
import MnemeCore

/// Feeds lines to an import service in batches, holding one batch at a time.
struct ImportRun: Sendable {
  struct Summary: Sendable, Hashable {
    var accepted = 0
    var skipped = 0
    /// Lines that were refused, all of them counted.
    var failed = 0
    /// The first of them, at most `shownFailures`.
    var failures: [Failure] = []
  }

  struct Failure: Sendable, Hashable {
    /// From 1.
    let line: Int
    let reason: String
  }

  static let batchSize = 500
  /// Bytes of text in one batch, so that a request stays below a server's body limit.
  static let batchBytes = 4 << 20
  static let shownFailures = 100

  let service: any ImportService
  let space: SpaceID
  /// Called after every batch.
  let progress: @Sendable (Summary) -> Void

  /// Imports everything that `read` gives; `read` returns nil at the end.
  func run(_ read: () throws -> [UInt8]?) async throws -> Summary {
    var summary = Summary()
    var splitter = LineSplitter(limit: ImportLine.byteLimit)
    var batch: [ImportedMessage] = []
    var bytes = 0
    var number = 0

    func take(_ line: LineSplitter.Line) {
      number += 1
      switch line {
      case .tooLong: fail(&summary, number, "The line is longer than \(ImportLine.byteLimit) bytes.")
      case .text(let text):
        do throws(MnemeError) {
          guard let message = try ImportLine.parse(text) else { return }
          batch.append(message)
          bytes += text.count
        } catch {
          fail(&summary, number, error.message)
        }
      }
    }
    func flush() async throws {
      guard !batch.isEmpty else { return }
      let count = try await service.importMessages(batch, in: space)
      summary.accepted += count.accepted
      summary.skipped += count.skipped
      batch.removeAll(keepingCapacity: true)
      bytes = 0
      progress(summary)
    }

    while let piece = try read() {
      for line in splitter.feed(piece) {
        take(line)
        if batch.count >= Self.batchSize || bytes >= Self.batchBytes { try await flush() }
      }
    }
    if let line = splitter.finish() { take(line) }
    try await flush()
    return summary
  }

  private func fail(_ summary: inout Summary, _ line: Int, _ reason: String) {
    summary.failed += 1
    if summary.failures.count < Self.shownFailures { summary.failures.append(Failure(line: line, reason: reason)) }
  }
}
