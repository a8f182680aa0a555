import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport

@testable import MnemeAssistant

/// A persona over a real store and engine in a folder of its own.
final class PersonaHome: Sendable {
  let directory: URL
  let clock = ManualClock()
  let store: SQLiteStore
  let persona: Persona
  let engine: MemoryEngine
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  init(_ directory: URL? = nil, writer: (any InsightWriter)? = nil) throws {
    self.directory =
      directory ?? FileManager.default.temporaryDirectory.appending(path: "mneme-persona-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: self.directory, withIntermediateDirectories: true)
    store = try SQLiteStore.open(directory: self.directory.path)
    let stores = MemoryStores(store)
    let identifiers = UUIDv7Source(clock: clock)
    let events = EventBuffer(clock: clock)
    persona = Persona(
      directory: self.directory.path, memories: stores.memories, messages: stores.messages, clock: clock,
      identifiers: identifiers, feed: events, writer: writer, logger: logger)
    engine = MemoryEngine(
      stores: stores, embedder: HashingEmbedder(), settings: MemorySettings(), clock: clock, identifiers: identifiers,
      events: events, insights: persona, logger: logger)
  }

  /// Another life on the same folder.
  func reopened() throws -> PersonaHome {
    try store.close()
    return try PersonaHome(directory)
  }

  func close() throws {
    try store.close()
    try FileManager.default.removeItem(at: directory)
  }

  var file: URL { directory.appending(path: IdentityFile.name) }

  func write(_ text: String) throws { try Data(text.utf8).write(to: file) }

  /// States something so many times, a minute apart.
  @discardableResult
  func say(_ text: String, times: Int = 1, in space: SpaceID = .me) async throws -> Memory {
    var last: Memory?
    for _ in 0..<times {
      last = try await engine.remember(Statement(text: text), in: space)
      clock.advance(by: 60)
    }
    guard let last else { throw MnemeError(.internal, "Nothing was said.") }
    return last
  }

  func active(in space: SpaceID = .me) async throws -> [String] {
    try await persona.insights(in: space).filter(\.isActive).map(\.text)
  }
}
