import Foundation
package import Logging
package import MnemeCore
package import MnemeMemory
import Synchronization

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
  let windows = LearntWindows()
  let measure: PromptMeasure
  /// Ours, that models may call; nil where there are none.
  let runner: ToolRunner?
  let foreignSessions: ForeignSessions
  /// Tells what was decided of calls that waited; nil where none do.
  let approvals: (any ApprovalOutcomes)?
  let offersTools: Bool
  /// Nil leaves the standard one.
  let persona: Persona?
  /// Nil where there are none.
  let skills: SkillShelf?
  let lanes: TurnLanes
  let observer: any ActivityObserver
  let stopwatch: Stopwatch
  let logsInteractions: Bool
  /// Reads what questions are after; nil where nobody does.
  let readings: MessageReadings?
  /// Nil where no documents are read.
  let documents: (any DocumentReader)?
  let fences: FenceSource
  /// What no answer may hold.
  let secrets: [String]
  /// Those that are not the same for as long as the process lives.
  let moreSecrets: @Sendable () -> [String]
  /// Tags that are not for the user.
  let tagNames: TagNames
  /// Nil checks no answer against a schema.
  let answerCheck: (any AnswerCheck)?
  private let startedAt: Date

  package init(
    memory: MemoryEngine, stores: MemoryStores, chatModels: any ChatModelSource, settings: Settings,
    clock: any WallClock = SystemClock(), identifiers: any IdentifierSource = UUIDv7Source(),
    heads: StableHead = StableHead(), persona: Persona? = nil, skills: SkillShelf? = nil,
    readings: MessageReadings? = nil,
    tools: (any ToolService)? = nil, approvals: (any ApprovalOutcomes)? = nil,
    documents: (any DocumentReader)? = nil, answerCheck: (any AnswerCheck)? = nil,
    observer: any ActivityObserver = NoObserver(),
    stopwatch: Stopwatch = .system, fences: FenceSource = FenceSource(), secrets: [String] = [],
    moreSecrets: @escaping @Sendable () -> [String] = { [] }, logger: Logger
  ) {
    self.moreSecrets = moreSecrets
    self.answerCheck = answerCheck
    self.memory = memory
    self.stores = stores
    self.chatModels = chatModels
    self.settings = settings.memory
    self.clock = clock
    self.identifiers = identifiers
    self.logger = logger
    self.observer = observer
    self.stopwatch = stopwatch
    logsInteractions = settings.telemetry.interactionDays > 0
    resolver = ConversationResolver(
      messages: stores.messages, sessions: stores.sessions, settings: settings.memory, clock: clock,
      identifiers: identifiers)
    prompts = PromptBuilder(settings: settings.memory, heads: heads)
    measure = PromptMeasure(store: stores.calibrations, logger: logger)
    runner = tools.map(ToolRunner.init)
    foreignSessions = ForeignSessions(store: stores.foreignTexts, logger: logger)
    self.approvals = approvals
    self.persona = persona
    self.skills = skills
    lanes = TurnLanes(width: settings.server.turnsOfAConversation)
    self.readings = readings
    offersTools = settings.chatModel.offersTools
    self.documents = documents
    self.fences = fences
    self.secrets =
      secrets
      + [
        settings.server.apiKey, settings.chatModel.apiKey, settings.embedding.apiKey, settings.telemetry.alertURL,
      ].compactMap(\.self)
    tagNames = TagNames(tools: tools?.tools(for: .model, memory: .full).map(\.name) ?? [])
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

  /// Turns that have begun and not ended.
  package var runningTurns: Int { turns.running }

  /// Turns since the start.
  package var begunTurns: Int { turns.begun }

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
        let meter = TurnMeter(stopwatch: stopwatch, at: clock.now(), channel: request.channel)
        do {
          let model = try await run(request, meter) { event in
            meter.passes(event)
            continuation.yield(event)
          }
          continuation.finish()
          await record(meter, of: request)
          if let model { await measure.settle(model) }
        } catch {
          if error is CancellationError { continuation.finish() } else { continuation.finish(throwing: error) }
          await record(meter, of: request, after: error)
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
  private func run(_ original: ChatRequest, _ meter: TurnMeter, emit: @escaping @Sendable (ChatEvent) -> Void)
    async throws -> (any ChatModel)?
  {
    var request = original
    let safety = TurnSafety(
      fences: fences, secrets: secrets + moreSecrets(), names: tagNames, meter: meter, observer: observer,
      logger: logger)
    let format = request.answerSchema.map { AnswerFormat(schema: $0, check: answerCheck) }
    let asked = try RequestParts(request.messages + (format.map { [$0.instruction] } ?? [])).bordered(by: safety)
    let dialogue = asked.dialogue
    let question = asked.question
    if !asked.steps.isEmpty {
      // The question was kept when it was asked first; this request goes on with it.
      request.idempotencyKey = nil
      request.isRetry = false
    }
    let isHousekeeping = HousekeepingCalls.contains(question.content)
    if isHousekeeping { request.memory = .off }
    let model = try await model(for: request)
    try checkAbility(of: model, for: request)
    var gathered = asked.led(by: await lead(in: request.space, on: request.channel, memory: request.memory, for: model))

    // Before anything is kept: a file that cannot be read makes the request a wrong one.
    if !isHousekeeping { gathered = try await read(gathered, for: model) }

    let kept = try await keepQuestion(
      question.content, of: request, turns: dialogue, goesOn: !asked.steps.isEmpty)
    defer { kept?.lane.leave() }
    let conversation = kept?.conversation
    let userMessage = kept?.outcome.message
    if let kept, let replay = try await replay(of: kept.outcome, in: kept.conversation, request: request) {
      emit(.started(TurnStart(session: replay.session, model: model.name, recalled: [])))
      emit(.text(replay.text))
      emit(.finished(TurnEnd(finish: .stop, usage: usage(prompt: question.content, answer: replay.text))))
      return nil
    }

    meter.asks(model, about: userMessage)
    let decided = await decided(
      in: userMessage, for: model, leavesHome: !model.isLocal || request.leavesHome, safety: safety)
    gathered.decided = decided.told
    let parts = gathered
    let inPlace = try await answerInPlace(
      of: model, for: request, parts, userMessage: userMessage, safety: safety)
    let quotes = model.name == RecallResponder.name || inPlace != nil
    let tools = await tools(of: request, about: parts.question.content, for: model, withOurs: !isHousekeeping)
    var (modelRequest, evidence, room, vector) =
      if let inPlace {
        (inPlace.request, inPlace.reply.quoted, 0, inPlace.vector)
      } else {
        try await self.modelRequest(
          for: request, parts, model: model, tools: tools, userMessage: userMessage, safety: safety)
      }
    let needsSearch = read(question.content, vector, of: request, in: userMessage?.session)
    // Of the evidence of an answer from memory alone only what it quotes was of use.
    let reply = inPlace?.reply ?? (model as? RecallResponder)?.reply(to: modelRequest)
    emit(
      .started(TurnStart(session: userMessage?.session, model: model.name, recalled: reply?.quoted ?? evidence)))

    var turn = ToolTurn(
      space: request.space, session: userMessage?.session, channel: request.channel, now: clock.now(),
      said: (modelRequest.history + dialogue).filter { $0.role == .user }.map(\.content), message: userMessage?.id,
      leavesHome: !model.isLocal || request.leavesHome)
    turn.needsSearch = needsSearch
    turn.memory = request.memory
    if safety.readsForeignText || tools.ours.contains(where: \.isForeign) {
      await foreignSessions.note(turn.session, in: turn.space)
    }
    let hasReadForeignText =
      tools.ours.isEmpty
      ? false
      : await foreignSessions.contains(turn.session, in: turn.space, isNew: conversation?.isNew == true)
    // A task that no person has typed is words of a model. What an earlier answer that the client brings back was made of,
    // nobody here knows where the conversation is not one that was kept.
    turn.holdsForeignText =
      safety.holdsForeignText || hasReadForeignText || request.depth > 0
      || tools.ours.contains(where: \.isForeign)
      || (turn.session == nil || conversation?.isNew == true) && dialogue.contains { $0.role == .assistant }
    turn.depth = request.depth
    turn.origin = turn.session ?? request.origin ?? request.session
    let hasBegun = Mutex(false)
    for tries in 1... {
      do {
        let answer = try await answer(
          with: reply ?? model, request: modelRequest, tools: tools, in: turn, room: room, filtered: !quotes,
          format: format, safety: safety,
          emit: { event in
            hasBegun.withLock { $0 = true }
            emit(event)
          }
        ) { text, isWhole in
          guard let conversation, let userMessage else { return }
          try await self.appendAnswer(
            text, isWhole: isWhole, isEcho: quotes || model.profile.isSmall, to: userMessage, in: conversation,
            turns: dialogue + parts.steps.filter { $0.role == .assistant && !$0.isEmpty })
        }
        // A turn that waits for the client's tools has not answered yet, and one that failed never will.
        if answer.finish != .toolCalls { await markTold(decided.calls, in: request.space) }
        emit(.finished(answer))
        break
      } catch let error as MnemeError where error.code == .tooLarge && reply == nil {
        // The model reads less than was thought: the same with less, as long as nothing was said or done.
        guard tries < LearntWindows.triesOfATurn, !hasBegun.withLock({ $0 }), windows.narrow(model) else { throw error }
        logger.notice("turn.prompt_shortened", metadata: ["model.window": "\(windows.window(of: model))"])
        (modelRequest, evidence, room, vector) = try await self.modelRequest(
          for: request, parts, model: model, tools: tools, userMessage: userMessage, safety: safety)
      }
    }
    return quotes ? nil : model
  }

  /// Finds the request's place and appends the user's message, when it is this turn's turn; nil when nothing may be kept.
  /// - Parameter goesOn: it was asked before, and waited for the client's tools.
  private func keepQuestion(_ text: String, of request: ChatRequest, turns: [ModelMessage], goesOn: Bool)
    async throws(MnemeError) -> (conversation: Conversation, outcome: AppendOutcome, lane: TurnLane)?
  {
    guard request.memory == .full else { return nil }
    let conversation = try await resolver.resolve(request, turns: turns, goesOn: goesOn)
    let key = TurnLanes.Key(space: request.space, session: conversation.session)
    if let lane = lanes.enterAtOnce(key) {
      return (conversation, try await appendQuestion(text, of: request, in: conversation), lane)
    }
    let lane = await lanes.enter(key)
    // What was said meanwhile stands before this.
    let later = try await resolver.resolve(request, turns: turns, goesOn: goesOn)
    return (later, try await appendQuestion(text, of: request, in: later), lane)
  }

  /// The model asked for. Where none is, the default one, or the first that can do what the request needs: a small model
  /// sees no images and calls no tools.
  private func model(for request: ChatRequest) async throws(MnemeError) -> any ChatModel {
    let model = try await model(named: request.model)
    if request.staysHome, !model.isLocal {
      guard request.model == nil, let near = await chatModels.models().first(where: \.isLocal) else {
        throw MnemeError(
          .invalidInput, "The task may hold what is to stay on this machine; choose a model that runs on it.")
      }
      return near
    }
    guard request.model == nil || request.model == Self.defaultModelName, model.profile.isSmall,
      !request.tools.isEmpty || request.answerSchema != nil
        || request.messages.contains(where: { !$0.images.isEmpty || !$0.documents.isEmpty })
    else { return model }
    let able = await chatModels.models().filter { !$0.profile.isSmall && $0.name != RecallResponder.name }
    // What was meant for this machine stays there where it can.
    return able.first(where: \.isLocal) ?? able.first ?? model
  }

  func model(named name: String?) async throws(MnemeError) -> any ChatModel {
    if let name, name != Self.defaultModelName {
      guard let model = await chatModels.models().first(where: { $0.name == name }) else {
        throw MnemeError(
          .notFound, "There is no model with this name; GET /v1/models lists the names there are.")
      }
      return model
    }
    guard let model = await chatModels.standard() else { throw MnemeError(.unavailable, "No chat model is ready.") }
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
