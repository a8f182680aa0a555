import Foundation
import MnemeCore

/// `memory_stats`: how much is kept, by the live services; each section tells of its own failure.
struct MemoryStats: Tool {
  let access: MemoryAccess
  let reach = ToolReach.readsMemory
  let category = ToolCategory.memory

  let description = ToolDescription(
    name: "memory_stats", summary: "Counts what is kept: conversation, memories, knowledge graph.")

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    async let working = section("Working Memory") { try await self.working(turn) }
    async let kept = section("Long-term") { try await self.kept(turn.space) }
    async let graph = section("Knowledge Graph") { try await self.graph(turn.space) }
    return ToolOutput([await working, await kept, await graph].joined(separator: "\n\n")).owned()
  }

  private func section(_ title: String, _ lines: () async throws -> [String]) async -> String {
    do {
      return ([title] + (try await lines()).map { "  " + $0 }).joined(separator: "\n")
    } catch {
      return "\(title)\n  cannot be read now: \((error as? MnemeError)?.message ?? "it failed")"
    }
  }

  private func working(_ turn: ToolTurn) async throws(MnemeError) -> [String] {
    guard let session = try await access.archive.sessions(SessionSearch(limit: 1), in: turn.space).first else {
      return ["no conversation yet"]
    }
    return ["messages in the latest conversation: \(session.messageCount)", "open: \(session.endedAt == nil)"]
  }

  private func kept(_ space: SpaceID) async throws(MnemeError) -> [String] {
    let counted = try await access.archive.statistics(of: space)
    let kinds = counted.memoriesByKind.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return [
      "messages: \(counted.messages) in \(counted.sessions) conversations",
      "memories: \(counted.activeMemories) that speak, of \(counted.memories) in all"
        + (kinds.isEmpty ? "" : " (\(kinds.joined(separator: ", ")))"),
      "waiting for consent: \(counted.inboxMemories)",
      "work waiting: \(counted.waitingJobs), failed: \(counted.failedJobs)",
    ]
  }

  private func graph(_ space: SpaceID) async throws(MnemeError) -> [String] {
    let counted = try await access.graph.statistics(ofGraph: space)
    return ["entities: \(counted.entities)", "relations: \(counted.relations)", "mentions: \(counted.mentions)"]
  }
}
