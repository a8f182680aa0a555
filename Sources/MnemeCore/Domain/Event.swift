package import Foundation

/// Something that happened in a space, as the event buffer keeps it and the edges stream it.
///
/// Carries identifiers and counts, never what was said, asked or remembered: an event may be shown to an operator.
/// Its coded form is one flat object: `sequence`, `time` (ISO 8601), `space`, `type` and the members of its payload in
/// snake case.
package struct MemoryEvent: Sendable, Hashable, Identifiable {
  /// Ascending in order of publication, also over restarts as long as the clock is not set back; gaps are allowed.
  package let sequence: UInt64
  /// To the millisecond.
  package let time: Date
  package let space: SpaceID
  package let payload: Payload

  package init(sequence: UInt64, time: Date, space: SpaceID, payload: Payload) {
    self.sequence = sequence
    self.time = Date(milliseconds: time.milliseconds)
    self.space = space
    self.payload = payload
  }

  package var id: UInt64 { sequence }
  package var kind: Kind { payload.kind }

  /// The `type` of the coded form.
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case messageAppended = "message_appended"
    case sessionStarted = "session_started"
    case sessionEnded = "session_ended"
    case recalled
    case memoryChanged = "memory_changed"
    case toolExecuted = "tool_executed"
    case jobProgressed = "job_progressed"
    case graphChanged = "graph_changed"
    case maintenanceFinished = "maintenance_finished"
    case forgotten
    case questionRead = "question_read"
    case personaChanged = "persona_changed"
    case taskRan = "task_ran"
  }

  package enum Payload: Sendable, Hashable {
    case messageAppended(id: String, session: String, role: Role)
    case sessionStarted(session: String, channel: String)
    case sessionEnded(session: String)
    /// A recall that feeds access counters, its items best first. One with `observe` false is not published.
    case recalled(channel: String, items: [Item], lexicalOnly: Bool)
    case memoryChanged(id: String, action: LedgerEntry.Action)
    /// `milliseconds`: wall time from start to outcome.
    case toolExecuted(name: String, milliseconds: Int, outcome: ToolOutcome)
    /// `done` and `failed` jobs of one pass; `depth` is what still waits.
    case jobProgressed(kind: JobKind, done: Int, failed: Int, depth: Int)
    case graphChanged(GraphCounts)
    /// `counts` by what was counted, such as `merged` or `retired`.
    case maintenanceFinished(name: String, counts: [String: Int])
    case forgotten(ForgottenCounts)
    /// What a question is after, and whether its answer is likely to stand in the web rather than in memory.
    case questionRead(session: String?, intent: Intent, needsSearch: Bool)
    /// `counts` by what happened to insights: `learned`, `confirmed`, `replaced`, `retired`, `withdrawn`.
    case personaChanged(counts: [String: Int])
    /// Of a scheduled task.
    case taskRan(id: String, outcome: ToolOutcome)

    package var kind: Kind {
      switch self {
      case .messageAppended: .messageAppended
      case .sessionStarted: .sessionStarted
      case .sessionEnded: .sessionEnded
      case .recalled: .recalled
      case .memoryChanged: .memoryChanged
      case .toolExecuted: .toolExecuted
      case .jobProgressed: .jobProgressed
      case .graphChanged: .graphChanged
      case .maintenanceFinished: .maintenanceFinished
      case .forgotten: .forgotten
      case .questionRead: .questionRead
      case .personaChanged: .personaChanged
      case .taskRan: .taskRan
      }
    }
  }

  /// A recalled row: its key in derived indexes and its public id.
  package struct Item: Sendable, Hashable {
    package let key: ItemKey
    package let id: String

    package init(key: ItemKey, id: String) {
      self.key = key
      self.id = id
    }
  }

  package enum ToolOutcome: String, Sendable, Codable, CaseIterable {
    case succeeded, failed, refused, cancelled
    case timedOut = "timed_out"
  }

  /// What one change did to the knowledge graph.
  package struct GraphCounts: Sendable, Hashable, Codable {
    package let entitiesAdded: Int
    package let entitiesMerged: Int
    package let entitiesRemoved: Int
    package let relationsAdded: Int
    package let relationsRemoved: Int

    package init(
      entitiesAdded: Int = 0, entitiesMerged: Int = 0, entitiesRemoved: Int = 0, relationsAdded: Int = 0,
      relationsRemoved: Int = 0
    ) {
      self.entitiesAdded = entitiesAdded
      self.entitiesMerged = entitiesMerged
      self.entitiesRemoved = entitiesRemoved
      self.relationsAdded = relationsAdded
      self.relationsRemoved = relationsRemoved
    }

    private enum CodingKeys: String, CodingKey {
      case entitiesAdded = "entities_added"
      case entitiesMerged = "entities_merged"
      case entitiesRemoved = "entities_removed"
      case relationsAdded = "relations_added"
      case relationsRemoved = "relations_removed"
    }
  }

  /// What one erasure removed for good.
  package struct ForgottenCounts: Sendable, Hashable, Codable {
    package let sessions: Int
    package let messages: Int
    package let memories: Int
    package let entities: Int

    package init(sessions: Int = 0, messages: Int = 0, memories: Int = 0, entities: Int = 0) {
      self.sessions = sessions
      self.messages = messages
      self.memories = memories
      self.entities = entities
    }
  }
}

