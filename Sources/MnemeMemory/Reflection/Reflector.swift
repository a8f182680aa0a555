package import Foundation
package import MnemeCore

/// Distils what a person states about themselves and their world from a message, by rules alone: no model, no I/O.
///
/// Aims at precision: a missed fact is still found in the message archive, a wrong one would speak for the person.
package struct Reflector: Sendable {
  private let rules = CompiledRules.shared
  private let calendar: Calendar

  /// - Parameter timeZone: the owner's; days begin in it.
  package init(timeZone: TimeZone = .gmt) { calendar = .gregorian(in: timeZone) }

  /// Candidates in the order they are said. Empty for the assistant's, the system's and tools' texts.
  ///
  /// Linear in the length of the text.
  /// - Parameters:
  ///   - speaker: name of who said it; nil for the owner of the space. It becomes the subject.
  ///   - date: when it was said; relative dates ("yesterday") count from here, in the owner's time zone.
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
  package func analyse(_ sentence: String, at date: Date) -> [MemoryCandidate] {
    reader(of: sentence).statements().map { statement in
      var candidate = MemoryCandidate(
        text: statement.text, kind: statement.rule.kind, importance: statement.rule.importance,
        attribute: statement.attribute, isCorrection: statement.isCorrection,
        validFrom: StatedDate.validFrom(in: statement.text, said: date, calendar: calendar) ?? date,
        saidAt: date, value: statement.value)
      candidate.replaced = statement.replaced
      candidate.ends = statement.rule.ends
      candidate.isPlan = statement.rule.isPlan
      return candidate
    }
  }

  /// Names of the rules that read a sentence, in the order of its clauses.
  func ruleNames(in text: String) -> [String] {
    StatementText.sentences(in: text).flatMap { reader(of: $0).statements().map(\.rule.name) }
  }

  private func reader(of sentence: String) -> SentenceReader {
    let isKorean = StatementText.isKorean(sentence)
    return SentenceReader(
      text: sentence, tokens: rules.tokenizer.tokens(sentence),
      language: isKorean ? rules.korean : rules.english, isKorean: isKorean)
  }
}
