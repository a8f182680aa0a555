package import Logging
package import MnemeCore
import MnemeVectors

/// The derived index of each space: vectors of messages and memories, their words, and the outline of its messages.
///
/// Loaded from the stores at the first recall of a space, in pages, by one loader however many ask; kept up to date by
/// the calls below; the least recently used spaces leave memory when the limit is passed. Changes that come while a
/// space is loading are kept and applied after it. Every change is idempotent, and callers report a change only after
/// the store has committed it, so the index can be behind for a moment but never wrong for good.
package actor SpaceIndexes {
  /// Rows read from a store by one call: few, because what a page leaves behind stays with the allocator.
  static let page = 512

  let messages: any MessageStore
  private let vectors: any VectorStore
  let feed: LexicalFeed
  let files: LexicalFolder?
  let model: EmbedderInfo
  private let tuning: VectorTuning
  /// Nil trusts every file.
  private let lineage: (any StoreLineage)?
  private let logger: Logger?
  private let byteLimit: Int
  var entries: [SpaceID: Entry] = [:]
  private var loads: [SpaceID: Load] = [:]
  private var uses: UInt64 = 0
  /// How often a space was loaded: what eviction costs, for tests and metrics.
  package private(set) var loadCount = 0

  /// Work on graphs in the background, by space, and who waits for its turn; see SpaceIndexes+Graphs.
  var graphWork: [SpaceID: Task<Void, Never>] = [:]
  var graphTurns: [SpaceID: [CheckedContinuation<Void, Never>]] = [:]

  struct Entry {
    var content: SpaceContent
    var lastUse: UInt64
    /// Tells what was loaded from what is loaded after it.
    let generation: Int
    /// As measured last, and changes since.
    var byteCount: Int
    var changes = 0
  }

  private struct Load {
    let task: Task<Result<SpaceContent, MnemeError>, Never>
    /// Tells this load from a later one of the same space.
    let generation: Int
    var changes: [Change] = []
    var documents: [LexicalDocument] = []
    var memories: [Memory] = []
  }

  enum Change: Sendable {
    case messages([MessageOutline])
    case vectors([VectorRow])
    case inactive([Int64])
    case erased([ItemKey])
  }

  /// - Parameters:
  ///   - files: where lexical indexes are kept between runs; nil keeps them in memory alone.
  ///   - byteLimit: bytes of all spaces together; the space in use stays even when it alone is larger.
  ///   - lineage: tells files of this store from those of another; nil trusts them all.
  package init(
    messages: any MessageStore, archive: any MemoryArchive, vectors: any VectorStore,
    model: EmbedderInfo, files: LexicalFolder? = nil, byteLimit: Int = 512 << 20,
    lineage: (any StoreLineage)? = nil, logger: Logger? = nil
  ) {
    self.init(
      messages: messages, archive: archive, vectors: vectors, model: model, files: files, byteLimit: byteLimit,
      tuning: VectorTuning(), lineage: lineage, logger: logger)
  }

  init(
    messages: any MessageStore, archive: any MemoryArchive, vectors: any VectorStore, model: EmbedderInfo,
    files: LexicalFolder?, byteLimit: Int, tuning: VectorTuning, lineage: (any StoreLineage)? = nil,
    logger: Logger? = nil
  ) {
    self.messages = messages
    self.vectors = vectors
    self.tuning = tuning
    self.lineage = lineage
    self.logger = logger
    self.files = files
    feed = LexicalFeed(messages: messages, archive: archive, page: Self.page)
    self.model = model
    self.byteLimit = byteLimit
  }

  // MARK: Changes

  /// Messages of any spaces that the store has committed.
  package func appended(_ messages: [Message]) async {
    for (space, group) in Dictionary(grouping: messages, by: \.space) where isWanted(space) {
      let outlines = group.map {
        MessageOutline(
          ordinal: $0.ordinal, session: $0.session, speaker: $0.speaker, role: $0.role, createdAt: $0.createdAt)
      }
      apply(.messages(outlines.sorted { $0.ordinal < $1.ordinal }), to: space)
      let documents = await LexicalFeed.documents(group.map { (ItemKey(.message, $0.ordinal), $0.text) })
      // What was forgotten meanwhile must not come back.
      entries[space]?.content.put(documents)
      loads[space]?.documents += documents
    }
  }

  /// A space that nobody has asked for is read from the store when somebody does.
  func isWanted(_ space: SpaceID) -> Bool { entries[space] != nil || loads[space] != nil }

  /// Vectors that the store has committed; each replaces those of its row.
  package func insert(_ rows: [VectorRow], in space: SpaceID) {
    apply(.vectors(rows), to: space)
  }

  /// Memories as they are after a change: those that no longer speak leave the index.
  /// - Parameter mayOutdate: false when the change was nothing but additions of memories that speak.
  package func changed(_ memories: [Memory], mayOutdate: Bool = true) async {
    for (space, group) in Dictionary(grouping: memories, by: \.space) where isWanted(space) {
      if let lexical = entries[space]?.content.lexical { await LexicalFeed.apply(group, to: lexical) }
      loads[space]?.memories += group
      let inactive = group.filter { !$0.isActive }.map(\.ordinal)
      if !inactive.isEmpty { apply(.inactive(inactive), to: space) }
      if mayOutdate { await updateOutdated(space) }
    }
  }

  /// At start: takes away the files of spaces whose erasure was cut off, also of those that nobody asks for. A space that is in
  /// memory already was cleaned when it was loaded.
  func finishErasures() throws(MnemeError) {
    guard let files else { return }
    for space in files.marked() where !isWanted(space) { try files.clean(space) }
  }

  /// Takes rows out of memory and off the disk, within `erasing`: a mark stands in the index folder while that runs, so that
  /// an index which might still hold them is not trusted by the next start.
  package func erase<Result: Sendable>(
    in space: SpaceID, erasing: @Sendable () async throws(MnemeError) -> (Result, [ItemKey])
  ) async throws(MnemeError) -> Result {
    _ = try await view(of: space)
    try files?.beginErasure(of: space)
    let (result, keys) = try await erasing()
    apply(.erased(keys), to: space)
    if let lexical = entries[space]?.content.lexical {
      try await markStore(of: space)
      try await BlockingWork.run { () throws(MnemeError) in try lexical.erase(keys) }
      if keys.contains(where: { $0.source == .message }) { try await eraseGraphFile(of: space) }
      files?.endErasure(of: space)
    }
    await updateOutdated(space)
    return result
  }

  /// Memories that stay after an erasure, with other words: they may be in the index again.
  func revive(_ memories: [Memory]) async {
    for memory in memories { entries[memory.space]?.content.revive(ItemKey(.memory, memory.ordinal)) }
    await changed(memories)
  }

  /// Forgets what is in memory of a space, and its files: it is read from the store when it is next asked for.
  package func reset(_ space: SpaceID) async throws(MnemeError) {
    entries[space] = nil
    guard let files else { return }
    // A save under way must not put a file into the folder that goes.
    await takeGraphTurn(of: space)
    defer { endGraphTurn(of: space) }
    try files.beginErasure(of: space)
    try files.clean(space)
  }

  private func updateOutdated(_ space: SpaceID) async {
    // One that cannot be read now is read with the next change, or when the space is loaded again.
    guard entries[space] != nil, let outdated = try? await feed.archive.outdatedMessages(in: space) else { return }
    entries[space]?.content.outdated = outdated
  }

  /// Saves the lexical indexes to which at least so many documents were added since they were saved last. Without
  /// files nothing is done; a failure costs the next start the reading of what was not saved.
  package func persist(atLeast documents: Int64) async {
    guard files != nil else { return }
    for space in entries.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
      guard let content = entries[space]?.content, content.unsavedOrdinals >= documents else { continue }
      guard let reached = try? await level(content, of: space) else { continue }
      entries[space]?.content.lexicalReached = reached
      let lexical = content.lexical
      // A merge may take long; what it fails to save is read again at the next start.
      guard (try? await markStore(of: space)) != nil else { continue }
      try? await BlockingWork.run { () throws(MnemeError) in try lexical.persist(watermark: reached) }
    }
    await saveGraphs(share: documents > 1 ? 2 : 32)
  }

  /// How far the index has everything that the store has: messages up to the first one it has not been told of, and the
  /// whole ledger, which is followed here.
  private func level(_ content: SpaceContent, of space: SpaceID) async throws(MnemeError) -> LexicalWatermark {
    var reached = content.lexicalReached
    while true {
      let outlines = try await messages.outline(of: space, after: reached.messageOrdinal, limit: Self.page)
      let known = outlines.prefix { content.knows($0.ordinal) }
      if let last = known.last { reached.messageOrdinal = last.ordinal }
      if known.count < outlines.count || outlines.count < Self.page { break }
    }
    reached.ledgerSequence = try await feed.follow(content.lexical, of: space, after: reached.ledgerSequence)
    return reached
  }

  /// Says beside the files of a space which store they are made from and how far it has come; before they are written.
  func markStore(of space: SpaceID) async throws(MnemeError) {
    guard let files, let lineage else { return }
    let reach = try await lineage.reach()
    try await BlockingWork.run { () throws(MnemeError) in try files.note(reach, of: space) }
  }

  func apply(_ change: Change, to space: SpaceID) {
    loads[space]?.changes.append(change)
    entries[space]?.content.apply(change)
    entries[space]?.changes += 1
    if let changes = entries[space]?.changes, changes >= Self.changesPerMeasure { measure(space) }
    startGraphWork(on: space)
  }

  /// Changes after which the size of a space is looked at again.
  private static let changesPerMeasure = 256

  func measure(_ space: SpaceID) {
    guard let byteCount = entries[space]?.content.byteCount else { return }
    entries[space]?.byteCount = byteCount
    entries[space]?.changes = 0
    evict(keeping: space)
  }

  // MARK: Reading

  /// The space as it is now, loaded first where it is not in memory.
  func view(of space: SpaceID) async throws(MnemeError) -> SpaceView {
    while true {
      if entries[space] != nil {
        uses += 1
        entries[space]?.lastUse = uses
        if let content = entries[space]?.content { return content.view }
      }
      let load = loads[space] ?? startLoad(of: space)
      let result = await load.task.value
      // Whoever of the waiting comes first takes the load down; the others find the entry, or the same error.
      if let finished = loads[space], finished.generation == load.generation {
        loads[space] = nil
        if case .success(var content) = result {
          for change in finished.changes { content.apply(change) }
          content.put(finished.documents)
          uses += 1
          entries[space] = Entry(
            content: content, lastUse: uses, generation: finished.generation, byteCount: content.byteCount)
          // Last, because it lets others in: they find the entry and do not load the space again.
          if !finished.memories.isEmpty { await LexicalFeed.apply(finished.memories, to: content.lexical) }
          evict(keeping: space)
          startGraphWork(on: space)
        }
      }
      if case .failure(let error) = result { throw error }
    }
  }

  /// Vectors as they are stored, of those of these rows that have any.
  nonisolated func storedVectors(of source: ItemSource, ordinals: [Int64], in space: SpaceID) async throws(MnemeError)
    -> [VectorRow]
  {
    try await vectors.vectors(of: source, model: model.model, in: space, ordinals: ordinals)
  }

  /// Spaces in memory, for tests and metrics.
  package var resident: Set<SpaceID> { Set(entries.keys) }

  private func startLoad(of space: SpaceID) -> Load {
    loadCount += 1
    let loader = SpaceLoader(
      messages: messages, vectors: vectors, feed: feed, files: files, lineage: lineage, logger: logger, model: model,
      tuning: tuning, page: Self.page)
    // Awaited by every recall that needs the space (`view`); not tied to one of them, since others may wait too.
    let task = Task { await loader.load(space) }
    let load = Load(task: task, generation: loadCount)
    loads[space] = load
    return load
  }

  private func evict(keeping space: SpaceID) {
    var total = entries.values.reduce(0) { $0 + $1.byteCount }
    while total > byteLimit, entries.count > 1 {
      let oldest = entries.filter { $0.key != space }.min { $0.value.lastUse < $1.value.lastUse }
      guard let oldest else { return }
      total -= oldest.value.byteCount
      entries[oldest.key] = nil
    }
  }
}
