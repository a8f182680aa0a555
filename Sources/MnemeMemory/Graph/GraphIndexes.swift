package import MnemeCore

/// The graph of each space in memory: loaded from the store at the first question of a space, in pages, by one loader
/// however many ask; kept up to date by `changed`; the least recently used spaces leave memory when the limit is passed.
///
/// Changes that come while a space is loading are kept and applied after it. Callers report a change only after the store
/// has committed it, in the order of the commits, so a graph can be behind for a moment but never wrong for good.
package actor GraphIndexes {
  /// Rows read from the store by one call.
  package static let page = 4096

  private let store: any GraphStore
  private let byteLimit: Int
  private var entries: [SpaceID: Entry] = [:]
  private var loads: [SpaceID: Load] = [:]
  private var uses: UInt64 = 0
  /// How often a space was loaded: what eviction costs, for tests and metrics.
  package private(set) var loadCount = 0

  private struct Entry {
    var graph: KnowledgeGraph
    var lastUse: UInt64
  }

  private struct Load {
    let task: Task<Result<KnowledgeGraph, MnemeError>, Never>
    /// Tells this load from a later one of the same space.
    let generation: Int
    var changes: [GraphChange] = []
  }

  /// - Parameter byteLimit: bytes of all spaces together; the space in use stays even when it alone is larger.
  package init(store: any GraphStore, byteLimit: Int = 128 << 20) {
    self.store = store
    self.byteLimit = byteLimit
  }

  /// Gives up what is in memory: graphs are read from the store when they are next asked for.
  package func removeAll() { entries = [:] }

  /// What a write to the store returned.
  package func changed(_ change: GraphChange, in space: SpaceID) {
    guard !change.isEmpty else { return }
    loads[space]?.changes.append(change)
    entries[space]?.graph.apply(change)
  }

  /// The space's graph as it is now, loaded first where it is not in memory. A value: it does not change any more.
  package func graph(of space: SpaceID) async throws(MnemeError) -> KnowledgeGraph {
    while true {
      if let entry = entries[space] {
        uses += 1
        entries[space]?.lastUse = uses
        return entry.graph
      }
      let load = loads[space] ?? startLoad(of: space)
      let result = await load.task.value
      // Whoever of the waiting comes first takes the load down; the others find the entry, or the same error.
      if let finished = loads[space], finished.generation == load.generation {
        loads[space] = nil
        if case .success(var graph) = result {
          for change in finished.changes { graph.apply(change) }
          uses += 1
          entries[space] = Entry(graph: graph, lastUse: uses)
          evict(keeping: space)
        }
      }
      if case .failure(let error) = result { throw error }
    }
  }

  /// Recomputes the weights of every graph in memory; how many differed, which is none unless a change was lost.
  package func recalculateWeights() -> (total: Int, changed: Int) {
    var total = 0
    var changed = 0
    for space in entries.keys {
      guard let result = entries[space]?.graph.recalculateWeights() else { continue }
      total += result.total
      changed += result.changed
    }
    return (total, changed)
  }

  /// Spaces in memory, for tests and metrics.
  package var resident: Set<SpaceID> { Set(entries.keys) }

  private func startLoad(of space: SpaceID) -> Load {
    loadCount += 1
    let store = store
    // Awaited by everyone who needs the space (`graph`); not tied to one of them, since others may wait too.
    let task = Task { await KnowledgeGraph.load(space, from: store, page: Self.page) }
    let load = Load(task: task, generation: loadCount)
    loads[space] = load
    return load
  }

  private func evict(keeping space: SpaceID) {
    guard entries.count > 1 else { return }
    var sizes = entries.mapValues { $0.graph.byteCount }
    while sizes.values.reduce(0, +) > byteLimit, entries.count > 1 {
      let oldest = entries.filter { $0.key != space }.min { $0.value.lastUse < $1.value.lastUse }
      guard let oldest else { return }
      sizes[oldest.key] = nil
      entries[oldest.key] = nil
    }
  }
}

extension KnowledgeGraph {
  /// Reads a space from the store, page by page: entities, then relations, then mentions.
  package static func load(_ space: SpaceID, from store: any GraphStore, page: Int = GraphIndexes.page) async
    -> Result<KnowledgeGraph, MnemeError>
  {
    do throws(MnemeError) {
      var graph = KnowledgeGraph(space: space)
      var last: Int64 = 0
      while true {
        let entities = try await store.entities(in: space, after: last, limit: page)
        graph.apply(GraphChange(entities: entities))
        guard let end = entities.last?.ordinal, entities.count >= page else { break }
        last = end
        await Task.yield()
      }
      last = 0
      while true {
        let relations = try await store.relations(in: space, after: last, limit: page)
        graph.apply(GraphChange(relations: relations))
        guard let end = relations.last?.ordinal, relations.count >= page else { break }
        last = end
        await Task.yield()
      }
      var mention: EntityMention?
      while true {
        let mentions = try await store.mentions(in: space, after: mention, limit: page)
        graph.apply(GraphChange(mentions: mentions))
        guard let end = mentions.last, mentions.count >= page else { break }
        mention = end
        await Task.yield()
      }
      graph.trim()
      return .success(graph)
    } catch {
      return .failure(error)
    }
  }
}
