import Foundation
import MnemeCore
import MnemeMemory

/// Reads a model's answer. Every member must be there and every value one of those that are allowed: an answer with one mistake is
/// no answer, because what else is in it cannot be trusted either.
enum DistillationAnswer {
  private static let most = 200

  private struct Wire: Decodable {
    struct Statement: Decodable {
      let message: Int
      let text: String
      let kind: String
      let importance: Double
    }
    struct Entity: Decodable {
      let message: Int
      let name: String
      let kind: String
    }
    struct Relation: Decodable {
      let message: Int
      let source: String
      let type: String
      let target: String
    }
    struct Feeling: Decodable {
      let message: Int
      let emotion: String
    }

    let memories: [Statement]
    let entities: [Entity]
    let relations: [Relation]
    let emotions: [Feeling]
    let summary: String
  }

  /// - Parameter messages: ids of the messages in the order of their numbers, from 1.
  /// - Returns: nil for an answer that is no good.
  static func read(_ text: String, messages: [String]) -> Distillation? {
    guard let json = object(in: text), let wire = try? JSONDecoder().decode(Wire.self, from: Data(json.utf8)),
      wire.memories.count + wire.entities.count + wire.relations.count <= most
    else { return nil }
    func id(_ number: Int) -> String? { messages.indices.contains(number - 1) ? messages[number - 1] : nil }
    var found = Distillation()
    for item in wire.memories {
      guard let message = id(item.message), let kind = MemoryKind(rawValue: item.kind),
        DistillationPrompt.kinds.contains(item.kind), (0...1).contains(item.importance),
        let text = told(item.text)
      else { return nil }
      found.statements.append(.init(message: message, text: text, kind: kind, importance: item.importance))
    }
    for item in wire.entities {
      guard let message = id(item.message), let kind = EntityKind(rawValue: item.kind), let name = told(item.name)
      else {
        return nil
      }
      found.entities.append(.init(message: message, name: name, kind: kind))
    }
    for item in wire.relations {
      let type = RelationType(rawValue: item.type)
      guard let message = id(item.message), DistillationPrompt.relations.contains(type), let source = told(item.source),
        let target = told(item.target)
      else { return nil }
      found.relations.append(.init(message: message, source: source, type: type, target: target))
    }
    for item in wire.emotions {
      guard let message = id(item.message), let emotion = Emotion(rawValue: item.emotion) else { return nil }
      found.emotions[message] = emotion
    }
    found.summary = wire.summary.trimmingCharacters(in: .whitespacesAndNewlines)
    return found
  }

  private static func told(_ text: String) -> String? {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.isEmpty || trimmed.contains("\n") ? nil : trimmed
  }

  /// What stands between the outermost braces: models put fences and words around it.
  static func object(in text: String) -> Substring? {
    guard let start = text.firstIndex(of: "{"), let end = text.lastIndex(of: "}"), start < end else { return nil }
    return text[start...end]
  }
}
