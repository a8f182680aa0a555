import Foundation
import MnemeCore
import MnemeModels
import MnemeSQLite

/// Generated stores, made through the ports once and kept outside the repository.
struct BenchStore {
  static let space = SpaceID.me
  /// Under the local encoder's name, so that a server takes the vectors for its own.
  static let model = LocalEmbedder.modelInfo.model
  static let dimension = LocalEmbedder.modelInfo.dimension
  /// Messages beyond the largest store, for the single appends.
  static let spare = 4000
  /// One memory for so many messages.
  static let messagesPerMemory = 20
  private static let start = Date(milliseconds: 1_735_689_600_000)

  let folder: URL
  let vectors: VectorsData
  let largest: Int

  /// - Parameter largest: messages of the largest store that will be asked for.
  init(largest: Int, folder: URL = VectorsData.defaultFolder) throws {
    self.folder = folder
    self.largest = largest
    vectors = try VectorsData(
      folder: folder, dimension: Self.dimension, rowCount: largest + Self.spare, queryCount: 256)
  }

  /// When everything in a store of this size has happened.
  static func end(of messages: Int) -> Date { start.addingTimeInterval(Double(messages + 1) * 600) }

  static func space(_ number: Int) throws -> SpaceID { try SpaceID("bench-\(number)") }

  static func message(_ index: Int, in space: SpaceID = space, jobs: [JobKind] = []) -> NewMessage {
    let isUser = index % 2 == 0
    return NewMessage(
      id: "bench-\(index)", space: space, session: "session-\(index / 20)", role: isUser ? .user : .assistant,
      text: Corpus.text(index), trust: isUser ? .user : .assistant,
      createdAt: start.addingTimeInterval(Double(index) * 600), jobs: jobs)
  }

  /// The texts file for the peers, as long as the rows file.
  func texts() throws -> URL { try Corpus.file(in: folder, count: largest + Self.spare) }

  /// A folder with a store of so many messages, each with its vector, and a memory for every twenty of them. Not to be changed.
  func directory(messages: Int) async throws -> URL {
    try await directory(named: "\(messages)") { try await fill($0, messages: messages) }
  }

  /// The same with a knowledge graph: what each message names, and for every third how the first two of them are tied. Its
  /// memories are remembered by themselves, in other words than any message, so that they speak beside messages.
  func linkedDirectory(messages: Int) async throws -> URL {
    try await directory(named: "\(messages)-linked") { store in
      try await fill(store, messages: messages) { index in
        let time = Self.start.addingTimeInterval(Double(index) * 600)
        return Memory(
          id: "memory-\(index)", space: Self.space, text: Corpus.reversed(index), kind: .fact,
          importance: Double(index % 10) / 10, trust: .user, validFrom: time, recordedAt: time)
      }
      for first in stride(from: 0, to: messages, by: 1000) {
        let extractions = (first..<min(messages, first + 1000)).map(Self.extraction)
        _ = try await store.record(extractions, in: Self.space, finishing: [])
      }
    }
  }

  private static func extraction(_ index: Int) -> GraphExtraction {
    let message = message(index)
    let names = Corpus.names(in: index)
    let ties: [RelationType] = [.friendOf, .worksAt, .livesIn, .likes]
    let isTied = index % 3 == 0 && names.count > 1
    return GraphExtraction(
      // The store numbers messages from 1.
      message: message.id, messageOrdinal: Int64(index) + 1, at: message.createdAt,
      mentions: names.map { .init(surface: $0, key: $0, kind: .person) },
      statements: isTied ? [.init(source: names[0], type: ties[index / 3 % ties.count], target: names[1])] : [])
  }

  /// The same with many spaces of so many messages each, and no memories.
  func directory(spaces: Int, messages: Int) async throws -> URL {
    try await directory(named: "\(spaces)x\(messages)") { store in
      for number in 0..<spaces {
        try await append(number * messages..<(number + 1) * messages, in: try Self.space(number), to: store)
      }
    }
  }

