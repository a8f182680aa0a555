package import MnemeCore

/// Reads feelings and intents from messages that have been embedded. The engine calls it from the queue, never in a turn.
package protocol MessageClassifier: Sendable {
  /// - Parameters:
  ///   - messages: of one space.
  ///   - vectors: first chunk vector of each message, in their order.
  ///   - model: id of the encoder that made them.
  /// - Returns: readings of those that say something; none for others.
  func readings(of messages: [Message], vectors: [[Float]], model: String) async -> [MessageReading]
}
