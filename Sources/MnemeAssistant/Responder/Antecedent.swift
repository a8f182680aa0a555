import MnemeCore
import MnemeMemory

/// Whom "she" and "he" mean: the person that the same message, or the conversation before it, named last.
enum Antecedent {
  /// Earlier turns that are looked at, their bytes, and sentences of the message itself.
  private static let turns = 4
  private static let bytes = 1_000
  private static let sentences = 8

  /// - Parameter sentences: the message's own, in order.
  static func of(_ sentences: [String], after history: [ModelMessage]) -> String? {
    for sentence in sentences.suffix(Self.sentences).reversed() {
      if let person = person(in: sentence) { return person }
    }
    for turn in history.filter({ $0.role == .user }).suffix(turns).reversed() {
      if let person = person(in: turn.content.prefix(bytes: bytes)) { return person }
    }
    return nil
  }

  private static func person(in text: String) -> String? {
    QuestionReading(text).people.last { !animals.contains($0) }
  }

  private static let animals: Set<String> = [
    "dog", "cat", "rabbit", "hamster", "parrot", "horse", "pet", "fish", "bird",
  ]
}
