import MnemeCore
import MnemeMemory

/// The lines of one body, which its first line with something on it makes an import of messages or of an export.
struct ImportIntake {
  private enum Content { case unknown, messages, export }

  private let transfer: any TransferService
  private let space: SpaceID
  private var content = Content.unknown
  private var messages: ImportRun
  private var export: TransferRun

  init(imports: any ImportService, transfer: any TransferService, space: SpaceID) {
    self.transfer = transfer
    self.space = space
    messages = ImportRun(service: imports, space: space)
    export = TransferRun(service: transfer, space: space)
  }

  var isBatchFull: Bool { content == .export ? export.isBatchFull : messages.isBatchFull }

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

  mutating func flush() async throws(MnemeError) {
    if content == .export { try await export.flush() } else { try await messages.flush() }
  }

  mutating func finish() async throws(MnemeError) {
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
