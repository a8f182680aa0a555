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
  /// Ours, that models may call.
  let runner: ToolRunner
  let offersTools: Bool
  /// Nil leaves the standard one.
  let persona: Persona?
  /// Reads what questions are after; nil where nobody does.
  let readings: MessageReadings?
  private let startedAt: Date

  package init(
    memory: MemoryEngine, stores: MemoryStores, chatModels: any ChatModelSource, settings: Settings,
    clock: any WallClock = SystemClock(), identifiers: any IdentifierSource = UUIDv7Source(),
    heads: StableHead = StableHead(), persona: Persona? = nil, readings: MessageReadings? = nil, tools: [any Tool] = [],
    toolDeadline: Duration = .seconds(30), logger: Logger
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
    let zone = settings.memory.timeZone
    runner = ToolRunner(
      [
        ClockTool(timeZone: zone), ForgetTool(memory: memory),
        RecallTool(memory: memory, archive: stores.archive, notes: NoteWriter(timeZone: zone)),
        RememberTool(memory: memory),
      ] + tools, deadline: toolDeadline, logger: logger)
    self.persona = persona
    self.readings = readings
    offersTools = settings.chatModel.offersTools
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
  private func run(_ original: ChatRequest, emit: @escaping @Sendable (ChatEvent) -> Void) async throws -> (
    any ChatModel
  )? {
    var request = original
    let asked = try RequestParts(request.messages)
    let dialogue = asked.dialogue
    let question = asked.question
    if !asked.steps.isEmpty {
      // The question was kept when it was asked first; this request goes on with it.
      request.idempotencyKey = nil
      request.isRetry = false
    }
    if HousekeepingCalls.contains(question.content) { request.memory = .off }
    let model = try await model(named: request.model)
    let parts = asked.led(by: await lead(in: request.space, on: request.channel, memory: request.memory))

    let kept = try await keepQuestion(
      question.content, of: request, turns: dialogue, goesOn: !parts.steps.isEmpty)
    let conversation = kept?.conversation
    let userMessage = kept?.outcome.message
    if let kept, let replay = try await replay(of: kept.outcome, in: kept.conversation, request: request) {
      emit(.started(TurnStart(session: replay.session, model: model.name, recalled: [])))
      emit(.text(replay.text))
      emit(.finished(TurnEnd(finish: .stop, usage: usage(prompt: question.content, answer: replay.text))))
      return nil
    }

    let quotes = model.name == RecallResponder.name
    let tools = tools(of: request, for: model)
    let (modelRequest, evidence, room, vector) = try await modelRequest(
      for: request, parts, model: model, tools: tools, userMessage: userMessage)
    let needsSearch = read(question.content, vector, of: request, in: userMessage?.session)
    // Of the evidence of an answer from memory alone only what it quotes was of use.
    let reply = (model as? RecallResponder)?.reply(to: modelRequest)
    emit(
      .started(TurnStart(session: userMessage?.session, model: model.name, recalled: reply?.quoted ?? evidence)))

    var turn = ToolTurn(
      space: request.space, session: userMessage?.session, channel: request.channel, now: clock.now(),
      said: (modelRequest.history + dialogue).filter { $0.role == .user }.map(\.content), message: userMessage?.id,
      leavesHome: !model.isLocal)
    turn.needsSearch = needsSearch
    let answer = try await answer(
      with: reply ?? model, request: modelRequest, tools: tools, in: turn, room: room, emit: emit
    ) { text, isWhole in
      guard let conversation, let userMessage else { return }
      try await self.appendAnswer(
        text, isWhole: isWhole, quotes: quotes, to: userMessage, in: conversation,
        turns: dialogue + parts.steps.filter { $0.role == .assistant && !$0.isEmpty })
    }
    emit(.finished(answer))
    return quotes ? nil : model
  }

  /// Finds the request's place and appends the user's message; nil when nothing may be kept.
  /// - Parameter goesOn: it was asked before, and waited for the client's tools.
  private func keepQuestion(_ text: String, of request: ChatRequest, turns: [ModelMessage], goesOn: Bool)
    async throws(MnemeError) -> (conversation: Conversation, outcome: AppendOutcome)?
  {
    guard request.memory == .full else { return nil }
    let conversation = try await resolver.resolve(request, turns: turns, goesOn: goesOn)
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
