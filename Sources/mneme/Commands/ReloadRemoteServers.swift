import ArgumentParser
import MnemeCore
import MnemeMCP
import MnemeNet

struct ReloadRemoteServers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload", abstract: "Have the running server read mcp.json again; it does so by itself within seconds."
  )

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let record = try await Access.server(of: DataDirectory(settings.dataDirectory))
      let report = try await RunningRemoteServers.ask(record, settings, "POST", "/v1/mcp/servers/reload")
      try output.write(report, console) {
        WireRemoteServers($0)
      } text: {
        RemoteServerOutput.list($0)
      }
    }
  }
}

/// The servers of a running `mneme serve` or `mneme mcp`, as it sees them.
enum RunningRemoteServers {
  /// - Returns: nil where nothing runs.
  static func report(_ settings: Settings) async throws(MnemeError) -> RemoteServerReport? {
    let directory = DataDirectory(settings.dataDirectory)
    guard DataDirectoryLock.isHeld(directory), let record = ServerRecord.read(from: directory) else { return nil }
    return try await ask(record, settings, "GET", "/v1/mcp/servers")
  }

  /// Has the server that runs, if one does, go by a changed file at once; else it sees the change by itself.
  static func tellOfChange(_ settings: Settings) async {
    let directory = DataDirectory(settings.dataDirectory)
    guard DataDirectoryLock.isHeld(directory), let record = ServerRecord.read(from: directory) else { return }
    _ = try? await ask(record, settings, "POST", "/v1/mcp/servers/reload")
  }

  static func ask(
    _ record: ServerRecord, _ settings: Settings, _ method: String, _ path: String
  ) async throws(MnemeError) -> RemoteServerReport {
    let fetcher = HTTPFetcher()
    let client = APIClient(
      http: fetcher, base: APIClient.base(of: record.url), key: Access.key(for: record, settings))
    let result: Result<RemoteServerReport, MnemeError>
    do throws(MnemeError) {
      let data = try await client.data(client.request(method, path))
      guard let json = try? JSONReader.read([UInt8](data)), let report = RemoteServerReport(json) else {
        throw client.unexpected()
      }
      result = .success(report)
    } catch {
      result = .failure(error)
    }
    await fetcher.shutdown()
    return try result.get()
  }
}
