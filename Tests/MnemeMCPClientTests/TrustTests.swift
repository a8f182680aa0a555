import Foundation
import MnemeCore
import Testing

@testable import MnemeMCP

/// What servers say of their tools, and whether the owner has read it.
@Suite struct TrustTests {
  /// A server whose description is what stands in a file.
  private static func script(_ folder: String) -> String {
    let discover =
      #"{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"ttlMs":0,"cacheScope":"private"}"#
    let list =
      #"{"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[{"name":"b","description":"Second.","inputSchema":{"type":"object"}},{"name":"a","description":"%s","inputSchema":{"type":"object"}}]}"#
    return """
      while read -r line; do
        id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
        case $line in
        *server/discover*) printf '{"jsonrpc":"2.0","id":%s,"result":\(discover)}\\n' "$id";;
        *tools/list*) printf '{"jsonrpc":"2.0","id":%s,"result":\(list)}\\n' "$id" "$(cat \(folder)/words)";;
        esac
      done
      """
  }

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test func descriptionsAreForeignUntilTheyAreTrustedAndWhenTheyChange() async throws {
    try await withFolder { folder in
      let path = folder + "/mcp.json"
      try write(#"{"mcpServers": {"desk": {"command": "sh", "own": 1}, "other": {"command": "sh"}}}"#, path)
      try write("Says hello.", folder + "/words")
      let command = StdioCommand(
        program: "sh", arguments: ["-c", Self.script(folder)], ours: ProcessInfo.processInfo.environment)
      var options = ClientOptions()
      options.trusted = TrustedDescriptions(path: path)
      let file = RemoteServerFile(path)
      try await withServers(
        ["desk", "other"].map { RemoteServerConfiguration(name: $0, way: .stdio(command)) }, options
      ) { servers in
        func tools(_ name: String) async throws -> [RemoteTool] {
          try await servers.tools(of: try #require(servers.server(named: name)))
        }
        let first = try await tools("desk")
        #expect(first.map(\.description.isForeign) == [true, true])
        #expect(try file.trust(TrustedDescriptions.digest(first), of: "desk"))
        // Heard of by tools that are offered already; what is trusted of one is not trusted of another.
        #expect(first.map(\.description.isForeign) == [false, false])
        #expect(TrustedDescriptions.digest(first.reversed()) == TrustedDescriptions.digest(first))
        #expect(try await tools("other").map(\.description.isForeign) == [true, true])
        #expect(
          try JSONValue(parsing: String(contentsOfFile: path, encoding: .utf8))["mcpServers"]?["desk"]?["own"] == 1)
        // A server that says something else is another one.
        try write("Says hello!", folder + "/words")
        let changed = try await tools("desk")
        #expect(changed.map(\.description.isForeign) == [true, true])
        try write("Says hello.", folder + "/words")
        #expect(try await tools("desk").map(\.description.isForeign) == [false, false])
        #expect(try file.trust(nil, of: "desk"))
        #expect(first.map(\.description.isForeign) == [true, true])
        #expect(try !file.trust("00", of: "nobody"))
        // What is done and said by it stays another's.
        #expect(changed.allSatisfy { $0.category == .remote && !$0.description.annotations.isReadOnly })
      }
    }
  }
}
