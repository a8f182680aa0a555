package import Foundation
package import MnemeCore
import MnemeMemory

/// Answers from memory alone, with no language model: it quotes what the person said, with dates, says what it does not
/// know, and acknowledges what it was told. Deterministic.
package struct RecallResponder: ChatModel {
  package static let name = "recall"
  package var name: String { Self.name }
  package var isLocal: Bool { true }

  private let reflector: Reflector
  private let calendar: Calendar

  /// - Parameter timeZone: the owner's; dates are told in it.
  package init(timeZone: TimeZone = .gmt) {
    reflector = Reflector(timeZone: timeZone)
    calendar = .gregorian(in: timeZone)
  }

  package func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    let (events, continuation) = AsyncThrowingStream.makeStream(of: ModelEvent.self, throwing: (any Error).self)
    let (text, finish) = Self.limited(answer(to: request), request.options)
    for piece in Self.pieces(text) { continuation.yield(.text(piece)) }
    let prompt = request.messages.reduce(0) { $0 + TokenEstimator.estimate($1.content) }
    continuation.yield(
      .finished(finish, TokenUsage(prompt: prompt, completion: TokenEstimator.estimate(text), reported: false)))
    continuation.finish()
    return events
  }

  /// The whole answer.
  func answer(to request: ModelRequest) -> String {
    let sentences = StatementText.sentences(in: request.question)
    let questions = sentences.filter(QuestionReading.isQuestion)
    let phrases = AnswerText(isKorean: StatementText.isKorean(request.question), calendar: calendar)
    var parts: [String] = []
    let noted = reflector.candidates(
      in: request.question, role: .user, speaker: nil, trust: .user, at: request.now
    ).map(\.text)
    if !noted.isEmpty { parts.append(phrases.noted(noted)) }
    var isUnknown = false
    if !questions.isEmpty, !Self.isSmallTalk(request.question) {
      let asked = Set(questions.map { WordForms.words($0) })
      let pool = EvidencePool(
        request.evidence.filter { $0.content != request.question && !asked.contains(WordForms.words($0.content)) },
        reflector: reflector)
      for question in questions.prefix(3) {
        let reading = QuestionReading(question)
        let answers = AnswerFinder(question: reading, calendar: calendar).answers(in: pool)
        if answers.isEmpty { isUnknown = true }
        let lines = answers.map { phrases.quote($0, wanted: reading.wanted) }
        parts.append(answers.isEmpty ? phrases.unknown : lines.joined(separator: "\n"))
      }
    } else if noted.isEmpty {
      parts.append(Self.smallTalk(request.question, phrases))
    }
    let isHinted = request.messages.contains { $0.role == .assistant && $0.content.contains(AnswerText.hintMark) }
    if isUnknown || !isHinted { parts.append(phrases.hint) }
    return parts.joined(separator: "\n\n")
  }

  private static func isSmallTalk(_ text: String) -> Bool {
    let words = WordForms.words(text).joined(separator: " ")
    return ["how are you", "whats up", "what is up", "how is it going", "hows it going", "잘 지내"].contains(
      where: words.contains)
  }

  private static func smallTalk(_ text: String, _ phrases: AnswerText) -> String {
    let words = Set(WordForms.words(text))
    if !words.isDisjoint(with: ["thanks", "thank", "thx", "ty", "cheers"]) || text.contains("고마") || text.contains("감사")
    {
      return phrases.thanks
    }
    if !words.isDisjoint(with: ["hi", "hello", "hey", "morning", "evening", "yo"]) || text.contains("안녕")
      || isSmallTalk(text)
    {
      return phrases.greeting
    }
    return phrases.heard
  }

  private static func limited(_ text: String, _ options: SamplingOptions) -> (String, FinishReason) {
    var text = text
    for stop in options.stop where !stop.isEmpty {
      if let range = text.range(of: stop) { text = String(text[..<range.lowerBound]) }
    }
    guard let limit = options.maxTokens, TokenEstimator.estimate(text) > limit else { return (text, .stop) }
    var kept = ""
    for piece in pieces(text) {
      if TokenEstimator.estimate(kept + piece) > limit { break }
      kept += piece
    }
    return (kept, .length)
  }

  /// Words with the white space after them.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    var piece = ""
    for character in text {
      if let last = piece.last, last.isWhitespace, !character.isWhitespace {
        pieces.append(piece)
        piece = ""
      }
      piece.append(character)
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces
  }
}