  private func directory(named name: String, _ fill: (SQLiteStore) async throws -> Void) async throws -> URL {
    let directory = folder.appendingPathComponent("store-\(Corpus.version)-\(name)", isDirectory: true)
    let mark = directory.appendingPathComponent("complete")
    if FileManager.default.fileExists(atPath: mark.path) { return directory }
    // What a broken-off run has left is of no use.
    if FileManager.default.fileExists(atPath: directory.path) { try FileManager.default.removeItem(at: directory) }
    let store = try SQLiteStore.open(directory: directory.path)
    try await fill(store)
    try store.close()
    try Data().write(to: mark)
    return directory
  }

  /// A copy to write to, beside the originals so that both are on the same disk.
  func copy(of directory: URL?, named name: String) throws -> URL {
    let copy = folder.appendingPathComponent("work-\(name)", isDirectory: true)
    if FileManager.default.fileExists(atPath: copy.path) { try FileManager.default.removeItem(at: copy) }
    if let directory {
      try FileManager.default.copyItem(at: directory, to: copy)
    } else {
      try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    }
    return copy
  }

  func remove(copyNamed name: String) throws {
    try FileManager.default.removeItem(at: folder.appendingPathComponent("work-\(name)", isDirectory: true))
  }

  private func fill(
    _ store: SQLiteStore, messages: Int, memory: (Int) -> Memory = BenchStore.memory
  ) async throws {
    for first in stride(from: 0, to: messages, by: 1000) {
      try await append(first..<min(messages, first + 1000), in: Self.space, to: store)
    }
    for first in stride(from: 0, to: messages, by: 1000 * Self.messagesPerMemory) {
      let range = stride(
        from: first, to: min(messages, first + 1000 * Self.messagesPerMemory), by: Self.messagesPerMemory)
      let memories = try await store.apply(
        range.map { .add(memory($0), reason: "bench") }, in: Self.space, at: Self.end(of: messages), finishing: [])
      let rows = try zip(memories, range).map { memory, index in
        VectorRow(
          key: ItemKey(.memory, memory.ordinal), dimension: Self.dimension,
          values: try self.rows(index..<(index + 1))[0])
      }
      let jobs = try await store.claim(.embedMemory, limit: memories.count, at: Date())
      try await store.put(rows, model: Self.model, in: Self.space, finishing: jobs.map(\.id))
    }
  }

  private func append(_ range: Range<Int>, in space: SpaceID, to store: SQLiteStore) async throws {
    let outcomes = try await store.append(range.map { Self.message($0, in: space) }, channel: "bench")
    let rows = zip(outcomes, try rows(range)).map { outcome, values in
      VectorRow(key: ItemKey(.message, outcome.message.ordinal), dimension: Self.dimension, values: values)
    }
    try await store.put(rows, model: Self.model, in: space, finishing: [])
  }

  private static func memory(_ index: Int) -> Memory {
    Memory(
      id: "memory-\(index)", space: space, text: Corpus.text(index), kind: .fact,
      importance: Double(index % 10) / 10, trust: .user, sources: ["bench-\(index)"],
      session: "session-\(index / 20)", validFrom: start.addingTimeInterval(Double(index) * 600),
      recordedAt: start.addingTimeInterval(Double(index) * 600))
  }

  private func rows(_ range: Range<Int>) throws -> [[Float]] {
    try vectors.withRows(range.upperBound, of: vectors.rows) { values in
      range.map { Array(values[$0 * Self.dimension..<($0 + 1) * Self.dimension]) }
    }
  }
}

extension URL {
  /// Bytes of all files in a folder.
  func sizeOfFiles() throws -> Int {
    try FileManager.default.subpathsOfDirectory(atPath: path).reduce(0) { sum, name in
      let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
      let isFile = attributes[.type] as? FileAttributeType == .typeRegular
      return sum + (isFile ? (attributes[.size] as? NSNumber)?.intValue ?? 0 : 0)
    }
  }
}
