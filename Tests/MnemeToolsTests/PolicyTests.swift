import Foundation
import MnemeCore
import MnemeSQLite
import MnemeTestSupport
import Testing

@testable import MnemeTools

@Suite struct PolicyTests {
  private func tool(_ name: String, changes: Bool, category: ToolCategory = .system, runs: NotingTool.Runs = .init())
    -> NotingTool
  { NotingTool(name, parameters: ["type": "object"], changes: changes, category: category, runs: runs) }

  @Test func theWordsOfOthersMakeAQuestionOfEveryChange() async throws {
    let runs = NotingTool.Runs()
    let house = try ToolHouse([
      tool("look", changes: false, runs: runs), tool("change", changes: true, runs: runs),
      tool("remember", changes: true, category: .memory, runs: runs),
      tool("far__look", changes: false, category: .remote),
    ])
    func call(_ name: String, foreign: Bool, caller: ToolCaller = .model) async throws -> ToolOutput {
      try await house.registry.call(name, arguments: ["x": "y"], in: house.turn(foreign: foreign, caller: caller))
    }
    #expect(try await call("look", foreign: true).succeeded)
    #expect(try await call("change", foreign: false).succeeded)
    #expect(try await call("remember", foreign: true).succeeded)
    #expect(try await call("change", foreign: true, caller: .client(name: "c")).succeeded)
    #expect(runs.all.count == 4)
    for output in [try await call("change", foreign: true), try await call("far__look", foreign: false)] {
      let approval = try #require(output.approval)
      #expect(output.failure?.code == .permission && !output.text.contains(approval.token))
    }
    #expect(runs.all.count == 4)
    try house.close()
  }

  @Test func whatTheOwnerWantsToBeAskedAboutIsAskedOfEverybody() async throws {
    var settings = ToolSettings()
    (settings.asked, settings.allowed) = (["look", "far__*"], ["look"])
    let runs = NotingTool.Runs()
    let house = try ToolHouse(
      [
        tool("look", changes: false, runs: runs), tool("far__move", changes: true, category: .remote, runs: runs),
        tool("other", changes: false),
      ], settings: settings)
    for caller in [ToolCaller.model, .client(name: "editor")] {
      for name in ["look", "far__move"] {
        let turn = house.turn(caller: caller)
        let output = try await house.registry.call(name, arguments: ["x": "y"], in: turn)
        #expect(output.approval?.tool == name && output.approval?.caller == caller.name)
      }
      let plain = try await house.registry.call("other", arguments: [:], in: house.turn(caller: caller))
      #expect(plain.succeeded)
    }
    #expect(runs.all.isEmpty)
    try house.close()
  }

  @Test func anAnswerInPlaceRunsJustTheCallThatItIsAboutAndGivesItsWholeOutput() async throws {
    var settings = ToolSettings()
    settings.asked = ["look"]
    let runs = NotingTool.Runs()
    let house = try ToolHouse(
      [NotingTool("look", runs: runs) { _ in ToolOutput("seen", structured: ["seen": 7]) }], settings: settings)
    func ask() async throws -> Approval {
      let turn = house.turn(caller: .client(name: "editor"))
      return try #require(try await house.registry.call("look", arguments: [:], in: turn).approval)
    }
    let approval = try await ask()
    for changed in [
      Approval(
        id: approval.id, space: approval.space, session: approval.session, channel: approval.channel,
        caller: approval.caller, tool: approval.tool, arguments: ["x": "y"], reason: approval.reason,
        token: approval.token, leavesHome: false, createdAt: approval.createdAt, expiresAt: approval.expiresAt),
      Approval(
        id: approval.id, space: approval.space, session: approval.session, channel: approval.channel,
        caller: approval.caller, tool: approval.tool, arguments: approval.arguments, reason: approval.reason,
        token: String(approval.token.reversed()), leavesHome: false, createdAt: approval.createdAt,
        expiresAt: approval.expiresAt),
    ] {
      await #expect(throws: MnemeError.self) { try await house.desk.answer(changed, approves: true) }
    }
    #expect(runs.all.isEmpty)
    let output = try await house.desk.answer(approval, approves: true)
    #expect(output.structured == ["seen": 7] && runs.all.count == 1)
    await #expect(throws: MnemeError.self) { try await house.desk.answer(approval, approves: true) }
    let denied = try await house.desk.answer(try await ask(), approves: false)
    #expect(denied.failure?.code == .permission && runs.all.count == 1)
    try house.close()
  }

