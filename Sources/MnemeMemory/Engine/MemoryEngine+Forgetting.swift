import Foundation
import Logging
package import MnemeCore

extension MemoryEngine: ForgettingService {
  package func forget(_ selection: ForgetSelection, in space: SpaceID, dryRun: Bool) async throws(MnemeError)
    -> ForgetReceipt
  {
    try await checkExists(selection, in: space)
    let receipt = try await forget(in: space, dryRun: dryRun) { () async throws(MnemeError) in
      try await stores.forgetting.forgettingPlan(for: selection, in: space)
    }
    if case .everything = selection, !dryRun {
      // The hours at which somebody was busy belong to no item.
      try await meta.remove(space)
    }
    return receipt
  }

  /// Erases the messages of before a time from which no memory comes.
  /// - Returns: how many they are.
  func forgetOutlived(before: Date, in space: SpaceID, dryRun: Bool) async throws(MnemeError) -> Int {
    try await forget(in: space, dryRun: dryRun) { () async throws(MnemeError) in
      try await stores.forgetting.forgettingPlan(outlived: before, in: space)
    }.messages
  }

  private func forget(in space: SpaceID, dryRun: Bool, _ plan: () async throws(MnemeError) -> ForgetPlan)
    async throws(MnemeError) -> ForgetReceipt
  {
    // Nothing may be derived from a message while it is being erased.
    try await planning.withLock { () async throws(MnemeError) -> ForgetReceipt in
      try await linking.withLock { () async throws(MnemeError) -> ForgetReceipt in
        let plan = try await plan()
        if dryRun || plan.isEmpty { return await receipt(of: plan, Erasure(), in: space, isDryRun: dryRun) }
        let erasure = try await erase(plan, in: space)
        return await receipt(of: plan, erasure, in: space, isDryRun: false)
      }
    }
  }

  private func erase(_ plan: ForgetPlan, in space: SpaceID) async throws(MnemeError) -> Erasure {
    let (forgetting, clock) = (stores.forgetting, clock)
    let erasure = try await index.erase(in: space) { () async throws(MnemeError) -> (Erasure, [ItemKey]) in
      let erasure = try await forgetting.forget(plan, in: space, at: clock.now())
      // Reworded memories lose the words and the vectors of what was erased, and get them anew.
      let keys =
        erasure.messages.map { ItemKey(.message, $0) } + erasure.memories.map { ItemKey(.memory, $0) }
        + erasure.changed.map { ItemKey(.memory, $0.ordinal) }
      return (erasure, keys)
    }
    await index.revive(erasure.changed)
    working.drop(space)
    embeddings.removeAll()
    await reviewInsights(nil, in: space)
    await follow(erasure.graph, in: space)
    do {
      try await meta.remove(
        erasure.messages.map { ItemKey(.message, $0) } + erasure.memories.map { ItemKey(.memory, $0) }, in: space)
    } catch {
      // The store's transaction has removed the counters already; what is in memory fades by itself.
      logger.warning("forgetting.counters_kept", metadata: ["error.code": "\(error.code.rawValue)"])
    }
    events.publish(
      .forgotten(
        .init(
          sessions: erasure.sessions, messages: erasure.messages.count, memories: erasure.memories.count,
          entities: erasure.graph.removedEntities.count)), in: space)
    signal.signal()
    return erasure
  }

  /// What was learnt from memories that do not speak any more goes with them.
  /// - Parameter memories: their ids; nil where any may be meant.
  func reviewInsights(_ memories: [String]?, in space: SpaceID) async {
    if let memories, memories.isEmpty { return }
    do {
      try await insights?.review(memories.map(Set.init), in: space)
    } catch {
      // They are looked at again before they are next told.
      logger.error("insights.unreviewed", metadata: ["error.code": "\(error.code.rawValue)"])
    }
  }

  private func checkExists(_ selection: ForgetSelection, in space: SpaceID) async throws(MnemeError) {
    switch selection {
    case .memory(let id, _): _ = try await memory(id, in: space)
    case .message(let id):
      if try await stores.messages.messages(ids: [id], in: space).isEmpty {
        throw MnemeError(.notFound, "There is no message with this id in this space.")
      }
    case .session(let id): if try await stores.sessions.session(id, in: space) == nil { throw Self.noSession }
    case .person, .time, .everything: break
    }
  }

  private func receipt(of plan: ForgetPlan, _ erasure: Erasure, in space: SpaceID, isDryRun: Bool) async
    -> ForgetReceipt
  {
    let now = clock.now()
    // What held nothing of it is no news.
    let inventory = plan.isEmpty ? nil : backups
    let copies = await inventory?.backups(before: now) ?? []
    return ForgetReceipt(
      space: space, at: now, isDryRun: isDryRun, messages: plan.messages.count, memories: plan.memories.count,
      lessenedMemories: plan.lessened.count, keptSources: plan.keptSources, sessions: erasure.sessions,
      digests: erasure.digests, vectors: erasure.vectors, ledgerEntries: erasure.ledgerEntries,
      entities: erasure.graph.removedEntities.count, relations: erasure.graph.removedRelations.count,
      jobs: erasure.jobs, backups: copies)
  }
}
