import MnemeCore
import MnemeMemory

/// What the model is asked with: the conversation and what memory has to say to it.
extension Assistant {
  /// The request to the model, with the recalled items that stand in it and the tokens that are left for results of tools.
  func modelRequest(
    for request: ChatRequest, model: any ChatModel, tools: TurnTools, question: String, userMessage: Message?,
    system: [ModelMessage], resent: [ModelMessage], steps: [ModelMessage]
  ) async throws -> (ModelRequest, evidence: [RecallHit], room: Int) {
    if model.name == RecallResponder.name {
      return try await quotingRequest(
        for: request, question: question, userMessage: userMessage, system: system, resent: resent)
    }
    await measure.load()
    let estimator = measure.estimator(for: model.name)
    let correction = measure.correction(for: model.name)
    let room = prompts.room(
      system: system, question: question, maxAnswerTokens: request.options.maxTokens,
      besides: PromptMeasure.tokens(of: tools.offered, estimator) + PromptMeasure.tokens(of: steps, estimator),
      estimator: estimator, correction: correction)
    let (context, earlier) = try await memory.context(
      for: ContextRequest(
        space: request.space, channel: request.channel, question: question, message: userMessage, resent: resent,
        recalls: request.memory != .off, room: room.all, noteRoom: room.notes, estimator: estimator,
        leavesHome: !model.isLocal, limit: settings.recallLimit))
    let left = room.all - context.noteTokens - PromptMeasure.tokens(of: context.conversation, estimator)
    return (
      ModelRequest(
        messages: prompts.messages(system: system, context: context, question: question, now: clock.now()) + steps,
        question: question, evidence: context.used, history: earlier.messages, memory: request.memory,
        now: clock.now(), options: request.options), context.used, left
    )
  }

  /// The `recall` responder reads the question, the turns and the evidence themselves; nothing has to fit a window.
  private func quotingRequest(
    for request: ChatRequest, question: String, userMessage: Message?, system: [ModelMessage], resent: [ModelMessage]
  ) async throws -> (ModelRequest, evidence: [RecallHit], room: Int) {
    async let earlier = memory.earlierTurns(
      before: userMessage, resent: resent, in: request.space, channel: request.channel)
    let evidence =
      request.memory == .off ? [] : try await evidence(for: question, of: request, excluding: userMessage)
    let turns = resent.isEmpty ? try await earlier.messages : resent
    var context = AssembledContext()
    context.conversation = turns
    return (
      ModelRequest(
        messages: prompts.messages(system: system, context: context, question: question, now: clock.now()),
        question: question, evidence: evidence, history: turns, memory: request.memory, now: clock.now(),
        options: request.options), evidence, 0
    )
  }
}
