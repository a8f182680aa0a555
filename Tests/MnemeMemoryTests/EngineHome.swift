import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import Testing

/// An engine on a real store in a folder of its own.
final class EngineHome: Sendable {
  let folder: URL
  let clock = ManualClock()
  let store: SQLiteStore
  let engine: MemoryEngine
  let transfer: SpaceTransfer

  /// - Parameter folder: of an earlier home that was closed; nil makes one.
  init(
    in folder: URL? = nil, logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ change: (inout MemorySettings) -> Void = { _ in }
  ) throws {
    let folder =
      folder ?? FileManager.default.temporaryDirectory.appendingPathComponent("mneme-services-\(UUID().uuidString)")
    self.folder = folder
    var settings = MemorySettings()
    change(&settings)
    store = try SQLiteStore.open(directory: folder.path, options: SQLiteOptions(clock: clock))
    engine = MemoryEngine(
      stores: MemoryStores(store), embedder: HashingEmbedder(), settings: settings, clock: clock,
      identifiers: CountingIdentifiers(), indexFiles: LexicalFolder(folder.appendingPathComponent("index")),
      logger: logger)
    transfer = SpaceTransfer(store: store) { [engine] in await engine.followImport(into: $0) }
  }

  @discardableResult
  func say(_ text: String, session: String = "s1", speaker: String? = nil, role: Role = .user) async throws -> Message {
    let number = try await store.statistics().messages
    let message = NewMessage(
      id: "message-\(1000 + number)", space: .me, session: session, role: role, speaker: speaker, text: text,
      trust: speaker == nil ? .user : .other, createdAt: clock.now().addingTimeInterval(Double(number)))
    return try #require(try await engine.append([message], channel: "test").first).message
  }

  func work() async throws {
    let worker = Task { await engine.run() }  // awaited below
    while try await store.status(of: nil, at: clock.now()).depth > 0 { try await Task.sleep(for: .milliseconds(5)) }
    worker.cancel()
    await worker.value
  }

  func recalled(_ text: String) async throws -> [String] {
    try await engine.recall(RecallQuery(space: .me, text: text, observe: false)).hits.map(\.content)
  }

  /// Files of the folder that hold the text, in any case.
  func traces(of text: String) throws -> [String] {
    let needle = Data(text.lowercased().utf8)
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
      guard let data = FileManager.default.contents(atPath: folder.path + "/" + name) else { return false }
      let lowered = Data(data.map { (65...90).contains($0) ? $0 | 0x20 : $0 })
      return lowered.range(of: needle) != nil
    }
  }

  func close() throws {
    try store.close()
    try FileManager.default.removeItem(at: folder)
  }
}
