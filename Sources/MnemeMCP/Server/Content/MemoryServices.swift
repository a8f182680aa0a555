package import MnemeCore

/// What resources and prompts are read from.
package struct MemoryServices: Sendable {
  let memory: any MemoryService
  let curation: any MemoryCuration
  let archive: any ArchiveService
  let graph: any GraphService
  let persona: any PersonaService
  let events: any EventFeed
  /// Ids of what must not be sent to a model that runs elsewhere: a client's model is one.
  let withheld: @Sendable (SpaceID) async throws -> Set<String>

  package init(
    memory: any MemoryService, curation: any MemoryCuration, archive: any ArchiveService, graph: any GraphService,
    persona: any PersonaService, events: any EventFeed,
    withheld: @escaping @Sendable (SpaceID) async throws -> Set<String>
  ) {
    self.memory = memory
    self.curation = curation
    self.archive = archive
    self.graph = graph
    self.persona = persona
    self.events = events
    self.withheld = withheld
  }

  /// The newest memories that may be told.
  func memories(in space: SpaceID, limit: Int) async throws -> [Memory] {
    let hidden = try await withheld(space)
    return try await memory.memories(in: space, includeInactive: false, before: nil, limit: limit)
      .filter { !$0.isLocalOnly && !hidden.contains($0.id) }
  }

  /// What a question finds of what may be told.
  func hits(_ query: String, in space: SpaceID, limit: Int) async throws -> [RecallHit] {
    let hidden = try await withheld(space)
    return try await memory.recall(
      RecallQuery(space: space, text: query, limit: limit, channel: ServiceTools.channel)
    ).hits.filter { !hidden.contains($0.id) && !$0.sources.contains(where: hidden.contains) }
  }
}
