import GRDB
import MnemeCore

/// Applies changes to memories inside the caller's transaction: rows, provenance, ledger, full text and jobs together.
///
/// Every change can be repeated after a crash without effect.
struct MemoryApplication {
  private let db: Database
  private let space: SpaceID
  private let at: Int64
  private var spaceKey: Int64 = 0
  private var lexicon: LexiconWriter

  init(db: Database, space: SpaceID, at: Int64) {
    self.db = db
    self.space = space
    self.at = at
    lexicon = LexiconWriter(db: db)
  }

  /// The memories the changes name, each once, in order of first mention, as stored afterwards.
  mutating func run(_ changes: [MemoryChange]) throws -> [Memory] {
    if changes.isEmpty { return [] }
    spaceKey = try db.makeKey(of: space)
    var touched: [String] = []
    var seen: Set<String> = []
    var successors: Set<String> = []
    for change in changes {
      let id: String
      switch change {
      case .add(let memory, let reason):
        id = memory.id
        try add(memory, reason)
      case .merge(let memory, let text, let source, let reason):
        id = memory
        try merge(memory, text, source, reason)
      case .supersede(let memory, let successor, let validTo, let reason):
        id = memory
        successors.insert(successor)
        try supersede(memory, successor, validTo.milliseconds, reason)
      case .retire(let memory, let reason):
        id = memory
        try retire(memory, reason)
      }
      if seen.insert(id).inserted { touched.append(id) }
    }
    // The foreign key would only fail at the commit, which other callers share.
    for successor in successors { _ = try existing(successor) }
    try lexicon.finish()
    let stored = try db.memories(
      space, "m.id IN (SELECT value FROM json_each(?2))", [space.rawValue, JSONList.encode(touched)])
    return SQLiteStore.ordered(stored, by: \.id, as: touched)
  }

  private mutating func add(_ memory: Memory, _ reason: String) throws {
    try db.run(
      """
      INSERT INTO memories
        (space, id, kind, subject, attribute, importance, trust, session, valid_from, valid_to, recorded_at, retired_at,
         repetitions, superseded_by, text)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """,
      [
        spaceKey, memory.id, memory.kind.rawValue, memory.subject, memory.attribute,
        memory.importance, memory.trust.rawValue, memory.session, memory.validFrom.milliseconds,
        memory.validTo?.milliseconds, memory.recordedAt.milliseconds, memory.retiredAt?.milliseconds,
        memory.repetitions, memory.supersededBy, StoredText.encode(memory.text),
      ])
    guard db.changesCount > 0 else { return }
    let ordinal = db.lastInsertedRowID
    if let successor = memory.supersededBy { _ = try existing(successor) }
    for (position, source) in memory.sources.enumerated() {
      try db.run(
        "INSERT INTO memory_sources (memory, position, message) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [ordinal, position, source])
    }
    try record(memory.id, .added, reason, text: memory.text, cause: memory.sources.first)
    if memory.isActive {
      try lexicon.add(LexicalTerms.Document(memory.text), ItemKey(.memory, ordinal), space: spaceKey)
      try db.queue(.embedMemory, subject: memory.id, space: spaceKey, at: at)
    }
  }

  private mutating func merge(_ id: String, _ text: String, _ source: String, _ reason: String) throws {
    let memory = try existing(id)
    try db.run(
      """
      INSERT INTO memory_sources (memory, position, message)
      SELECT ?1, coalesce(max(position), -1) + 1, ?2 FROM memory_sources WHERE memory = ?1
      ON CONFLICT (memory, message) DO NOTHING
      """, [memory.ordinal, source])
    guard db.changesCount > 0 else { return }
    try db.run(
      "UPDATE memories SET repetitions = repetitions + 1, text = ? WHERE ordinal = ?",
      [StoredText.encode(text), memory.ordinal])
    try record(id, .merged, reason, text: text, cause: source)
    guard text != memory.text, memory.isActive else { return }
    let key = ItemKey(.memory, memory.ordinal)
    try lexicon.remove(LexicalTerms.Document(memory.text), key, space: spaceKey)
    try lexicon.add(LexicalTerms.Document(text), key, space: spaceKey)
    try db.queue(.embedMemory, subject: id, space: spaceKey, at: at)
  }

  private mutating func supersede(_ id: String, _ successor: String, _ validTo: Int64, _ reason: String) throws {
    let memory = try existing(id)
    // The first successor stays: a repeat changes nothing, and a chain is told by the successor's own entry.
    guard memory.supersededBy == nil else { return }
    try db.run(
      "UPDATE memories SET superseded_by = ?, valid_to = ? WHERE ordinal = ?",
      [successor, validTo, memory.ordinal])
    try record(id, .superseded, reason, text: memory.text, cause: successor)
    if memory.isActive { try silence(memory) }
  }

  private mutating func retire(_ id: String, _ reason: String) throws {
    let memory = try existing(id)
    guard memory.retiredAt == nil else { return }
    try db.run("UPDATE memories SET retired_at = ? WHERE ordinal = ?", [at, memory.ordinal])
    try record(id, .retired, reason, text: memory.text, cause: nil)
    if memory.isActive { try silence(memory) }
  }

  private mutating func silence(_ memory: Memory) throws {
    try lexicon.remove(
      LexicalTerms.Document(memory.text), ItemKey(.memory, memory.ordinal), space: spaceKey)
  }

  private func existing(_ id: String) throws -> Memory {
    guard let memory = try db.memories(space, "m.id = ?2", [space.rawValue, id]).first else {
      throw MnemeError(.notFound, "There is no memory with this id in the space.")
    }
    return memory
  }

  private func record(
    _ memory: String, _ action: LedgerEntry.Action, _ reason: String, text: String, cause: String?
  ) throws {
    try db.run(
      "INSERT INTO ledger (space, memory, action, reason, at, cause, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [spaceKey, memory, action.rawValue, reason, at, cause, StoredText.encode(text)])
  }
}
