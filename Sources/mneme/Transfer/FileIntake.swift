import MnemeCore
import MnemeHTTP
import MnemeMemory

/// The lines of one file, which its first line with something on it makes an import of messages or of an export.
struct FileIntake {
  enum Content { case unknown, messages, export }

  private let transfer: any TransferService
  private let space: SpaceID
  private(set) var content = Content.unknown
  private var messages: ImportRun
  private var export: TransferRun

  init(_ services: Services, space: SpaceID) {
    transfer = services.transfer
    self.space = space
    messages = ImportRun(service: services.imports, space: space)
    export = TransferRun(service: services.transfer, space: space)
  }

  var isBatchFull: Bool { content == .export ? export.isBatchFull : messages.isBatchFull }
  var lines: Int { content == .export ? export.lines : messages.lines }
  var accepted: Int { content == .export ? export.accepted : messages.accepted }
  var skipped: Int { content == .export ? export.skipped : messages.skipped }
  /// Lines that were left out, those listed first. An export has none: its first bad line ends the import.
  var errors: [(line: Int, reason: String)] { messages.errors }
  var errorCount: Int { messages.errorCount }

  mutating func add(_ line: LineSplitter.Line) {
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

  /// Waits until the store has the batch.
  /// - Throws: of an export also what is wrong with a line, which is named by its number.
  mutating func flush() async throws(MnemeError) {
    if content == .export { try await export.flush() } else { try await messages.flush() }
  }

  /// Waits until the store has the last batch.
  /// - Throws: as `flush`, and `unprocessable` when the lines were an export that is not whole.
  mutating func finish() async throws(MnemeError) {
    if content == .export { try await export.finish() } else { try await messages.flush() }
  }
}
