import Foundation
import MnemeCore

/// How memories are shown in a terminal.
enum MemoryOutput {
  /// One memory per line: id, day, kind, text and what is special about it.
  static func list(_ memories: [Memory], isCut: Bool = false, empty: String) -> String {
    if memories.isEmpty { return empty + "\n" }
    return Output.text(memories.map(line) + (isCut ? ["(There are more: --limit shows them.)"] : []))
  }

  static func line(_ memory: Memory) -> String {
    let kind = Output.padded(memory.kind.rawValue, to: 10)
    let marks = marks(memory)
    return "\(memory.id.oneLine)  \(Output.day(memory.recordedAt))  \(kind)  \(memory.text.oneLine)"
      + (marks.isEmpty ? "" : "  (\(marks.joined(separator: ", ")))")
  }

  private static func marks(_ memory: Memory) -> [String] {
    var marks: [String] = []
    if memory.retiredAt != nil { marks.append("retired") }
    if memory.supersededBy != nil { marks.append("superseded") }
    if memory.awaitsApproval { marks.append("waits for approval") }
    if memory.isPinned { marks.append("pinned") }
    if memory.isLocalOnly { marks.append("local only") }
    return marks
  }

  static func details(_ memory: Memory) -> String {
    Output.text(
      [memory.text.oneLine]
        + Output.details([
          ("id", memory.id), ("kind", memory.kind.rawValue), ("about", memory.subject ?? "the owner of the space"),
          ("attribute", memory.attribute), ("state", state(memory)),
          ("holds", "from \(memory.validFrom.iso8601)" + (memory.validTo.map { " to \($0.iso8601)" } ?? "")),
          ("recorded", memory.recordedAt.iso8601), ("said", Output.count(memory.repetitions, "time")),
          ("importance", Output.number(memory.importance)), ("confidence", Output.number(memory.confidence)),
          ("trust", memory.trust.rawValue), ("pinned", memory.isPinned ? "yes" : nil),
          ("preserved", memory.isPreserved ? "yes" : nil), ("labels", list(memory.labels)),
          ("local only", memory.isLocalOnly ? "yes" : nil), ("conversation", memory.session),
          ("messages", list(memory.sources)), ("made of", list(memory.derivedFrom)),
        ]))
  }

  private static func state(_ memory: Memory) -> String {
    var words: [String] = []
    if let time = memory.retiredAt { words.append("retired at \(time.iso8601)") }
    if let successor = memory.supersededBy {
      words.append("superseded by \(successor)" + (memory.supersededAt.map { " at \($0.iso8601)" } ?? ""))
    }
    if memory.awaitsApproval { words.append("waits for approval") }
    return words.isEmpty ? "active" : words.joined(separator: ", ")
  }

  private static func list(_ values: [String]) -> String? { values.isEmpty ? nil : values.joined(separator: ", ") }

  /// One change per line, oldest first: time, what was done, the wording after it, why and what caused it.
  static func history(_ entries: [LedgerEntry]) -> String {
    Output.text(
      entries.map { entry in
        let action = Output.padded(entry.action.rawValue, to: 10)
        let why = [entry.reason, entry.cause ?? ""].filter { !$0.isEmpty }.joined(separator: ", ").oneLine
        let text = entry.text.map { "  \($0.oneLine)" } ?? ""
        return "\(entry.at.iso8601)  \(action)\(text)" + (why.isEmpty ? "" : "  (\(why))")
      })
  }

  static func statistics(_ statistics: SpaceStatistics) -> String {
    let kinds = statistics.memoriesByKind.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return Output.text(
      Output.details([
        (
          "sessions",
          "\(statistics.sessions) (\(statistics.openSessions) open, \(statistics.archivedSessions) archived)"
        ),
        ("messages", String(statistics.messages)),
        (
          "memories",
          "\(statistics.memories) (\(statistics.activeMemories) active, \(statistics.pinnedMemories) pinned, "
            + "\(statistics.inboxMemories) waiting for approval)"
        ),
        ("by kind", kinds.isEmpty ? nil : kinds.joined(separator: ", ")),
        ("entities", String(statistics.entities)), ("relations", String(statistics.relations)),
        ("vectors", String(statistics.vectors)),
        ("jobs", "\(statistics.waitingJobs) waiting, \(statistics.failedJobs) failed"),
        ("first message", statistics.firstMessageAt?.iso8601), ("last message", statistics.lastMessageAt?.iso8601),
      ]).map { String($0.dropFirst(2)) })
  }
}
