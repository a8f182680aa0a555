import Foundation

/// Addresses of the resources.
enum MemoryAddress: Hashable {
  case working, longTerm, persona, sessions, graph, statistics
  case memory(String)
  case session(String)
  case entity(Int64)

  static let memoryTemplate = "mneme://memory/{id}"
  static let sessionTemplate = "mneme://session/{id}"
  static let entityTemplate = "mneme://graph/{id}"

  /// Nil for what is none.
  init?(_ uri: String) {
    guard uri.hasPrefix("mneme://") else { return nil }
    let parts = uri.dropFirst("mneme://".count).split(separator: "/", omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("persona", 1): self = .persona
    case ("sessions", 1): self = .sessions
    case ("graph", 1): self = .graph
    case ("statistics", 1): self = .statistics
    case ("memory", 2) where parts[1] == "working": self = .working
    case ("memory", 2) where parts[1] == "long-term": self = .longTerm
    case ("memory", 2): if let id = MemoryAddress.id(parts[1]) { self = .memory(id) } else { return nil }
    case ("session", 2): if let id = MemoryAddress.id(parts[1]) { self = .session(id) } else { return nil }
    case ("graph", 2): if let id = Int64(parts[1]), id > 0 { self = .entity(id) } else { return nil }
    default: return nil
    }
  }

  private static func id(_ part: Substring) -> String? {
    guard let id = part.removingPercentEncoding, (1...100).contains(id.utf8.count) else { return nil }
    return id
  }

  var uri: String {
    switch self {
    case .working: "mneme://memory/working"
    case .longTerm: "mneme://memory/long-term"
    case .persona: "mneme://persona"
    case .sessions: "mneme://sessions"
    case .graph: "mneme://graph"
    case .statistics: "mneme://statistics"
    case .memory(let id): "mneme://memory/" + id
    case .session(let id): "mneme://session/" + id
    case .entity(let id): "mneme://graph/\(id)"
    }
  }
}
