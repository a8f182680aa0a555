import Foundation
import Testing

/// Statements of which later ones change what earlier ones said, and questions. `Dialogues/*.json` holds them.
struct Dialogue: Decodable, Sendable {
  struct Asked: Decodable, Sendable {
    let text: String
    /// Lower case; none of them: it is not known.
    let wanted: [String]
    let outdated: [String]?
    /// All of `wanted` must stand in the answer, not one of them in its first quotation.
    let list: Bool?

    var question: Life.Question {
      Life.Question(
        text: text, kind: wanted.isEmpty ? .unknown : list == true ? .list : .fact, wanted: wanted,
        outdated: outdated ?? [])
    }
  }

  let id: String
  let said: [String]
  let asked: [Asked]

  /// Said in between.
  static let remarks = [
    "The tram was late again today.", "We had soup for dinner.", "오늘은 비가 많이 왔어요.", "The concert last night was loud.",
  ]

  private struct File: Decodable { let dialogues: [Dialogue] }

  static func all(of name: String) throws -> [Dialogue] {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Dialogues"))
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).dialogues
  }

  /// As a life with three days between what is said.
  var life: Life {
    Life(
      name: id, days: said.enumerated().map { Life.Day($0 * 3, [Self.remarks[$0 % Self.remarks.count], $1]) },
      askedOn: said.count * 3, questions: asked.map(\.question))
  }
}
