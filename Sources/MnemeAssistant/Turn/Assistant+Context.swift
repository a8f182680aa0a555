import Logging
import MnemeCore
import MnemeMemory

/// What the model is asked with: the conversation and what memory has to say to it.
extension Assistant {
  /// Who answers, and how on this channel. Of a space whose memory the turn does not read nothing that was learnt is told.
  func lead(in space: SpaceID, on channel: String, memory: MemoryMode, for model: any ChatModel) async -> HeadLead {
    if model.profile.isSmall { return .brief }
    return HeadLead(
      persona: await persona?.text(for: memory == .off ? nil : space) ?? PersonaText.standard,
      channelHint: ChannelStyle.of(channel).hint, skills: await skillsHead(memory))
  }

  private func skillsHead(_ memory: MemoryMode) async -> String {
    guard let skills else { return "" }
    let names = offersTools ? runner?.service.tools(for: .model, memory: memory).map(\.name) ?? [] : []
    return await skills.head(for: Set(names))
  }

  /// What came of calls of this conversation that had waited for the owner: told until a model has answered to it, the oldest first,
  /// in a share of the window. What has no room is told by the next answers.
  func decided(in message: Message?, for model: any ChatModel, leavesHome: Bool, safety: TurnSafety) async -> (
    told: [String], calls: [String]
  ) {
    guard let message, let approvals, offersTools, !model.profile.isSmall, model.name != RecallResponder.name else {
      return ([], [])
    }
    do throws(MnemeError) {
      let calls = try await approvals.untold(in: message.session, of: message.space)
      guard !calls.isEmpty else { return ([], []) }
      let estimator = measure.estimator(for: model.name)
      var room = windows.window(of: model) / Self.decidedShare
      var (told, ids) = ([String](), [String]())
      for call in calls {
        var text = Self.words(on: call, leavesHome: leavesHome) {
          ToolResult.cut($0, to: Self.resultTokens / 2, estimator: estimator)
        }
        var cost = estimator.tokens(in: safety.decided(text))
        if cost > room, call.result != nil {
          text = Self.words(on: call, leavesHome: leavesHome) { _ in
            "it is long; task_status tells it, task_id \(call.id)."
          }
          cost = estimator.tokens(in: safety.decided(text))
        }
        guard cost <= room else { break }
        room -= cost
        told.append(text)
        ids.append(call.id)
      }
      return (told, ids)
    } catch {
      logger.warning("turn.approvals_unread", metadata: ["error.code": "\(error.code.rawValue)"])
      return ([], [])
    }
  }

  /// Of the window, what is told of decided calls is one part in so many.
  private static let decidedShare = 8

  private static func words(on call: Approval, leavesHome: Bool, result: (String) -> String) -> String {
    // What was found for a model of this machine is not for one elsewhere.
    let isTold = call.leavesHome || !leavesHome
    let result = isTold ? result(call.result ?? "") : "it stays on this machine."
    return switch call.state {
    case .denied: "The user denied the call of \(call.tool) that waited for approval."
    case .failed: "The user approved the call of \(call.tool). It failed: \(result)"
    default: "The user approved the call of \(call.tool). Its result: \(result)"
    }
  }

  func markTold(_ calls: [String], in space: SpaceID) async {
    guard !calls.isEmpty else { return }
    do throws(MnemeError) {
      try await approvals?.markTold(calls, of: space)
    } catch {
      // They are told once more.
      logger.warning("turn.approvals_unmarked", metadata: ["error.code": "\(error.code.rawValue)"])
    }
  }

  /// Memories that a small model is told.
  private static let smallModelNotes = 4

