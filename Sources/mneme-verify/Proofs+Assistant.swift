import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import MnemeTools
import Synchronization

/// Tools, replies, start and shutdown.
extension Proofs {
  /// - Parameters:
  ///   - wrap: puts something before each of five tools.
  ///   - health: runs health checks.
  static func tools(
    wrap: @escaping @Sendable (any Tool) -> any Tool = { $0 }, health: @escaping HealthRun = runTogether
  ) -> Proof {
    Proof(
      id: "PERF-010", condition: "Independent checks and calls run together, in order and apart",
      missing: ["devices"]
    ) {
      let gate = Gate(of: 5)
      let names = (0..<5).map { "tool_\($0)" }
      let model = RoundsModel([
        names.map { .toolCall(ToolCall(id: "call-\($0)", name: $0, arguments: "{}")) }
          + [.finished(.toolCalls, TokenUsage(prompt: 1, completion: 1, reported: true))],
        RoundsModel.saying("Done."),
      ])
      let home = try ProofHome()
      let assistant = try home.assistant(
        model, tools: names.enumerated().map { wrap(GatedTool(name: $1, place: $0, gate: gate)) })
      for try await _ in assistant.reply(to: .question("Go.")) {}
      await assistant.drained()
      let results = model.requests.last?.messages.filter { $0.role == .tool } ?? []
      return [
        Check("calls at once, of five", gate.peak, .exactly, 5),
        Check("calls that ended in reverse order", gate.ended == [4, 3, 2, 1, 0] ? 1 : 0, .exactly, 1),
        Check(
          "results in the order of the calls", results.map(\.toolCallID) == names.map { "call-\($0)" } ? 1 : 0,
          .exactly, 1),
        Check(
          "results of calls beside the one that failed", results.count { $0.content.contains("came through") },
          .exactly, 4),
      ] + (await healthChecks(health))
    }
  }

  /// - Parameter events: of a turn.
  static func reply(
    events: @escaping @Sendable (Assistant, ChatRequest) -> AsyncThrowingStream<ChatEvent, any Error> = {
      $0.reply(to: $1)
    }
  ) -> Proof {
    Proof(id: "PERF-014", condition: "A reply of n pieces copies O(n) characters, and no turn is left over") {
      let home = try ProofHome()
      let long = try home.assistant(ScriptedModel(pieces: Array(repeating: "ten signs.", count: 10_000)))
      var shown = 0
      for try await event in events(long, .question("Go on.")) {
        if case .text(let text) = event { shown += text.utf8.count }
      }
      await long.drained()
      let kept = try await home.store.messages(
        session: try await home.store.sessions(in: .me, limit: 1).first?.id ?? "", in: .me, before: nil, limit: 5
      ).last?.text.utf8.count
      let others = [
        try home.assistant(ScriptedModel()), try home.assistant(ScriptedModel(failure: MnemeError(.upstream, "Gone."))),
        try home.assistant(ScriptedModel(hangs: true)), try home.assistant(ScriptedModel()),
      ]
      for number in 0..<100 {
        let request =
          number % 4 == 3 ? ChatRequest(space: .me, channel: "test", messages: []) : .question("Turn \(number)")
        do {
          for try await event in others[number % 4].reply(to: request) {
            // The client leaves in the middle of the third kind.
            if number % 4 == 2, case .text = event { break }
          }
        } catch is MnemeError {}
      }
      for assistant in others { await assistant.drained() }
      return [
        Check("characters handed on and kept for 100000", shown + (kept ?? .max / 2), .atMost, 200_000),
        Check("turns left over by 100 that ended in four ways", others.map(\.runningTurns).reduce(0, +), .exactly, 0),
      ]
    }
  }

