import Foundation
import Logging
import MnemeCore
import MnemeMCP
import MnemeNet

/// The servers of `mcp.json` in the data directory, made of the settings.
struct RemoteServerSetup: Sendable {
  let servers: RemoteServers
  /// One sentence for each entry that cannot be used.
  let notes: [String]
  let logins: OAuthStore
  /// Of the servers: no answer may hold them.
  let secrets: [String]

  /// - Parameters:
  ///   - answerers: of what servers ask.
  ///   - browser: nil where nobody is there to log in.
  init(
    _ settings: Settings, answerers: QuestionAnswerers = QuestionAnswerers(),
    browser: (any AuthorizationBrowser)? = nil, clock: any WallClock, logger: Logger
  ) {
    let list = RemoteServerList(
      reading: Self.listPath(settings), environment: ProcessInfo.processInfo.environment)
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
    servers = RemoteServers(list.servers, context: context)
    notes = list.notes
    secrets = list.servers.flatMap(\.secrets)
  }

  static func listPath(_ settings: Settings) -> String { settings.dataDirectory + "/" + RemoteServerList.fileName }

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

extension RemoteServerError {
  /// As commands tell it.
  func told(of server: String) -> MnemeError {
    let words = answer.map { " It says: \($0.message.oneLine.prefix(300))" } ?? ""
    let todo = code == .unauthorized ? " Log in with: mneme mcp servers login \(server)" : ""
    return MnemeError(code == .timeout ? .timeout : .unavailable, "\(server): \(message)\(todo)\(words)")
  }
}