  /// The request to the model, with the recalled items that stand in it and the tokens that are left for results of tools.
  func modelRequest(
    for request: ChatRequest, _ parts: RequestParts, model: any ChatModel, tools: TurnTools, userMessage: Message?,
    safety: TurnSafety
  ) async throws -> (ModelRequest, evidence: [RecallHit], room: Int, vector: [Float]) {
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
    let images = parts.question.images
    let besides =
      PromptMeasure.tokens(of: tools.ours + tools.clients, estimator)
      + PromptMeasure.tokens(of: parts.exchange + parts.steps, estimator) + files
      + parts.decided.reduce(0) { $0 + estimator.tokens(in: safety.decided($1)) }
    func left(_ imageTokens: Int) -> (all: Int, notes: Int) {
      prompts.room(
        in: windows.window(of: model), system: parts.system, lead: parts.lead, question: question,
        maxAnswerTokens: Self.options(request.options, for: model).maxTokens, besides: besides + imageTokens,
        estimator: estimator, correction: correction)
    }
    var room = left(ImageTokens.most(images))
    // Nobody but the server knows what it takes for an image: where the most does not fit, the least may.
    if room.all == 0, !images.isEmpty { room = left(ImageTokens.least(images)) }
    if room.all == 0, files > 0 || !images.isEmpty {
      throw MnemeError(
        .tooLarge,
        "The attached files do not fit the model's context window (model.context_tokens says how long it is).")
    }
    var asked = ContextRequest(
      space: request.space, channel: request.channel, question: question, message: userMessage,
      resent: parts.beforeExchange,
      recalls: request.memory != .off, room: room.all, noteRoom: room.notes, estimator: estimator,
      leavesHome: !model.isLocal || request.leavesHome,
      limit: model.profile.isSmall ? min(Self.smallModelNotes, settings.recallLimit) : settings.recallLimit)
    asked.vector = tools.vector
    let (context, earlier) = try await memory.context(for: asked)
    let left = room.all - context.noteTokens - PromptMeasure.tokens(of: context.conversation, estimator)
    var made = ModelRequest(
      messages: prompts.messages(parts, context: context, now: clock.now(), safety: safety),
      question: question, evidence: context.used, history: earlier.messages, memory: request.memory,
      now: clock.now(), options: Self.options(request.options, for: model))
    made.answerSchema = request.answerSchema
    return (made, context.used, left, context.question)
  }

  /// The `recall` responder reads the question, the turns and the evidence themselves; nothing has to fit a window.
  func quotingRequest(
    for request: ChatRequest, _ parts: RequestParts, userMessage: Message?, safety: TurnSafety
  ) async throws -> (ModelRequest, evidence: [RecallHit], room: Int, vector: [Float]) {
    let question = parts.question.content
    async let earlier = memory.earlierTurns(
      before: userMessage, resent: parts.earlier, in: request.space, channel: request.channel)
    var evidence =
      request.memory == .off ? [] : try await evidence(for: question, of: request, excluding: userMessage)
    if request.leavesHome {
      let withheld = try await stores.archive.localOnlyItems(in: request.space)
      evidence.removeAll { withheld.contains($0.id) || $0.sources.contains(where: withheld.contains) }
    }
    let turns = parts.earlier.isEmpty ? try await earlier.messages : parts.earlier
    var context = AssembledContext()
    context.conversation = turns
    return (
      ModelRequest(
        messages: prompts.messages(parts, context: context, now: clock.now(), safety: safety),
        question: question, evidence: evidence, history: turns, memory: request.memory, now: clock.now(),
        options: request.options), evidence, 0, []
    )
  }

  /// Reads what a question is after and tells those who listen; with the vector that recall made, without a request.
  /// - Returns: whether its answer is likely to stand in the web.
  func read(_ question: String, _ vector: [Float], of request: ChatRequest, in session: String?) -> Bool {
    guard let readings else { return false }
    let (intent, needsSearch) = readings.question(question, vector: vector)
    if request.memory == .full {
      memory.events.publish(
        .questionRead(session: session, intent: intent, needsSearch: needsSearch), in: request.space)
    }
    return needsSearch
  }
}