  /// - Parameter construct: makes the engine and the assistant over a store that is open.
  static func start(
    construct: @escaping @Sendable (ProofHome) async throws -> Void = { home in
      _ = try home.assistant(ScriptedModel(), engine: home.anotherEngine())
    }
  ) -> Proof {
    Proof(
      id: "PERF-037", condition: "Starting makes folders once and constructs without I/O",
      missing: FolderCalls() == nil ? ["the program beside this one, or strace, which counts its calls"] : []
    ) {
      let home = try ProofHome()
      func files() throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: home.folder.path).sorted() }
      let before = try files()
      _ = home.log.take()
      try await construct(home)
      let starts: [Check]
      if let calls = FolderCalls() {
        let folder = home.folder.path + "-start"
        // In the temporary folder: what stays is swept by the system.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        starts = [
          Check("calls for a folder by a first start", try calls.count(dataDirectory: folder), .exactly, 1),
          Check("by the next one", try calls.count(dataDirectory: folder), .exactly, 0),
        ]
      } else {
        starts = []
      }
      return [
        Check("statements", home.log.take().all.count, .exactly, 0),
        Check("files made or removed", Set(try files()).symmetricDifference(before).count, .exactly, 0),
        Check("texts embedded", home.embedder.texts, .exactly, 0),
      ] + starts
    }
  }

  /// - Parameter drain: ends steps within a limit.
  static func shutdown(
    drain:
      @escaping @Sendable (Duration, CountingClock, [(name: String, run: @Sendable () async -> Void)]) async -> [String] =
      {
        await Drain.together(within: $0, clock: $1, $2)
      }
  ) -> Proof {
    Proof(id: "PERF-038", condition: "Shutdown waits for events, and drains together") {
      let gate = Gate(of: 3)
      let clock = CountingClock()
      let steps = (0..<3).map { place in
        (name: "step \(place)", run: { @Sendable () async -> Void in await gate.arrive() })
      }
      let late = await drain(.seconds(60), clock, steps)
      let hanging = (name: "hangs", run: { @Sendable () async -> Void in try? await Task.sleep(for: .seconds(3600)) })
      let left = await Drain.together(within: .milliseconds(50), clock: .continuous, [hanging])
      let home = try ProofHome()
      let assistant = try home.assistant(ScriptedModel(hangs: true))
      let ended = Mutex(false)
      let turn = Task {
        for try await _ in assistant.reply(to: .question("Wait.")) {}
      }
      while assistant.runningTurns == 0 { await Task.yield() }
      let waiting = Task { () -> Bool in
        await assistant.drained()
        return ended.withLock { $0 }
      }
      try await Task.sleep(for: .milliseconds(50))
      ended.withLock { $0 = true }
      turn.cancel()
      let waited = await waiting.value
      _ = await turn.result
      return [
        Check("steps at once, of three", gate.peak, .exactly, 3), Check("late steps", late.count, .exactly, 0),
        Check("sleeps for three steps: the deadline's alone", clock.sleeps, .atMost, 1),
        Check("steps left at the deadline, of one that hangs", left.count, .exactly, 1),
        Check("drained before the turn had ended", waited ? 0 : 1, .exactly, 0),
      ]
    }
  }
}

extension ChatRequest {
  static func question(_ text: String) -> ChatRequest {
    ChatRequest(space: .me, channel: "test", messages: [ModelMessage(role: .user, content: text)])
  }
}

extension ProofHome {
  func anotherEngine() -> MemoryEngine {
    MemoryEngine(
      stores: MemoryStores(store), embedder: embedder, settings: MemorySettings(), clock: clock, logger: Proofs.silent)
  }

  func assistant(_ model: any ChatModel, tools: [any Tool] = [], engine other: MemoryEngine? = nil) throws -> Assistant
  {
    let registry = try ToolRegistry(clock: clock, events: engine.events, logger: Proofs.silent)
    registry.replace(group: "proof", with: tools)
    return Assistant(
      memory: other ?? engine, stores: MemoryStores(store), chatModels: OnlyModel(model: model),
      settings: Settings(dataDirectory: folder.path), clock: clock, tools: registry, logger: Proofs.silent)
  }

  private struct OnlyModel: ChatModelSource {
    let model: any ChatModel
    func models() async -> [any ChatModel] { [model] }
  }
}

/// Lets those that arrive go on when all are there, or when patience ends; counts how many were there at once.
final class Gate: Sendable {
  private struct State {
    var inside = 0
    var peak = 0
    var ended: [Int] = []
  }

  private let size: Int
  private let state = Mutex(State())
  var peak: Int { state.withLock { $0.peak } }
  var ended: [Int] { state.withLock { $0.ended } }

  init(of size: Int) { self.size = size }

  func arrive() async {
    state.withLock { state in
      state.inside += 1
      state.peak = max(state.peak, state.inside)
    }
    await wait { $0.peak == self.size }
    state.withLock { $0.inside -= 1 }
  }

  /// The later the place, the earlier it ends.
  func end(_ place: Int) async {
    await wait { $0.ended.count == self.size - 1 - place }
    state.withLock { $0.ended.append(place) }
  }

  private func wait(_ condition: @Sendable (State) -> Bool) async {
    for _ in 0..<500 where !state.withLock({ condition($0) }) { try? await Task.sleep(for: .milliseconds(1)) }
  }
}

struct GatedTool: Tool {
  let description: ToolDescription
  let reach = ToolReach.none
  let category = ToolCategory.memory
  let place: Int
  let gate: Gate

  init(name: String, place: Int, gate: Gate) {
    description = ToolDescription(name: name, summary: "Waits for the others.")
    self.place = place
    self.gate = gate
  }

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    await gate.arrive()
    await gate.end(place)
    if place == 2 { throw MnemeError(.upstream, "It broke.") }
    return "\(description.name) came through"
  }
}

/// Continuous time that counts who sleeps.
final class CountingClock: Clock, Sendable {
  typealias Instant = ContinuousClock.Instant
  private let count = Mutex(0)
  var sleeps: Int { count.withLock { $0 } }
  var now: Instant { ContinuousClock.now }
  var minimumResolution: Duration { ContinuousClock().minimumResolution }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    count.withLock { $0 += 1 }
    try await ContinuousClock().sleep(until: deadline, tolerance: tolerance)
  }
}
