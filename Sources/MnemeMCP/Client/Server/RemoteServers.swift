import Foundation
import Logging
import MnemeCore
import Synchronization

/// All the servers that this program is a client of. None is connected to before it is used, and a dead one delays nobody who
/// does not use it. The list may change while they run.
package final class RemoteServers: Sendable {
  /// One that is followed.
  private struct Entry: Sendable {
    let server: RemoteServer
    /// Given when it is no longer of the list.
    let leaves = StopSignal()
    /// Given when nobody follows it any more.
    let isLeft = CancelSwitch()
  }

  private enum Change: Sendable {
    case came(Entry)
    case went(Entry)
  }

  private struct State {
    var entries: [Entry] = []
    var prefixes: [String: String] = [:]
  }

  private let state: Mutex<State>
  private let changes: AsyncStream<Change>
  private let continuation: AsyncStream<Change>.Continuation
  private let work = BackgroundWork()
  private let context: RemoteServerContext

  /// After a failure: doubled from the first to the last.
  private static let pauses = (first: Duration.seconds(2), last: Duration.seconds(300))
  /// Lists are read again after this time at the earliest, whatever a server says.
  private static let shortestPause = Duration.seconds(300)
  private static let closingTime = Duration.seconds(8)

  package init(_ configurations: [RemoteServerConfiguration], context: RemoteServerContext) {
    self.context = context
    (changes, continuation) = AsyncStream.makeStream()
    let entries = configurations.map { [work] in Entry(server: RemoteServer($0, context: context, work: work)) }
    state = Mutex(State(entries: entries, prefixes: RemoteToolName.prefixes(configurations.map(\.name))))
    for entry in entries { continuation.yield(.came(entry)) }
  }

  /// In the order of the list.
  package var servers: [RemoteServer] { state.withLock { $0.entries.map(\.server) } }

  package func server(named name: String) -> RemoteServer? { servers.first { $0.configuration.name == name } }

  /// In the order of the list.
  package func health() async -> [RemoteServerHealth] {
    var all: [RemoteServerHealth] = []
    for server in servers { all.append(await server.currentHealth()) }
    return all
  }

  /// Takes another list: what is the same in both goes on undisturbed, what is not is closed, or begins.
  package func replace(_ configurations: [RemoteServerConfiguration]) async {
    let (gone, kept) = state.withLock { state -> ([Entry], [RemoteServer]) in
      let prefixes = RemoteToolName.prefixes(configurations.map(\.name))
      let old = state.entries
      var kept: [RemoteServer] = []
      state.entries = configurations.map { configuration in
        guard let same = old.first(where: { $0.server.configuration == configuration }) else {
          return Entry(server: RemoteServer(configuration, context: context, work: work))
        }
        if prefixes[configuration.name] != state.prefixes[configuration.name] { kept.append(same.server) }
        return same
      }
      state.prefixes = prefixes
      let gone = old.filter { entry in !state.entries.contains { $0.server === entry.server } }
      // In this order for who follows: a name that another server has now is given up first.
      for entry in gone { continuation.yield(.went(entry)) }
      for entry in state.entries where !old.contains(where: { $0.server === entry.server }) {
        continuation.yield(.came(entry))
      }
      return (gone, kept)
    }
    // Their tools are called something else now.
    for server in kept { server.news.raise() }
    for entry in gone { entry.leaves.stop() }
    await withDiscardingTaskGroup { group in
      for entry in gone { group.addTask { await entry.server.retire() } }
    }
  }

  /// The tools of one server, under the names that models know them by.
  /// - Throws: `RemoteServerError`; `CancellationError`.
  package func tools(of server: RemoteServer) async throws -> [RemoteTool] {
    let name = server.configuration.name
    let prefix = state.withLock { $0.prefixes[name] } ?? "server"
    let entries = try await server.tools().entries
    guard let trusted = context.trusted else {
      return entries.map { RemoteTool($0.tool, prefix: prefix, server: server) }
    }
    let digest = TrustedDescriptions.digest(entries.map { RemoteTool($0.tool, prefix: prefix, server: server) })
    return entries.map { entry in
      RemoteTool(entry.tool, prefix: prefix, server: server) { trusted.digest(of: name) == digest }
    }
  }

  /// Carries what connections do beside the calls, until it is cancelled. Once, and before any call.
  package func runConnections() async { await work.run() }

  /// Carries the connections and keeps the tools of all servers that are switched on known, until it is cancelled. Once.
  /// - Parameter offer: takes a server's tools whenever they changed; none when it has left the list.
  package func run(offer: @escaping @Sendable (_ server: String, [RemoteTool]) async -> Void) async {
    // Who comes waits for those that leave and whose tools may be called as its own are; all others do not.
    var leaving: [String: CancelSwitch] = [:]
    await withDiscardingTaskGroup { group in
      group.addTask { await self.runConnections() }
      for await change in changes {
        switch change {
        case .came(let entry):
          let before = leaving[RemoteToolName.base(entry.server.configuration.name)]
          group.addTask {
            await before?.wait()
            if entry.server.configuration.isEnabled {
              _ = await entry.leaves.running { await self.follow(entry.server, offer: offer) }
            }
            entry.isLeft.fire()
          }
        case .went(let entry):
          let name = entry.server.configuration.name
          let (before, isGone) = (leaving[RemoteToolName.base(name)], CancelSwitch())
          leaving[RemoteToolName.base(name)] = isGone
          group.addTask {
            await entry.isLeft.wait()
            await offer(name, [])
            await before?.wait()
            isGone.fire()
          }
        }
      }
      group.cancelAll()
    }
  }

  private func follow(
    _ server: RemoteServer, offer: @Sendable (_ server: String, [RemoteTool]) async -> Void
  ) async {
    var failures = 0
    var known: [ToolDescription]?
    while !Task.isCancelled {
      do {
        let tools = try await tools(of: server)
        failures = 0
        if tools.map(\.description) != known {
          known = tools.map(\.description)
          await offer(server.configuration.name, tools)
        }
      } catch is CancellationError {
        return
      } catch {
        failures += 1
        let code = (error as? RemoteServerError)?.code.rawValue ?? "internal"
        // Said once: it is tried again for as long as the program runs.
        if failures == 1 {
          context.logger.warning(
            "mcp.server_failed", metadata: ["server": "\(server.configuration.name)", "error.code": "\(code)"])
        }
      }
      let pause =
        failures == 0 ? Self.shortestPause : min(Self.pauses.first * (1 << min(failures - 1, 10)), Self.pauses.last)
      await wait(for: server.news, atMost: pause * Double.random(in: 1...1.2))
    }
  }

  private func wait(for news: ToolNews, atMost limit: Duration) async {
    if await news.wait(atMost: limit) {
      // A server that changes all the time is not followed at every step; cancellation ends the pause.
      try? await Task.sleep(for: .milliseconds(100))
    }
  }

  /// Ends all connections and sessions; returns when they have ended.
  package func close() async {
    let late = await Drain.together(
      within: Self.closingTime, servers.map { server in (server.configuration.name, { await server.close() }) })
    if !late.isEmpty {
      context.logger.warning("mcp.close_late", metadata: ["servers": "\(late.joined(separator: ","))"])
    }
    work.stop()
    continuation.finish()
  }
}
