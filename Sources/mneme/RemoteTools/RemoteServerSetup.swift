import Foundation
import Logging
import MnemeCore
import MnemeMCP
import MnemeNet
import Synchronization

/// The servers of `mcp.json` in the data directory, made of the settings, and made anew when the file changes.
final class RemoteServerSetup: RemoteServerInspection {
  private struct State {
    var notes: [String]
    var secrets: [String]
    var mark: FileMark?
  }

  let servers: RemoteServers
  let logins: OAuthStore
  private let path: String
  private let state: Mutex<State>
  private let logger: Logger

  /// Between two looks at the file.
  private static let lookSeconds = 10

  /// - Parameters:
  ///   - answerers: of what servers ask.
  ///   - browser: nil where nobody is there to log in.
  ///   - instance: of this process, by which it knows itself in the list.
  init(
    _ settings: Settings, answerers: QuestionAnswerers = QuestionAnswerers(),
    browser: (any AuthorizationBrowser)? = nil, instance: String? = nil, clock: any WallClock, logger: Logger
  ) {
    path = Self.listPath(settings)
    self.logger = logger
    // Before the file is read: what changes meanwhile is seen at the next look.
    let mark = FileMark(of: path)
    let list = Self.read(path)
    logins = OAuthStore(path: settings.dataDirectory + "/" + OAuthStore.fileName)
    var context = RemoteServerContext(
      client: PeerInfo(name: "mneme", version: Version.current, title: "Mneme"), clock: clock, logger: logger,
      openHTTP: {
        let fetcher = HTTPFetcher()
        return RemoteHTTPSession(http: fetcher) { await fetcher.shutdown() }
      })
    context.trusted = TrustedDescriptions(path: Self.listPath(settings))
    context.answerers = answerers
    context.logins = OAuthLogins(store: logins, browser: browser, clock: clock)
    context.instance = instance
    servers = RemoteServers(list.servers, context: context)
    state = Mutex(State(notes: list.notes, secrets: list.servers.flatMap(\.secrets), mark: mark))
  }

  static func listPath(_ settings: Settings) -> String { settings.dataDirectory + "/" + RemoteServerList.fileName }

  private static func read(_ path: String) -> RemoteServerList {
    RemoteServerList(reading: path, environment: ProcessInfo.processInfo.environment)
  }

  /// One sentence for each entry that cannot be used.
  var notes: [String] { state.withLock { $0.notes } }
  /// Of the servers, those that have left the list too: no answer may hold them.
  var secrets: [String] { state.withLock { $0.secrets } }

  func report() async -> RemoteServerReport { RemoteServerReport(servers: await servers.health(), notes: notes) }

  func reload() async -> RemoteServerReport {
    let mark = FileMark(of: path)
    let list = Self.read(path)
    state.withLock { state in
      state.notes = list.notes
      state.secrets = Array(Set(state.secrets + list.servers.flatMap(\.secrets))).sorted()
      state.mark = mark
    }
    for note in list.notes { logger.warning("mcp.server_left_out", metadata: ["reason": "\(note)"]) }
    await servers.replace(list.servers)
    return await report()
  }

  /// Reads the list again whenever its file is another one, until the task is cancelled.
  func watch() async {
    while !Task.isCancelled {
      // Cancellation ends the loop.
      try? await Task.sleep(for: .seconds(Self.lookSeconds))
      if !Task.isCancelled, FileMark(of: path) != state.withLock({ $0.mark }) { _ = await reload() }
    }
  }

  /// Carries the connections for the time of `body` and closes them.
  func running<Value: Sendable>(_ body: @escaping @Sendable (RemoteServers) async throws -> Value) async throws -> Value
  {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { [servers] in
        await servers.runConnections()
        return nil
      }
      group.addTask { [servers] in
        do {
          let value = try await body(servers)
          await servers.close()
          return value
        } catch {
          await servers.close()
          throw error
        }
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let value = result { return value }
      }
      throw CancellationError()
    }
  }
}

/// By what a file is known again: another inode, length or time is another content.
private struct FileMark: Equatable {
  let inode: UInt64
  let size: UInt64
  let time: Date

  /// Nil where there is none.
  init?(of path: String) {
    // One that cannot be looked at is as good as none.
    guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
    inode = (found[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
    size = (found[.size] as? NSNumber)?.uint64Value ?? 0
    time = found[.modificationDate] as? Date ?? .distantPast
  }
}

extension RemoteServerError {
  /// As commands tell it.
  func told(of server: String) -> MnemeError {
    let words = answer.map { " It says: \($0.message.oneLine.prefix(300))" } ?? ""
    let todo = code == .unauthorized ? " Log in with: mneme mcp servers login \(server)" : ""
    return MnemeError(code == .timeout ? .timeout : .unavailable, "\(server): \(message)\(todo)\(words)")
  }
}
