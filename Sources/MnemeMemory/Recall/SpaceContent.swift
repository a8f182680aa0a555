import MnemeCore
import MnemeVectors

/// What the index holds of one space.
struct SpaceContent: Sendable {
  private var table = MessageTable()
  private let messages: FlatIndex
  private let memories: FlatIndex
  let lexical: InvertedIndex
  /// How far the lexical index is known to be level with the store.
  var lexicalReached: LexicalWatermark
  var silenced: Set<Int64> = []
  /// Rows erased since the space was loaded: vectors that were under way must not come back.
  private var erased: Set<ItemKey> = []
  /// Vectors of messages the table does not know yet: they arrive by different ways.
  private var early: [Int64: VectorRow] = [:]
  private let dimension: Int
  /// Slots whose message has vectors in the index: a new one is appended without looking for older rows.
  private var embedded: Set<Int64> = []

  init(dimension: Int, lexical: InvertedIndex, reaching lexicalReached: LexicalWatermark) throws(MnemeError) {
    self.lexical = lexical
    self.lexicalReached = lexicalReached
    do {
      messages = try FlatIndex(dimension: dimension, element: .float16)
      memories = try FlatIndex(dimension: dimension, element: .float16)
    } catch {
      throw MnemeError(.internal, "The vector index cannot be made for this model.", underlying: error)
    }
    self.dimension = dimension
  }

  var view: SpaceView {
    SpaceView(
      table: table, messages: messages.snapshot(), memories: memories.snapshot(), lexical: lexical,
      silenced: silenced)
  }

  /// Bytes on the heap; mapped files are the kernel's business.
  var byteCount: Int {
    table.byteCount + messages.byteCount + memories.byteCount + lexical.statistics.residentBytes
  }

  /// Idempotent.
  mutating func apply(_ change: SpaceIndexes.Change) {
    switch change {
    case .messages(let outlines):
      for outline in outlines {
        table.insert(outline)
        if let row = early.removeValue(forKey: outline.ordinal) { put(row) }
      }
    case .vectors(let rows):
      for row in rows { put(row) }
    case .inactive(let ordinals):
      memories.remove(keys: Set(ordinals))
    case .erased(let keys):
      erase(keys)
    }
  }

  private mutating func erase(_ keys: [ItemKey]) {
    erased.formUnion(keys)
    for key in keys {
      early[key.ordinal] = key.source == .message ? nil : early[key.ordinal]
      if key.source == .memory {
        memories.remove(key: key.ordinal)
      } else if let slot = table.slot(of: key.ordinal) {
        messages.remove(key: Int64(slot))
        embedded.remove(Int64(slot))
        table.erase(key.ordinal)
      }
    }
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
        guard let key = key(of: row) else {
          early[row.key.ordinal] = row
          continue
        }
        if row.key.source == .message { embedded.insert(key) }
        values += row.values
        keys += repeatElement(key, count: row.values.count / dimension)
      }
      // A vector that the index refuses (not finite) is left out: its row is still found by its words.
      let index = source == .message ? messages : memories
      if (try? index.append(values, keys: keys)) == nil {
        for row in rows where row.key.source == source { put(row) }
      }
    }
  }

  private mutating func put(_ row: VectorRow) {
    guard isUsable(row), !erased.contains(row.key) else { return }
    guard let key = key(of: row) else {
      early[row.key.ordinal] = row
      return
    }
    // Refused only when a value is not finite: the row is then found by its words alone.
    if row.key.source == .message, embedded.insert(key).inserted {
      let keys = [Int64](repeating: key, count: row.values.count / dimension)
      try? messages.append(row.values, keys: keys)
    } else {
      let index = row.key.source == .message ? messages : memories
      _ = try? index.replace(key: key, with: row.values)
    }
  }

  /// Messages are kept by slot, memories by ordinal; nil for a message that is not known yet.
  private func key(of row: VectorRow) -> Int64? {
    row.key.source == .memory ? row.key.ordinal : table.slot(of: row.key.ordinal).map(Int64.init)
  }

  private func isUsable(_ row: VectorRow) -> Bool {
    row.dimension == dimension && !row.values.isEmpty && row.values.count % dimension == 0
  }
}

/// Reads one space from the stores, page by page.
struct SpaceLoader: Sendable {
  let messages: any MessageStore
  let vectors: any VectorStore
  let feed: LexicalFeed
  let files: LexicalFolder?
  let model: EmbedderInfo
  let page: Int

  func load(_ space: SpaceID) async -> Result<SpaceContent, MnemeError> {
    do throws(MnemeError) {
      try files?.clean(space)
      let lexical = try InvertedIndex(directory: files?.folder(of: space), fingerprint: LexicalFeed.fingerprint)
      let reached = try await feed.catchUp(lexical, of: space)
      var content = try SpaceContent(dimension: model.dimension, lexical: lexical, reaching: reached)
      content.silenced = Set(try await feed.archive.silencedMessages(in: space))
      var last: Int64 = .min
      while true {
        let outlines = try await messages.outline(of: space, after: last, limit: page)
        content.apply(.messages(outlines))
        guard let end = outlines.last?.ordinal, outlines.count >= page else { break }
        last = end
        await Task.yield()
      }
      for source in ItemSource.allCases {
        var last: Int64 = .min
        while true {
          let rows = try await vectors.vectors(
            of: source, model: model.model, in: space, after: last, limit: page)
          content.load(rows)
          guard let end = rows.last?.key.ordinal, rows.count >= page else { break }
          last = end
          await Task.yield()
        }
      }
      return .success(content)
    } catch {
      return .failure(error)
    }
  }
}
