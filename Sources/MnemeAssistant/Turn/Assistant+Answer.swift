import Foundation
import Logging
import MnemeCore
import MnemeMemory

/// Storing the two sides of a turn, and the model's stream between them.
extension Assistant {
  func appendQuestion(_ text: String, of request: ChatRequest, in conversation: Conversation)
    async throws(MnemeError) -> AppendOutcome
  {
    if let stored = conversation.stored { return AppendOutcome(message: stored, appended: false) }
    guard text.unicodeScalars.count <= Limits.messageCharacters else {
      throw MnemeError(.tooLarge, "A message has at most \(Limits.messageCharacters) characters.")
    }
    var parent = conversation.parent
    var messages: [NewMessage] = []
    for earlier in conversation.missing {
      let id = identifiers.next()
      messages.append(
        NewMessage(
          id: id, space: request.space, session: conversation.session, role: .user, text: earlier.text, trust: .user,
          createdAt: clock.now(), parent: parent, pathHash: earlier.pathHash))
      parent = id
    }
    messages.append(
      NewMessage(
        id: identifiers.next(), space: request.space, session: conversation.session, role: .user, text: text,
        trust: .user, createdAt: clock.now(),
        externalID: request.idempotencyKey.map(ConversationResolver.externalID), parent: parent,
        pathHash: conversation.pathHash))
    let outcomes = try await memory.append(messages, channel: conversation.channel)
    guard let outcome = outcomes.last else {
      throw MnemeError(.internal, "The store returned no outcome for an append.")
    }
    return outcome
  }

  /// The stored answer, when this request repeats one that was answered already.
  ///
  /// A client's retry counts as such for `ConversationResolver.repeatSeconds` after the answer, a key for good. An answer
  /// that broke off is not repeated.
  /// - Throws: `unprocessable` when the Idempotency-Key stands for another message (the answer that
  ///   draft-ietf-httpapi-idempotency-key-header asks for; clients try a 409 again).
  func replay(of outcome: AppendOutcome, in conversation: Conversation, request: ChatRequest)
    async throws(MnemeError) -> Message?
  {
    guard !outcome.appended, request.idempotencyKey != nil || request.isRetry else { return nil }
    let question = outcome.message
    if request.idempotencyKey != nil {
      let isSamePlace = request.session == nil || question.session == request.session
      guard question.role == .user, question.pathHash == conversation.pathHash, isSamePlace else {
        throw MnemeError(
          .unprocessable,
          "This Idempotency-Key was used for another message, so this one was not stored; send a key of its own with it."
        )
      }
    }
    let answer = try await stores.messages.messages(
      session: question.session, in: question.space, before: nil, limit: 200
    ).last { $0.parent == question.id && $0.role == .assistant && $0.pathHash != nil }
    guard let answer, request.idempotencyKey == nil else { return answer }
    let age = clock.now().timeIntervalSince(answer.createdAt)
    return age <= ConversationResolver.repeatSeconds ? answer : nil
  }

  /// - Parameters:
  ///   - isWhole: false for an answer that broke off. It has no path hash: no client has it as a part of its history, and no
  ///     retry is answered with it.
  ///   - isEcho: it is the `recall` responder's or a small model's: nothing is learnt from it.
  func appendAnswer(
    _ shown: String, isWhole: Bool, isEcho: Bool, to question: Message, in conversation: Conversation,
    turns: [ModelMessage]
  ) async throws(MnemeError) {
    let text = isEcho ? StoredAnswer.kept(of: shown) : shown
    guard text.contains(where: { !$0.isWhitespace }) else { return }
    // The client resends what it was shown.
    let path = ConversationPath.hashes(of: turns + [ModelMessage(role: .assistant, content: shown)])
    let id = identifiers.next()
    _ = try await memory.append(
      [
        NewMessage(
          id: id, space: question.space, session: question.session, role: .assistant,
          text: text, trust: .assistant, createdAt: clock.now(), externalID: isEcho ? Message.echoPrefix + id : nil,
          parent: question.id, pathHash: isWhole ? path.last : nil, jobs: [.embedMessage])
      ], channel: conversation.channel)
  }

  func usage(prompt: String, answer: String) -> TokenUsage {
    TokenUsage(
      prompt: TokenEstimator.estimate(prompt), completion: TokenEstimator.estimate(answer), reported: false)
  }
}
