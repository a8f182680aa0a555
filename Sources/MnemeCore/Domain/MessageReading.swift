/// What was read from a message after it was answered; it never delays an answer.
package struct MessageReading: Sendable, Hashable, Codable {
  /// The message's id.
  package let message: String
  package let emotion: Emotion
  /// 0…1: how far the emotion is ahead of the next one.
  package let emotionConfidence: Double
  /// Nil for messages that are not the owner's.
  package let intent: Intent?
  /// Which method read it ("rules", or the encoder's name): readings of different methods are not compared.
  package let method: String

  package init(message: String, emotion: Emotion, emotionConfidence: Double, intent: Intent?, method: String) {
    self.message = message
    self.emotion = emotion
    self.emotionConfidence = emotionConfidence
    self.intent = intent
    self.method = method
  }
}
