package import Foundation
package import MnemeCore

/// Distils what a person states about themselves and their world from a message, by rules alone: no model, no I/O.
///
/// Aims at precision: a missed fact is still found in the message archive, a wrong one would speak for the person.
package struct Reflector: Sendable {
  private let rules = CompiledRules.shared

  package init() {}

  /// Candidates in the order they are said. Empty for the assistant's, the system's and tools' texts.
  ///
  /// Linear in the length of the text.
  /// - Parameters:
  ///   - speaker: name of who said it; nil for the owner of the space. It becomes the subject.
  ///   - date: when it was said; relative dates ("yesterday") count from here, in UTC.
  package func candidates(
    in text: String, role: Role, speaker: String?, trust: Trust, at date: Date
  ) -> [MemoryCandidate] {
    guard role == .user, trust == .user || trust == .other else { return [] }
    var result: [MemoryCandidate] = []
    for sentence in StatementText.sentences(in: text) {
      result += analyse(sentence, at: date).map { found in
        var candidate = found
        candidate.subject = speaker
        return candidate
      }
    }
    return result
  }

  /// What one sentence states, subject left open.
  func analyse(_ sentence: String, at date: Date) -> [MemoryCandidate] {
    let language = StatementText.isKorean(sentence) ? rules.korean : rules.english
    let reader = SentenceReader(
      text: sentence, tokens: rules.tokenizer.tokens(sentence), language: language,
      isKorean: StatementText.isKorean(sentence))
    return reader.statements().map { statement in
      MemoryCandidate(
        text: statement.text, kind: statement.rule.kind, importance: statement.rule.importance,
        attribute: statement.attribute, isCorrection: statement.isCorrection,
        validFrom: StatedDate.validFrom(in: statement.text, said: date) ?? date,
        value: statement.value)
    }
  }
}
