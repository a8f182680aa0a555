package import MnemeCore

/// The person's memory as resources, all of them JSON but the persona.
package struct MemoryResources: ResourceSource {
  /// Entries that a resource shows at most.
  static let entries = 200
  private let services: MemoryServices

  package init(_ services: MemoryServices) { self.services = services }

  package func resources() async -> [JSONValue] {
    [
      entry(.working, "working-memory", "Working memory", "What was said last in the newest conversation."),
      entry(.longTerm, "long-term-memory", "Long-term memory", "What is remembered of the person, newest first."),
      entry(.persona, "persona", "Persona", "Who the assistant is and how it speaks.", mediaType: "text/plain"),
      entry(.sessions, "sessions", "Conversations", "The latest conversations with title and summary."),
      entry(.graph, "graph", "Knowledge graph", "People, places and things that are mentioned most."),
      entry(.statistics, "statistics", "Statistics", "How much is kept."),
    ]
  }

  package func templates() async -> [JSONValue] {
    [
      template(MemoryAddress.memoryTemplate, "memory", "One memory", "A memory with its history."),
      template(MemoryAddress.sessionTemplate, "session", "One conversation", "A conversation and its last messages."),
      template(MemoryAddress.entityTemplate, "entity", "One entity", "An entity of the graph and what it is tied to."),
    ]
  }

  package func read(_ uri: String, in context: CallContext) async throws -> [JSONValue]? {
    guard let address = MemoryAddress(uri) else { return nil }
    do throws(MnemeError) {
      guard let found = try await content(of: address, in: context.space) else { return nil }
      switch found {
      case .string(let text):
        return [ContentBlock.resource(uri: uri, mediaType: "text/plain", .text(text))]
      case let json:
        let text = String(decoding: JSONWriter.bytes(json), as: UTF8.self)
        return [ContentBlock.resource(uri: uri, mediaType: "application/json", .text(text))]
      }
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }

  private func content(of address: MemoryAddress, in space: SpaceID) async throws(MnemeError) -> JSONValue? {
    do {
      switch address {
      case .working:
        guard let newest = try await services.archive.sessions(SessionSearch(limit: 1), in: space).first else {
          return ["messages": []]
        }
        return try await session(newest.id, in: space)
      case .longTerm:
        let found = try await services.memories(in: space, limit: MemoryResources.entries)
        return ["memories": .array(found.map(\.shown))]
      case .persona: return .string(try await services.persona.persona(in: space).text)
      case .sessions:
        let found = try await services.archive.sessions(SessionSearch(limit: 50), in: space)
        return ["sessions": .array(try await told(found, in: space).map(\.shown))]
      case .graph: return try await graph(in: space)
      case .statistics:
        return [
          "memory": try await services.archive.statistics(of: space).asJSON,
          "graph": try await services.graph.statistics(ofGraph: space).asJSON,
        ]
      case .memory(let id): return try await memory(id, in: space)
      case .session(let id): return try await session(id, in: space)
      case .entity(let id): return try await entity(id, in: space)
      }
    } catch let error as MnemeError {
      throw error
    } catch {
      throw MnemeError(.internal, "The resource could not be read.", underlying: error)
    }
  }

  private func memory(_ id: String, in space: SpaceID) async throws -> JSONValue? {
    let memory = try await services.curation.memory(id, in: space)
    let hidden = try await services.withheld(space)
    guard !memory.isLocalOnly, !hidden.contains(id) else { return nil }
    let history = try await services.memory.history(of: id, in: space)
    return memory.shown.setting("history", to: .array(history.map(\.shown)))
  }

  private func session(_ id: String, in space: SpaceID) async throws -> JSONValue {
    let (session, messages) = try await services.archive.session(
      id, in: space, before: nil, limit: MemoryResources.entries)
    let hidden = try await services.withheld(space)
    let told = messages.filter { !hidden.contains($0.id) }
    let shown = try await self.told([session], in: space).first ?? session
    return ["session": shown.shown, "messages": .array(told.map(\.shown))]
  }

  /// Summaries that use words of what is withheld are left out.
  private func told(_ sessions: [Session], in space: SpaceID) async throws -> [Session] {
    let hidden = try await services.withheld(space)
    return sessions.map { session in
      guard let digest = session.digest, digest.sources.contains(where: hidden.contains) else { return session }
      return Session(
        id: session.id, space: session.space, channel: session.channel, startedAt: session.startedAt,
        lastActivityAt: session.lastActivityAt, endedAt: session.endedAt, messageCount: session.messageCount)
    }
  }

  // MARK: Graph

  private func graph(in space: SpaceID) async throws -> JSONValue {
    let found = try await services.graph.entities(named: nil, in: space, limit: 50)
    return ["entities": .array(try await told(found, in: space).map(\.shown))]
  }

  private func entity(_ id: Int64, in space: SpaceID) async throws -> JSONValue? {
    let view = try await services.graph.neighbourhood(of: id, depth: 1, in: space, limit: 50)
    let entities = try await told(view.entities, in: space)
    let known = Set(entities.map(\.ordinal))
    guard known.contains(id) else { return nil }
    let relations = view.relations.filter { known.contains($0.relation.source) && known.contains($0.relation.target) }
    return ["entities": .array(entities.map(\.shown)), "relations": .array(relations.map(\.shown))]
  }

  /// Those that are known from something that may be told.
  private func told(_ entities: [Entity], in space: SpaceID) async throws -> [Entity] {
    let hidden = try await services.withheld(space)
    guard !hidden.isEmpty else { return entities }
    var told: [Entity] = []
    for entity in entities {
      let messages = try await services.graph.provenance(of: entity.ordinal, in: space, limit: 20)
      if messages.isEmpty || messages.contains(where: { !hidden.contains($0) }) { told.append(entity) }
    }
    return told
  }

  // MARK: Completion

  package func complete(_ variable: String, of template: String, value: String, in space: SpaceID) async throws
    -> [String]?
  {
    guard variable == "id" else { return [] }
    let ids: [String]
    switch template {
    case MemoryAddress.memoryTemplate:
      ids = try await services.memories(in: space, limit: MemoryResources.entries).map(\.id)
    case MemoryAddress.sessionTemplate:
      ids = try await services.archive.sessions(SessionSearch(limit: MemoryResources.entries), in: space).map(\.id)
    case MemoryAddress.entityTemplate:
      let found = try await services.graph.entities(named: nil, in: space, limit: 100)
      ids = try await told(found, in: space).map { String($0.ordinal) }
    default: return nil
    }
    return ids.filter { $0.hasPrefix(value) }
  }

  // MARK: Changes

  package func changes() -> AsyncStream<ResourceChange> {
    let changes = EventChanges(services.events.subscribe(to: nil, after: nil))
    return AsyncStream { await changes.next() }
  }

  // MARK: Entries

  private func entry(
    _ address: MemoryAddress, _ name: String, _ title: String, _ text: String, mediaType: String = "application/json"
  ) -> JSONValue {
    [
      "uri": .string(address.uri), "name": .string(name), "title": .string(title), "description": .string(text),
      "mimeType": .string(mediaType),
    ]
  }

  private func template(_ uri: String, _ name: String, _ title: String, _ text: String) -> JSONValue {
    [
      "uriTemplate": .string(uri), "name": .string(name), "title": .string(title), "description": .string(text),
      "mimeType": "application/json",
    ]
  }
}
