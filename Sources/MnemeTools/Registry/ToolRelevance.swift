import Foundation
package import MnemeCore

/// Orders tools by how well they fit a question: by shared terms, rare ones counting more, and by the likeness of their vectors.
struct ToolRelevance {
  private let tools: [RegisteredTool]
  private let vectors: ToolVectors?
  private let frequency: [String: Int]

  /// Of the best score by words, beside a cosine similarity; chosen on the questions of `bench/data/tool-choice.json` that are there
  /// for it.
  private static let weight = 0.05

  init(_ tools: [RegisteredTool], vectors: ToolVectors? = nil) {
    self.tools = tools
    self.vectors = vectors
    var frequency: [String: Int] = [:]
    for tool in tools { for term in tool.terms { frequency[term, default: 0] += 1 } }
    self.frequency = frequency
  }

  /// What an order is made of.
  enum Signal: String, CaseIterable, Sendable {
    case words, vectors, both
  }

  /// Best first, of equal ones by name. O(tools · (terms of the question + dimension)).
  /// - Parameter vector: the question's; empty leaves the terms alone.
  func ranked(for question: String, vector: [Float] = [], by signal: Signal = .both) -> [(
    tool: RegisteredTool, score: Double
  )] {
    let words = signal == .vectors ? tools.map { _ in 0 } : terms(question)
    let likeness = signal == .words ? [] : vectors?.similarities(of: tools.map(\.about), to: vector) ?? []
    // As long as one has no vector, the two kinds of scores cannot be compared.
    let isWhole = !likeness.isEmpty && !likeness.contains { $0 == nil }
    let scores = isWhole ? Self.fused(words, likeness) : words
    return zip(tools, scores).map { ($0, $1) }.sorted { ($1.1, $0.0.name) < ($0.1, $1.0.name) }
  }

  /// The weight of a term is its inverse document frequency (Spärck Jones, 1972).
  private func terms(_ question: String) -> [Double] {
    let wanted = Set(TextAnalyzer.queryTerms(question))
    return tools.map { tool in
      let score = wanted.reduce(0.0) { sum, term in
        guard tool.terms.contains(term), let count = frequency[term] else { return sum }
        return sum + log(1 + Double(tools.count) / Double(count))
      }
      return score / sqrt(Double(max(1, tool.terms.count)))
    }
  }

  /// Cosine similarity, and a little for each share of the best score by words.
  private static func fused(_ words: [Double], _ likeness: [Double?]) -> [Double] {
    let best = max(words.max() ?? 0, .leastNonzeroMagnitude)
    return zip(words, likeness).map { ($1 ?? 0) + weight * $0 / best }
  }
}

extension ToolRegistry {
  /// Always offered: without them the assistant has no memory, and no way to the other tools.
  static let core: Set<String> = ["current_time", FindTools.name, "forget", "recall", "remember"]

  package func offer(
    about question: String, vector: @Sendable () async -> [Float], for caller: ToolCaller, memory: MemoryMode
  ) async -> [ToolDescription] {
    let all = visible(to: caller, memory: memory)
    guard all.count > settings.offered else { return all.map(\.tool.description) }
    var chosen = Set(all.map(\.name).filter(Self.core.contains))
    let asked = vectors == nil ? [] : await vector()
    for (tool, _) in ToolRelevance(all, vectors: vectors).ranked(for: question, vector: asked)
    where chosen.count < settings.offered {
      chosen.insert(tool.name)
    }
    return all.filter { chosen.contains($0.name) }.map(\.tool.description)
  }
}
