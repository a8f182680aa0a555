package import Foundation
package import MnemeCore
import MnemeMemory

/// Answers from memory alone, with no language model: it quotes what the person said, with dates, says what it does not
/// know, and acknowledges what it was told. Deterministic.
///
/// The work is bounded whatever is recalled and however long it is: see `EvidencePassages` and `EvidencePool`.
package struct RecallResponder: ChatModel {
  package static let name = "recall"
  package var name: String { Self.name }
  package var isLocal: Bool { true }

  /// Bytes of a message that are read for statements and questions: so many of its head, and of its tail.
  private static let readable = (head: 3_000, tail: 1_500)
  /// Questions of one message that are answered.
  private static let questions = 3

  private let asksFirst: Bool
  let reflector: Reflector
  private let calendar: Calendar
  private let time: TemporalParser

  /// - Parameters:
  ///   - timeZone: the owner's; dates are told in it.
  ///   - asksFirst: new memories wait for consent.
  package init(timeZone: TimeZone = .gmt, asksFirst: Bool = false) {
    self.asksFirst = asksFirst
    reflector = Reflector(timeZone: timeZone)
    calendar = .gregorian(in: timeZone)
    time = TemporalParser(timeZone: timeZone)
  }

  package func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    reply(to: request).stream(request)
  }

  /// The whole answer.
  func answer(to request: ModelRequest) -> String { reply(to: request).text }

  /// The whole answer with what it quotes.
  func reply(to request: ModelRequest) -> PreparedReply {
    if let call = HousekeepingAnswer(to: request) { return PreparedReply(text: call.text, quoted: []) }
    let text = Self.readable(request.question)
    let phrases = AnswerText(isKorean: StatementText.isKorean(text), calendar: calendar)
    let keeps = request.memory == .full
    var parts: [String] = []
    var quoted: [RecallHit] = []
    let sentences = StatementText.sentences(in: text)
    if sentences.contains(where: ForgetRequest.isOne) { parts.append(phrases.howToForget) }
    let noted = reflector.candidates(in: text, role: .user, speaker: nil, trust: .user, at: request.now).map(\.text)
    if !noted.isEmpty { parts.append(phrases.noted(noted, keeps: keeps, asks: asksFirst)) }

    let asked = SmallTalk.isQuestion(text) ? [] : inquiries(sentences, request)
    if !asked.isEmpty {
      for answer in answers(to: asked, of: sentences, request, phrases) {
        parts.append(answer.text)
        quoted += answer.sentences.filter { !$0.isOfThisConversation }.map(\.hit)
      }
    } else if parts.isEmpty {
      parts.append(SmallTalk.answer(to: text, phrases, keeps: keeps))
    }
    if !request.history.contains(where: { $0.role == .assistant }) { parts.append(phrases.hint) }
    var known: Set<String> = []
    return PreparedReply(
      text: parts.joined(separator: "\n\n"), quoted: quoted.filter { known.insert($0.id).inserted })
  }

  /// What of a message needs memories beyond those that recall finds.
  static func inquiries(_ text: String, time: TemporalParser, now: Date) -> [Inquiry] {
    StatementText.sentences(in: readable(text)).filter { !ForgetRequest.isOne($0) }
      .compactMap { Inquiry($0, time: time, now: now) }.prefix(questions).map { $0 }
  }

  func inquiries(_ sentences: [String], _ request: ModelRequest) -> [Inquiry] {
    sentences.lazy.filter { !ForgetRequest.isOne($0) }.compactMap { Inquiry($0, time: time, now: request.now) }
      .prefix(Self.questions).map { $0 }
  }

  private func answers(to asked: [Inquiry], of sentences: [String], _ request: ModelRequest, _ phrases: AnswerText)
    -> [(text: String, sentences: [EvidenceSentence])]
  {
    let antecedent = Antecedent.of(sentences, after: request.history)
    let inquiries = asked.flatMap { inquiry -> [Inquiry] in
      guard case .fact(let reading) = inquiry else { return [inquiry] }
      return reading.parts(antecedent: antecedent).map { .fact($0) }
    }
    var keywords: Set<String> = []
    for case .fact(let reading) in inquiries { keywords.formUnion(reading.keywords) }
    let pool = EvidencePool(
      request.evidence, history: request.history, keywords: keywords,
      leavingOut: Set(sentences.map { WordForms.words($0) }), reflector: reflector, calendar: calendar, now: request.now
    )
    let overview = OverviewAnswer(pool: pool, phrases: phrases)
    return inquiries.map { inquiry in
      switch inquiry {
      case .identity: return (phrases.identity, [])
      case .overview(let topic): return overview.known(of: topic) ?? (phrases.unknown, [])
      case .planned(let times):
        return overview.planned(in: times, now: request.now) ?? (phrases.nothingPlanned, [])
      case .told(let times): return overview.told(in: times) ?? (phrases.nothingTold, [])
      case .fact(let reading):
        let found = AnswerFinder(question: reading, calendar: calendar).answers(in: pool)
        if found.isEmpty { return (reading.hasOpenPronoun ? phrases.unknownPerson : phrases.unknown, []) }
        let lines = found.map { phrases.quote($0, wanted: reading.wanted) }
        return (lines.joined(separator: "\n"), found.map(\.sentence))
      }
    }
  }

  private static func readable(_ text: String) -> String {
    guard text.utf8.count > readable.head + readable.tail else { return text }
    return text.prefix(bytes: readable.head) + "\n" + text.suffix(bytes: readable.tail)
  }
}
