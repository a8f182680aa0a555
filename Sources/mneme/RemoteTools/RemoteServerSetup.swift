import Foundation
import Logging
import MnemeCore
import MnemeMCP
import MnemeNet
import Synchronization

/// The servers of `mcp.json` in the data directory, made of the settings, and made anew when the file changes.
final class RemoteServerSetup: RemoteServerInspection {
  private struct State {
    /// Of the last list that could be read.
    var notes: [String]
    /// Why the file that is there now is not gone by.
    var trouble: [String] = []
    var secrets: [String]
    var mark: FileMark?
    /// The last look found no file: who replaces one may be between two steps.
    var isMissing = false
  }

  let servers: RemoteServers
  let logins: OAuthStore
  private let path: String
  private let trusted: TrustedDescriptions
  private let state: Mutex<State>
  private let turn = OneByOne()
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
    trusted = TrustedDescriptions(path: path)
    context.trusted = trusted
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
  var notes: [String] { state.withLock { $0.notes + $0.trouble } }
  /// Of the servers, those that have left the list too: no answer may hold them.
  var secrets: [String] { state.withLock { $0.secrets } }

  func report() async -> RemoteServerReport { RemoteServerReport(servers: await servers.health(), notes: notes) }

  /// One after another, from the look at the file to the end of the change: else an older list could come last.
  func reload() async -> RemoteServerReport {
    await turn.run {
      let mark = FileMark(of: path)
      let list = Self.read(path)
      let isTaken = state.withLock { state in
        let wasMissing = state.isMissing
        state.mark = mark
        state.isMissing = list.source == .missing
        guard list.source == .read || (list.source == .missing && wasMissing) else {
          state.trouble = (list.notes.isEmpty ? ["\(path) is gone."] : list.notes).map { $0 + Self.unchanged }
          return false
        }
        (state.notes, state.trouble) = (list.notes, [])
        state.secrets = Array(Set(state.secrets + list.servers.flatMap(\.secrets))).sorted()
        return true
      }
      trusted.refresh()
      for note in notes { logger.warning("mcp.server_left_out", metadata: ["reason": "\(note)"]) }
      if isTaken { await servers.replace(list.servers) }
    }
    return await report()
  }

  private static let unchanged = " The servers of the last list go on."

  /// Looks at the file, and reads the list again where it is another one or was not there at the last look.
  func look() async {
    let isNew = state.withLock { [mark = FileMark(of: path)] in $0.isMissing || $0.mark != mark }
    if isNew { _ = await reload() }
  }

  /// Does so every few seconds, until the task is cancelled.
  func watch() async {
    while !Task.isCancelled {
      // Cancellation ends the loop.
      try? await Task.sleep(for: .seconds(Self.lookSeconds))
      if !Task.isCancelled { await look() }
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
