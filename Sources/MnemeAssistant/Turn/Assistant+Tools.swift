import Logging
import MnemeCore
import MnemeMemory
import Synchronization

/// The tools of one turn: ours and the client's.
struct TurnTools: Sendable {
  /// Those that run here, in a fixed order.
  var ours: [ToolDescription] = []
  var clients: [ToolDescription] = []
  /// The client's wish.
  var choice = ToolChoice.automatic
  /// The question's, where the choice among many tools needed it: recall goes on with it.
  var vector: [Float] = []

  /// For a round of the turn. A call that the client demands is one of its own tools, and is demanded once.
  func offer(round: Int, withOurs: Bool) -> (tools: [ToolDescription], choice: ToolChoice) {
    if round == 0, choice != .automatic { return (clients, choice) }
    if withOurs { return (ours + clients, .automatic) }
    // Named on, since providers want the tools of the calls that stand in the prompt, but not to be called.
    return clients.isEmpty ? (ours, .none) : (clients, .automatic)
  }
}

extension Assistant {
  /// What a model is told of a tool's result, in tokens; the rest is cut off.
  static let resultTokens = 4000

  /// Ours as far as the turn may reach, and the client's; a name of both is the client's.
  func tools(of request: ChatRequest, about question: String, for model: any ChatModel, withOurs: Bool = true) async
    -> TurnTools
  {
    var tools = TurnTools()
    if model.name == RecallResponder.name || request.toolChoice == .none { return tools }
    let clients = Set(request.tools.map(\.name))
    if offersTools, withOurs, !model.profile.isSmall, let service = runner?.service {
      let made = Mutex<[Float]>([])
      tools.ours = await service.offer(
        about: question,
        vector: {
          // Where memory is not read nobody else needs one.
          if request.memory == .off { return [] }
          let vector = await memory.vector(of: question, in: request.space)
          made.withLock { $0 = vector }
          return vector
        }, for: .model, memory: request.memory
      ).filter { !clients.contains($0.name) }
      tools.vector = made.withLock { $0 }
    }
    tools.clients = request.tools
    tools.choice = request.toolChoice
    return tools
  }

