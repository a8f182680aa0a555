import Foundation
import MnemeCore

/// What is known of a call before it has ended.
struct AuditDraft: Sendable {
  /// In place of a name that is none: it may be anybody's text.
  static let unknownTool = "(unknown)"

  var tool: String
  var decision: (ToolAuditEntry.Decision, String) = (.allowed, "")
  private let turn: ToolTurn
  private let time: Date
  private let digest: String

  init(_ tool: String, _ arguments: JSONValue, _ turn: ToolTurn, at time: Date) {
    self.tool = tool
    self.turn = turn
    self.time = time
    digest = Self.digest(of: arguments)
  }

  struct Entry: Sendable {
    let entry: @Sendable (_ id: String) -> ToolAuditEntry
  }

  /// It is about to run.
  func begun() -> Entry { make(decision.0, "Begun. \(decision.1)", nil, nil, 0) }

  func ended(
    _ decision: ToolAuditEntry.Decision, _ reason: String, _ outcome: MemoryEvent.ToolOutcome?, _ code: ToolErrorCode?,
    milliseconds: Int = 0
  ) -> Entry { make(decision, reason, outcome, code, milliseconds) }

  private func make(
    _ decision: ToolAuditEntry.Decision, _ reason: String, _ outcome: MemoryEvent.ToolOutcome?, _ code: ToolErrorCode?,
    _ milliseconds: Int
  ) -> Entry {
    let (tool, turn, time, digest) = (tool, turn, time, digest)
    return Entry { id in
      ToolAuditEntry(
        id: id, space: turn.space, at: time, caller: turn.caller.name, session: turn.session, tool: tool,
        decision: decision, reason: reason, outcome: outcome, code: code, milliseconds: milliseconds, digest: digest)
    }
  }

  /// SipHash with a key of this process, twice: equal arguments are seen to be equal, and nobody can try which they were.
  static func digest(of arguments: JSONValue) -> String {
    [0, 1].map { (number: Int) in
      var hasher = Hasher()
      hasher.combine(number)
      hasher.combine(arguments)
      let digits = String(UInt64(bitPattern: Int64(hasher.finalize())), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

extension ToolCaller {
  private static let clientMark = "client:"

  /// For the log and for people. A client that calls itself `model` is none.
  var name: String {
    switch self {
    case .model: "model"
    case .client(let name):
      name.isEmpty ? "client" : Self.clientMark + String(name.unicodeScalars.prefix(64).map(Character.init))
    }
  }

  /// Of what `name` said. Names that were kept without the mark are clients' too.
  init(named name: String) {
    self =
      switch name {
      case "model": .model
      case "client": .client(name: "")
      default: .client(name: name.hasPrefix(Self.clientMark) ? String(name.dropFirst(Self.clientMark.count)) : name)
      }
  }
}
