import Foundation
import MnemeCore

/// `retrieve_context`: memories with their age, and what the graph knows of those they name; both looked up side by side.
struct RetrieveContext: Tool {
  let access: MemoryAccess
  let reach = ToolReach.readsMemory
  let category = ToolCategory.memory

  static let entities = 5
  static let relations = 20

  let description = ToolDescription(
    name: "retrieve_context",
    summary:
      "Gathers what memory and the knowledge graph hold on a subject: dated statements, and who belongs to whom.",
    parameters: [
      "type": "object", "required": ["query"],
      "properties": [
        "query": ["type": "string", "minLength": 1, "maxLength": 500, "description": "The subject, in plain words."],
        "max_results": ["type": "integer", "minimum": 1, "maximum": 25, "description": "10 when left out."],
      ],
    ],
    output: [
      "type": "object", "required": ["memories", "entities", "relations"],
      "properties": [
        "memories": ["type": "integer"], "entities": ["type": "integer"], "relations": ["type": "integer"],
      ],
    ])

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let query = arguments.string("query") ?? ""
    let limit = arguments.integer("max_results") ?? 10
    async let remembered = recalled(query, limit, turn)
    async let related = related(query, turn)
    let (hits, recallFailed) = await remembered
    let (graph, graphFailed) = await related
    if recallFailed, graphFailed { throw ToolFailure(.memoryRetrieve, "Memory cannot be read now.") }
    var sections: [String] = []
    if !hits.isEmpty {
      sections.append("[MEMORY CONTEXT]\n" + ContextLines(now: turn.now).text(of: hits).joined(separator: "\n"))
    }
    if !graph.lines.isEmpty { sections.append("## Relationship Context\n" + graph.lines.joined(separator: "\n")) }
    if recallFailed { sections.append("[memories could not be read]") }
    if graphFailed { sections.append("[the graph could not be read]") }
    let structured: JSONValue = [
      "memories": .int(hits.count), "entities": .int(graph.entities), "relations": .int(graph.relations),
    ]
    if sections.isEmpty { return ToolOutput("No relevant memories.", structured: structured).owned() }
    let header = "Context Retrieved (memories: \(hits.count), graph: \(graph.entities) entities)"
    return ToolOutput(([header] + sections).joined(separator: "\n\n"), structured: structured)
      .owned(hits.allSatisfy { $0.trust == .user } && graph.lines.isEmpty)
  }

  private func recalled(_ query: String, _ limit: Int, _ turn: ToolTurn) async -> (hits: [RecallHit], failed: Bool) {
    do throws(MnemeError) {
      let found = try await access.memory.recall(
        RecallQuery(
          space: turn.space, text: query, limit: limit, excluding: turn.message.map { [$0] } ?? [],
          channel: turn.channel)
      ).hits
      let withheld = try await access.withheld(from: turn)
      return (found.filter { !withheld.contains($0.id) && !$0.sources.contains(where: withheld.contains) }, false)
    } catch {
      return ([], true)
    }
  }

  private struct Related: Sendable {
    var lines: [String] = []
    var entities = 0
    var relations = 0
  }

  /// Of a model elsewhere the graph tells nothing while something must stay here: its lines come from messages that are not
  /// told apart.
  private func related(_ query: String, _ turn: ToolTurn) async -> (Related, failed: Bool) {
    do throws(MnemeError) {
      guard try await access.withheld(from: turn).isEmpty else { return (Related(), false) }
      var found: [Entity] = []
      for term in Self.names(in: query) where found.count < Self.entities {
        for entity in try await access.graph.entities(named: term, in: turn.space, limit: 2)
        where !found.contains(where: { $0.ordinal == entity.ordinal }) { found.append(entity) }
      }
      var related = Related()
      for entity in found.prefix(Self.entities) {
        let view = try await access.graph.neighbourhood(
          of: entity.ordinal, depth: 1, in: turn.space, limit: Self.relations)
        let names = Dictionary(([entity] + view.entities).map { ($0.ordinal, $0.name) }) { first, _ in first }
        let lines = view.relations.filter {
          $0.relation.source == entity.ordinal || $0.relation.target == entity.ordinal
        }
        .sorted { ($1.weight, $0.relation.ordinal) < ($0.weight, $1.relation.ordinal) }
        .compactMap { weighed -> String? in
          guard let from = names[weighed.relation.source], let to = names[weighed.relation.target] else { return nil }
          return "- \(from) \(weighed.relation.type.rawValue.replacing("_", with: " ")) \(to)"
        }
        guard !lines.isEmpty else { continue }
        related.entities += 1
        let new = lines.prefix(Self.relations).filter { !related.lines.contains($0) }
        related.lines += new
        related.relations += new.count
      }
      return (related, false)
    } catch {
      return (Related(), true)
    }
  }

  /// The whole, then its words: names stand in questions in any case.
  private static func names(in query: String) -> [String] {
    let words = query.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "'") }.map(String.init)
    return [query] + words.filter { $0.count > 1 && !TextAnalyzer.queryTerms($0).isEmpty }.prefix(12)
  }
}
