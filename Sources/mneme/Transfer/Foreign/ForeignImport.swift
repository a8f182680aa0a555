import Foundation
import MnemeCore
import MnemeMemory

/// One import of another program's export: records in, batches out, counts and complaints kept.
///
/// Every message and memory has an id made of the other program's, so that importing again changes nothing.
struct ForeignImport {
  /// Messages of one batch.
  private static let batch = 500
  /// Complaints that are listed; all are counted.
  private static let listed = 1000

  let source: ForeignSource
  private let imports: any ImportService
  private let transfer: any TransferService
  private let curation: any MemoryCuration
  private let space: SpaceID
  private let now: Date
  private var messages: [ImportedMessage] = []
  private var memories: [(id: String, line: TransferLine)] = []
  private(set) var records = 0
  private(set) var accepted = 0
  private(set) var skipped = 0
  private(set) var errorCount = 0
  private(set) var errors: [String] = []

  init(
    _ source: ForeignSource, imports: any ImportService, transfer: any TransferService, curation: any MemoryCuration,
    space: SpaceID, now: Date
  ) {
    self.source = source
    self.imports = imports
    self.transfer = transfer
    self.curation = curation
    self.space = space
    self.now = now
  }

  var isBatchFull: Bool { messages.count >= Self.batch || memories.count >= Self.batch }

  /// A conversation of a list.
  mutating func add(_ element: [UInt8]) {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(element)) else {
      records += 1
      complain("it is no JSON")
      return
    }
    add(value)
  }

  /// A file that is read as a whole.
  mutating func add(whole data: Data) throws(MnemeError) {
    let all: [JSONValue]
    do {
      let value = try JSONDecoder().decode(JSONValue.self, from: data)
      all = source == .letta ? try LettaExport.records(value) : try Mem0Export.records(value)
    } catch let problem as ForeignProblem {
      throw MnemeError(.invalidInput, "This is no export of \(source.rawValue): \(problem.reason).")
    } catch {
      throw MnemeError(.invalidInput, "The file is no JSON.", underlying: error)
    }
    for value in all { add(value) }
  }

  private mutating func add(_ value: JSONValue) {
    records += 1
    do {
      let record =
        switch source {
        case .chatgpt: try ChatGPTExport.read(value)
        case .claude: try ClaudeExport.read(value)
        case .letta: try LettaExport.read(value, now: now)
        case .mem0: try Mem0Export.read(value, now: now)
        }
      messages += record.messages
      for memory in record.memories { add(memory) }
      for problem in record.problems { complain(problem) }
    } catch {
      complain(error.reason)
    }
  }

  private mutating func add(_ memory: ForeignMemory) {
    guard SecretScanner.scan(memory.text).isEmpty else {
      complain("memory \(memory.id) holds what looks like a password, a key or the number of a card")
      return
    }
    let kept = Memory(
      id: ForeignFields.name(source.rawValue, memory.id), space: space, text: memory.text, kind: .fact, importance: 0.6,
      trust: .user, validFrom: memory.at, recordedAt: memory.at)
    do {
      let bytes = try SpaceTransfer.line(adding: kept, reason: "import: \(source.rawValue)", at: now)
      memories.append((kept.id, TransferLine(number: records, bytes: bytes)))
    } catch {
      complain("memory \(memory.id) cannot be written")
    }
  }

  /// Waits until the store has what was added so far.
  mutating func flush() async throws(MnemeError) {
    while !messages.isEmpty {
      let part = Array(messages.prefix(Self.batch))
      let count = try await imports.importMessages(part, in: space)
      accepted += count.accepted
      skipped += count.skipped
      messages.removeFirst(part.count)
    }
    var fresh: [TransferLine] = []
    for memory in memories {
      if try await isKnown(memory.id) { skipped += 1 } else { fresh.append(memory.line) }
    }
    memories = []
    if !fresh.isEmpty {
      let count = try await transfer.importRecords(fresh, into: space)
      accepted += count.accepted
      skipped += count.skipped
    }
  }

  /// One that is there stays as its owner has left it.
  private func isKnown(_ id: String) async throws(MnemeError) -> Bool {
    do throws(MnemeError) {
      _ = try await curation.memory(id, in: space)
      return true
    } catch {
      if error.code == .notFound { return false }
      throw error
    }
  }

  private mutating func complain(_ reason: String) {
    errorCount += 1
    if errors.count < Self.listed { errors.append("record \(records): \(reason.oneLine)") }
  }
}
