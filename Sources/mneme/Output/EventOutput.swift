import Foundation
import MnemeCore

/// How events are shown in a terminal: one per line.
enum EventOutput {
  static func text(_ delivery: EventDelivery) -> String {
    switch delivery {
    case .gap(let gap):
      "(\(gap.missed.map { Output.count($0, "event") } ?? "Events") missing here, up to \(gap.through))"
    case .event(let event):
      "\(event.time.iso8601)  \(event.sequence)  \(event.kind.rawValue)  \(details(event.payload).oneLine)"
    }
  }

  /// The object the server sends; a gap has the type `gap`.
  static func json(_ delivery: EventDelivery) throws(MnemeError) -> String {
    switch delivery {
    case .gap(let gap):
      return try Output.jsonLine(WireGap(type: "gap", missed: gap.missed, through: gap.through))
    case .event(let event):
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return try Output.jsonLine(event, encoder)
    }
  }

  private static func details(_ payload: MemoryEvent.Payload) -> String {
    switch payload {
    case .messageAppended(let id, let session, let role): "\(id) by \(role.rawValue) in \(session)"
    case .sessionStarted(let session, let channel): "\(session) on \(channel)"
    case .sessionEnded(let session): session
    case .recalled(let channel, let items, let lexicalOnly):
      "\(Output.count(items.count, "item")) on \(channel)" + (lexicalOnly ? ", by words alone" : "")
    case .memoryChanged(let id, let action): "\(id) \(action.rawValue)"
    case .toolExecuted(let name, let milliseconds, let outcome): "\(name) \(outcome.rawValue) in \(milliseconds) ms"
    case .jobProgressed(let kind, let done, let failed, let depth):
      "\(kind.rawValue): \(done) done, \(failed) failed, \(depth) left"
    case .graphChanged(let counts):
      "entities +\(counts.entitiesAdded) −\(counts.entitiesRemoved) ~\(counts.entitiesMerged), "
        + "relations +\(counts.relationsAdded) −\(counts.relationsRemoved)"
    case .maintenanceFinished(let name, let counts):
      "\(name): " + counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    case .questionRead(let session, let intent, let needsSearch):
      "\(intent.rawValue)" + (needsSearch ? ", needs a search" : "") + (session.map { " in \($0)" } ?? "")
    case .personaChanged(let counts):
      counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    case .taskRan(let id, let outcome): "\(id) \(outcome.rawValue)"
    case .forgotten(let counts):
      "\(Output.count(counts.messages, "message")), \(Output.count(counts.memories, "memory", "memories")), "
        + "\(Output.count(counts.sessions, "conversation")), \(Output.count(counts.entities, "entity", "entities"))"
    }
  }
}