  /// Offers the tools that an output names as well. A turn whose tools all stand there already is left as it is.
  private func widen(_ tools: inout TurnTools, by outcomes: [ToolRunner.Outcome], in turn: inout ToolTurn) async {
    guard let service = runner?.service, !tools.ours.isEmpty else { return }
    let known = Set((tools.ours + tools.clients).map(\.name))
    let hidden = service.tools(for: .model, memory: turn.memory).filter { !known.contains($0.name) }
    guard !hidden.isEmpty else { return }
    let words = Set(outcomes.flatMap { $0.text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") } })
    // Behind the others, so that a server's prompt cache keeps what it has.
    let found = hidden.filter { words.contains(Substring($0.name)) }
    tools.ours += found
    // What another server says of its tools is read from here on.
    guard found.contains(where: \.isForeign) else { return }
    turn.holdsForeignText = true
    await foreignSessions.note(turn.session, in: turn.space)
  }

  /// Asks the model, runs the tools that it calls and asks again, until it has answered; keeps the answer, whole or as far as
  /// it came. Nothing is kept of an answer that waits for the client's tools: the client asks again with their results.
  func answer(
    with model: any ChatModel, request original: ModelRequest, tools offered: TurnTools, in began: ToolTurn, room: Int,
    filtered: Bool, format: AnswerFormat?, safety: TurnSafety,
    emit: @escaping @Sendable (ChatEvent) -> Void,
    keep: @escaping @Sendable (_ text: String, _ isWhole: Bool) async throws -> Void
  ) async throws -> TurnEnd {
    var request = original
    var tools = offered
    var turn = began
    var loop = ToolLoop(clients: Set(tools.clients.map(\.name)), room: room)
    var shown: [String] = []
    var usage: TokenUsage?
    var stoodIn: String?
    var misshapen = 0
    var round = AnswerRound(separates: false, filter: nil)
    do {
      while true {
        (request.tools, request.toolChoice) = tools.offer(round: loop.round, withOurs: loop.offersOurs)
        request.toolsAreOptional = tools.clients.isEmpty
        round = AnswerRound(separates: !shown.isEmpty, filter: filtered ? safety.outputFilter() : nil)
        for try await event in measured(model, request) {
          if case .answering(let name) = event { safety.meter?.answers(name) }
          // JSON is shown when it is known to be what was asked for.
          guard let text = round.take(event), format == nil else { continue }
          shown.append(text)
          emit(.text(text))
        }
        if let text = round.end(), format == nil {
          shown.append(text)
          emit(.text(text))
        }
        safety.tell(secrets: round.removedSecrets, tags: round.removedTags)
        try Task.checkCancellation()
        stoodIn = round.model ?? stoodIn
        guard let finish = round.finish, let reported = round.usage else {
          throw MnemeError(.upstream, "The model's answer broke off; try again.")
        }
        if loop.round == 0, round.model == nil { measure.observe(reported, for: request, of: model.name) }
        usage = usage.map { $0 + reported } ?? reported
        let total = usage ?? reported
        // Calls of an answer that was cut off are cut off too.
        switch loop.next(after: finish == .length ? [] : round.calls.map(safety.cleaned)) {
        case .finish:
          if let format {
            var answer = round.text
            // What was cut off fits no shape; the reason says so.
            if finish != .length, finish != .contentFilter {
              let (json, flaw) = format.read(answer)
              guard let json else {
                misshapen += 1
                guard misshapen < AnswerFormat.tries else { throw AnswerFormat.failure(flaw) }
                request.messages.append(ModelMessage(role: .assistant, content: answer))
                request.messages.append(AnswerFormat.complaint(flaw))
                continue
              }
              answer = json
            }
            shown = [answer]
            emit(.text(answer))
          }
          if loop.round > 0, shown.allSatisfy({ !$0.contains { !$0.isWhitespace } }) {
            throw MnemeError(
              .upstream, "The model called tools and gave no answer; ask again, or choose another model.")
          }
          try await keep(shown.joined(), true)
          return TurnEnd(
            finish: finish == .toolCalls ? .stop : finish, usage: total, model: stoodIn,
            logprobs: round.logprobs.isEmpty ? nil : .array(round.logprobs))
        case .handOver(let calls):
          emit(.toolCalls(calls))
          return TurnEnd(finish: .toolCalls, usage: total, model: stoodIn)
        case .run(let calls):
          safety.meter?.ranTools(calls.count)
          let admitted = loop.admits(calls)
          let outcomes =
            try await runner?.run(calls, offered: !tools.ours.isEmpty, admitted: admitted, in: turn) {
              emit(.tool($0))
            } ?? []
          // What the model reads from here on may be anybody's words.
          if !outcomes.allSatisfy(\.isOwn) {
            turn.holdsForeignText = true
            await foreignSessions.note(turn.session, in: turn.space)
          }
          await widen(&tools, by: outcomes, in: &turn)
          let estimator = measure.estimator(for: model.name)
          request.messages.append(.asking(calls, text: round.text, thinking: round.thinking))
          for (call, outcome) in zip(calls, outcomes) {
            let text = ToolResult.cut(outcome.text, to: min(Self.resultTokens, max(0, loop.room)), estimator: estimator)
            request.messages.append(.result(safety.result(text), of: call.id))
            loop.spend(estimator.tokens(in: text) + estimator.tokens(in: call.arguments))
          }
          loop.spend(estimator.tokens(in: round.text))
        }
      }
    } catch {
      // What was held back when the answer broke off was said as well.
      if let text = round.end(), format == nil {
        shown.append(text)
        emit(.text(text))
      }
      let partial = shown.joined()
      if !partial.isEmpty {
        // Awaited here; a task of its own because cancellation of the turn must not stop the append.
        do {
          try await Task { try await keep(partial, false) }.value
        } catch let keeping {
          logger.error("turn.partial_answer_lost", metadata: ["error.type": "\(type(of: keeping))"])
        }
      }
      throw error
    }
  }
}

/// A tool's result as the model is told it.
enum ToolResult {
  static let marker = "\n[cut: the result is longer; ask for less at once]"

  /// The longest beginning of at most so many tokens, cut at the end of a line where there is one in its last half.
  static func cut(_ text: String, to tokens: Int, estimator: TokenEstimator) -> String {
    if estimator.tokens(in: text) <= tokens { return text }
    let bytes = Array(text.utf8)
    // Tokens never fall with length, so the border can be searched for by halves.
    var low = 0
    var high = bytes.count
    while low < high {
      let middle = (low + high + 1) / 2
      let end = Self.scalarStart(bytes, middle)
      if estimator.tokens(inUTF8: bytes[..<end]) <= tokens { low = middle } else { high = middle - 1 }
    }
    let end = Self.scalarStart(bytes, low)
    var kept = bytes[..<end]
    if let line = kept.lastIndex(of: UInt8(ascii: "\n")), line > end / 2 { kept = kept[..<line] }
    return String(decoding: kept, as: UTF8.self) + marker
  }

  private static func scalarStart(_ bytes: [UInt8], _ place: Int) -> Int {
    var place = place
    while place > 0, place < bytes.count, bytes[place] & 0xC0 == 0x80 { place -= 1 }
    return place
  }
}

extension TokenUsage {
  /// Of two requests of one turn.
  static func + (a: TokenUsage, b: TokenUsage) -> TokenUsage {
    TokenUsage(
      prompt: a.prompt + b.prompt, completion: a.completion + b.completion, reported: a.reported && b.reported)
  }
}
