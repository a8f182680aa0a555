import MnemeCore
import MnemeMemory

/// One export on its way in: lines in, batches out.
struct TransferRun {
  /// Lines of one batch, and the bytes after which a batch is full sooner.
  static let batchLines = 1000
  static let batchBytes = 4 << 20

  private let service: any TransferService
  private let space: SpaceID
  private var batch: [TransferLine] = []
  private var batchSize = 0
  private var failure: MnemeError?
  private var check = ExportCheck()
  /// Lines of the file seen so far, blank ones among them.
  private(set) var lines: Int
  private(set) var accepted = 0
  private(set) var skipped = 0

  /// - Parameter lines: those of the file that came before.
  init(service: any TransferService, space: SpaceID, after lines: Int = 0) {
    self.service = service
    self.space = space
    self.lines = lines
  }

  var isBatchFull: Bool { batch.count >= Self.batchLines || batchSize >= Self.batchBytes || failure != nil }

  mutating func add(_ line: LineSplitter.Line) {
    lines += 1
    // Nothing is taken in beyond a line that cannot be read.
    guard failure == nil else { return }
    switch line {
    case .tooLong:
      failure = MnemeError(.invalidInput, "Line \(lines): It is longer than \(ImportIntake.lineBytes) bytes.")
    case .bytes(let bytes):
      guard !bytes.isBlankLine else { return }
      check.add(bytes)
      batch.append(TransferLine(number: lines, bytes: bytes))
      batchSize += bytes.count
    }
  }

  /// Waits until the store has the batch: meanwhile nothing more is read from the client.
  /// - Throws: what is wrong with a line, which is named by its number. Batches before it are stored.
  mutating func flush() async throws(MnemeError) {
    if !batch.isEmpty {
      let count = try await service.importRecords(batch, into: space)
      accepted += count.accepted
      skipped += count.skipped
      batch.removeAll(keepingCapacity: true)
      batchSize = 0
    }
    if let failure { throw failure }
  }

  /// Waits for the last batch.
  /// - Throws: as `flush`, and `unprocessable` when the lines are not a whole export. All batches are stored then.
  mutating func finish() async throws(MnemeError) {
    try await flush()
    try check.finish()
  }
}

extension [UInt8] {
  /// Nothing but white space; such lines are skipped.
  var isBlankLine: Bool { allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
}
