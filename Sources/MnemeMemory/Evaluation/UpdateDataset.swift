package import Foundation
package import MnemeCore

/// Facts that changed: chains of statements of which the last one is true now, each with a question.
package struct UpdateDataset: Sendable {
  package struct Chain: Sendable, Hashable, Codable {
    package struct Statement: Sendable, Hashable, Codable {
      package let time: Date
      package let text: String
    }

    package let id: String
    package let question: String
    /// Oldest first, two or more.
    package let statements: [Statement]
  }

  package let chains: [Chain]
  /// Remarks about other things, said in between.
  package let filler: [String]

  private struct File: Codable {
    let chains: [Chain]
    let filler: [String]
  }

  /// - Throws: `invalidInput` for what is no such dataset.
  package init(json: Data) throws(MnemeError) {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard let file = try? decoder.decode(File.self, from: json) else {
      throw MnemeError(.invalidInput, "The dataset must be a JSON object with 'chains' and 'filler'.")
    }
    guard let bad = file.chains.first(where: { $0.statements.count < 2 }) else {
      chains = file.chains
      filler = file.filler
      return
    }
    throw MnemeError(.invalidInput, "The chain '\(bad.id)' has fewer than two statements.")
  }
}
