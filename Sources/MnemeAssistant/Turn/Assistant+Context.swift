import MnemeCore
import MnemeMemory

/// What the model is asked with: the conversation and what memory has to say to it.
extension Assistant {
  /// The request to the model, with the recalled items that stand in it and the tokens that are left for results of tools.
  func modelRequest(
    for request: ChatRequest, _ parts: RequestParts, model: any ChatModel, tools: TurnTools, userMessage: Message?,
    safety: TurnSafety
  ) async throws -> (ModelRequest, evidence: [RecallHit], room: Int) {
    if model.name == RecallResponder.name {
      return try await quotingRequest(for: request, parts, userMessage: userMessage, safety: safety)
    }
    let question = parts.question.content
    await measure.load()
    let estimator = measure.estimator(for: model.name)
    let correction = measure.correction(for: model.name)
    let files = parts.question.files.reduce(0) {
      $0
        + estimator.tokens(in: safety.fence.around($1.text, name: "file", label: ("name", $1.name), isSuspicious: true))
    }
    let room = prompts.room(
      system: parts.system, question: question, maxAnswerTokens: request.options.maxTokens,
      besides: PromptMeasure.tokens(of: tools.ours + tools.clients, estimator)
        + PromptMeasure.tokens(of: parts.exchange + parts.steps, estimator) + files,
      estimator: estimator, correction: correction)
    if room.all == 0, files > 0 {
      throw MnemeError(
        .tooLarge,
        "The attached files do not fit the model's context window (model.context_tokens says how long it is).")
    }
    let (context, earlier) = try await memory.context(
      for: ContextRequest(
        space: request.space, channel: request.channel, question: question, message: userMessage,
        resent: parts.beforeExchange,
        recalls: request.memory != .off, room: room.all, noteRoom: room.notes, estimator: estimator,
        leavesHome: !model.isLocal, limit: settings.recallLimit))
    let left = room.all - context.noteTokens - PromptMeasure.tokens(of: context.conversation, estimator)
    return (
      ModelRequest(
        messages: prompts.messages(parts, context: context, now: clock.now(), safety: safety),
        question: question, evidence: context.used, history: earlier.messages, memory: request.memory,
        now: clock.now(), options: request.options), context.used, left
    )
  }

  /// The `recall` responder reads the question, the turns and the evidence themselves; nothing has to fit a window.
  private func quotingRequest(
    for request: ChatRequest, _ parts: RequestParts, userMessage: Message?, safety: TurnSafety
  ) async throws -> (ModelRequest, evidence: [RecallHit], room: Int) {
    let question = parts.question.content
    async let earlier = memory.earlierTurns(
      before: userMessage, resent: parts.earlier, in: request.space, channel: request.channel)
    let evidence =
      request.memory == .off ? [] : try await evidence(for: question, of: request, excluding: userMessage)
    let turns = parts.earlier.isEmpty ? try await earlier.messages : parts.earlier
    var context = AssembledContext()
    context.conversation = turns
    return (
      ModelRequest(
        messages: prompts.messages(parts, context: context, now: clock.now(), safety: safety),
        question: question, evidence: evidence, history: turns, memory: request.memory, now: clock.now(),
        options: request.options), evidence, 0
    )
  }
}
