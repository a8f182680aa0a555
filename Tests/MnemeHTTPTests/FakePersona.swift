import MnemeCore
import Foundation
import Synchronization

/// One insight in the space `me`, none elsewhere.
final class FakePersona: PersonaService {
  private let insight = Mutex(
    LearnedInsight(
      id: "i-1", text: "Answer briefly.", topic: "length", sources: ["m-1"], confidence: 0.7,
      learnedAt: Date(milliseconds: 1_750_000_000_000)))

  func persona(in space: SpaceID) async throws(MnemeError) -> PersonaDescription {
    PersonaDescription(
      space: space, source: .standard, file: "identity.json", problem: nil, text: "You are Mneme.",
      insights: space == .me ? 1 : 0)
  }

  func insights(in space: SpaceID) async throws(MnemeError) -> [LearnedInsight] {
    space == .me ? [insight.withLock { $0 }] : []
  }

  func retire(insight id: String, in space: SpaceID) async throws(MnemeError) -> LearnedInsight {
    guard id == "i-1", space == .me else { throw MnemeError(.notFound, "There is no insight with this id.") }
    return insight.withLock { insight in
      insight.retiredAt = Date(milliseconds: 1_750_000_000_000)
      insight.retirement = .owner
      return insight
    }
  }
}

/// Reads every message as glad talk.
struct FakeReadings: MessageReadingStore {
  func put(_ readings: [MessageReading], in space: SpaceID) async throws(MnemeError) {}
  func readings(of messages: [String], in space: SpaceID) async throws(MnemeError) -> [MessageReading] {
    messages.map {
      MessageReading(message: $0, emotion: .positive, emotionConfidence: 0.5, intent: .chat, method: "rules")
    }
  }
}
