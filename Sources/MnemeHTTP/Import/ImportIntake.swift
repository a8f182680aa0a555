package import MnemeCore
import MnemeMemory

/// The lines of one body or file, which its first line with something on it makes an import of messages or of an export.
package struct ImportIntake {
  package enum Content { case unknown, messages, export }

  /// Bytes of one line: a message of the greatest length with every character escaped, and its other fields.
  package static let lineBytes = Limits.messageCharacters * 12 + 16 * 1024

  private let transfer: any TransferService
  private let space: SpaceID
  package private(set) var content = Content.unknown
  private var messages: ImportRun
  private var export: TransferRun

  package init(imports: any ImportService, transfer: any TransferService, space: SpaceID) {
    self.transfer = transfer
    self.space = space
    messages = ImportRun(service: imports, space: space)
    export = TransferRun(service: transfer, space: space)
  }

  package var isBatchFull: Bool { content == .export ? export.isBatchFull : messages.isBatchFull }
  package var lines: Int { content == .export ? export.lines : messages.lines }
  package var accepted: Int { content == .export ? export.accepted : messages.accepted }
  package var skipped: Int { content == .export ? export.skipped : messages.skipped }
  /// Lines that were left out, the first of them listed. An export has none: its first bad line ends the import.
  package var errors: [(line: Int, reason: String)] { messages.errors }
  package var errorCount: Int { messages.errorCount }

  package mutating func add(_ line: LineSplitter.Line) {
    if content == .unknown { decide(line) }
    if content == .export { export.add(line) } else { messages.add(line) }
  }

  private mutating func decide(_ line: LineSplitter.Line) {
    switch line {
    case .bytes(let bytes) where bytes.isBlankLine: break
    case .bytes(let bytes) where SpaceTransfer.isExport(firstLine: bytes):
      content = .export
      export = TransferRun(service: transfer, space: space, after: messages.lines)
    default: content = .messages
    }
  }

  /// Waits until the store has the batch: meanwhile nothing more is to be read.
  /// - Throws: of an export also what is wrong with a line, which is named by its number.
  package mutating func flush() async throws(MnemeError) {
    if content == .export { try await export.flush() } else { try await messages.flush() }
  }

  /// Waits until the store has the last batch.
  /// - Throws: as `flush`, and `unprocessable` when the lines were an export that is not whole.
  package mutating func finish() async throws(MnemeError) {
    if content == .export { try await export.finish() } else { try await messages.flush() }
  }

  var report: [(String, JSON)] {
    guard content == .export else { return [("format", "messages")] + messages.report }
    return [
      ("format", "export"), ("accepted", .number(export.accepted)), ("skipped", .number(export.skipped)),
      ("errors", []), ("error_count", 0), ("lines", .number(export.lines)),
    ]
  }
}
