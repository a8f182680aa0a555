import MnemeCore
import MnemeVectors

/// Building and saving graphs of vectors while recalls go on.
///
/// One piece of work on a space at a time: a chunk of rows into the graph, a save, or an erasure. Each takes its turn.
extension SpaceIndexes {
  /// Starts the work there is to do on a space, unless it is under way.
  func startGraphWork(on space: SpaceID) {
    guard graphWork[space] == nil, let entry = entries[space], entry.content.wantsGraphWork else { return }
    let generation = entry.generation
    // Ends with the work, or when the space or the actor leaves memory; awaited by `settleGraphs`.
    graphWork[space] = Task(priority: .utility) { [weak self] in
      while await self?.workOnGraphs(of: space, generation) ?? false {}
      await self?.endGraphWork(on: space)
    }
  }

  private func endGraphWork(on space: SpaceID) {
    graphWork[space] = nil
    // What came between the last look and now.
    startGraphWork(on: space)
  }

  /// Returns when no work on graphs is left.
  package func settleGraphs() async {
    while let task = graphWork.values.first { await task.value }
  }

  /// - Returns: whether there may be more to do.
  private func workOnGraphs(of space: SpaceID, _ generation: Int) async -> Bool {
    await takeGraphTurn(of: space)
    defer { endGraphTurn(of: space) }
    for source in ItemSource.allCases {
      guard entries[space]?.generation == generation else { return false }
      guard let step = entries[space]?.content[source].beginStep() else { continue }
      let row = await BlockingWork.run { step.run() }
      guard entries[space]?.generation == generation else { return false }
      entries[space]?.content[source].endStep(row: row)
      measure(space)
      if source == .message, let content = entries[space]?.content, content.messages.isWorthSaving {
        // A failure costs the next start the work that was not saved.
        try? await saveGraph(of: space, overwriting: false)
      }
      return true
    }
    return false
  }

  // MARK: Files

  /// Saves the graphs that differ from their files by more than one in `share` rows. Failures cost the next start the work
  /// that was not saved.
  func saveGraphs(share: Int) async {
    guard files != nil else { return }
    for space in entries.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
      guard let vectors = entries[space]?.content.messages, let graph = vectors.graph,
        vectors.unsavedRows * share > graph.rowCount
      else { continue }
      await takeGraphTurn(of: space)
      try? await saveGraph(of: space, overwriting: false)
      endGraphTurn(of: space)
    }
  }

  /// Takes what was erased out of the file, behind the work that may still have it in hand.
  func eraseGraphFile(of space: SpaceID) async throws(MnemeError) {
    guard let files else { return }
    await takeGraphTurn(of: space)
    defer { endGraphTurn(of: space) }
    if entries[space]?.content.messages.graph?.count ?? 0 > 0 {
      try await saveGraph(of: space, overwriting: true)
    } else {
      let saved = VectorFiles(folder: files.folder(of: space), model: model)
      try await BlockingWork.run { () throws(MnemeError) in try saved.erase() }
    }
  }

  /// Within a turn.
  private func saveGraph(of space: SpaceID, overwriting: Bool) async throws(MnemeError) {
    guard let files, let generation = entries[space]?.generation,
      let graph = entries[space]?.content.messages.beginSaving()
    else { return }
    let saved = VectorFiles(folder: files.folder(of: space), model: model)
    let failure: MnemeError?
    do throws(MnemeError) {
      try await markStore(of: space)
      try await BlockingWork.run { () throws(MnemeError) in try saved.save(graph, overwriting: overwriting) }
      failure = nil
    } catch {
      failure = error
    }
    if entries[space]?.generation == generation {
      entries[space]?.content.messages.endSaving(saved: failure == nil)
    }
    if let failure { throw failure }
  }

  // MARK: Turns

  func takeGraphTurn(of space: SpaceID) async {
    if graphTurns[space] == nil {
      graphTurns[space] = []
    } else {
      await withCheckedContinuation { graphTurns[space, default: []].append($0) }
    }
  }

  func endGraphTurn(of space: SpaceID) {
    var waiting = graphTurns[space] ?? []
    let next = waiting.isEmpty ? nil : waiting.removeFirst()
    graphTurns[space] = next == nil ? nil : waiting
    next?.resume()
  }
}

extension SpaceContent {
  var wantsGraphWork: Bool { messages.wantsStep || memories.wantsStep }
}
