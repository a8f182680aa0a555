import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeTestSupport
import Testing

@testable import MnemeAssistant

@Suite struct AgentTests {
  @Test func anAgentWorksInAConversationOfItsOwnAndTellsTheTurnThatAsked() async throws {
    let home = try House(model: ScriptedModel(pieces: ["The bridge is 42 m long."]))
    try await home.say([(.user, "I am planning a walk.")])
    let before = try await home.messages().count
    try await working(home) { agents in
      let id = try await spawn("How long is the bridge?", agents, turn(home))
      let output = try await AgentResultTool(agents).run(["run_id": .string(id)], in: turn(home))
      #expect(output.text == "The bridge is 42 m long.")
      #expect(try await ListAgentsTool(agents).run([:], in: turn(home)).text.contains("(done)"))
      var foreign = ToolTurn(
        space: try SpaceID("other"), session: nil, channel: "test", now: home.clock.now(), said: [], message: nil,
        leavesHome: false)
      foreign.depth = 0
      await #expect(throws: ToolFailure.self) {
        try await AgentResultTool(agents).run(["run_id": .string(id)], in: foreign)
      }
      home.clock.advance(by: 3601)
      #expect(try await ListAgentsTool(agents).run([:], in: turn(home)).text == "There is no agent.")
    }
    #expect(home.model.requests.last?.messages.contains { $0.role == .assistant } == false)
    #expect(try await home.messages().count == before)
    try home.close()
  }

  @Test func agentsAndTheScheduleTellHowTheyStand() async throws {
    let home = try House(model: ScriptedModel(pieces: ["Found secret words."]))
    let scheduler = Scheduler(
      store: home.store, chat: home.assistant, events: home.memory.events, clock: home.clock,
      identifiers: UUIDv7Source(clock: home.clock), timeZone: .gmt,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let task = try await scheduler.schedule(
      ScheduleDraft(kind: .every, schedule: "1h", task: "Private words."), in: .me)
    let waits = try await scheduler.tasks(task.id, for: turn(home))
    #expect(waits.map(\.isActive) == [true] && waits[0].state.hasPrefix("waits until "))
    #expect(try await scheduler.tasks("nowhere", for: turn(home)).isEmpty)
    try await working(home) { agents in
      let id = try await spawn("Look for words.", agents, turn(home))
      _ = try await AgentResultTool(agents).run(["run_id": .string(id)], in: turn(home))
      let reports = await agents.tasks(nil, for: turn(home))
      #expect(reports.map(\.id) == [id] && reports[0].state.hasPrefix("done") && !reports[0].isActive)
      // Whose words it works with is nobody's business here.
      #expect(!"\(reports + waits)".contains("words"))
      let stranger = ToolTurn(
        space: .me, session: "other", channel: "test", now: home.clock.now(), said: [], message: nil, leavesHome: false)
      #expect(await agents.tasks(id, for: stranger).isEmpty)
    }
    try home.close()
  }

  @Test func whatAnAgentFoundIsToldToItsConversationAlone() async throws {
    let home = try House(model: ScriptedModel(pieces: ["Found."]))
    try await working(home) { agents in
      let id = try await spawn("Look.", agents, turn(home))
      _ = try await AgentResultTool(agents).run(["run_id": .string(id)], in: turn(home))
      var off = turn(home)
      off.memory = .off
      var elsewhere = ToolTurn(
        space: .me, session: "other", channel: "test", now: home.clock.now(), said: [], message: nil, leavesHome: false)
      for stranger in [off, elsewhere] {
        let listed = try await ListAgentsTool(agents).run([:], in: stranger).text
        #expect(listed == "There is no agent.")
        await #expect(throws: ToolFailure.self) {
          try await AgentResultTool(agents).run(["run_id": .string(id)], in: stranger)
        }
      }
      // The owner's own program may.
      elsewhere.caller = .client(name: "cli")
      #expect(try await ListAgentsTool(agents).run([:], in: elsewhere).text.contains(id))
    }
    try home.close()
  }

  @Test func whatIsToStayHereIsNotToldByWayOfAnAgent() async throws {
    let home = try House(model: ScriptedModel(pieces: ["-"]))
    let kept = try await home.memory.remember(Statement(text: "My safe opens with 4711."), in: .me)
    _ = try await home.memory.change(.mark(id: kept.id, labels: [], isLocalOnly: true, reason: "test"), in: .me)
    try await home.work()
    try await working(home) { agents in
      func told(_ turn: ToolTurn) async throws -> String {
        let output = try await SpawnAgentTool(agents).run(
          ["task": "What opens my safe?", "model_override": "recall"], in: turn)
        return try await AgentResultTool(agents).run(["run_id": output.structured?["run_id"] ?? .null], in: turn).text
      }
      let inside = try await told(turn(home))
      #expect(inside.contains("4711"))
      var outside = ToolTurn(
        space: .me, session: "s", channel: "mcp", now: home.clock.now(), said: [], message: nil, leavesHome: true)
      outside.caller = .client(name: "desk")
      let heard = try await told(outside)
      #expect(!heard.contains("4711"))
    }
    try home.close()
  }

  @Test func anAgentThatHangsIsStoppedAndSaysSo() async throws {
    let home = try House(model: ScriptedModel(hangs: true))
    try await working(home) { agents in
      let output = try await SpawnAgentTool(agents).run(["task": "Wait.", "timeout_seconds": 1], in: turn(home))
      let id = try #require(output.structured?.text("run_id"))
      let failure = await #expect(throws: ToolFailure.self) {
        try await AgentResultTool(agents).run(["run_id": .string(id)], in: turn(home))
      }
      #expect(failure?.message.contains("longer than 1 seconds") == true)
      await home.assistant.drained()
      #expect(home.assistant.runningTurns == 0)
    }
    try home.close()
  }

  @Test func theDeepestAgentHasNoneOfItsOwnAndASpaceHasOnlySoManyOpen() async throws {
    let home = try House(model: ScriptedModel(hangs: true))
    try await working(home) { agents in
      var deep = turn(home)
      deep.depth = AgentRuns.deepest
      let refused = await #expect(throws: ToolFailure.self) { try await spawn("Go on.", agents, deep) }
      #expect(refused?.code == .permission)
      for number in 0..<AgentRuns.openOfASpace { _ = try await spawn("Task \(number)", agents, turn(home)) }
      let full = await #expect(throws: ToolFailure.self) { try await spawn("One more.", agents, turn(home)) }
      #expect(full?.code == .rateLimited)
    }
    try home.close()
  }

  /// Four parents at work that wait for agents of their own take no place from them.
  @Test func agentsThatWaitForAgentsDoNotStopEachOther() async throws {
    let home = try House(model: ScriptedModel(pieces: ["Done."]))
    try await working(home) { agents in
      try await withThrowingTaskGroup(of: String.self) { group in
        for depth in 0..<AgentRuns.deepest {
          for number in 0..<5 {
            var turn = turn(home)
            turn.depth = depth
            let asking = turn
            group.addTask {
              let id = try await spawn("Task \(depth).\(number)", agents, asking)
              return try await AgentResultTool(agents).run(["run_id": .string(id)], in: asking).text
            }
          }
        }
        var texts: [String] = []
        for try await text in group { texts.append(text) }
        #expect(texts == Array(repeating: "Done.", count: 15))
      }
    }
    try home.close()
  }

  private func turn(_ home: House) -> ToolTurn {
    ToolTurn(
      space: .me, session: "s", channel: "test", now: home.clock.now(), said: [], message: nil, leavesHome: false)
  }

  private func working(_ home: House, _ body: (AgentRuns) async throws -> Void) async throws {
    let agents = AgentRuns(
      chat: home.assistant, clock: home.clock, identifiers: UUIDv7Source(clock: home.clock),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let work = Task { await agents.run() }  // awaited below
    do {
      try await body(agents)
    } catch {
      work.cancel()
      await work.value
      throw error
    }
    work.cancel()
    await work.value
  }
}

private func spawn(_ task: String, _ agents: AgentRuns, _ turn: ToolTurn) async throws -> String {
  let output = try await SpawnAgentTool(agents).run(["task": .string(task)], in: turn)
  return try #require(output.structured?.text("run_id"))
}
