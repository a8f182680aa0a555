/// An insight that rules or a model found in memories.
package struct InsightProposal: Sendable, Hashable {
  /// One sentence, an instruction to the assistant.
  package let text: String
  package let topic: String?
  /// Ids of the memories it comes from; at least one.
  package let sources: [String]
  /// 0…1.
  package let confidence: Double

  package init(text: String, topic: String?, sources: [String], confidence: Double) {
    self.text = text
    self.topic = topic
    self.sources = sources
    self.confidence = confidence
  }
}
