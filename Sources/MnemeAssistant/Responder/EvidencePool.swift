import Foundation
import MnemeCore
import MnemeMemory

/// One sentence of what memory has to say.
struct EvidenceSentence {
  let text: String
  let words: [String]
  let stems: Set<String>
  let hit: RecallHit
  /// When it was said.
  let date: Date
  /// Slot it fills, if the rules read one.
  let attribute: String?
  /// Whose slot it is.
  let subject: String?
  /// A newer statement replaced it.
  var isPast: Bool
  /// What was said right before it in the same message.
  let before: String?
}

/// The usable sentences of the evidence, each once.
struct EvidencePool {
  private(set) var sentences: [EvidenceSentence] = []

  init(_ hits: [RecallHit], reflector: Reflector) {
    var places: [String: Int] = [:]
    for hit in hits {
      // What an assistant, a tool or a page said is no testimony about the person.
      if hit.role == .assistant || hit.role == .tool || hit.role == .system || hit.trust == .assistant { continue }
      let date = hit.source == .message ? hit.createdAt : hit.validFrom ?? hit.createdAt
      var before: String?
      for sentence in StatementText.sentences(in: hit.content) {
        if QuestionReading.isQuestion(sentence) {
          before = nil
          continue
        }
        let words = WordForms.words(sentence)
        guard words.count > 1 else { continue }
        let key = words.joined(separator: " ") + "|" + (hit.speaker ?? "")
        let isPast = hit.source == .memory && hit.validTo != nil
        if let place = places[key] {
          // The same words from the message and from the memory: the memory knows whether they still hold.
          if isPast { sentences[place].isPast = true }
          continue
        }
        let read = reflector.analyse(sentence, at: date)
        places[key] = sentences.count
        sentences.append(
          EvidenceSentence(
            text: sentence, words: words, stems: Set(words.map(WordForms.stem)), hit: hit, date: date,
            attribute: read.compactMap(\.attribute).first, subject: hit.speaker, isPast: isPast, before: before))
        before = sentence
      }
    }
    markReplaced()
  }

  /// Of statements that fill one slot the newest speaks.
  private mutating func markReplaced() {
    var newest: [String: Date] = [:]
    for sentence in sentences where !sentence.isPast {
      guard let attribute = sentence.attribute else { continue }
      let key = attribute + "|" + (sentence.subject ?? "")
      newest[key] = max(newest[key] ?? .distantPast, sentence.date)
    }
    for index in sentences.indices {
      guard let attribute = sentences[index].attribute else { continue }
      let key = attribute + "|" + (sentences[index].subject ?? "")
      if let date = newest[key], sentences[index].date < date { sentences[index].isPast = true }
    }
  }
}
