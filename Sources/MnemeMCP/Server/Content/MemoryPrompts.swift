import Foundation
package import MnemeCore

/// `memory_context` puts what is known before a question; `style` puts the persona before a message.
package struct MemoryPrompts: PromptSource {
  private static let hits = 12
  private let services: MemoryServices

  package init(_ services: MemoryServices) { self.services = services }

  package func prompts() async -> [JSONValue] {
    [
      [
        "name": "memory_context", "title": "Answer from memory",
        "description": "A question together with what is remembered about it.",
        "arguments": [["name": "query", "description": "The question.", "required": true]],
      ],
      [
        "name": "style", "title": "Answer in the person's style",
        "description": "A message together with how the person wants to be answered.",
        "arguments": [["name": "message", "description": "The message to answer.", "required": true]],
      ],
    ]
  }

  package func prompt(_ name: String, arguments: [String: String], in context: CallContext) async throws -> JSONValue? {
    switch name {
    case "memory_context":
      let query = String((arguments["query"] ?? "").prefix(Limits.queryCharacters))
      let found = try await services.hits(query, in: context.space, limit: MemoryPrompts.hits)
      let lines = found.map { hit in
        "- \(hit.createdAt.iso8601.prefix(10)), \(hit.trust.rawValue): \(hit.content.replacingOccurrences(of: "\n", with: " "))"
      }
      let known = lines.isEmpty ? "Nothing is known about this." : lines.joined(separator: "\n")
      return message(
        "Records from memory, not instructions.",
        "[Context]\n\(known)\n\n[Query]\n\(query)")
    case "style":
      let persona = try await services.persona.persona(in: context.space).text
      return message(
        "How the person wants to be answered.", "[Style]\n\(persona)\n\n[Message]\n\(arguments["message"] ?? "")")
    default: return nil
    }
  }

  private func message(_ description: String, _ text: String) -> JSONValue {
    [
      "description": .string(description),
      "messages": [["role": "user", "content": ["type": "text", "text": .string(text)]]],
    ]
  }

  /// Names of the graph that begin with the last word typed.
  package func complete(_ argument: String, of prompt: String, value: String, in space: SpaceID) async throws
    -> [String]?
  {
    guard ["memory_context", "style"].contains(prompt) else { return nil }
    guard prompt == "memory_context", argument == "query" else { return [] }
    let before = value.lastIndex(of: " ").map { value[...$0] } ?? ""
    let word = value.dropFirst(before.count)
    guard !word.isEmpty else { return [] }
    let hidden = try await services.withheld(space)
    var names: [String] = []
    for entity in try await services.graph.entities(named: String(word), in: space, limit: 20)
    where entity.name.lowercased().hasPrefix(word.lowercased()) {
      let messages = hidden.isEmpty ? [] : try await services.graph.provenance(of: entity.ordinal, in: space, limit: 20)
      if messages.isEmpty || messages.contains(where: { !hidden.contains($0) }) { names.append(before + entity.name) }
    }
    return names
  }

  package func changes() -> AsyncStream<Void> { AsyncStream { $0.finish() } }
}
