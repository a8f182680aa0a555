import ArgumentParser
import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeHTTP
import MnemeMCP
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import ServiceLifecycle
import UnixSignals

/// The server core with the tools, resources and prompts that the conformance suite's scenarios name; no memory.
struct FixtureServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "server", abstract: "Serves what the conformance suite's scenarios ask a server for.")

  enum Transport: String, ExpressibleByArgument { case stdio, http }

  @Argument(help: "stdio, or http: then '/mcp' on 127.0.0.1.")
  var transport = Transport.http
  @Option(help: "0: any free one, which is printed.")
  var port = 3000
  @Option(help: "Serve so many tools that echo instead, as the benchmarks want them.")
  var echo: Int?

  func run() async throws {
    let logger = Logger(label: "conformance") { _ in SwiftLogNoOpLogHandler() }
    let nothing = NoContent()
    let server: MCPServer
    if let echo {
      server = MCPServer(
        info: PeerInfo(name: "fixture", version: "1"), instructions: nil, tools: EchoTools(count: echo),
        resources: nothing, prompts: nothing, seal: StateSeal(clock: SystemClock()), logger: logger)
    } else {
      server = MCPServer(
        info: PeerInfo(name: "fixture", version: "1"), instructions: "For tests.", tools: try FixtureTools(),
        resources: FixtureResources(), prompts: FixturePrompts(), seal: StateSeal(clock: SystemClock()), logger: logger)
    }
    switch transport {
    case .stdio:
      let writer = LineWriter(descriptor: 1)
      let reader = LineReader(descriptor: 0, limit: 8 << 20)
      await StdioServer(server: server, space: .me, reader: reader, output: writer).run()
      await writer.close()
    case .http: try await serve(server, logger)
    }
  }

  /// Everything else that the HTTP edge serves is real, and empty.
  private func serve(_ mcp: MCPServer, _ logger: Logger) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mneme-conformance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // only this process's
    let clock = SystemClock()
    let store = try SQLiteStore.open(directory: folder.path)
    let stores = MemoryStores(store)
    var settings = Settings(dataDirectory: folder.path)
    settings.server.port = port
    let engine = MemoryEngine(
      stores: stores, embedder: HashingEmbedder(), settings: settings.memory, clock: clock, logger: logger)
    let models = NoLanguageModel()
    let assistant = Assistant(memory: engine, stores: stores, chatModels: models, settings: settings, logger: logger)
    var services = HTTPServices(
      chat: assistant,
      memory: engine, curation: engine, imports: engine, archive: engine, graph: engine, forgetting: engine,
      transfer: SpaceTransfer(store: store), maintenance: engine, events: engine.events, prompts: assistant,
      models: models,
      persona: Persona(
        directory: folder.path, memories: stores.memories, messages: stores.messages, clock: clock,
        identifiers: UUIDv7Source(clock: clock), logger: logger),
      readings: store,
      extraction: ExtractionTest(
        source: models, store: store, utility: UtilityModel(source: models, store: store, clock: clock), clock: clock),
      readiness: { Readiness(embedder: .ready, chatModel: false) })
    services.mcp = HTTPTransport(server: mcp, clock: clock)
    let server = HTTPServer(
      services: services, settings: settings.server, version: "1", logger: logger,
      onBound: { bound in FileHandle.standardOutput.write(Data("listening \(bound.port)\n".utf8)) })
    try await ServiceGroup(services: [server], gracefulShutdownSignals: [.sigterm], logger: logger).run()
    try store.close()
  }
}

/// `echo`, and as many more of the same as are wanted.
private struct EchoTools: ToolSource {
  let names: [String]

  init(count: Int) { names = ["echo"] + (1..<max(count, 1)).map { "echo_\($0)" } }

  func tools() async -> [ToolEntry] {
    names.map { name in
      ToolEntry(
        ToolDescription(
          name: name, summary: "Says what it is told.",
          parameters: [
            "type": "object", "properties": ["text": ["type": "string", "title": "Text"]], "required": ["text"],
          ],
          output: [
            "type": "object", "properties": ["result": ["type": "string", "title": "Result"]], "required": ["result"],
          ]))
    }
  }

  func call(_ name: String, arguments: JSONValue, in context: CallContext) async throws -> ToolResult? {
    guard names.contains(name), let text = arguments["text"]?.string else { return nil }
    return ToolResult(ToolOutput(text, structured: ["result": .string(text)]), takesAnyStructure: false)
  }

  func changes() -> AsyncStream<Void> { AsyncStream { $0.finish() } }
}

private struct NoContent: ResourceSource, PromptSource {
  func resources() async -> [JSONValue] { [] }
  func templates() async -> [JSONValue] { [] }
  func read(_ uri: String, in context: CallContext) async throws -> [JSONValue]? { nil }
  func complete(_ name: String, of place: String, value: String, in space: SpaceID) async throws -> [String]? { nil }
  func changes() -> AsyncStream<ResourceChange> { AsyncStream { $0.finish() } }
  func prompts() async -> [JSONValue] { [] }
  func prompt(_ name: String, arguments: [String: String], in context: CallContext) async throws -> JSONValue? { nil }
  func changes() -> AsyncStream<Void> { AsyncStream { $0.finish() } }
}

private struct NoLanguageModel: ChatModelSource, ModelInspection {
  func models() async -> [any ChatModel] { [] }
  func modelReport() async throws(MnemeError) -> ModelReport { throw MnemeError(.unavailable, "There is no model.") }
}
