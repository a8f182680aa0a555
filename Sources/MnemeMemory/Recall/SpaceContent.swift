import MnemeCore
import MnemeVectors

/// What the index holds of one space.
struct SpaceContent: Sendable {
  private var table = MessageTable()
  var messages: SourceVectors
  var memories: SourceVectors
  let lexical: InvertedIndex
  /// How far the lexical index is known to be level with the store.
  var lexicalReached: LexicalWatermark
  var outdated = OutdatedMessages()
  /// Rows erased since the space was loaded: vectors that were under way must not come back.
  private var erased: Set<ItemKey> = []
  /// Vectors of messages the table does not know yet: they arrive by different ways.
  private var early: [Int64: VectorRow] = [:]
  private let dimension: Int

  init(
    dimension: Int, tuning: VectorTuning = VectorTuning(), lexical: InvertedIndex,
    reaching lexicalReached: LexicalWatermark
  ) {
    self.lexical = lexical
    self.lexicalReached = lexicalReached
    messages = SourceVectors(dimension: dimension, tuning: tuning)
    memories = SourceVectors(dimension: dimension, tuning: tuning)
    self.dimension = dimension
  }

  var view: SpaceView {
    SpaceView(
      table: table.forReading, messages: messages.view, memories: memories.view, lexical: lexical, outdated: outdated)
  }

  /// Bytes on the heap; mapped files are the kernel's business.
  var byteCount: Int {
    table.byteCount + messages.byteCount + memories.byteCount + lexical.statistics.residentBytes
  }

  /// Idempotent.
  mutating func apply(_ change: SpaceIndexes.Change) {
    switch change {
    case .messages(let outlines):
      for outline in outlines where !erased.contains(ItemKey(.message, outline.ordinal)) {
        table.insert(outline)
        if let row = early.removeValue(forKey: outline.ordinal) { put(row) }
      }
    case .vectors(let rows):
      for row in rows { put(row) }
    case .inactive(let ordinals):
      memories.remove(Set(ordinals))
    case .erased(let keys):
      erase(keys)
    }
  }

  private mutating func erase(_ keys: [ItemKey]) {
    erased.formUnion(keys)
    let ordinals = { (source: ItemSource) in keys.filter { $0.source == source }.map(\.ordinal) }
    memories.erase(Set(ordinals(.memory)))
    messages.erase(Set(ordinals(.message)))
    for ordinal in ordinals(.message) {
      early[ordinal] = nil
      table.erase(ordinal)
    }
  }

  /// All messages up to this one, or all of the ledger up to this entry, are in the index.
  mutating func reach(messages ordinal: Int64 = 0, ledger sequence: Int64 = 0) {
    lexicalReached.messageOrdinal = max(lexicalReached.messageOrdinal, ordinal)
    lexicalReached.ledgerSequence = max(lexicalReached.ledgerSequence, sequence)
  }

  mutating func revive(_ key: ItemKey) { erased.remove(key) }

  /// Puts words of messages that are in the table: those erased meanwhile stay out.
  func put(_ documents: [LexicalDocument]) {
    lexical.put(documents.filter { $0.key.source == .memory || knows($0.key.ordinal) })
  }

  /// Ordinals between the last message in the lexical index's files and the last one of the space: at least as many as
  /// there are messages to save.
  var unsavedOrdinals: Int64 { max(0, table.lastOrdinal - lexical.watermark.messageOrdinal) }

  /// Whether a message is in the table.
  func knows(_ ordinal: Int64) -> Bool { table.slot(of: ordinal) != nil }

  /// Adds rows that are known to be new, as a load does: no search for older ones.
  mutating func load(_ rows: [VectorRow]) {
    for source in ItemSource.allCases {
      var values: [Float] = []
      var keys: [Int64] = []
      for row in rows where row.key.source == source && isUsable(row) {
        guard isKnown(row) else {
          early[row.key.ordinal] = row
          continue
        }
        values += row.values
        keys += repeatElement(row.key.ordinal, count: row.values.count / dimension)
      }
      // A vector that the index refuses (not finite) is left out: its row is still found by its words.
      if (try? self[source].append(values, keys: keys)) == nil {
        for row in rows where row.key.source == source { put(row) }
      }
    }
  }

  private mutating func put(_ row: VectorRow) {
    guard isUsable(row), !erased.contains(row.key) else { return }
    guard isKnown(row) else {
      early[row.key.ordinal] = row
      return
    }
    self[row.key.source].put(row.values, key: row.key.ordinal)
  }

  /// Vectors of one source.
  subscript(source: ItemSource) -> SourceVectors {
    get { source == .message ? messages : memories }
    _modify {
      switch source {
      case .message: yield &messages
      case .memory: yield &memories
      }
    }
  }

  /// A message may be told of later than its vector.
  private func isKnown(_ row: VectorRow) -> Bool { row.key.source == .memory || knows(row.key.ordinal) }

  private func isUsable(_ row: VectorRow) -> Bool {
    row.dimension == dimension && !row.values.isEmpty && row.values.count % dimension == 0
  }
}
