package import Logging
package import MnemeCore

/// The memory of every space of one store: appends, remembers, recalls, and works off the queue behind them.
///
/// `run()` must be running for queued work (embeddings, reflection) to be done; everything else works without it.
package final class MemoryEngine: MemoryService, ImportService {
  let stores: MemoryStores
  let embedder: any Embedder
  package let index: SpaceIndexes
  let graphs: GraphIndexes
  let meta: MetaMemory
  let working: WorkingMemory
  /// What happens in every space, for those who listen.
  package let events: EventBuffer
  let extractor = EntityExtractor()
  let digester = SessionDigester()
  let recallEngine: RecallEngine
  let reflector: Reflector
  let planner: ReflectionPlanner
  let clock: any WallClock
  let identifiers: any IdentifierSource
  let settings: MemorySettings
  let logger: Logger
  let signal = WorkSignal()
  let observer: any ActivityObserver
  let stopwatch: Stopwatch
  /// Days that the log of turns reaches back.
  let interactionDays: Int
  /// Nil where nobody said where backups are.
  let backups: (any BackupInventory)?
  /// Learns from memories how to answer; nil where nobody does.
  let insights: (any InsightKeeper)?
  /// Reads feelings and intents from messages; nil where nobody does.
  let classifier: (any MessageClassifier)?
  /// Has a language model read what was said; nil where nobody does.
  let distiller: (any Distiller)?
  let embeddings: any DocumentVectorCache
  /// One writer of memories at a time: planning reads what the change before it wrote.
  let planning = AsyncLock()
  /// One writer of the graph at a time.
  let linking = AsyncLock()
  /// One run of upkeep at a time.
  let maintaining = AsyncLock()

  package init(
    stores: MemoryStores, embedder: any Embedder, settings: MemorySettings,
    clock: any WallClock = SystemClock(), identifiers: any IdentifierSource = UUIDv7Source(),
    indexFiles: LexicalFolder? = nil, embeddings: any DocumentVectorCache = EmbeddingCache(capacity: 1024),
    backups: (any BackupInventory)? = nil, events: EventBuffer? = nil, insights: (any InsightKeeper)? = nil,
    classifier: (any MessageClassifier)? = nil, distiller: (any Distiller)? = nil,
    observer: any ActivityObserver = NoObserver(), stopwatch: Stopwatch = .system,
    interactionDays: Int = TelemetrySettings().interactionDays, logger: Logger
  ) {
    self.stores = stores
    self.embedder = embedder
    self.settings = settings
    self.clock = clock
    self.identifiers = identifiers
    self.embeddings = embeddings
    self.backups = backups
    self.insights = insights
    self.classifier = classifier
    self.observer = observer
    self.stopwatch = stopwatch
    self.interactionDays = interactionDays
    self.distiller = distiller
    self.logger = logger
    reflector = Reflector(timeZone: settings.timeZone)
    planner = ReflectionPlanner(settings: settings)
    index = SpaceIndexes(
      messages: stores.messages, archive: stores.archive, vectors: stores.vectors, model: embedder.info,
      files: indexFiles, byteLimit: settings.indexMebibytes << 20, lineage: stores.lineage, logger: logger)
    graphs = GraphIndexes(store: stores.graph)
    meta = MetaMemory(store: stores.accesses, clock: clock, timeZone: settings.timeZone, logger: logger)
    working = WorkingMemory(archive: stores.messages, sessions: stores.sessions, clock: clock)
    self.events = events ?? EventBuffer(clock: clock)
    recallEngine = RecallEngine(
      messages: stores.messages, memories: stores.memories, index: index, graphs: graphs, meta: meta, feed: self.events,
      embedder: embedder, settings: settings, clock: clock, time: TemporalParser(timeZone: settings.timeZone))
  }

  // MARK: Messages

  /// Appends messages durably and queues their work. Outcomes are in the order of `messages`.
  package func append(_ messages: [NewMessage], channel: String) async throws(MnemeError)
    -> [AppendOutcome]
  {
    guard !messages.isEmpty else { return [] }
    let outcomes = try await stores.messages.append(messages, channel: channel)
    let fresh = outcomes.filter(\.appended).map(\.message)
    if !fresh.isEmpty {
      working.appended(fresh)
      await index.appended(fresh)
      for message in fresh {
        events.publish(
          .messageAppended(id: message.id, session: message.session, role: message.role), in: message.space)
      }
      signal.signal()
    }
    return outcomes
  }

  package func importMessages(_ batch: [ImportedMessage], in space: SpaceID)
    async throws(MnemeError) -> ImportCount
  {
    let outcomes = try await append(
      batch.map { line in
        NewMessage(
          id: identifiers.next(), space: space, session: line.session, role: line.role,
          speaker: line.speaker, text: line.text, trust: trust(of: line), createdAt: line.time,
          externalID: line.externalID)
      }, channel: "import")
    let accepted = outcomes.count { $0.appended }
    return ImportCount(accepted: accepted, skipped: outcomes.count - accepted)
  }

  private func trust(of line: ImportedMessage) -> Trust {
    switch line.role {
    case .user: line.speaker == nil ? .user : .other
    case .assistant: .assistant
    case .system, .tool: .tool
    }
  }

  /// Records were put into the store past the engine: what is in memory of the space follows.
  package func followImport(into space: SpaceID) async {
    working.drop(space)
    do {
      try await index.follow(space)
    } catch {
      // It is read again, from its files on, when it is next asked for.
      logger.warning("import.index_dropped", metadata: ["error.code": "\(error.code.rawValue)"])
    }
    signal.signal()
  }

  // MARK: Memories

  package func memories(in space: SpaceID, includeInactive: Bool, before: Int64?, limit: Int)
    async throws(MnemeError) -> [Memory]
  {
    try await stores.memories.memories(
      in: space, includeInactive: includeInactive, before: before, limit: limit)
  }

  package func retire(memory: String, in space: SpaceID) async throws(MnemeError) {
    _ = try await change(.retire(id: memory, reason: "requested"), in: space)
  }

  package func history(of memory: String, in space: SpaceID) async throws(MnemeError)
    -> [LedgerEntry]
  {
    let entries = try await stores.memories.history(of: memory, in: space)
    guard !entries.isEmpty else {
      throw MnemeError(.notFound, "There is no memory with this id in this space.")
    }
    return entries
  }

  package func recall(_ query: RecallQuery) async throws(MnemeError) -> RecallResult {
    try await observingRecall { () async throws(MnemeError) in try await recallEngine.recall(query) }
  }

  // MARK: Queue

  package func queueStatus(of space: SpaceID?, wait: Bool) async throws(MnemeError) -> QueueStatus {
    while true {
      if wait { await signal.waitUntilIdle() }
      let status = try await stores.jobs.status(of: space, at: clock.now())
      if !wait || status.depth == 0 || isBlocked || Task.isCancelled { return status }
      // What is left waits for another try; look again soon. Cancellation ends the loop above.
      try? await Task.sleep(for: .milliseconds(50))
    }
  }

  /// Embedding work cannot be done: there is no model.
  private var isBlocked: Bool {
    if case .missing = embedder.state { true } else { false }
  }
}
