import Foundation
import HTTPTypes
import Logging
import MnemeCore
import MnemeMCP
import MnemeSQLite
import NIOCore
import Testing

@testable import MnemeHTTP
@testable import mneme_conformance

@Suite struct APITableTests {
  /// The addresses of a server that has everything.
  private func routes() throws -> [Route] {
    let memory = FakeMemory()
    let engine = FakeEngine()
    var services = HTTPServices(
      chat: FakeChat(), memory: memory, curation: memory, imports: FakeImports(), archive: engine.archive,
      graph: engine.graph, forgetting: engine.forgetting, transfer: engine.transfer, maintenance: engine.maintenance,
      events: engine.events, prompts: FakePrompts(), models: FakeModels(), persona: FakePersona(),
      readings: FakeReadings(), extraction: FakeExtraction(), metrics: RecordingObserver(),
      readiness: { Readiness(embedder: .ready, chatModel: false) })
    services.tools = FakeTools()
    services.schedule = NoSchedule()
    services.remoteServers = NoServers()
    services.health = NoHealth()
    services.embeddings = NoEmbeddings()
    services.records = NoRecords()
    services.backups = NoBackups()
    let directory = FileManager.default.temporaryDirectory.appending(path: "mneme-routes-\(UUID().uuidString)")
    let store = try SQLiteStore.open(directory: directory.path)
    defer {
      // It was made for its types alone.
      try? store.close()
      try? FileManager.default.removeItem(at: directory)
    }
    (services.conversations, services.browsing) = (store, store)
    services.access = AccessDirectory(
      store: store, clock: SystemClock(), identifiers: UUIDv7Source(), loginDays: 1)
    var settings = ServerSettings()
    settings.mcpIssuer = "https://issuer.example"
    let mcp = MCPServer(
      info: PeerInfo(name: "fixture", version: "1"), instructions: nil, tools: try FixtureTools(),
      resources: FixtureResources(), prompts: FixturePrompts(), seal: StateSeal(clock: SystemClock()),
      logger: Logger(label: "test"))
    services.mcp = HTTPTransport(server: mcp, clock: SystemClock())
    let server = HTTPServer(
      services: services, settings: settings, version: "9.9", logger: Logger(label: "test"))
    // The page's files are no operations.
    let files = Set(PageController().routes.map(\.pattern))
    return server.routes(
      ConnectionRegistry(grace: .seconds(1)), AccessPolicy(settings: settings, localToken: nil)
    ).filter { !files.contains($0.pattern) }
  }

  @Test func everyRouteHasItsEntryAndEveryEntryItsRoute() throws {
    let served = Set(
      try routes().flatMap { route in route.handlers.map { "\($0.method.rawValue) \(route.pattern)" } })
    let told = Set(APITable.all.map { "\($0.method) \($0.path)" })
    #expect(served.subtracting(told).sorted() == [], "these routes have no entry in APITable")
    #expect(told.subtracting(served).sorted() == [], "these entries have no route")
    #expect(Set(APITable.all.map(\.id)).count == APITable.all.count, "an operation's id is its own")
  }

  @Test func openEntriesAreThoseThatAnswerWithoutAKey() throws {
    let open = Set(try routes().filter(\.access.isOpen).map(\.pattern))
    #expect(Set(APITable.all.filter(\.isOpen).map(\.path)) == open)
  }

  @Test func documentIsOpenAPIAndNamesEveryParameter() throws {
    let document = APIDocument(routes: try routes(), version: "9.9").json
    let value = try JSONValue(parsing: String(decoding: document.bytes, as: UTF8.self))
    #expect(value["openapi"] == "3.1.0")
    guard case .object(let paths)? = value["paths"] else {
      Issue.record("there are no paths")
      return
    }
    for (path, operations) in paths {
      guard case .object(let methods) = operations else { continue }
      for (method, operation) in methods {
        guard case .array(let parameters)? = operation["parameters"] else { continue }
        let named = parameters.filter { $0["in"] == "path" }.count
        #expect(named == path.filter { $0 == "{" }.count, "\(method) \(path)")
      }
    }
  }

  @Test func referenceIsMadeOfTheTable() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/api.md")
    var text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(text.range(of: APIReference.begin))
    let end = try #require(text.range(of: APIReference.end))
    let wanted = "\n" + APIReference.text
    if ProcessInfo.processInfo.environment["MNEME_TEST_WRITE_DOCS"] == "1" {
      text.replaceSubrange(start.upperBound..<end.lowerBound, with: wanted)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    #expect(
      String(text[start.upperBound..<end.lowerBound]) == wanted,
      "docs/api.md is out of date: MNEME_TEST_WRITE_DOCS=1 swift test --filter APITableTests writes it")
  }
}

// MARK: What has to be there for its addresses to be

private struct NoBackups: BackupService {
  func backups() async throws(MnemeError) -> [Backup] { [] }
  func makeBackup(_ reason: BackupReason) async throws(MnemeError) -> Backup {
    throw MnemeError(.unavailable, "There is no folder.")
  }
}

private struct NoSchedule: ScheduleService {
  func schedule(_ draft: ScheduleDraft, in space: SpaceID) async throws(MnemeError) -> ScheduledTask {
    throw MnemeError(.unavailable, "Nothing is scheduled.")
  }
  func scheduled(in space: SpaceID) async throws(MnemeError) -> [ScheduledTask] { [] }
  func cancel(_ id: String, in space: SpaceID) async throws(MnemeError) {}
}

private struct NoServers: RemoteServerInspection {
  func report() async -> RemoteServerReport { RemoteServerReport(servers: [], notes: []) }
  func reload() async -> RemoteServerReport { RemoteServerReport(servers: [], notes: []) }
}

private struct NoHealth: HealthInspection {
  func health(noOlderThan seconds: Double) async -> HealthReport {
    HealthReport(at: FakeArchive.time, uptimeSeconds: 0, components: [])
  }
}

private struct NoEmbeddings: EmbeddingModels {
  var names: [String] { [] }
  func embedder(named name: String?, dimension: Int?) throws(MnemeError) -> any Embedder {
    throw MnemeError(.notFound, "There is none.")
  }
}

private struct NoRecords: RecordStore {
  func put(_ records: [SurfaceRecord], in space: SpaceID) async throws(MnemeError) {}
  func records(_ ids: [String], of collection: String, in space: SpaceID) async throws(MnemeError) -> [SurfaceRecord] {
    []
  }
  func records(_ query: RecordQuery, in space: SpaceID) async throws(MnemeError) -> [SurfaceRecord] { [] }
  func removeRecords(_ ids: [String], of collection: String, in space: SpaceID) async throws(MnemeError) -> Int { 0 }
  func removeRecords(ownedBy owner: String?, of collection: String, in space: SpaceID) async throws(MnemeError) -> Int {
    0
  }
}
