package import Foundation
package import MnemeCore

/// How often readings agree with people, on sentences that the examples do not hold. English and Korean apart.
package struct ReadingEvaluation: Sendable {
  package struct Case: Sendable, Codable {
    package let language: String
    package let text: String
    package let emotion: Emotion
    package let intent: Intent
    package let search: Bool
  }

  package struct Score: Sendable, Codable, Hashable {
    package let language: String
    package let cases: Int
    /// Shares of the cases, 0…1.
    package let emotion: Double
    package let intent: Double
    package let search: Double
  }

  package let cases: [Case]

  private struct File: Codable {
    let cases: [Case]
  }

  /// - Throws: `invalidInput` for what is no such dataset.
  package init(json: Data) throws(MnemeError) {
    guard let file = try? JSONDecoder().decode(File.self, from: json) else {
      throw MnemeError(
        .invalidInput,
        "The dataset must be a JSON object with 'cases': language, text, emotion, intent and search of each.")
    }
    cases = file.cases
  }

  /// By language, ascending.
  package func run(_ readings: MessageReadings, embedder: any Embedder) async throws(MnemeError) -> [Score] {
    await readings.prepare()
    var vectors: [[Float]] = []
    for item in cases {
      vectors.append(Array(try await embedder.embed([item.text], as: .query).values.prefix(embedder.info.dimension)))
    }
    let messages = cases.enumerated().map { place, item in
      Message(
        id: "\(place)", ordinal: Int64(place), space: .me, session: "eval", role: .user, speaker: nil, text: item.text,
        trust: .user, createdAt: Date(milliseconds: 0), externalID: nil, parent: nil, pathHash: nil)
    }
    let read = await readings.readings(of: messages, vectors: vectors, model: embedder.info.model)
    return Set(cases.map(\.language)).sorted().map { language in
      let places = cases.indices.filter { cases[$0].language == language }
      func share(_ agrees: (Int) -> Bool) -> Double { Double(places.count(where: agrees)) / Double(places.count) }
      return Score(
        language: language, cases: places.count, emotion: share { read[$0].emotion == cases[$0].emotion },
        intent: share { read[$0].intent == cases[$0].intent },
        search: share { readings.question(cases[$0].text, vector: vectors[$0]).needsSearch == cases[$0].search })
    }
  }
}
