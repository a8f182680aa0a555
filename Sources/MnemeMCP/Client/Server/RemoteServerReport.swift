import Foundation
package import MnemeCore

/// How all servers of the list are doing, and what is wrong with the list.
package struct RemoteServerReport: Sendable, Hashable {
  /// In the order of the list.
  package var servers: [RemoteServerHealth]
  /// One sentence for each entry that cannot be used.
  package var notes: [String]

  package init(servers: [RemoteServerHealth], notes: [String]) {
    self.servers = servers
    self.notes = notes
  }

  /// Nil for what is no report.
  package init?(_ json: JSONValue) {
    guard let servers = json["servers"]?.array, let notes = json["notes"]?.array else { return nil }
    self.init(servers: servers.compactMap(RemoteServerHealth.init(json:)), notes: notes.compactMap(\.string))
  }

  package var json: JSONValue {
    ["servers": .array(servers.map(\.json)), "notes": .array(notes.map(JSONValue.string))]
  }
}

/// The servers of the list in the hands of their owner.
package protocol RemoteServerInspection: Sendable {
  func report() async -> RemoteServerReport
  /// Reads the list again and goes by it; what is the same as before is left alone.
  func reload() async -> RemoteServerReport
}

extension RemoteServerHealth {
  /// Nil for a state that is not known.
  init?(json: JSONValue) {
    guard let name = json["name"]?.string, let kind = json["kind"]?.string,
      let state = json["state"]?.string.flatMap(State.init)
    else { return nil }
    self.init(name: name, kind: kind, state: state)
    since = json["since"]?.string.flatMap(Date.init(iso8601:)) ?? since
    (revision, program) = (json["revision"]?.string, json["program"]?.string)
    (tools, refusedTools) = (Self.count(json["tools"]), Self.count(json["refused_tools"]))
    connections = Self.count(json["connections"])
    lastError = json["last_error"]?.string
    lastErrorAt = json["last_error_at"]?.string.flatMap(Date.init(iso8601:))
  }

  private static func count(_ json: JSONValue?) -> Int { json?.integer.flatMap { Int(exactly: $0) } ?? 0 }

  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "kind": .string(kind), "state": .string(state.rawValue),
      "since": .string(since.iso8601), "tools": .integer(Int64(tools)),
      "refused_tools": .integer(Int64(refusedTools)), "connections": .integer(Int64(connections)),
    ]
    members["revision"] = revision.map(JSONValue.string)
    members["program"] = program.map(JSONValue.string)
    members["last_error"] = lastError.map(JSONValue.string)
    members["last_error_at"] = lastErrorAt.map { .string($0.iso8601) }
    return .object(members)
  }
}
