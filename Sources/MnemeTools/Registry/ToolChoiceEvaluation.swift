package import Foundation
package import Logging
package import MnemeCore

/// How often the tool that a question needs is among the first that are offered for it.
package struct ToolChoiceEvaluation: Sendable {
  package struct Score: Sendable, Codable, Hashable {
    /// Such as `held-out`.
    package let set: String
    /// What the order was made of: `words`, `vectors` or `both`.
    package let signal: String
    package let cases: Int
    /// Cases whose tool is among the first so many.
    package let within: [Int: Int]
  }

  /// Places that are looked at. The last is what is left of those offered beside the tools that always are.
  package static let cuts = [1, 5, 10, 19]

  private struct Entry: Codable {
    let name: String
    let summary: String
  }

  private struct Case: Codable {
    let set: String
    let text: String
    let tool: String
  }

  private struct File: Codable {
    let tools: [Entry]
    let cases: [Case]
  }

  private struct Described: Tool {
    let description: ToolDescription
    let reach = ToolReach.none
    let category = ToolCategory.remote

    func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput { "" }
  }

  private let tools: [RegisteredTool]
  private let cases: [Case]

  /// - Throws: `invalidInput` for what is no such dataset.
  package init(json: Data) throws(MnemeError) {
    guard let file = try? JSONDecoder().decode(File.self, from: json) else {
      throw MnemeError(
        .invalidInput,
        "The dataset must be a JSON object with 'tools' (name, summary) and 'cases' (set, text, tool).")
    }
    var tools: [RegisteredTool] = []
    for entry in file.tools {
      let description = ToolDescription(name: entry.name, summary: entry.summary)
      tools.append(try RegisteredTool(Described(description: description), group: "eval"))
    }
    self.tools = tools
    cases = file.cases
  }

  /// By set, then by signal.
  /// - Throws: what the embedder throws.
  package func run(_ embedder: any Embedder, logger: Logger) async throws -> [Score] {
    let vectors = ToolVectors(embedder: embedder, logger: logger)
    guard await vectors.follow(Set(tools.map(\.about))) else {
      throw MnemeError(.unavailable, "The descriptions cannot be embedded; is there a model (mneme doctor)?")
    }
    let relevance = ToolRelevance(tools, vectors: vectors)
    var asked: [[Float]] = []
    for item in cases { asked.append(await vectors.vector(of: item.text)) }
    var scores: [Score] = []
    for set in Set(cases.map(\.set)).sorted() {
      let places = cases.indices.filter { cases[$0].set == set }
      for signal in ToolRelevance.Signal.allCases {
        var within = Dictionary(uniqueKeysWithValues: Self.cuts.map { ($0, 0) })
        for place in places {
          let order = relevance.ranked(for: cases[place].text, vector: asked[place], by: signal)
          let rank = order.firstIndex { $0.tool.name == cases[place].tool } ?? order.count
          for cut in Self.cuts where rank < cut { within[cut, default: 0] += 1 }
        }
        scores.append(Score(set: set, signal: signal.rawValue, cases: places.count, within: within))
      }
    }
    return scores
  }
}
