package import MnemeCore

extension MemoryEngine: MemoryCuration {
  package func memory(_ id: String, in space: SpaceID) async throws(MnemeError) -> Memory {
    guard let memory = try await stores.memories.memories(ids: [id], in: space).first else { throw Self.noMemory }
    return memory
  }

  package func change(_ change: MemoryChange, in space: SpaceID) async throws(MnemeError) -> Memory {
    if case .add = change { throw Self.notForEdges }
    if case .merge = change { throw Self.notForEdges }
    return try await planning.withLock { () async throws(MnemeError) -> Memory in
      let changes = [change] + (try await consequences(of: change, for: try await memory(change.memory, in: space)))
      let changed = try await stores.memories.apply(changes, in: space, at: clock.now(), finishing: [])
      await index.changed(changed)
      tell(changes, in: space)
      await reviewInsights(changes.map(\.memory), in: space)
      signal.signal()
      guard let memory = changed.first(where: { $0.id == change.memory }) else { throw Self.noMemory }
      return memory
    }
  }

  /// A memory that is approved takes its place: it replaces older statements of its slot, or is history beside a newer one.
  private func consequences(of change: MemoryChange, for memory: Memory) async throws(MnemeError) -> [MemoryChange] {
    guard case .approve = change, memory.awaitsApproval, let attribute = memory.attribute else { return [] }
    let others = try await stores.memories.memories(subject: memory.subject, attribute: attribute, in: memory.space)
      .filter { $0.isActive && $0.id != memory.id }
    if let newer = others.filter({ $0.validFrom > memory.validFrom }).min(by: { $0.validFrom < $1.validFrom }) {
      return [.supersede(id: memory.id, by: newer.id, validTo: newer.validFrom, reason: "approved late")]
    }
    return others.map {
      .supersede(id: $0.id, by: memory.id, validTo: memory.validFrom, reason: "newer statement")
    }
  }

  package func inbox(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Memory] {
    try await stores.archive.inbox(in: space, limit: limit)
  }

  package func memories(asOf: AsOf, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError)
    -> [Memory]
  {
    try await stores.archive.memories(asOf: asOf, in: space, before: before, limit: limit)
  }

  /// Tells listeners of changes that are durable.
  func tell(_ changes: [MemoryChange], in space: SpaceID) {
    for change in changes { events.publish(.memoryChanged(id: change.memory, action: change.action), in: space) }
  }

  static let noMemory = MnemeError(.notFound, "There is no memory with this id in this space.")
  private static let notForEdges = MnemeError(.invalidInput, "Memories are added by remembering a statement.")
}

extension MemoryChange {
  /// Id of the memory it is about.
  var memory: String {
    switch self {
    case .add(let memory, _): memory.id
    case .merge(let id, _, _, _), .supersede(let id, _, _, _), .retire(let id, _), .restore(let id, _),
      .reword(let id, _, _), .reassess(let id, _, _), .pin(let id, _, _), .approve(let id, _), .judge(let id, _, _),
      .mark(let id, _, _, _), .undo(let id, _):
      id
    }
  }

  var onlyAddsWhatSpeaks: Bool {
    switch self {
    case .add(let memory, _): memory.isActive
    case .merge: true
    default: false
    }
  }

  var action: LedgerEntry.Action {
    switch self {
    case .add: .added
    case .merge: .merged
    case .supersede: .superseded
    case .retire: .retired
    case .restore: .restored
    case .reword: .reworded
    case .reassess: .reassessed
    case .pin(_, let isPinned, _): isPinned ? .pinned : .unpinned
    case .approve: .approved
    case .judge: .judged
    case .mark: .marked
    case .undo: .undone
    }
  }
}
