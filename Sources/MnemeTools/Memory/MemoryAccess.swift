import Foundation
package import MnemeCore

/// What the tools over memory share: the live services, given once. Nothing is looked up, and nothing is opened for a call.
package struct MemoryAccess: Sendable {
  let memory: any MemoryService
  let curation: any MemoryCuration
  let archive: any ArchiveService
  let graph: any GraphService
  /// Knows what must not leave this machine.
  let stored: any MemoryArchive

  package init(
    memory: any MemoryService, curation: any MemoryCuration, archive: any ArchiveService, graph: any GraphService,
    stored: any MemoryArchive
  ) {
    self.memory = memory
    self.curation = curation
    self.archive = archive
    self.graph = graph
    self.stored = stored
  }

  /// Ids that this turn's model must not be told.
  func withheld(from turn: ToolTurn) async throws(MnemeError) -> Set<String> {
    turn.leavesHome ? try await stored.localOnlyItems(in: turn.space) : []
  }

  /// The memory, unless it must not be told.
  /// - Throws: `notFound`.
  func memory(_ id: String, in turn: ToolTurn) async throws(MnemeError) -> Memory {
    let memory = try await curation.memory(id, in: turn.space)
    let withheld = try await withheld(from: turn)
    guard !withheld.contains(memory.id), !memory.sources.contains(where: withheld.contains) else {
      throw MnemeError(.notFound, "There is no memory with this id.")
    }
    return memory
  }

  /// All tools over memory that need nothing of the engine itself.
  package var tools: [any Tool] {
    [
      SearchWorkingMemory(access: self), RetrieveContext(access: self), RecentSessions(access: self),
      MemoryStats(access: self), UpdateMemory(access: self), MemoryHistory(access: self), ExplainRecall(access: self),
      ForgetMemory(memory: memory),
    ]
  }
}

extension String {
  /// On one line, cut where it is longer.
  func preview(_ characters: Int) -> String {
    let line = split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= characters ? line : line.prefix(characters) + "..."
  }
}
