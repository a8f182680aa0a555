import Foundation
import GRDB
import MnemeCore

/// Applies changes to memories inside the caller's transaction: rows, provenance, ledger and jobs together.
///
/// Every change can be repeated after a crash without effect.
struct MemoryApplication {
  let db: Database
  let space: SpaceID
  let at: Int64
  var spaceKey: Int64 = 0

  init(db: Database, space: SpaceID, at: Int64) {
    self.db = db
    self.space = space
    self.at = at
  }

  /// The memories the changes name, and those changed with them, each once, in order of first mention, as stored afterwards.
  mutating func run(_ changes: [MemoryChange]) throws -> [Memory] {
    if changes.isEmpty { return [] }
    spaceKey = try db.makeKey(of: space)
    var touched: [String] = []
    var seen: Set<String> = []
    var successors: Set<String> = []
    for change in changes {
      if case .supersede(_, let successor, _, _) = change { successors.insert(successor) }
      for id in try apply(change) where seen.insert(id).inserted { touched.append(id) }
    }
    // The foreign key would only fail at the commit, which other callers share.
    for successor in successors { _ = try existing(successor) }
    let stored = try db.memories(
      space, "m.id IN (SELECT value FROM json_each(?2))", [space.rawValue, JSONList.encode(touched)])
    return SQLiteStore.ordered(stored, by: \.id, as: touched)
  }

  /// Returns the id of the memory that the change is about, and of those changed with it.
  private mutating func apply(_ change: MemoryChange) throws -> [String] {
    if case .undo(let id, let reason) = change { return try undo(id, reason) }
    return [try applyToOne(change)]
  }

  private mutating func applyToOne(_ change: MemoryChange) throws -> String {
    let now = Date(milliseconds: at)
    switch change {
    case .add(let memory, let reason):
      try add(memory, reason)
      return memory.id
    case .merge(let id, let text, let source, let reason):
      try edit(id, .merged, reason, cause: source) { memory in
        if memory.sources.contains(source) { return }
        memory.sources.append(source)
        memory.repetitions += 1
        memory.text = text
      }
      return id
    case .supersede(let id, let successor, let validTo, let reason):
      try edit(id, .superseded, reason, cause: successor) { memory in
        // The first successor stays: a repeat changes nothing, and a chain is told by the successor's own entry.
        guard memory.supersededBy == nil else { return }
        memory.supersededBy = successor
        memory.supersededAt = now
        memory.validTo = validTo
      }
      return id
    case .retire(let id, let reason):
      try edit(id, .retired, reason) { $0.retiredAt = $0.retiredAt ?? now }
      return id
    case .restore(let id, let reason):
      try edit(id, .restored, reason) { memory in
        memory.retiredAt = nil
        if memory.supersededBy != nil { memory.validTo = nil }
        memory.supersededBy = nil
        memory.supersededAt = nil
      }
      return id
    case .reword(let id, let text, let reason):
      try edit(id, .reworded, reason) { $0.text = text }
      return id
    case .reassess(let id, let importance, let reason):
      try edit(id, .reassessed, reason) { $0.importance = importance }
      return id
    case .pin(let id, let isPinned, let reason):
      try edit(id, isPinned ? .pinned : .unpinned, reason) { $0.isPinned = isPinned }
      return id
    case .approve(let id, let reason):
      try edit(id, .approved, reason) { $0.awaitsApproval = false }
      return id
    case .judge(let id, let confidence, let reason):
      try edit(id, .judged, reason) { $0.confidence = confidence }
      return id
    case .mark(let id, let labels, let isLocalOnly, let reason):
      try edit(id, .marked, reason) { memory in
        memory.labels = labels.sorted()
        memory.isLocalOnly = isLocalOnly
      }
      return id
    case .undo(let id, _): return id
    }
  }

  private mutating func add(_ memory: Memory, _ reason: String) throws {
    var memory = memory
    // Learnt late: superseded from the start.
    if memory.supersededBy != nil { memory.supersededAt = memory.supersededAt ?? Date(milliseconds: at) }
    guard try db.insert(memory, spaceKey) != nil else { return }
    if let successor = memory.supersededBy { _ = try existing(successor) }
    try db.record(
      memory.id, .added, reason, space: spaceKey, at: at, text: memory.text, cause: memory.sources.first,
      before: MemoryFields(), after: MemoryFields(memory))
    if memory.isActive { try db.queue(.embedMemory, subject: memory.id, space: spaceKey, at: at) }
    if memory.awaitsApproval { try db.redigest(sessionsOf: memory.sources, space: spaceKey, at: at) }
  }

  /// Changes a memory and writes the change down; one that leaves it as it was leaves no entry.
  private mutating func edit(
    _ id: String, _ action: LedgerEntry.Action, _ reason: String, cause: String? = nil,
    _ body: (inout Memory) throws -> Void
  ) throws {
    let old = try existing(id)
    var new = old
    try body(&new)
    guard new != old else { return }
    let change = MemoryFields(old).difference(to: MemoryFields(new))
    try db.update(old, to: new)
    try db.record(
      id, action, reason, space: spaceKey, at: at, text: new.text, cause: cause, before: change.before,
      after: change.after)
    // What may not be said, or may be said again, is not told by titles and summaries either.
    let isSilent = { (memory: Memory) in memory.retiredAt != nil || memory.awaitsApproval }
    if isSilent(old) != isSilent(new) || action == .reworded {
      try db.redigest(sessionsOf: new.sources, space: spaceKey, at: at)
    }
    if new.isActive, !old.isActive || new.text != old.text {
      try db.queue(.embedMemory, subject: id, space: spaceKey, at: at)
    }
  }

  /// Takes back the last change that stands. With the memory itself goes what it replaced others by: they speak again.
  private mutating func undo(_ id: String, _ reason: String) throws -> [String] {
    let entries = try db.ledger(space, "memory = ?2 ORDER BY sequence", [space.rawValue, id])
    // By its place in the memory's own history, which is the same in every store.
    let undone = Set(entries.filter { $0.action == .undone }.compactMap(\.cause))
    guard
      let place = entries.indices.last(where: { entries[$0].action != .undone && !undone.contains("#\($0 + 1)") }),
      entries[place].action == .added || !entries[place].before.isEmpty
    else { throw MnemeError(.conflict, "There is no change of this memory left to undo.") }
    let last = entries[place]
    let now = Date(milliseconds: at)
    try edit(id, .undone, reason, cause: "#\(place + 1)") { memory in
      if last.action == .added {
        memory.retiredAt = memory.retiredAt ?? now
      } else {
        try memory.apply(last.before)
      }
    }
    guard last.action == .added else { return [id] }
    let replaced = try db.memories(space, "m.superseded_by = ?2 ORDER BY m.ordinal", [space.rawValue, id])
    for memory in replaced {
      let entries = try db.ledger(space, "memory = ?2 ORDER BY sequence", [space.rawValue, memory.id])
      let before = entries.last { $0.action == .superseded && $0.cause == id }?.before
      try edit(memory.id, .restored, reason, cause: id) { memory in
        memory.supersededBy = nil
        memory.supersededAt = nil
        memory.validTo = nil
        if let before { try memory.apply(before) }
      }
    }
    return [id] + replaced.map(\.id)
  }

  private func existing(_ id: String) throws -> Memory {
    guard let memory = try db.memories(space, "m.id = ?2", [space.rawValue, id]).first else {
      throw MnemeError(.notFound, "There is no memory with this id in the space.")
    }
    return memory
  }
}