extension MemoryEvent: Codable {
  private enum CodingKeys: String, CodingKey {
    case sequence, time, space, type
    case id, session, role, channel, items, action, name, outcome, kind, done, failed, depth, counts, intent
    case lexicalOnly = "lexical_only"
    case milliseconds = "duration_ms"
    case needsSearch = "needs_search"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<T: Decodable>(_ key: CodingKeys) throws -> T { try container.decode(T.self, forKey: key) }
    sequence = try read(.sequence)
    space = try read(.space)
    let written: String = try read(.time)
    guard let time = Date(iso8601: written) else {
      throw DecodingError.dataCorruptedError(forKey: .time, in: container, debugDescription: "Not ISO 8601.")
    }
    self.time = Date(milliseconds: time.milliseconds)
    let kind: Kind = try read(.type)
    payload =
      switch kind {
      case .messageAppended: .messageAppended(id: try read(.id), session: try read(.session), role: try read(.role))
      case .sessionStarted: .sessionStarted(session: try read(.session), channel: try read(.channel))
      case .sessionEnded: .sessionEnded(session: try read(.session))
      case .recalled:
        .recalled(channel: try read(.channel), items: try read(.items), lexicalOnly: try read(.lexicalOnly))
      case .memoryChanged: .memoryChanged(id: try read(.id), action: try read(.action))
      case .toolExecuted:
        .toolExecuted(name: try read(.name), milliseconds: try read(.milliseconds), outcome: try read(.outcome))
      case .jobProgressed:
        .jobProgressed(
          kind: try read(.kind), done: try read(.done), failed: try read(.failed), depth: try read(.depth))
      case .graphChanged: .graphChanged(try read(.counts))
      case .maintenanceFinished: .maintenanceFinished(name: try read(.name), counts: try read(.counts))
      case .forgotten: .forgotten(try read(.counts))
      case .questionRead:
        .questionRead(
          session: try container.decodeIfPresent(String.self, forKey: .session), intent: try read(.intent),
          needsSearch: try read(.needsSearch))
      case .personaChanged: .personaChanged(counts: try read(.counts))
      case .taskRan: .taskRan(id: try read(.id), outcome: try read(.outcome))
      }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func write(_ value: some Encodable, _ key: CodingKeys) throws { try container.encode(value, forKey: key) }
    try write(sequence, .sequence)
    try write(time.iso8601, .time)
    try write(space, .space)
    try write(kind, .type)
    switch payload {
    case .messageAppended(let id, let session, let role):
      try write(id, .id)
      try write(session, .session)
      try write(role, .role)
    case .sessionStarted(let session, let channel):
      try write(session, .session)
      try write(channel, .channel)
    case .sessionEnded(let session):
      try write(session, .session)
    case .recalled(let channel, let items, let lexicalOnly):
      try write(channel, .channel)
      try write(items, .items)
      try write(lexicalOnly, .lexicalOnly)
    case .memoryChanged(let id, let action):
      try write(id, .id)
      try write(action, .action)
    case .toolExecuted(let name, let milliseconds, let outcome):
      try write(name, .name)
      try write(milliseconds, .milliseconds)
      try write(outcome, .outcome)
    case .jobProgressed(let kind, let done, let failed, let depth):
      try write(kind, .kind)
      try write(done, .done)
      try write(failed, .failed)
      try write(depth, .depth)
    case .graphChanged(let counts):
      try write(counts, .counts)
    case .maintenanceFinished(let name, let counts):
      try write(name, .name)
      try write(counts, .counts)
    case .forgotten(let counts):
      try write(counts, .counts)
    case .questionRead(let session, let intent, let needsSearch):
      try container.encodeIfPresent(session, forKey: .session)
      try write(intent, .intent)
      try write(needsSearch, .needsSearch)
    case .personaChanged(let counts):
      try write(counts, .counts)
    case .taskRan(let id, let outcome):
      try write(id, .id)
      try write(outcome, .outcome)
    }
  }
}

extension MemoryEvent.Item: Codable {
  private enum CodingKeys: String, CodingKey { case id, source, ordinal }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    key = ItemKey(
      try container.decode(ItemSource.self, forKey: .source), try container.decode(Int64.self, forKey: .ordinal))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(key.source, forKey: .source)
    try container.encode(key.ordinal, forKey: .ordinal)
  }
}
