import Foundation
import MnemeCore

/// A memory as mem0's clients see it.
struct Mem0Item: Sendable {
  let memory: Memory
  var attributes: Mem0Attributes
  let place: Mem0Registry.Place
  /// Of a search.
  var score: Double?

  var id: String { Mem0Registry.id(memory.id, in: place) }

  func isExpired(at now: Date) -> Bool {
    guard let text = attributes.expires, let end = Date(input: text + "T23:59:59Z") ?? Date(input: text) else {
      return false
    }
    return end < now
  }

  func values(of name: String) -> [JSONValue] {
    switch name {
    case "id", "memory_ids": return [.string(id)]
    case "memory", "keywords": return [.string(memory.text)]
    case "categories": return memory.labels.map(JSONValue.string)
    case "created_at", "timestamp": return [.string(memory.validFrom.iso8601)]
    case "updated_at": return [.string(attributes.updatedAt ?? memory.recordedAt.iso8601)]
    case "expiration_date": return attributes.expires.map { [.string($0)] } ?? []
    case "metadata": return attributes.metadata == .null ? [] : [attributes.metadata]
    case let name where name.hasPrefix("metadata."):
      switch attributes.metadata[String(name.dropFirst("metadata.".count))] {
      case nil, .null: return []
      case .array(let values): return values
      case let value?: return [value]
      }
    default:
      guard let kind = Mem0Entity.Kind.allCases.first(where: { $0.member == name }) else { return [] }
      return attributes.entities[kind].map { [.string($0)] } ?? []
    }
  }

  var json: JSON {
    var members: [(String, JSON)] = [("id", .string(id)), ("memory", .string(memory.text))]
    for kind in Mem0Entity.Kind.allCases { members.append((kind.member, .text(attributes.entities[kind]))) }
    members += [
      ("metadata", attributes.metadata.json), ("categories", .texts(memory.labels)), ("immutable", false),
      ("expiration_date", .text(attributes.expires)), ("created_at", .time(memory.validFrom)),
      ("updated_at", .string(attributes.updatedAt ?? memory.recordedAt.iso8601)),
    ]
    if let score { members.append(("score", .double(score))) }
    return .object(members)
  }
}

extension LedgerEntry {
  /// A change as mem0 tells it; nil for one that it does not know.
  func mem0(_ item: Mem0Item) -> JSON? {
    let event: String
    switch action {
    case .added: event = "ADD"
    case .merged, .reworded, .restored, .undone: event = "UPDATE"
    case .retired, .superseded, .forgotten: event = "DELETE"
    default: return nil
    }
    var old: String?
    if case .text(let text)? = before[.text] { old = text }
    return [
      "id": .string("\(item.id)#\(sequence)"), "memory_id": .string(item.id), "event": .string(event), "input": [],
      "old_memory": event == "ADD" ? nil : .text(old ?? text), "new_memory": event == "DELETE" ? nil : .text(text),
      "user_id": .text(item.attributes.entities[.user]), "metadata": item.attributes.metadata.json,
      "created_at": .time(at), "updated_at": .time(at), "is_deleted": .bool(event == "DELETE"),
    ]
  }
}
