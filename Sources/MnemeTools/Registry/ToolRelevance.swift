import Foundation
package import MnemeCore

/// Orders tools by how well they fit a question: shared terms, rare ones counting more.
struct ToolRelevance {
  private let tools: [RegisteredTool]
  private let frequency: [String: Int]

  init(_ tools: [RegisteredTool]) {
    self.tools = tools
    var frequency: [String: Int] = [:]
    for tool in tools { for term in tool.terms { frequency[term, default: 0] += 1 } }
    self.frequency = frequency
  }

  /// Best first, of equal ones by name. The weight of a term is its inverse document frequency (Spärck Jones, 1972). O(tools
  /// · terms of the question).
  func ranked(for question: String) -> [(tool: RegisteredTool, score: Double)] {
    let wanted = Set(TextAnalyzer.queryTerms(question))
    return tools.map { tool in
      let score = wanted.reduce(0.0) { sum, term in
        guard tool.terms.contains(term), let count = frequency[term] else { return sum }
        return sum + log(1 + Double(tools.count) / Double(count))
      }
      return (tool, score / sqrt(Double(max(1, tool.terms.count))))
    }.sorted { ($1.score, $0.tool.name) < ($0.score, $1.tool.name) }
  }
}

extension ToolRegistry {
  /// Always offered: without them the assistant has no memory, and no way to the other tools.
  static let core: Set<String> = ["current_time", FindTools.name, "forget", "recall", "remember"]

  package func offer(about question: String, mentioned: Set<String>, for caller: ToolCaller, memory: MemoryMode) async
    -> [ToolDescription]
  {
    let all = visible(to: caller, memory: memory)
    guard all.count > settings.offered else { return all.map(\.tool.description) }
    var chosen = Set(all.map(\.name).filter { Self.core.contains($0) || mentioned.contains($0) })
    for (tool, _) in ToolRelevance(all).ranked(for: question) where chosen.count < settings.offered {
      chosen.insert(tool.name)
    }
    return all.filter { chosen.contains($0.name) }.map(\.tool.description)
  }
}
