import Foundation
import MnemeCore
import MnemeMemory

/// Lays out the prompt: stable head, conversation, and with the user's message the volatile tail (time, pause and notes
/// from memory), so that a server's prompt cache keeps the head and the conversation.
struct PromptBuilder: Sendable {
  let settings: MemorySettings
  var heads = StableHead()

  /// Tokens left free for the answer when the client sets no limit.
  static let answerReserve = 1024

  /// Tokens for conversation and notes together, and how many of them notes may take, by the estimator: what is left of
  /// the window after the head, the question, the frame of the tail and the answer.
  /// - Parameters:
  ///   - contextTokens: the window that is filled at most.
  ///   - system: the client's own system messages.
  ///   - besides: tokens of tools, and of what follows the question.
  ///   - correction: how many tokens the model counts for one of the estimator's.
  func room(
    in contextTokens: Int, system: [ModelMessage], lead: HeadLead = HeadLead(), question: String, maxAnswerTokens: Int?,
    besides: Int = 0,
    estimator: TokenEstimator,
    correction: Double
  ) -> (all: Int, notes: Int) {
    let window = Int(Double(contextTokens) / correction)
    let reserve = min(maxAnswerTokens ?? Self.answerReserve, contextTokens / 2)
    let frame =
      heads.tokens(for: system, lead: lead, estimator: estimator) + estimator.tokens(in: question) + besides
      + Self.frameTokens
    let all = max(0, window - Int((Double(reserve) / correction).rounded(.up)) - frame)
    return (all, min(all, Int(Double(window) * settings.recallShare)))
  }

  /// Of the fence, the time, the pause and the chat template around head and question.
  private static let frameTokens = 128

  /// - Parameters:
  ///   - parts: results of the client's tools have their borders already.
  ///   - safety: puts borders around notes and files.
  func messages(_ parts: RequestParts, context: AssembledContext, now: Date, safety: TurnSafety) -> [ModelMessage] {
    let question = parts.question
    let text = question.content
    var lines = ["It is now \(ownerTime(now))."]
    let pause = context.pause.text(in: text.unicodeScalars.contains(where: Self.isHangul) ? .korean : .english)
    if !pause.isEmpty { lines.append(pause) }
    for section in context.notes {
      lines.append(section.heading)
      lines += section.lines
    }
    // A small model takes every word for something to answer.
    let notes = parts.lead.isBrief && context.notes.isEmpty ? [] : [safety.notes(lines, recalled: context.used)]
    let data = notes + parts.decided.map(safety.decided) + question.files.map(safety.file)
    var tail = ModelMessage(role: .user, content: (data + [text]).joined(separator: "\n\n"))
    tail.images = question.images
    // Calls follow the question that led to them, or make no sense.
    let exchange = context.conversation.last?.role == .user ? parts.exchange : []
    return [heads.message(for: parts.system, lead: parts.lead)] + context.conversation + exchange + [tail] + parts.steps
  }

  /// Date, time and offset of the owner's time zone, and the zone's name.
  private func ownerTime(_ date: Date) -> String {
    let style = Date.ISO8601FormatStyle(timeZone: settings.timeZone)
    return
      "\(date.formatted(style.year().month().day().timeZone(separator: .colon).time(includingFractionalSeconds: false))) "
      + "(\(settings.timeZone.identifier))"
  }

  private static func isHangul(_ scalar: Unicode.Scalar) -> Bool { (0xAC00...0xD7A3).contains(scalar.value) }
}
