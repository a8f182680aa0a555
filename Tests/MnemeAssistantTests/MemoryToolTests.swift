import Foundation
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeTestSupport
import MnemeTools
import Testing

/// The tools over memory, on a real engine and store.
@Suite struct MemoryToolTests {
  private struct Home {
    let house: House
    let registry: ToolRegistry

    init() throws {
      house = try House()
      let (memory, store) = (house.memory, house.store)
      registry = try ToolRegistry.ofTurns(
        memory, MemoryStores(store), clock: house.clock, logger: house.assistantLogger)
      registry.replace(
        group: "memory",
        with: MemoryAccess(memory: memory, curation: memory, archive: memory, graph: memory, stored: store).tools
          .filter { $0.description.name != "forget" })
    }

    func call(_ name: String, _ arguments: JSONValue, leavesHome: Bool = false, caller: ToolCaller = .model)
      async throws -> ToolOutput
    {
      var turn = ToolTurn(
        space: .me, session: nil, channel: "test", now: house.clock.now(), said: [], message: nil,
        leavesHome: leavesHome)
      turn.caller = caller
      return try await registry.call(name, arguments: arguments, in: turn)
    }

    func remember(_ text: String, localOnly: Bool = false) async throws -> Memory {
      let kept = try await house.memory.remember(Statement(text: text), in: .me)
      house.clock.advance(by: 1)
      guard localOnly else { return kept }
      return try await house.memory.change(.mark(id: kept.id, labels: [], isLocalOnly: true, reason: "test"), in: .me)
    }
  }

  @Test func contextHoldsDatedMemoriesNewestFirst() async throws {
    let home = try Home()
    _ = try await home.remember("My canoe is red.")
    home.house.clock.advance(by: 2 * 86_400)
    _ = try await home.remember("My canoe needs a new paddle.")
    let output = try await home.call("retrieve_context", ["query": "canoe"])
    let lines = output.text.split(separator: "\n").filter { $0.contains("\"") }
    #expect(lines.first?.contains("| LATEST] \"My canoe needs a new paddle.\"") == true, "\(output.text)")
    #expect(lines.last?.contains("| OLD] \"My canoe is red.\"") == true)
    #expect(output.text.hasPrefix("Context Retrieved (memories: 2, ") && output.structured?["memories"] == 2)
    #expect(
      try await home.call("retrieve_context", ["query": "canoe", "max_results": 26]).failure?.code == .outOfRange)
    try home.house.close()
  }

  @Test func whatIsLocalOnlyStaysHome() async throws {
    let home = try Home()
    let secret = try await home.remember("I keep my canoe in the boathouse.", localOnly: true)
    for leavesHome in [false, true] {
      for (name, arguments): (String, JSONValue) in [
        ("retrieve_context", ["query": "canoe"]), ("explain_recall", ["query": "canoe"]),
        ("memory_history", ["memory_id": .string(secret.id)]), ("recall", ["query": "canoe"]),
      ] {
        let output = try await home.call(name, arguments, leavesHome: leavesHome)
        #expect(output.text.contains("boathouse") != leavesHome, "\(name): \(output.text)")
      }
    }
    let changed = try await home.call(
      "update_memory", ["memory_id": .string(secret.id), "action": "pin"], leavesHome: true)
    #expect(changed.failure?.code == .notFound)
    try home.house.close()
  }

  @Test func aMemoryIsPinnedJudgedAndItsHistoryTold() async throws {
    let home = try Home()
    let id = try await home.remember("My canoe is red.").id
    #expect(try await home.call("update_memory", ["memory_id": .string(id), "action": "pin"]).succeeded)
    #expect(try await home.house.memory.memory(id, in: .me).isPinned)
    #expect(try await home.call("update_memory", ["memory_id": .string(id), "action": "outdated"]).succeeded)
    #expect(try await home.house.memory.memory(id, in: .me).isActive == false)
    let history = try await home.call("memory_history", ["memory_id": .string(id)])
    #expect(history.text.contains("added") && history.text.contains("pinned") && history.text.contains("retired"))
    #expect(history.isOwn)
    #expect(try await home.call("update_memory", ["memory_id": "x", "action": "pin"]).failure?.code == .notFound)
    #expect(
      try await home.call("update_memory", ["memory_id": .string(id), "action": "erase"]).failure?.code
        == .invalidParameter)
    try home.house.close()
  }

  @Test func theConversationIsSearchedAndCounted() async throws {
    let home = try Home()
    try await home.house.say([(.user, "My paddle is in the shed.")])
    try await home.house.say([(.user, "My paddle is broken.")])
    let found = try await home.call("search_working_memory", ["query": "PADDLE"])
    let said = found.text.split(separator: "\n").filter { $0.contains("user]") }
    #expect(said.count == 2 && said.first?.contains("broken") == true, "\(found.text)")
    #expect(try await home.call("search_working_memory", ["query": "zebra"]).text == "No matches.")
    let stats = try await home.call("memory_stats", [:])
    #expect(["Working Memory", "Long-term", "Knowledge Graph"].allSatisfy(stats.text.contains))
    #expect(try await home.call("recent_sessions", [:]).text.contains("messages in all"))
    try home.house.close()
  }

  @Test func aClientStatesThingsItselfAndAModelOnlyWhatWasSaid() async throws {
    let home = try Home()
    let text: JSONValue = ["text": "The harbour opens at six."]
    #expect(try await home.call("remember", text).succeeded == false)
    let kept = try await home.call("remember", text, caller: .client(name: "desk"))
    #expect(kept.succeeded && kept.isOwn)
    let memories = try await home.house.memory.memories(in: .me, includeInactive: false, before: nil, limit: 9)
    #expect(memories.map(\.text) == ["The harbour opens at six."])
    try home.house.close()
  }
}
