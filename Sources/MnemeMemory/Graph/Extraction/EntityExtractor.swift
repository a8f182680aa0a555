package import Foundation
package import MnemeCore

/// Finds in a message who and what it speaks of and what it states about them, by rules and word lists alone: no model, no
/// I/O, deterministic, linear in the text. English and Korean.
///
/// Aims at precision: what is missed is still found by its words. Statements are taken only from what a person says of
/// themselves or of somebody named, as a fact: not from questions, wishes, plans, hearsay or conditions. The assistant's
/// texts give mentions but no statements; the system's and tools' give nothing.
package struct EntityExtractor: Sendable {
  /// Grows when the rules change; a graph read by another version is read again.
  package static let version = 1
  /// Entities of one message beyond which the rest is left out.
  static let mentionLimit = 48
  /// An entity is related to this many that are mentioned after it.
  static let relatedWindow = 4

  private let lexicon = Lexicon.shared

  package init() {}

  /// - Parameters:
  ///   - message: id of the message, `ordinal` its position in the store.
  ///   - speaker: name of who said it; nil for the owner of the space. The speaker is the "I" of the text.
  ///   - date: when it was said; relative dates count from here, in UTC.
  package func extraction(
    of text: String, message: String, ordinal: Int64, role: Role, speaker: String?, at date: Date
  ) -> GraphExtraction {
    guard role == .user || role == .assistant else {
      return GraphExtraction(message: message, messageOrdinal: ordinal, at: date, mentions: [])
    }
    var reader = MessageReader(
      text: text, lexicon: lexicon, speaker: Self.person(speaker: speaker, role: role), at: date)
    reader.read()
    return GraphExtraction(
      message: message, messageOrdinal: ordinal, at: date, mentions: reader.mentions(),
      statements: reader.statements + reader.relatedStatements())
  }

  /// What a stored message says.
  package func extraction(of message: Message) -> GraphExtraction {
    extraction(
      of: message.text, message: message.id, ordinal: message.ordinal, role: message.role, speaker: message.speaker,
      at: message.createdAt)
  }

  /// Whom "I" means; nil where "I" is nobody whose facts are kept.
  private static func person(speaker: String?, role: Role) -> GraphExtraction.Mention? {
    if let speaker, !speaker.isEmpty {
      let key = EntityKey.normalized(speaker)
      return key.isEmpty ? nil : GraphExtraction.Mention(surface: speaker, key: key, kind: .person)
    }
    return role == .user ? .owner : nil
  }
}
