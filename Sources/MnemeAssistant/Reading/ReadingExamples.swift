/// Sentences that show what topics sound like. They are written for this purpose; the sentences by which readings are judged
/// (`bench/data/readings.json`) are others.
struct ReadingExamples: Sendable {
  let topics: [ReadingTopic: [String]]
  /// Questions whose answers stand in the web, and others.
  let searchable: [String]
  let others: [String]

  static func of(isKorean: Bool) -> ReadingExamples { isKorean ? korean : english }
}
