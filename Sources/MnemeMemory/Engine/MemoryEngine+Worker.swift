import Foundation
import Logging
import MnemeCore

/// Working off the durable queue.
extension MemoryEngine {
  /// Jobs of one claim: a batch large enough for the encoder, small enough to leave room for queries.
  static let batchSize = 32
  static let maxAttempts = 8

  /// Works until the task is cancelled: the queue, the counting of recalls, and upkeep from time to time.
  package func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.meta.run(listeningTo: self.events) }
      group.addTask { await self.runUpkeep() }
      group.addTask { await self.runDistilling() }
      await runQueue()
      group.cancelAll()
    }
  }

  /// Works until the task is cancelled. Every step is idempotent, so a kill at any point costs only repeated work.
  private func runQueue() async {
    do {
      try await index.finishErasures()
    } catch {
      logger.error("index.clean_failed", metadata: ["error.code": "\(error.code.rawValue)"])
    }
    do {
      try await stores.jobs.recover()
    } catch {
      logger.error("queue.recover_failed", metadata: ["error.code": "\(error.code.rawValue)"])
    }
    while !Task.isCancelled {
      let worked = await drain()
      if Task.isCancelled { break }
      signal.passEnded()
      await followIndexes()
      // Failed jobs become due by time, not by a signal, and a loading model becomes ready unannounced.
      await signal.waitForWork(timeout: worked ? nil : .seconds(1))
    }
    // A task of its own, awaited here: the store refuses work of a cancelled one. What is not saved is read again from the
    // store at the next start.
    await Task { await index.persist(atLeast: 1) }.value
  }

  /// Work that no job names: full text that follows the messages, and files of indexes that have grown.
  private func followIndexes() async {
    do {
      try await stores.archive.followMessages()
    } catch {
      if !Task.isCancelled {
        logger.warning("archive.follow_failed", metadata: ["error.code": "\(error.code.rawValue)"])
      }
    }
    await index.persist(atLeast: 4_096)
  }

  /// One pass: until no job is due. True when nothing at all is left, not even for later.
  private func drain() async -> Bool {
    var again = true
    var progress = Progress()
    while again && !Task.isCancelled {
      again = false
      for kind in [JobKind.reflectMessage, .linkMessage, .embedMessage, .embedMemory, .digestSession] {
        if kind.needsEmbedder, embedder.state != .ready { continue }
        do {
          let jobs = try await stores.jobs.claim(kind, limit: Self.batchSize, at: clock.now())
          guard let space = jobs.first?.space else { continue }
          again = true
          let failed = await process(jobs, kind: kind, in: space)
          progress.add(kind, done: jobs.count - failed, failed: failed, in: space)
        } catch {
          // Stopping is no failure.
          if Task.isCancelled { return false }
          logger.error(
            "queue.claim_failed",
            metadata: ["job.kind": "\(kind.rawValue)", "error.code": "\(error.code.rawValue)"])
          return false
        }
      }
    }
    // An unreadable queue is looked at again in a second, like one that is not empty.
    guard let status = try? await stores.jobs.status(of: nil, at: clock.now()) else { return false }
    for step in progress.steps {
      observer.observe(.jobs(step.kind, done: step.done, failed: step.failed))
      events.publish(
        .jobProgressed(kind: step.kind, done: step.done, failed: step.failed, depth: status.depth), in: step.space)
    }
    return status.depth == 0
  }

  /// What one pass over the queue did, in the order of first work.
  private struct Progress {
    private(set) var steps: [(space: SpaceID, kind: JobKind, done: Int, failed: Int)] = []

    mutating func add(_ kind: JobKind, done: Int, failed: Int, in space: SpaceID) {
      if let place = steps.firstIndex(where: { $0.space == space && $0.kind == kind }) {
        steps[place].done += done
        steps[place].failed += failed
      } else {
        steps.append((space, kind, done, failed))
      }
    }
  }

  /// - Returns: how many failed and are tried again later.
  private func process(_ jobs: [Job], kind: JobKind, in space: SpaceID) async -> Int {
    do {
      try await work(on: jobs, kind: kind, in: space)
      return 0
    } catch {
      guard jobs.count > 1, !Task.isCancelled else {
        await retryLater(jobs, after: error)
        return jobs.count
      }
      // One bad job must not take the others with it.
      var failed = 0
      for job in jobs {
        do {
          try await work(on: [job], kind: kind, in: space)
        } catch {
          await retryLater([job], after: error)
          failed += 1
        }
        if Task.isCancelled { break }
      }
      return failed
    }
  }

  private func work(on jobs: [Job], kind: JobKind, in space: SpaceID) async throws(MnemeError) {
    switch kind {
    case .embedMessage: try await embedMessages(jobs, in: space)
    case .embedMemory: try await embedMemories(jobs, in: space)
    case .reflectMessage: try await reflect(on: jobs, in: space)
    case .linkMessage: try await link(jobs, in: space)
    case .digestSession: try await digest(jobs, in: space)
    }
  }

  private func retryLater(_ jobs: [Job], after error: MnemeError) async {
    // Stopping is no failure: the jobs stay claimed and the next start takes them up again.
    if Task.isCancelled { return }
    let attempts = (jobs.map(\.attempts).max() ?? 0) + 1
    let final = attempts >= Self.maxAttempts
    let delay = min(pow(2, Double(attempts)), 300)
    logger.warning(
      "job.failed",
      metadata: [
        "job.kind": "\(jobs[0].kind.rawValue)", "job.count": "\(jobs.count)",
        "job.attempts": "\(attempts)", "job.final": "\(final)",
        "error.code": "\(error.code.rawValue)",
      ])
    do {
      try await stores.jobs.fail(
        jobs.map(\.id), retryAt: final ? nil : clock.now().addingTimeInterval(delay),
        reason: error.code.rawValue)
    } catch {
      // They are ready again at once; the pause keeps a full disk from being tried without end.
      logger.error("queue.fail_failed", metadata: ["error.code": "\(error.code.rawValue)"])
      try? await Task.sleep(for: .seconds(1))  // cut short by the stop
    }
  }

  // MARK: Embedding

  private func embedMessages(_ jobs: [Job], in space: SpaceID) async throws(MnemeError) {
    var messages = try await stores.messages.messages(ids: jobs.map(\.subject), in: space)
    if !embedder.isLocal {
      // What must not leave is found by its words alone when texts are embedded elsewhere.
      let withheld = try await stores.archive.localOnlyItems(in: space)
      messages.removeAll { withheld.contains($0.id) }
    }
    let vectors = try await documentVectors(messages.map(\.text), keeping: false)
    let rows = zip(messages, vectors).map { message, values in
      VectorRow(
        key: ItemKey(.message, message.ordinal), dimension: embedder.info.dimension, values: values)
    }
    if let classifier {
      // Before the jobs are finished, so that a crash repeats it.
      let dimension = embedder.info.dimension
      let readings = await classifier.readings(
        of: messages, vectors: vectors.map { Array($0.prefix(dimension)) }, model: embedder.info.model)
      try await stores.readings.put(readings, in: space)
    }
    try await store(rows, in: space, finishing: jobs)
  }

  private func embedMemories(_ jobs: [Job], in space: SpaceID) async throws(MnemeError) {
    let memories = try await stores.memories.memories(ids: jobs.map(\.subject), in: space)
      .filter { embedder.isLocal || !$0.isLocalOnly }
    let vectors = try await documentVectors(memories.map(\.text))
    let rows = zip(memories, vectors).map { memory, values in
      VectorRow(
        key: ItemKey(.memory, memory.ordinal), dimension: embedder.info.dimension, values: values)
    }
    try await store(rows, in: space, finishing: jobs)
  }

  private func store(_ rows: [VectorRow], in space: SpaceID, finishing jobs: [Job])
    async throws(MnemeError)
  {
    try await stores.vectors.put(
      rows, model: embedder.info.model, in: space, finishing: jobs.map(\.id))
    await index.insert(rows, in: space)
  }

  /// Chunk vectors of each text, one encoder call for all that are not in the cache.
  /// - Parameter keeping: whether new ones go to the cache: a message is embedded once, a memory may be looked for again.
  func documentVectors(_ texts: [String], keeping: Bool = true) async throws(MnemeError) -> [[Float]] {
    var result = texts.map { embeddings[$0] }
    let missing = result.indices.filter { result[$0] == nil }
    if !missing.isEmpty {
      let vectors = try await embed(missing.map { texts[$0] })
      for (values, i) in zip(vectors, missing) {
        if keeping { embeddings.insert(values, for: texts[i]) }
        result[i] = values
      }
    }
    return result.map { $0 ?? [] }
  }

  /// Chunk vectors of texts, in pieces that the encoder's bounded queue takes: halved as long as it refuses them.
  private func embed(_ texts: [String], pieces size: Int = MemoryEngine.batchSize) async throws(MnemeError) -> [[Float]]
  {
    var result: [[Float]] = []
    for start in stride(from: 0, to: texts.count, by: size) {
      let piece = Array(texts[start..<min(start + size, texts.count)])
      do throws(MnemeError) {
        let batch = try await embedder.embed(piece, as: .document)
        result += piece.indices.map { batch.chunks(of: $0) }
      } catch {
        guard [.overloaded, .tooLarge].contains(error.code), piece.count > 1 else { throw error }
        result += try await embed(piece, pieces: (piece.count + 1) / 2)
      }
    }
    return result
  }
}

extension JobKind {
  fileprivate var needsEmbedder: Bool { self == .embedMessage || self == .embedMemory }
}