  @Test func whatTheOwnerAllowsRunsWithoutAQuestion() async throws {
    var settings = ToolSettings()
    settings.allowed = ["far__*", "change"]
    let house = try ToolHouse(
      [tool("change", changes: true), tool("far__look", changes: false, category: .remote)], settings: settings)
    for name in ["change", "far__look"] {
      #expect(try await house.registry.call(name, arguments: [:], in: house.turn(foreign: true)).succeeded)
    }
    try house.close()
  }

  @Test func anApprovedCallRunsOnceWithTheArgumentsThatWereShown() async throws {
    let runs = NotingTool.Runs()
    let house = try ToolHouse([tool("change", changes: true, runs: runs)])
    let asked = try await house.registry.call("change", arguments: ["x": "y"], in: house.turn(foreign: true))
    let approval = try #require(asked.approval)
    // The same wish is the same question.
    let again = try await house.registry.call("change", arguments: ["x": "y"], in: house.turn(foreign: true))
    #expect(again.approval?.id == approval.id)
    #expect(try await house.desk.approvals(ApprovalSearch(isPending: true), in: .me).map(\.arguments) == [["x": "y"]])
    for token in ["", String(approval.token.dropLast()), approval.token.uppercased() + "0"] {
      let error = await #expect(throws: MnemeError.self) {
        _ = try await house.desk.decide(approval.id, token: token, approves: true, in: .me)
      }
      #expect(error?.code == .notFound)
    }
    let other = await #expect(throws: MnemeError.self) {
      _ = try await house.desk.decide(approval.id, token: approval.token, approves: true, in: try SpaceID("other"))
    }
    #expect(other?.code == .notFound && runs.all.isEmpty)
    let ended = try await house.desk.decide(approval.id, token: approval.token, approves: true, in: .me)
    #expect(ended.state == .done && ended.result == "ran" && runs.all == [["x": "y"]])
    let twice = await #expect(throws: MnemeError.self) {
      _ = try await house.desk.decide(approval.id, token: approval.token, approves: true, in: .me)
    }
    #expect(twice?.code == .conflict && runs.all.count == 1)
    #expect(try await house.desk.untold(in: "s", of: .me).map(\.result) == ["ran"])
    try await house.desk.markTold([approval.id], of: .me)
    #expect(try await house.desk.untold(in: "s", of: .me).isEmpty)
    try house.close()
  }

  @Test func aCallThatIsApprovedByManyAtOnceRunsOnce() async throws {
    let runs = NotingTool.Runs()
    let house = try ToolHouse([tool("change", changes: true, runs: runs)])
    let approval = try #require(
      try await house.registry.call("change", arguments: [:], in: house.turn(foreign: true)).approval)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        // All but one are refused.
        group.addTask { _ = try? await house.desk.decide(approval.id, token: approval.token, approves: true, in: .me) }
      }
    }
    #expect(runs.all.count == 1)
    try house.close()
  }

  @Test func whatIsDeniedOrOverDoesNotRun() async throws {
    let runs = NotingTool.Runs()
    let house = try ToolHouse([tool("change", changes: true, runs: runs)])
    func ask(_ number: Int) async throws -> Approval {
      try #require(
        try await house.registry.call(
          "change", arguments: ["n": .integer(Int64(number))], in: house.turn(foreign: true)
        )
        .approval)
    }
    let first = try await ask(1)
    let second = try await ask(2)
    #expect(try await house.desk.decide(first.id, token: first.token, approves: false, in: .me).state == .denied)
    house.clock.advance(by: 16 * 60)
    let error = await #expect(throws: MnemeError.self) {
      _ = try await house.desk.decide(second.id, token: second.token, approves: true, in: .me)
    }
    #expect(error?.code == .conflict && runs.all.isEmpty)
    #expect(try await house.desk.approvals(ApprovalSearch(id: second.id), in: .me).map(\.state) == [.expired])
    #expect(try await house.desk.approvals(ApprovalSearch(isPending: true), in: .me).isEmpty)
    // After a day nothing of them is left.
    house.clock.advance(by: 2 * 86_400)
    await house.desk.sweep(isStart: false)
    await house.desk.sweep(isStart: false)
    #expect(try await house.desk.approvals(ApprovalSearch(), in: .me).isEmpty)
    try house.close()
  }

  @Test func whatWaitsOutlivesTheProgramAndWhatRanIsMarked() async throws {
    let house = try ToolHouse([tool("change", changes: true)])
    let waiting = try #require(
      try await house.registry.call("change", arguments: ["n": 1], in: house.turn(foreign: true)).approval)
    let running = try #require(
      try await house.registry.call("change", arguments: ["n": 2], in: house.turn(foreign: true)).approval)
    _ = try await house.store.decide(running.id, .running, at: house.clock.now(), in: .me)
    try house.store.close()
    let store = try SQLiteStore.open(directory: house.folder.path)
    try await store.sweep(
      at: house.clock.now(), removingBefore: house.clock.now().addingTimeInterval(-86_400), isStart: true)
    #expect(
      try await store.approvals(ApprovalSearch(id: waiting.id), at: house.clock.now(), in: .me).first == waiting)
    #expect(
      try await store.approvals(ApprovalSearch(id: running.id), at: house.clock.now(), in: .me).map(\.state) == [
        .failed
      ])
    try store.close()
    try FileManager.default.removeItem(at: house.folder)
  }

  @Test func theAuditLogHoldsEveryCallAndNoArguments() async throws {
    let house = try ToolHouse([
      tool("look", changes: false), tool("change", changes: true),
    ])
    let secret: JSONValue = ["x": "zanzibar words"]
    _ = try await house.registry.call("look", arguments: secret, in: house.turn())
    _ = try await house.registry.call("look", arguments: secret, in: house.turn(caller: .client(name: "shell")))
    _ = try await house.registry.call("zanzibar", arguments: secret, in: house.turn())
    let asked = try await house.registry.call("change", arguments: secret, in: house.turn(foreign: true))
    let approval = try #require(asked.approval)
    _ = try await house.desk.decide(approval.id, token: approval.token, approves: true, in: .me)
    let entries = try await house.desk.audit(ToolAuditSearch(), in: .me)
    #expect(
      entries.reversed().map { "\($0.caller) \($0.tool) \($0.decision.rawValue) \($0.outcome?.rawValue ?? "-")" } == [
        "model look allowed succeeded", "client:shell look allowed succeeded", "model (unknown) invalid refused",
        "model change asked -", "model change approved -", "model change approved succeeded",
      ])
    #expect(Set(entries.map(\.digest)).count == 1)
    #expect(!"\(entries)".contains("zanzibar"))
    #expect(try await house.desk.audit(ToolAuditSearch(tool: "change", limit: 2), in: .me).count == 2)
    #expect(try await house.desk.audit(ToolAuditSearch(), in: try SpaceID("other")).isEmpty)
    house.clock.advance(by: 91 * 86_400)
    await house.desk.sweep(isStart: false)
    #expect(try await house.desk.audit(ToolAuditSearch(), in: .me).isEmpty)
    try house.close()
  }
}
