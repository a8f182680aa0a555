import Dispatch
import Logging
import MnemeCore
import MnemeVectors

/// Reads one space from the stores, page by page, and what files there are of it.
struct SpaceLoader: Sendable {
  let messages: any MessageStore
  let vectors: any VectorStore
  let feed: LexicalFeed
  let files: LexicalFolder?
  let lineage: (any StoreLineage)?
  let logger: Logger?
  let model: EmbedderInfo
  let tuning: VectorTuning
  let page: Int

  /// Ordinals read from a store by one call.
  private static let ordinalPage = 65_536

  func load(_ space: SpaceID) async -> Result<SpaceContent, MnemeError> {
    do throws(MnemeError) {
      try files?.clean(space)
      try leaveOtherStores(space)
      let lexical = try InvertedIndex(directory: files?.folder(of: space), fingerprint: LexicalFeed.fingerprint)
      let reached = try await feed.catchUp(lexical, of: space)
      var content = SpaceContent(dimension: model.dimension, tuning: tuning, lexical: lexical, reaching: reached)
      content.outdated = try await feed.archive.outdatedMessages(in: space)
      var last: Int64 = .min
      while true {
        let outlines = try await messages.outline(of: space, after: last, limit: page)
        content.apply(.messages(outlines))
        guard let end = outlines.last?.ordinal, outlines.count >= page else { break }
        last = end
        await Task.yield()
      }
      if let graph = try await savedGraph(of: space) {
        try await loadBeside(graph, into: &content, of: space)
      } else {
        try await loadAll(.message, into: &content, of: space)
      }
      try await loadAll(.memory, into: &content, of: space)
      return .success(content)
    } catch {
      return .failure(error)
    }
  }

  /// Takes away files that were made from another store than this one, or from more of it than it has: they are made again.
  private func leaveOtherStores(_ space: SpaceID) throws(MnemeError) {
    guard let files, let lineage, files.hasFiles(of: space) else { return }
    if let reach = files.reach(of: space), lineage.holds(reach) { return }
    try files.discard(space)
    logger?.notice("index.made_again", metadata: ["reason": "the database is another one than the index was made from"])
  }

  private func savedGraph(of space: SpaceID) async throws(MnemeError) -> GraphIndex? {
    guard let files else { return nil }
    let saved = VectorFiles(folder: files.folder(of: space), model: model)
    return try await BlockingWork.run { () throws(MnemeError) in try saved.load() }
  }

  private func loadAll(_ source: ItemSource, into content: inout SpaceContent, of space: SpaceID)
    async throws(MnemeError)
  {
    var last: Int64 = .min
    while true {
      let rows = try await vectors.vectors(of: source, model: model.model, in: space, after: last, limit: page)
      content.load(rows)
      guard let end = rows.last?.key.ordinal, rows.count >= page else { break }
      last = end
      await Task.yield()
    }
  }

  /// Takes the graph over and brings it level with the store: rows of messages that are gone are erased, and the vectors
  /// that it lacks are read.
  private func loadBeside(_ graph: GraphIndex, into content: inout SpaceContent, of space: SpaceID)
    async throws(MnemeError)
  {
    var kept: [Int64] = []
    var missing: [Int64] = []
    let saved = graph.livingKeys()
    var gone: Set<Int64> = []
    var next = 0
    var last: Int64 = .min
    while true {
      let stored = try await vectors.vectorOrdinals(
        of: .message, model: model.model, in: space, after: last, limit: Self.ordinalPage)
      for ordinal in stored {
        while next < saved.count, saved[next] < ordinal {
          gone.insert(saved[next])
          next += 1
        }
        if next < saved.count, saved[next] == ordinal {
          kept.append(ordinal)
          next += 1
        } else {
          missing.append(ordinal)
        }
      }
      guard let end = stored.last, stored.count >= Self.ordinalPage else { break }
      last = end
      await Task.yield()
    }
    gone.formUnion(saved[next...])
    // Erased, not only removed: what the store has lost must not be in the next file either.
    graph.erase(keys: gone)
    content.messages.adopt(graph, keys: kept)
    for start in stride(from: 0, to: missing.count, by: page) {
      let ordinals = Array(missing[start..<min(start + page, missing.count)])
      content.load(try await vectors.vectors(of: .message, model: model.model, in: space, ordinals: ordinals))
      await Task.yield()
    }
  }
}

/// Work that would hold a thread of the cooperative pool for long: on a queue of its own.
enum BlockingWork {
  static func run<Value: Sendable, Failure: Error>(_ work: @escaping @Sendable () throws(Failure) -> Value)
    async throws(Failure) -> Value
  {
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
      DispatchQueue.global(qos: .utility).async {
        continuation.resume(returning: Result { () throws(Failure) in try work() })
      }
    }
    return try result.get()
  }
}
