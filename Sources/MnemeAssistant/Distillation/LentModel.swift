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
  /// Of one server and day (UTC), of questions and answers together.
  package static let tokensPerDay = 200_000

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
  /// - Throws: `unavailable` without a language model, `overloaded` for a server that has had its tokens of the day; what the model
  ///   throws.
  package func answer(
    for name: String, instructions: String?, messages: [(isModel: Bool, text: String)], options: SamplingOptions
  ) async throws(MnemeError) -> Answer {
    guard let model = await source.standard(), model.name != RecallResponder.name else {
      throw MnemeError(.unavailable, "There is no language model.")
    }
    let spent = try await usage.usage(of: Self.key(name), on: Self.day(clock.now()))
    guard spent.promptTokens + spent.completionTokens < Self.tokensPerDay else {
      throw MnemeError(.overloaded, "The server has had its tokens of the day.")
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

  private static func key(_ name: String) -> String { "mcp:\(name)" }
  private static func day(_ time: Date) -> String { time.formatted(.iso8601.year().month().day()) }

  private func collect(
    _ model: any ChatModel, _ request: ModelRequest, for name: String, without mark: String
  ) async throws(MnemeError) -> Answer {
    var (text, finish, by) = ("", FinishReason?.none, model.name)
    // What is broken off was paid for too; nobody tells how much it was.
    var used = TokenUsage?.none
    // All that the model wrote, whether it is handed on or not.
    var unseen = 0
    var isCut = false
    let failure: MnemeError?
    do {
      reading: for try await event in model.stream(request) {
        switch event {
        case .answering(let other): by = other
        case .text(let piece):
          let room = Self.longest - text.utf8.count
          guard piece.utf8.count > room else {
            text += piece
            continue
          }
          // Nothing more is read of it, nor paid for.
          var end = piece.utf8.index(piece.startIndex, offsetBy: room)
          while end.samePosition(in: piece.unicodeScalars) == nil { end = piece.utf8.index(before: end) }
          text += piece[..<end]
          isCut = true
          break reading
        case .reasoning(let piece): unseen += TokenEstimator.estimate(piece)
        case .finished(let reason, let usage): (finish, used) = (reason, usage)
        case .logprobs, .toolCall, .thinking: break
        }
      }
      failure = finish == nil && !isCut ? MnemeError(.upstream, "The model's answer has no end.") : nil
    } catch {
      failure = (error as? MnemeError) ?? MnemeError(.upstream, "The model's answer broke off.", underlying: error)
    }
    let counted =
      used.map { KeyUsage(promptTokens: $0.prompt, completionTokens: $0.completion) }
      ?? KeyUsage(
        promptTokens: request.messages.reduce(0) { $0 + TokenEstimator.estimate($1.content) },
        completionTokens: TokenEstimator.estimate(text) + unseen)
    try await usage.add(counted, to: Self.key(name), on: Self.day(clock.now()))
    if let failure { throw failure }
    return Answer(text: text.replacing(mark, with: ""), model: by, isCut: isCut || finish == .length)
  }
}
