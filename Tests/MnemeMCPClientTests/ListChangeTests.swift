import Foundation
import MnemeCore
import Synchronization
import Testing

@testable import MnemeMCP

/// The list of servers changes while they run.
@Suite struct ListChangeTests {
  /// A server with one tool. Ends some time after its input has.
  private static func program(_ name: String, note: String, after seconds: Double) -> RemoteServerConfiguration {
    let discover =
      #"{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"ttlMs":0,"cacheScope":"private"}"#
    let list =
      #"{"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[{"name":"t","inputSchema":{"type":"object"}}]}"#
    let script = """
      trap '' TERM
      while read -r line; do
        id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
        case $line in
        *server/discover*) printf '{"jsonrpc":"2.0","id":%s,"result":\(discover)}\\n' "$id";;
        *tools/list*) printf '{"jsonrpc":"2.0","id":%s,"result":\(list)}\\n' "$id";;
        esac
      done
      sleep \(seconds)
      echo \(name) >>\(note)
      """
    let command = StdioCommand(program: "sh", arguments: ["-c", script], ours: ProcessInfo.processInfo.environment)
    return RemoteServerConfiguration(name: name, way: .stdio(command))
  }

  /// What is offered, in order.
  private final class Offers: Sendable {
    private let all = Mutex<[String]>([])
    var seen: [String] { all.withLock { $0 } }

    func add(_ server: String, _ tools: [RemoteTool]) {
      all.withLock { $0.append(server + (tools.isEmpty ? " gone" : "")) }
    }

    func wait(for words: String, _ count: Int = 1) async throws {
      while seen.count(where: { $0 == words }) < count { try await Task.sleep(for: .milliseconds(5)) }
    }
  }

  private func run(
    _ configurations: [RemoteServerConfiguration], _ body: (RemoteServers, Offers) async throws -> Void
  ) async throws {
    let context = RemoteServerContext(
      client: PeerInfo(name: "mneme", version: "test"), clock: SystemClock(), logger: quiet,
      openHTTP: { CountedHTTP().open() })
    let servers = RemoteServers(configurations, context: context)
    let offers = Offers()
    let running = Task { await servers.run { offers.add($0, $1) } }
    let result: Result<Void, any Error>
    do { result = .success(try await body(servers, offers)) } catch { result = .failure(error) }
    await servers.close()
    running.cancel()
    await running.value
    try result.get()
  }

  @Test(.timeLimit(.minutes(5))) func whoComesWaitsForNobodyButTheirOwnName() async throws {
    try await withFolder { folder in
      let note = folder + "/ends"
      let slow = Self.program("slow", note: note, after: 1.5)
      try await run([slow]) { servers, offers in
        try await offers.wait(for: "slow")
        // The same name with another content, and a server that has to do with neither.
        var other = Self.program("slow", note: note, after: 0)
        other.timeout = .seconds(77)
        let new = Self.program("new", note: note, after: 0)
        let changing = Task { [other] in await servers.replace([other, new]) }
        try await offers.wait(for: "slow", 2)
        try await offers.wait(for: "new")
        await changing.value
        let seen = offers.seen
        // Its old tools were given up before the new ones came.
        #expect(seen.filter { $0.hasPrefix("slow") } == ["slow", "slow gone", "slow"])
      }
    }
  }

  @Test(.timeLimit(.minutes(5))) func serversThatLeaveDoSoSideBySide() async throws {
    try await withFolder { folder in
      let note = folder + "/ends"
      let programs = [
        Self.program("a", note: note, after: 1.2), Self.program("b", note: note, after: 0.6),
        Self.program("c", note: note, after: 0),
      ]
      try await run(programs) { servers, offers in
        for name in ["a", "b", "c"] { try await offers.wait(for: name) }
        await servers.replace([])
        for name in ["a", "b", "c"] { try await offers.wait(for: "\(name) gone") }
        // The quickest first, though it stands last.
        #expect(try String(contentsOfFile: note, encoding: .utf8) == "c\nb\na\n")
      }
    }
  }

  @Test func namesThatWouldShareTheirToolsAreOneForThis() {
    #expect(RemoteToolName.base("a b") == RemoteToolName.base("a_b"))
    #expect(RemoteToolName.base("a") != RemoteToolName.base("b"))
  }
}
