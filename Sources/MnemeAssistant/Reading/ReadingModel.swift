import MnemeCore

/// What an encoder has learnt of the examples: centroids of one language.
struct ReadingModel: Sendable {
  let emotions: Centroids<Emotion>
  let intents: Centroids<Intent>
  /// Whether an answer stands in the web.
  let searches: Centroids<Bool>

  /// One request for each topic, as documents: questions overtake them.
  init(_ examples: ReadingExamples, embedder: any Embedder) async throws(MnemeError) {
    var topics: [(topic: ReadingTopic, vectors: [[Float]])] = []
    for topic in ReadingTopic.allCases {
      topics.append((topic, try await Self.vectors(of: examples.topics[topic] ?? [], embedder)))
    }
    emotions = Centroids(topics.map { ($0.topic.emotion, $0.vectors) })
    intents = Centroids(topics.map { ($0.topic.intent, $0.vectors) })
    searches = Centroids([
      (true, try await Self.vectors(of: examples.searchable, embedder)),
      (false, try await Self.vectors(of: examples.others, embedder)),
    ])
  }

  private static func vectors(of texts: [String], _ embedder: any Embedder) async throws(MnemeError) -> [[Float]] {
    let batch = try await embedder.embed(texts, as: .document)
    return texts.indices.map { Array(batch.chunks(of: $0).prefix(batch.dimension)) }
  }
}
