/// Something that was done, as it is counted. Carries names of our own parts and numbers: no text, no ids of people.
package enum Activity: Sendable, Hashable {
  /// An HTTP request was answered, to the last byte of its body.
  case request(RequestActivity)
  case turn(Interaction.Outcome, channel: String, seconds: Double, toolRounds: Int)
  case modelCall(ModelCallActivity)
  case tool(name: String, MemoryEvent.ToolOutcome, seconds: Double)
  case recall(seconds: Double, succeeded: Bool)
  /// Of one pass over the queue.
  case jobs(JobKind, done: Int, failed: Int)
  /// Work that somebody waited for failed.
  case failure(MnemeError.Code)
  /// An untrusted text reads like an order to the model.
  case suspicion(TextOrigin)
  /// Secrets (or inner tags, where `isTag`) were taken out of an answer.
  case redaction(isTag: Bool, count: Int)
}

package struct RequestActivity: Sendable, Hashable {
  /// The route's pattern, such as `/v1/sessions/:id`; nil for an address there is not.
  package let route: String?
  package let method: String
  package let status: Int
  package let seconds: Double

  package init(route: String?, method: String, status: Int, seconds: Double) {
    self.route = route
    self.method = method
    self.status = status
    self.seconds = seconds
  }
}

/// One request to a language model.
package struct ModelCallActivity: Sendable, Hashable {
  package let provider: String
  package let model: String
  package let seconds: Double
  /// Until the first piece of text, reasoning or a call; nil when nothing came.
  package let firstTokenSeconds: Double?
  package let usage: TokenUsage?
  /// Nil when it went well.
  package let error: String?

  package init(
    provider: String, model: String, seconds: Double, firstTokenSeconds: Double?, usage: TokenUsage?, error: String?
  ) {
    self.provider = provider
    self.model = model
    self.seconds = seconds
    self.firstTokenSeconds = firstTokenSeconds
    self.usage = usage
    self.error = error
  }
}

/// Where a text in a prompt that is not the user's own comes from.
package enum TextOrigin: String, Sendable, Codable, CaseIterable {
  case tool, file, memory
  /// A message of the conversation that the user did not write.
  case conversation
}
