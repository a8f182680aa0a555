import Foundation
import Logging
import MnemeCore
import MnemeSQLite
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeMemory

/// A database that was put back from a backup beside an index that has gone on.
@Suite struct RestoredStoreTests {
  @discardableResult
  private func run<Value>(
    in folder: URL, _ lines: LineCounter = LineCounter(), _ body: (EngineHome) async throws -> Value
  )
    async throws -> Value
  {
    let home = try EngineHome(in: folder, logger: Logger(label: "test") { _ in lines })
    let value = try await body(home)
    try await home.work()
    _ = try await home.engine.maintain(nil, dryRun: false)
    try home.store.close()
    return value
  }

  /// The best message's share of words, by what it says.
  private func words(_ question: String, _ home: EngineHome) async throws -> [String: Double] {
    let result = try await home.engine.recall(
      RecallQuery(space: .me, text: question, explain: true, sources: [.message], observe: false))
    return Dictionary(
      (result.hits + result.dropped).map { hit in
        (hit.content, hit.explanation?.parts.first { $0.name == "bm25" }?.value ?? 0)
      }
    ) { first, _ in first }
  }

  @Test func anOlderDatabaseIsNoticedAndItsIndexMadeAgainOnce() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mneme-restored-\(UUID().uuidString)")
    let (file, backup) = (folder.appendingPathComponent("mneme.sqlite"), folder.appendingPathComponent("backup"))
    let manager = FileManager.default
    let lines = LineCounter()
    try await run(in: folder, lines) { try await $0.say("We saw a heron at the lake.") }
    try manager.copyItem(at: file, to: backup)
    try await run(in: folder, lines) { home in
      #expect(try await words("heron", home)["We saw a heron at the lake."] ?? 0 > 0)
      try await home.say("They found a badger in the wood.")
    }
    #expect(lines.count(of: "index.made_again") == 0, "the same store goes on")
    let space = folder.appendingPathComponent("index/space-me")
    #expect(manager.fileExists(atPath: space.appendingPathComponent("manifest").path))

    try manager.removeItem(at: file)
    try manager.moveItem(at: backup, to: file)
    for suffix in ["-wal", "-shm"] { try? manager.removeItem(atPath: file.path + suffix) }
    try Data("vectors of lost messages".utf8).write(to: space.appendingPathComponent("vectors.graph"))
    try await run(in: folder, lines) { home in
      // The lost message's number is given again before the index is looked at.
      try await home.say("Somebody keeps a tortoise in the shed.")
      let tortoise = try await words("tortoise", home)
      #expect(tortoise["Somebody keeps a tortoise in the shed."] ?? 0 > 0)
      #expect(try await words("badger", home).values.allSatisfy { $0 == 0 })
      #expect(try await words("heron", home)["We saw a heron at the lake."] ?? 0 > 0)
      #expect(!manager.fileExists(atPath: space.appendingPathComponent("vectors.graph").path))
    }
    #expect(lines.count(of: "index.made_again") == 1)
    try await run(in: folder, lines) { _ = try await words("tortoise", $0) }
    #expect(lines.count(of: "index.made_again") == 1)
    try manager.removeItem(at: folder)
  }

  @Test func aCopyOfBeforeAnErasureIsNoticedWithinOneRun() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mneme-restored-\(UUID().uuidString)")
    let (file, backup) = (folder.appendingPathComponent("mneme.sqlite"), folder.appendingPathComponent("backup"))
    let manager = FileManager.default
    let lines = LineCounter()
    try await run(in: folder, lines) { home in
      let heron = try await home.say("We saw a heron at the lake.")
      try await home.say("Somebody keeps a tortoise in the shed.")
      try await home.work()
      _ = try await home.engine.maintain(nil, dryRun: false)
      for suffix in ["", "-wal"] { try manager.copyItem(atPath: file.path + suffix, toPath: backup.path + suffix) }
      _ = try await home.engine.forget(.message(heron.id), in: .me, dryRun: false)
    }
    for suffix in ["", "-wal", "-shm"] { try? manager.removeItem(atPath: file.path + suffix) }
    for suffix in ["", "-wal"] { try manager.moveItem(atPath: backup.path + suffix, toPath: file.path + suffix) }
    try await run(in: folder, lines) { home in
      let heron = try await words("heron", home)
      #expect(heron["We saw a heron at the lake."] ?? 0 > 0)
    }
    #expect(lines.count(of: "index.made_again") == 1)
    try manager.removeItem(at: folder)
  }

  @Test func aRunKnowsWhatCameBeforeIt() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mneme-lineage-\(UUID().uuidString)")
    func open() throws -> SQLiteStore { try SQLiteStore.open(directory: folder.path) }
    var store = try open()
    let start = try await store.reach()
    let first = try await store.append(
      [NewMessage(id: "a", space: .me, session: "s", role: .user, text: "one", trust: .user, createdAt: Date())],
      channel: "test")
    let reach = try await store.reach()
    #expect(reach.generation == start.generation && reach.messageOrdinal == first[0].message.ordinal)
    func later(_ messages: Int64, _ ledger: Int64) -> StoreReach {
      StoreReach(
        generation: reach.generation, messageOrdinal: reach.messageOrdinal + messages,
        ledgerSequence: reach.ledgerSequence + ledger)
    }
    #expect(store.holds(reach) && store.holds(later(5, 5)), "of this run everything is known")
    try store.close()
    store = try open()
    #expect(store.holds(reach) && store.holds(start) && !store.holds(later(1, 0)) && !store.holds(later(0, 1)))
    #expect(!store.holds(StoreReach(generation: "another", messageOrdinal: 0, ledgerSequence: 0)))
    #expect(try await store.reach().generation != reach.generation)
    try store.close()
    try FileManager.default.removeItem(at: folder)
  }
}

/// Counts log lines by their message.
private final class LineCounter: LogHandler {
  private let lines = Mutex<[String]>([])

  func count(of message: String) -> Int { lines.withLock { $0.count { $0 == message } } }

  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  var logLevel: Logger.Level {
    get { .trace }
    set {}
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  func log(event: LogEvent) { lines.withLock { $0.append("\(event.message)") } }
}
