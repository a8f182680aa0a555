import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeTools

@Suite struct OutputLimitTests {
  @Test func aLongFailureAndALongStructuredFormAreCut() async throws {
    let long = String(repeating: "x", count: 300_000)
    let house = try ToolHouse([
      NotingTool("fail") { _ in throw ToolFailure(.command, long) },
      NotingTool("tell") { _ in ToolOutput("told", structured: ["a": 1, "b": .string(long), "c": [.string(long)]]) },
      NotingTool("list") { _ in ToolOutput("told", structured: .array((0..<100_000).map(JSONValue.int))) },
      NotingTool("short") { _ in ToolOutput("told", structured: ["b": "x"]) },
    ])
    func call(_ name: String) async throws -> ToolOutput {
      try await house.registry.call(name, arguments: .null, in: house.turn())
    }
    let message = try #require(try await call("fail").failure?.message)
    #expect(message.count < 5000 && message.hasSuffix(ToolOutput.cutMarker))
    let told = try #require(try await call("tell").structured)
    #expect(told["a"] == 1 && told["c"] == [""] && told.text.utf8.count <= 101_000)
    #expect(try await call("list").structured == nil)
    #expect(try await call("short").structured == ["b": "x"])
    try house.close()
  }

  @Test func argumentsThatAreNoObjectAreRefusedWhateverTheSchema() async throws {
    let runs = NotingTool.Runs()
    let house = try ToolHouse([NotingTool("any", parameters: [:], runs: runs)])
    let output = try await house.registry.call("any", arguments: "{not", in: house.turn())
    #expect(output.failure?.code == .invalidParameter && runs.all.isEmpty)
    let entries = try await house.desk.audit(ToolAuditSearch(), in: .me)
    #expect(entries.map { $0.decision } == [.invalid] && !"\(entries)".contains("{not"))
    try house.close()
  }

  @Test func linesOfALogAreLookedAtWhereTheyAreRead() async throws {
    let house = try FileHouse()
    defer { house.close() }
    let logs = LogFiles(policy: house.access.policy, workers: house.access.workers)
    let (_, isOurs) = try await logs.tail("data/logs/own", lines: 5) { lines, _ in
      lines == ["a log line"] && FileWorkers.isCurrent
    }
    #expect(isOurs)
  }

  @Test func aModelWithoutAConversationSeesNoTaskOfNobody() async throws {
    let house = try ToolHouse([NotingTool("change", changes: true)])
    let asked = try await house.registry.call(
      "change", arguments: .null, in: house.turn(foreign: true, session: nil))
    let id = try #require(asked.approval?.id)
    house.registry.replace(
      group: "status", with: [TaskStatus(approvals: house.desk.pending, queue: IdleQueue())])
    func status(_ session: String?, _ caller: ToolCaller) async throws -> ToolOutput {
      try await house.registry.call(
        "task_status", arguments: ["task_id": .string(id)], in: house.turn(caller: caller, session: session))
    }
    #expect(try await status(nil, .model).failure?.code == .notFound)
    #expect(try await status(nil, .client(name: "c")).succeeded)
    try house.close()
  }

  @Test func agentsAndTheScheduleAreTasksToo() async throws {
    let house = try ToolHouse()
    house.registry.replace(
      group: "status",
      with: [TaskStatus(approvals: house.desk.pending, queue: IdleQueue(), sources: [TwoTasks()])])
    func text(_ arguments: JSONValue) async throws -> String {
      try await house.registry.call("task_status", arguments: arguments, in: house.turn()).text
    }
    let all = try await text(["list_active": true])
    #expect(all.hasPrefix("t1  agent: running\n") && !all.contains("t2"))
    #expect(try await text(["task_id": "t2"]) == "t2  agent: done")
    #expect(try await text(["task_id": "t3"]) == "Task not found.")
    try house.close()
  }
}

/// Tells of two tasks, one of them over.
private struct TwoTasks: TaskSource {
  func tasks(_ id: String?, for turn: ToolTurn) async throws(MnemeError) -> [TaskReport] {
    [
      TaskReport(id: "t1", kind: "agent", state: "running", isActive: true),
      TaskReport(id: "t2", kind: "agent", state: "done", isActive: false),
    ].filter { id == nil || $0.id == id }
  }
}

/// Has nothing to do.
private struct IdleQueue: ImportService {
  func importMessages(_ batch: [ImportedMessage], in space: SpaceID) async throws(MnemeError) -> ImportCount {
    throw MnemeError(.unavailable, "Nothing is imported here.")
  }
  func queueStatus(of space: SpaceID?, wait: Bool) async throws(MnemeError) -> QueueStatus {
    QueueStatus(depth: 0, oldestAge: nil, failed: 0)
  }
}
