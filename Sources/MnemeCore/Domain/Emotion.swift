/// What a message sounds like.
package enum Emotion: String, Sendable, Codable, CaseIterable {
  case positive, negative, neutral, mixed
}
