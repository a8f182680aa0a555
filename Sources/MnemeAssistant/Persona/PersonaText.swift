import Foundation
import MnemeCore

/// Writes a persona down as the model is told it: who it is, how it speaks, what it has learnt. Deterministic.
enum PersonaText {
  /// Who speaks where the owner wrote nothing down.
  static let standard = "You are Mneme, a personal assistant that remembers."
  /// Insights, notes and confidences as in the identity rules of the specification.
  static let insightLimit = 10
  static let noteLimit = 5
  static let spokenConfidence = 0.3
  static let firmConfidence = 0.85

  /// - Parameter insights: active ones of one space, in any order.
  static func render(_ identity: Identity, insights: [LearnedInsight]) -> String {
    var paragraphs = [opening(identity)]
    let voice = voice(identity.voice)
    if !voice.isEmpty { paragraphs.append(voice) }
    if let honesty = told(identity.honesty) { paragraphs.append("Honesty: \(honesty)") }
    let wishes = identity.preferences.sorted { $0.key < $1.key }.compactMap { key, value in
      told(value).map { "- \(key): \($0)" }
    }
    if !wishes.isEmpty { paragraphs.append((["What the user wants:"] + wishes).joined(separator: "\n")) }
    let notes = identity.notes.compactMap(told).suffix(noteLimit).map { "- \($0)" }
    if !notes.isEmpty { paragraphs.append((["About working together:"] + notes).joined(separator: "\n")) }
    let learnt = learnt(insights)
    if !learnt.isEmpty {
      paragraphs.append((["What you have learnt about how to answer:"] + learnt).joined(separator: "\n"))
    }
    return paragraphs.joined(separator: "\n\n")
  }

  private static func opening(_ identity: Identity) -> String {
    if let core = told(identity.core) {
      return told(identity.name).map { "Your name is \($0). \(core)" } ?? core
    }
    return told(identity.name).map { "You are \($0), a personal assistant that remembers." } ?? standard
  }

  private static func voice(_ voice: Identity.Voice) -> String {
    var lines: [String] = []
    if let style = told(voice.style) { lines.append("How you speak: \(style)") }
    lines += voice.nuance.compactMap(told).map { "- \($0)" }
    if let good = told(voice.goodExample) { lines.append("Like this: \(good)") }
    if let bad = told(voice.badExample) { lines.append("Not like this: \(bad)") }
    return lines.joined(separator: "\n")
  }

  /// The latest of those that are sure enough, oldest first.
  private static func learnt(_ insights: [LearnedInsight]) -> [String] {
    insights.filter { $0.isActive && $0.confidence >= spokenConfidence }
      .sorted { ($0.learnedAt, $0.id) < ($1.learnedAt, $1.id) }.suffix(insightLimit)
      .map { "- \($0.text) (\($0.confidence >= firmConfidence ? "always" : "usually"))" }
  }

  /// Trimmed; nil for what says nothing.
  private static func told(_ text: String?) -> String? {
    guard let trimmed = text?.trimmingCharacters(in: .whitespacesAndNewlines), !trimmed.isEmpty else { return nil }
    return trimmed
  }
}
