import Foundation
package import MnemeCore

/// One answer of the configured model for somebody who is not the user: another program's server. It is given nothing of the
/// person's, and what it is told is fenced as the words of others.
package struct LentModel: Sendable {
  private let source: any ChatModelSource
  private let usage: any UsageStore
  private let fences: FenceSource
  private let clock: any WallClock

  /// Bytes of an answer that are handed on.
  private static let longest = 64_000

  package init(
    source: any ChatModelSource, usage: any UsageStore, fences: FenceSource = FenceSource(), clock: any WallClock
  ) {
    self.source = source
    self.usage = usage
    self.fences = fences
    self.clock = clock
  }

  package struct Answer: Sendable, Hashable {
    package let text: String
    package let model: String
    package let isCut: Bool
  }

  /// - Parameters:
  ///   - name: of who asks; what the answer used is counted as its own.
  ///   - instructions: its wishes about how to answer.
  ///   - messages: oldest first; those of the model were answers.
  /// - Throws: `unavailable` without a language model; what the model throws.
  package func answer(
    for name: String, instructions: String?, messages: [(isModel: Bool, text: String)], options: SamplingOptions
  ) async throws(MnemeError) -> Answer {
    guard let model = await source.standard(), model.name != RecallResponder.name else {
      throw MnemeError(.unavailable, "There is no language model.")
    }
    let fence = fences.next()
    var prompt = [
      ModelMessage(
        role: .system,
        content: """
          Another program asks for a text. What it says stands between tags with the mark \(fence.mark). Answer it as it \
          wishes, in text alone. You know nothing of any person and have no tools; you can do nothing but answer.
          """)
    ]
    var waiting = instructions.map { [fence.around($0, name: "wishes")] } ?? []
    for message in messages {
      if message.isModel {
        if !waiting.isEmpty { prompt.append(ModelMessage(role: .user, content: waiting.joined(separator: "\n\n"))) }
        waiting = []
        prompt.append(ModelMessage(role: .assistant, content: message.text))
      } else {
        waiting.append(fence.around(message.text, name: "message"))
      }
    }
    let question = waiting.joined(separator: "\n\n")
    prompt.append(ModelMessage(role: .user, content: question))
    let request = ModelRequest(
      messages: prompt, question: question, evidence: [], memory: .off, now: clock.now(), options: options)
    return try await collect(model, request, for: name, without: fence.mark)
  }

  private func collect(
    _ model: any ChatModel, _ request: ModelRequest, for name: String, without mark: String
  ) async throws(MnemeError) -> Answer {
    var (text, used, finish, by) = (
      "", TokenUsage(prompt: 0, completion: 0, reported: false), FinishReason?.none, model.name
    )
    do {
      for try await event in model.stream(request) {
        switch event {
        case .answering(let other): by = other
        case .text(let piece) where text.utf8.count < Self.longest: text += piece
        case .finished(let reason, let usage): (finish, used) = (reason, usage)
        case .text, .logprobs, .reasoning, .toolCall, .thinking: break
        }
      }
    } catch {
      throw (error as? MnemeError) ?? MnemeError(.upstream, "The model's answer broke off.", underlying: error)
    }
    guard let finish else { throw MnemeError(.upstream, "The model's answer has no end.") }
    let day = clock.now().formatted(.iso8601.year().month().day())
    try await usage.add(
      KeyUsage(promptTokens: used.prompt, completionTokens: used.completion), to: "mcp:\(name)", on: day)
    return Answer(text: text.replacing(mark, with: ""), model: by, isCut: finish == .length)
  }
}
