import Foundation
import MnemeCore

/// Reads the data of a streamed answer, chunk by chunk, into model events. Does no I/O.
struct AnswerAssembler: Sendable {
  /// `HOST:PORT` for messages.
  let server: String
  /// Used when the server reports no usage.
  let promptEstimate: Int
  /// `[DONE]` was read: nothing may follow.
  private(set) var isDone = false
  /// The server said why the answer ended; only usage may follow.
  var isComplete: Bool { isDone || finish != nil }
  private var finish: FinishReason?
  private var usage: TokenUsage?
  private var completionEstimate = 0
  private var filter = ReasoningFilter()

  init(server: String, promptEstimate: Int) {
    self.server = server
    self.promptEstimate = promptEstimate
  }

  /// Reads one piece of data; returns the text to show, if any.
  /// - Throws: `upstream` for data that is no chat answer or reports an error; `invalidInput` when it says that the prompt is
  ///   too long.
  mutating func take(_ data: String) throws(MnemeError) -> String? {
    guard !isDone, !data.isEmpty else { return nil }
    if data.trimmingCharacters(in: .whitespacesAndNewlines) == "[DONE]" {
      isDone = true
      return nil
    }
    let answer: WireAnswer
    do {
      answer = try JSONDecoder().decode(WireAnswer.self, from: Data(data.utf8))
    } catch {
      // The decoder's own error quotes the data, which is the person's conversation.
      throw MnemeError(.upstream, "\(server) sent something that is not a chat answer.")
    }
    if let error = answer.error {
      if error.isContextOverflow { throw RemoteFailure.contextOverflow(server) }
      throw MnemeError(.upstream, "\(server) reported an error in the middle of its answer.")
    }
    guard answer.choices != nil || answer.usage != nil else {
      throw MnemeError(.upstream, "\(server) sent something that is not a chat answer.")
    }
    if let reported = answer.usage, let prompt = reported.prompt_tokens {
      usage = TokenUsage(
        prompt: max(0, prompt), completion: max(0, reported.completion_tokens ?? 0), reported: true)
    }
    guard let choice = answer.choices?.first(where: { ($0.index ?? 0) == 0 }) else { return nil }
    let content = choice.delta ?? choice.message
    let shown = filter.push((content?.content?.text ?? "") + (content?.refusal ?? ""))
    if let reason = choice.finish_reason, !reason.isEmpty { finish = Self.reason(reason) }
    return count(shown)
  }

  /// The last events of the answer.
  /// - Throws: `upstream` when the stream ended before the server said that the answer is complete.
  mutating func end() throws(MnemeError) -> [ModelEvent] {
    guard isComplete else {
      throw MnemeError(.upstream, "\(server) broke off in the middle of its answer.")
    }
    var events: [ModelEvent] = []
    if let rest = count(filter.finish()) { events.append(.text(rest)) }
    let estimate = TokenUsage(prompt: promptEstimate, completion: completionEstimate, reported: false)
    events.append(.finished(finish ?? .stop, usage ?? estimate))
    return events
  }

  private mutating func count(_ text: String) -> String? {
    guard !text.isEmpty else { return nil }
    completionEstimate += TokenEstimator.estimate(text)
    return text
  }

  private static func reason(_ text: String) -> FinishReason {
    switch text {
    case "length", "max_tokens": .length
    case "content_filter": .contentFilter
    default: .stop
    }
  }
}
