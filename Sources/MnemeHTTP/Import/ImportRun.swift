import Foundation
import MnemeCore

/// One import on its way: lines in, batches out, counts and complaints kept.
struct ImportRun {
  /// Messages of one batch, and the bytes of text after which a batch is full sooner.
  static let batchMessages = 500
  static let batchBytes = 4 << 20
  /// Complaints that are listed; all are counted.
  static let listedErrors = 1000

  private let service: any ImportService
  private let space: SpaceID
  private let decoder = JSONDecoder()
  private var batch: [ImportedMessage] = []
  private var batchSize = 0
  private(set) var lines = 0
  private(set) var accepted = 0
  private(set) var skipped = 0
  private(set) var errorCount = 0
  private(set) var errors: [(line: Int, reason: String)] = []

  init(service: any ImportService, space: SpaceID) {
    self.service = service
    self.space = space
  }

  var isBatchFull: Bool { batch.count >= Self.batchMessages || batchSize >= Self.batchBytes }

  mutating func add(_ line: LineSplitter.Line) {
    lines += 1
    switch line {
    case .tooLong: complain("the line is longer than \(ImportIntake.lineBytes) bytes")
    case .bytes(let bytes):
      do {
        guard let message = try ImportLine.read(bytes, with: decoder) else { return }
        batch.append(message)
        batchSize += bytes.count
      } catch {
        complain(error.reason)
      }
    }
  }

  /// Waits until the store has the batch: meanwhile nothing more is read from the client.
  mutating func flush() async throws(MnemeError) {
    guard !batch.isEmpty else { return }
    let count = try await service.importMessages(batch, in: space)
    accepted += count.accepted
    skipped += count.skipped
    batch.removeAll(keepingCapacity: true)
    batchSize = 0
  }

  private mutating func complain(_ reason: String) {
    errorCount += 1
    if errors.count < Self.listedErrors { errors.append((lines, reason)) }
  }

  var report: [(String, JSON)] {
    [
      ("accepted", .number(accepted)), ("skipped", .number(skipped)),
      (
        "errors",
        .array(errors.map { ["line": .number($0.line), "reason": .string($0.reason)] })
      ),
      ("error_count", .number(errorCount)), ("lines", .number(lines)),
    ]
  }
}
