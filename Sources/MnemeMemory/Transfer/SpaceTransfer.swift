package import Foundation
package import MnemeCore

/// Export and import of whole spaces, in pages: memory does not grow with the space.
package struct SpaceTransfer: TransferService {
  private let store: any TransferStore
  /// Called with each batch that was stored.
  private let imported: @Sendable (SpaceID) async -> Void

  /// Records read or written by one call to the store.
  private static let page = 1_000

  package init(store: any TransferStore, imported: @escaping @Sendable (SpaceID) async -> Void = { _ in }) {
    self.store = store
    self.imported = imported
  }

  package func export(_ space: SpaceID) -> AsyncThrowingStream<[UInt8], any Error> {
    // Pulled: the next page is read when the consumer has taken the one before.
    let reader = ExportReader(store: store, space: space, page: Self.page)
    return AsyncThrowingStream { try await reader.next() }
  }

  package func importRecords(_ lines: [TransferLine], into space: SpaceID) async throws(MnemeError) -> ImportCount {
    let found = try Self.records(lines, in: space)
    guard let first = found.first, let last = found.last else { return ImportCount(accepted: 0, skipped: 0) }
    let records = found.map(\.record)
    let stored: Int
    do throws(MnemeError) {
      stored = try await store.insert(records, into: space)
    } catch  where error.code == .invalidInput {
      // Only the transaction as a whole knows, such as a successor that is nowhere.
      throw MnemeError(
        error.code, "Lines \(first.line.number) to \(last.line.number): \(error.message)", underlying: error.underlying)
    }
    if stored > 0 { await imported(space) }
    return ImportCount(accepted: stored, skipped: records.count - stored)
  }

  /// The records of these lines as an export of its own, ready to be sent; nil when there are none among them.
  /// - Throws: `invalidInput` for a line that is no part of an export, with its number.
  package static func export(of lines: [TransferLine], for space: SpaceID) throws(MnemeError) -> [UInt8]? {
    let records = try records(lines, in: space)
    guard !records.isEmpty else { return nil }
    var counts: [TransferRecord.Kind: Int] = [:]
    for (_, record) in records { counts[record.kind, default: 0] += 1 }
    do {
      let all = [try TransferFormat.header(space)] + records.map(\.line.bytes) + [try TransferFormat.footer(counts)]
      return Array(all.joined(separator: [UInt8(ascii: "\n")]))
    } catch {
      throw MnemeError(.internal, "The records cannot be written as JSON.", underlying: error)
    }
  }

  /// The line of an export that adds a memory, as it is when it is added.
  package static func line(adding memory: Memory, reason: String, at: Date) throws(MnemeError) -> [UInt8] {
    do {
      return try TransferFormat.line(
        .ledger(
          LedgerEntry(
            sequence: 0, space: memory.space, memory: memory.id, action: .added, reason: reason, at: at,
            text: memory.text, cause: nil, after: MemoryFields(memory))))
    } catch {
      throw MnemeError(.internal, "The memory cannot be written as JSON.", underlying: error)
    }
  }

  /// Lines that hold something to store, and what that is.
  private static func records(_ lines: [TransferLine], in space: SpaceID) throws(MnemeError)
    -> [(line: TransferLine, record: TransferRecord)]
  {
    var records: [(line: TransferLine, record: TransferRecord)] = []
    for line in lines {
      do throws(MnemeError) {
        guard let record = try TransferFormat.record(line.bytes, in: space) else { continue }
        try record.check()
        records.append((line, record))
      } catch {
        throw MnemeError(error.code, "Line \(line.number): \(error.message)", underlying: error.underlying)
      }
    }
    return records
  }

  /// Whether a file that begins with this line is an export.
  package static func isExport(firstLine: [UInt8]) -> Bool { TransferFormat.isHeader(firstLine) }
}

/// The lines of an export: header, records kind after kind, end.
private actor ExportReader {
  private enum State {
    case header
    case records(Int, after: Int64)
    case end
  }

  private let store: any TransferStore
  private let space: SpaceID
  private let page: Int
  /// Lines of the page that is being read, the next one last.
  private var ready: [[UInt8]] = []
  private var state = State.header
  private var counts: [TransferRecord.Kind: Int] = [:]

  init(store: any TransferStore, space: SpaceID, page: Int) {
    self.store = store
    self.space = space
    self.page = page
  }

  func next() async throws -> [UInt8]? {
    while ready.isEmpty {
      guard let lines = try await nextPage() else { return nil }
      ready = lines.reversed()
    }
    return ready.removeLast()
  }

  private func nextPage() async throws -> [[UInt8]]? {
    let kinds = TransferRecord.Kind.allCases
    switch state {
    case .header:
      state = .records(0, after: .min)
      return [try TransferFormat.header(space)]
    case .records(let index, let after) where index < kinds.count:
      let found = try await store.records(kinds[index], of: space, after: after, limit: page)
      counts[kinds[index], default: 0] += found.count
      if let last = found.last, found.count == page {
        state = .records(index, after: last.position)
      } else {
        state = .records(index + 1, after: .min)
      }
      return try found.map { try TransferFormat.line($0.record) }
    case .records:
      state = .end
      return [try TransferFormat.footer(counts)]
    case .end: return nil
    }
  }
}
