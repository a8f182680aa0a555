import ArgumentParser
import Foundation
import Logging
import MnemeCore
import MnemeMCP
import MnemeNet

/// Does as one scenario of the suite wants, with the client that `mneme serve` uses for other servers.
///
/// The suite names the scenario in MCP_CONFORMANCE_SCENARIO and tells what it needs beside it in MCP_CONFORMANCE_CONTEXT,
/// and hands the server's address over as the last argument. The exit status tells whether all went well; in scenarios of
/// servers that must be refused it does not.
struct ScenarioClient: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "client", abstract: "Does what a scenario of the suite wants of a client.")

  @Argument(help: "Where the suite's server listens.")
  var address: String

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let scenario = environment["MCP_CONFORMANCE_SCENARIO"] ?? ""
    let told = try environment["MCP_CONFORMANCE_CONTEXT"].map { try JSONValue(parsing: $0) } ?? [:]
    let context = told["context"] ?? told
    let fetcher = HTTPFetcher()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("conformance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    // Holds the logins of this run alone; what stays is swept by the system.
    defer { try? FileManager.default.removeItem(at: folder) }
    let clock = SystemClock()
    let store = OAuthStore(path: folder.appendingPathComponent("logins.json").path)
    var remote = RemoteServerContext(
      client: PeerInfo(name: "mneme", version: "1"), clock: clock,
      logger: Logger(label: "conformance") { _ in SwiftLogNoOpLogHandler() },
      openHTTP: { RemoteHTTPSession(http: fetcher, close: {}) })
    remote.logins = OAuthLogins(store: store, browser: ConsentingBrowser(fetcher: fetcher), clock: clock)
    let configuration = try await configuration(scenario, context, fetcher)
    let servers = RemoteServers([configuration], context: remote)
    let outcome = await withTaskGroup(of: (any Error)?.self) { group in
      group.addTask {
        await servers.runConnections()
        return nil
      }
      let task = Task {
        do {
          try await play(scenario, context, on: servers.servers[0], of: servers)
          return nil as (any Error)?
        } catch { return error }
      }
      let error = await task.value
      await servers.close()
      group.cancelAll()
      return error
    }
    await fetcher.shutdown()
    if let outcome {
      FileHandle.standardError.write(Data("\(outcome)\n".utf8))
      throw ExitCode.failure
    }
  }

  /// What an owner would have written of this server.
  private func configuration(_ scenario: String, _ context: JSONValue, _ fetcher: HTTPFetcher) async throws
    -> RemoteServerConfiguration
  {
    var place = RemoteServerConfiguration.HTTPAddress(url: address)
    place.login.metadataURL = "https://conformance-test.local/client-metadata.json"
    if let id = context["client_id"]?.string {
      place.login.clientID = id
      place.login.clientSecret = context["client_secret"]?.string
      place.login.metadataURL = nil
      // Given out beforehand by the one authorization server that this server has.
      place.login.issuer = try await issuer(fetcher)
    }
    var configuration = RemoteServerConfiguration(name: "suite", way: .http(place))
    configuration.timeout = .seconds(20)
    configuration.elicitation = .defaults
    return configuration
  }

  private func issuer(_ fetcher: HTTPFetcher) async throws -> String? {
    guard let url = URL(string: "/.well-known/oauth-protected-resource/mcp", relativeTo: URL(string: address)) else {
      return nil
    }
    let response = try await fetcher.fetch(FetchRequest(url: url.absoluteString))
    let metadata = try JSONValue(parsing: String(decoding: try await response.collect(upTo: 1 << 16), as: UTF8.self))
    return metadata["authorization_servers"]?.array?.first?.string
  }

  private func play(_ scenario: String, _ context: JSONValue, on server: RemoteServer, of servers: RemoteServers)
    async throws
  {
    try await server.connect()
    if scenario == "initialize" { return }
    let tools = try await servers.tools(of: server)
    if let calls = context["toolCalls"]?.array {
      for call in calls {
        _ = try await server.call(call["name"]?.string ?? "", arguments: call["arguments"] ?? [:])
      }
      return
    }
    let isStrict = scenario == "tools_call" || scenario == "sse-retry" || scenario.hasPrefix("auth/")
    for tool in tools {
      do {
        _ = try await server.call(tool.name, arguments: Self.arguments(for: tool.description.parameters))
      } catch  where !isStrict {
        // Its server counts what was asked; what it answers may be what it tests.
        continue
      }
    }
    guard scenario == "http-standard-headers" else { return }
    // Each kind of request that names something.
    for (list, member, get, key) in [
      ("resources/list", "resources", "resources/read", "uri"), ("prompts/list", "prompts", "prompts/get", "name"),
    ] {
      let first = try await server.ask(list, [:])[member]?.array?.first?[key]?.string
      guard let first else { continue }
      _ = try await server.ask(get, .object([key: .string(first)]), name: first)
    }
  }

  /// The simplest values that fit a tool's parameters.
  static func arguments(for schema: JSONValue) -> JSONValue {
    let properties = schema["properties"]?.object ?? [:]
    return .object(
      properties.compactMapValues { property in
        switch property["type"]?.string {
        case "number", "integer": 3
        case "boolean": true
        case "string": property["enum"]?.array?.first ?? "us-west1"
        default: nil
        }
      })
  }
}

/// Agrees at once: asks for the page of consent, which sends it straight on.
private struct ConsentingBrowser: AuthorizationBrowser {
  let fetcher: HTTPFetcher

  func listen(port: Int?) async throws -> any AuthorizationListener { Listener(fetcher: fetcher, port: port ?? 45_601) }

  private struct Listener: AuthorizationListener {
    let fetcher: HTTPFetcher
    let port: Int
    /// Nobody listens there: the query is read from the answer that sends the browser to it.
    var redirect: String { "http://127.0.0.1:\(port)/callback" }

    func query(after address: String) async throws -> String {
      let response = try await fetcher.fetch(FetchRequest(url: address))
      _ = try await response.collect(upTo: 1 << 16)
      return String((response.header("Location") ?? "").split(separator: "?", maxSplits: 1).last ?? "")
    }

    func close() async {}
  }
}
