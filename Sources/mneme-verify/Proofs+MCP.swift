import Logging
import MnemeCore
import MnemeMCP
import MnemeTestSupport
import Synchronization

/// The server of the Model Context Protocol.
extension Proofs {
  /// - Parameter offer: what the server lists, made of the tools that count.
  static func manifest(offer: @escaping @Sendable (CountedTools) -> any ToolSource = { $0 }) -> Proof {
    Proof(
      id: "PERF-032", condition: "The manifest of tools is built once",
      missing: ["a search that asks web and memory at once"]
    ) {
      let source = CountedTools()
      let content = NoContent()
      let clock = ManualClock()
      let server = MCPServer(
        info: PeerInfo(name: "proof", version: "1"), instructions: nil, tools: offer(source), resources: content,
        prompts: content, seal: StateSeal(key: [1], clock: clock), logger: Proofs.silent)
      let running = Task { await server.run() }  // awaited below
      while source.watchers == 0 { await Task.yield() }
      func list(_ times: Int) async {
        for number in 0..<times {
          _ = await server.respond(
            to: RPCRequest(
              id: .integer(Int64(number)), MethodName.listTools,
              params: [
                "_meta": .object([
                  MetaKey.revision: .string(ProtocolRevision.newest.rawValue), MetaKey.clientCapabilities: [:],
                ])
              ]), from: MCPServer.Origin(principal: "proof", space: .me), output: content)
        }
      }
      await list(100)
      let first = source.listings
      source.change()
      // The change is told by a stream; it is there when a list is made anew, or never.
      for _ in 0..<10_000 where source.listings == first {
        await Task.yield()
        await list(1)
      }
      await list(100)
      let second = source.listings
      running.cancel()
      await running.value
      return [
        Check("builds of the list for 100 requests", first, .exactly, 1),
        Check("builds after a change and 100 more", second, .exactly, 2),
      ]
    }
  }
}

/// Five tools; counts how often they are listed.
final class CountedTools: ToolSource {
  private let state = Mutex((listings: 0, watchers: [AsyncStream<Void>.Continuation]()))

  var listings: Int { state.withLock { $0.listings } }
  var watchers: Int { state.withLock { $0.watchers.count } }

  func tools() async -> [ToolEntry] {
    state.withLock { $0.listings += 1 }
    return (1...5).map { ToolEntry(ToolDescription(name: "tool_\($0)", summary: "")) }
  }

  func call(_ name: String, arguments: JSONValue, in context: CallContext) async throws -> ToolResult? { nil }

  func change() { for watcher in state.withLock({ $0.watchers }) { watcher.yield() } }

  func changes() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    state.withLock { $0.watchers.append(continuation) }
    return stream
  }
}

/// No resources, no prompts, and nobody who listens.
private struct NoContent: ResourceSource, PromptSource, ServerOutput {
  func resources() async -> [JSONValue] { [] }
  func templates() async -> [JSONValue] { [] }
  func read(_ uri: String, in context: CallContext) async throws -> [JSONValue]? { nil }
  func complete(_ name: String, of target: String, value: String, in space: SpaceID) async throws -> [String]? { nil }
  func prompts() async -> [JSONValue] { [] }
  func prompt(_ name: String, arguments: [String: String], in context: CallContext) async throws -> JSONValue? { nil }
  func changes() -> AsyncStream<Void> { AsyncStream { $0.finish() } }
  func changes() -> AsyncStream<ResourceChange> { AsyncStream { $0.finish() } }
  func send(_ message: RPCMessage) {}
}
