import Foundation
package import Logging
package import MnemeCore
package import MnemeMemory

/// The turn: append, recall, prompt, model, append.
package final class Assistant: ChatService {
  let memory: MemoryEngine
  let stores: MemoryStores
  let chatModels: any ChatModelSource
  let resolver: ConversationResolver
  let prompts: PromptBuilder
  let settings: MemorySettings
  let clock: any WallClock
  let identifiers: any IdentifierSource
  let logger: Logger
  let turns = TurnTracker()
  let measure: PromptMeasure
  private let startedAt: Date

  package init(
    memory: MemoryEngine, stores: MemoryStores, chatModels: any ChatModelSource, settings: Settings,
    clock: any WallClock = SystemClock(), identifiers: any IdentifierSource = UUIDv7Source(),
    heads: StableHead = StableHead(), logger: Logger
  ) {
    self.memory = memory
    self.stores = stores
    self.chatModels = chatModels
    self.settings = settings.memory
    self.clock = clock
    self.identifiers = identifiers
    self.logger = logger
    resolver = ConversationResolver(
      messages: stores.messages, sessions: stores.sessions, settings: settings.memory, clock: clock,
      identifiers: identifiers)
    prompts = PromptBuilder(
      settings: settings.memory, contextTokens: settings.chatModel.contextTokens, heads: heads)
    measure = PromptMeasure(store: stores.calibrations, logger: logger)
    startedAt = clock.now()
  }

  /// Name under which the default model is offered.
  package static let defaultModelName = "mneme"

  package func models() async -> [ModelDescription] {
    let names = await chatModels.models().map(\.name)
    return ([Self.defaultModelName] + names).map {
      ModelDescription(name: $0, createdAt: startedAt, owner: "mneme")
    }
  }

  package func sessions(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Session] {
    try await stores.sessions.sessions(in: space, limit: limit)
  }

  /// Returns when every running turn has kept what it has to keep, and what was learnt of token counts is written.
  package func drained() async {
    await turns.drained()
    await measure.flush()
  }

  package func reply(to request: ChatRequest) -> AsyncThrowingStream<ChatEvent, any Error> {
    AsyncThrowingStream { continuation in
      turns.begin()
      // Ends with the stream: its consumer cancels it by going away, and `drained()` awaits its end.
      let task = Task {
        do {
          let model = try await run(request) { continuation.yield($0) }
          continuation.finish()
          if let model { await measure.settle(model) }
        } catch is CancellationError {
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
        turns.end()
      }
      continuation.onTermination = { reason in
        if case .cancelled = reason { task.cancel() }
      }
    }
  }

  // MARK: One turn

  /// - Returns: the language model that answered; nil when none was asked.
  private func run(_ original: ChatRequest, emit: (ChatEvent) -> Void) async throws -> (any ChatModel)? {
    var request = original
    let system = request.messages.filter { $0.role == .system }
    let dialogue = request.messages.filter { $0.role == .user || $0.role == .assistant }
    guard let question = dialogue.last, question.role == .user,
      question.content.contains(where: { !$0.isWhitespace })
    else {
      throw MnemeError(.invalidInput, "The last message must have the role 'user' and some text.")
    }
    if HousekeepingCalls.contains(question.content) { request.memory = .off }
    let model = try await model(named: request.model)

    let kept = try await keepQuestion(question.content, of: request, turns: dialogue)
    let conversation = kept?.conversation
    let userMessage = kept?.outcome.message
    if let kept, let replay = try await replay(of: kept.outcome, in: kept.conversation, request: request) {
      emit(.started(TurnStart(session: replay.session, model: model.name, recalled: [])))
      emit(.text(replay.text))
      emit(.finished(TurnEnd(finish: .stop, usage: usage(prompt: question.content, answer: replay.text))))
      return nil
    }

    let quotes = model.name == RecallResponder.name
    let (modelRequest, evidence) = try await modelRequest(
      for: request, model: model, question: question.content, userMessage: userMessage, system: system,
      resent: Array(dialogue.dropLast()))
    // Of the evidence of an answer from memory alone only what it quotes was of use.
    let reply = (model as? RecallResponder)?.reply(to: modelRequest)
    emit(
      .started(TurnStart(session: userMessage?.session, model: model.name, recalled: reply?.quoted ?? evidence)))

    let answer = try await answer(with: reply ?? model, request: modelRequest, emit: emit) { text, isWhole in
      guard let conversation, let userMessage else { return }
      try await self.appendAnswer(
        text, isWhole: isWhole, quotes: quotes, to: userMessage, in: conversation, turns: dialogue)
    }
    measure.observe(answer.usage, for: modelRequest.messages, of: model.name)
    emit(.finished(answer))
    return quotes ? nil : model
  }

  /// Finds the request's place and appends the user's message; nil when nothing may be kept.
  private func keepQuestion(_ text: String, of request: ChatRequest, turns: [ModelMessage])
    async throws(MnemeError) -> (conversation: Conversation, outcome: AppendOutcome)?
  {
    guard request.memory == .full else { return nil }
    let conversation = try await resolver.resolve(request, turns: turns)
    return (conversation, try await appendQuestion(text, of: request, in: conversation))
  }

  func model(named name: String?) async throws(MnemeError) -> any ChatModel {
    let models = await chatModels.models()
    if let name, name != Self.defaultModelName {
      guard let model = models.first(where: { $0.name == name }) else {
        throw MnemeError(
          .notFound, "There is no model with this name; GET /v1/models lists the names there are.")
      }
      return model
    }
    guard let model = models.first else { throw MnemeError(.unavailable, "No chat model is ready.") }
    return model
  }

  func recall(for question: String, of request: ChatRequest, excluding message: Message?)
    async throws(MnemeError) -> [RecallHit]
  {
    let text = String(String.UnicodeScalarView(question.unicodeScalars.prefix(Limits.queryCharacters)))
    return try await memory.recall(
      RecallQuery(
        space: request.space, text: text, limit: settings.recallLimit,
        excluding: message.map { [$0.id] } ?? [], channel: request.channel)
    ).hits
  }
}
