import Foundation
import MnemeCore
import MnemeNet
import Testing

@testable import mneme

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `--json` prints what the HTTP API answers.
@Suite struct JSONShapeTests {
  /// Without what changes with time (weights, scores) and where the next page begins.
  private static func comparable(_ value: Any) -> Any {
    switch value {
    case let object as [String: Any]:
      return object.filter { !["weight", "score", "value", "next_before"].contains($0.key) }.mapValues(comparable)
        as NSDictionary
    case let list as [Any]: return list.map(comparable) as NSArray
    default: return value
    }
  }

  private static func object(_ data: Data) throws -> NSDictionary {
    try #require(comparable(try JSONSerialization.jsonObject(with: data)) as? NSDictionary)
  }

  @Test func everyMemberIsThereAndNoOther() async throws {
    let program = try Program()
    try await program.fill()
    let id = try await program.memory("I live in Lisbon")
    _ = try await program.out("memories", "pin", id)
    let (server, url) = try await program.serve()
    let oslo = try await program.decode(WireEntities.self, "graph", "entities", "Oslo").entities[0].ordinal
    let labs = try await program.decode(WireEntities.self, "graph", "entities", "Lumen").entities[0].ordinal
    let cases: [(arguments: [String], method: String, path: String, body: String?)] = [
      (["memories"], "GET", "/v1/memories", nil),
      (["memories", "--as-of", "2026-05-10"], "GET", "/v1/memories?as_of=2026-05-10", nil),
      (["memories", "show", id], "GET", "/v1/memories/\(id)", nil),
      (["memories", "history", id], "GET", "/v1/memories/\(id)/history", nil),
      (["memories", "inbox"], "GET", "/v1/memories/inbox", nil),
      (["memories", "stats"], "GET", "/v1/memories/stats", nil),
      (["memories", "stats", "--space", "ada"], "GET", "/v1/memories/stats", nil),
      (["explain", "Ingrid", "--limit", "1"], "POST", "/v1/memories/explain", #"{"query": "Ingrid", "limit": 1}"#),
      (["explain", "Ingrid"], "POST", "/v1/memories/explain", #"{"query": "Ingrid"}"#),
      (
        ["explain", "Ingrid", "--context"], "POST", "/v1/memories/explain", #"{"query": "Ingrid", "context": true}"#
      ),
      (["sessions"], "GET", "/v1/sessions", nil),
      (["sessions", "show", "harbour"], "GET", "/v1/sessions/harbour", nil),
      (["search", "boat"], "GET", "/v1/messages/search?q=boat", nil),
      (["graph"], "GET", "/v1/graph", nil),
      (["graph", "entities"], "GET", "/v1/graph/entities", nil),
      (["graph", "entity", String(oslo)], "GET", "/v1/graph/entities/\(oslo)", nil),
      (["graph", "path", String(oslo), String(labs)], "GET", "/v1/graph/path?from=\(oslo)&to=\(labs)", nil),
      (
        ["graph", "path", String(oslo), String(labs), "--depth", "1"], "GET",
        "/v1/graph/path?from=\(oslo)&to=\(labs)&max_depth=1", nil
      ),
      (["maintain", "--dry-run"], "POST", "/v1/maintenance", #"{"dry_run": true}"#),
      (["rebuild"], "POST", "/v1/maintenance/rebuild", nil),
      (["tools", "call", "recall", "{}"], "POST", "/v1/tools/recall", "{}"),
      (["tools"], "GET", "/v1/tools", nil), (["tools", "audit"], "GET", "/v1/tools/audit", nil),
      (["approvals", "list", "--all"], "GET", "/v1/approvals", nil),
    ]
    let fetcher = HTTPFetcher()
    for one in cases {
      var headers: [(name: String, value: String)] = []
      if one.body != nil { headers.append((name: "Content-Type", value: "application/json")) }
      if one.arguments.contains("ada") { headers.append((name: "X-Mneme-Space", value: "ada")) }
      let answer = try await fetcher.fetch(
        FetchRequest(method: one.method, url: url + one.path, headers: headers, body: one.body.map { Array($0.utf8) }))
      let told = try Self.object(Data(try await answer.collect(upTo: 1 << 20)))
      let printed = try Self.object(Data(try await program.run(one.arguments + ["--json"]).out.utf8))
      #expect(printed == told, "\(one.arguments)")
    }
    // The time of a receipt is its own.
    let receipt = try await program.run("forget", "--person", "Ingrid", "--dry-run", "--json")
    let answer = try await fetcher.fetch(
      FetchRequest(
        method: "POST", url: url + "/v1/forget", headers: [(name: "Content-Type", value: "application/json")],
        body: Array(#"{"person": "Ingrid", "dry_run": true}"#.utf8)))
    let told = try Self.object(Data(try await answer.collect(upTo: 1 << 20)))
    #expect(try Self.object(Data(receipt.out.utf8)).allKeys.count == told.allKeys.count)
    await fetcher.shutdown()
    _ = try await program.end(server, SIGTERM)
  }
}
