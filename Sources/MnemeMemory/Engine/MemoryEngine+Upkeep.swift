import Foundation
import Logging
package import MnemeCore

extension MemoryEngine: MaintenanceService {
  /// Seconds between two runs of consolidation, and between two looks for sessions that fell silent.
  static let consolidationSeconds = 6.0 * 3_600
  static let idleCheckSeconds = 60.0
  private static let page = 200
  /// Memories of one space up to which near-duplicates are looked for.
  private static let mergeLimit = 20_000

  /// Looks every minute for sessions that fell silent and every six hours for what has faded, until the task is cancelled.
  func runUpkeep() async {
    var last = clock.now()
    while !Task.isCancelled {
      // Ends at once with the task.
      try? await Task.sleep(for: .seconds(Self.idleCheckSeconds))
      if Task.isCancelled { return }
      do {
        _ = try await endIdleSessions()
        if clock.now().timeIntervalSince(last) >= Self.consolidationSeconds {
          last = clock.now()
          _ = try await maintain(nil, dryRun: false)
        }
      } catch {
        if !Task.isCancelled {
          logger.warning("upkeep.failed", metadata: ["error.code": "\(error.code.rawValue)"])
        }
      }
    }
  }

  package func maintain(_ space: SpaceID?, dryRun: Bool) async throws(MnemeError) -> MaintenanceReport {
    try await maintaining.withLock { () async throws(MnemeError) -> MaintenanceReport in
      var report = MaintenanceReport(isDryRun: dryRun)
      var learned: [SpaceID: Int] = [:]
      let spaces: [SpaceID]
      if let space { spaces = [space] } else { spaces = try await stores.upkeep.spaces() }
      for space in spaces {
        var result = try await consolidate(space, dryRun: dryRun)
        result.outlived = try await eraseOutlived(in: space, dryRun: dryRun)
        report.spaces.append(result)
        if !dryRun { learned[space] = await learnInsights(in: space) }
      }
      if !dryRun {
        report.endedSessions = try await endIdleSessions()
        report.archivedSessions = try await stores.history.archiveSessions(
          idleSince: clock.now().addingTimeInterval(-Double(settings.archiveDays) * 86_400))
        try await removeOldInteractions()
        try await meta.flush()
        await index.persist(atLeast: 1)
        try await stores.upkeep.compact()
      }
      report.findings = try await stores.upkeep.integrityFindings()
      for result in report.spaces where !dryRun {
        events.publish(
          .maintenanceFinished(
            name: "consolidation",
            counts: [
              "expired": result.expired, "merged": result.merged, "preserved": result.preserved,
              "reassessed": result.reassessed, "insights": learned[result.space] ?? 0,
            ]),
          in: result.space)
      }
      return report
    }
  }

  /// What fails in one space must not keep the others, nor the rest of maintenance, from being done.
  private func learnInsights(in space: SpaceID) async -> Int? {
    do throws(MnemeError) {
      return try await insights?.learn(in: space)
    } catch {
      logger.error("insights.unlearnt", metadata: ["error.code": "\(error.code.rawValue)"])
      return nil
    }
  }

  package func rebuild(vectors: Bool) async throws(MnemeError) -> RebuildReport {
    try await maintaining.withLock { () async throws(MnemeError) -> RebuildReport in
      let report = try await stores.upkeep.rebuild(vectors: vectors)
      for space in try await stores.upkeep.spaces() { try await index.reset(space) }
      await graphs.removeAll()
      signal.signal()
      return report
    }
  }

  /// Erases messages that are older than the settings keep them, unless a memory comes from them.
  private func eraseOutlived(in space: SpaceID, dryRun: Bool) async throws(MnemeError) -> Int {
    guard settings.retentionDays > 0 else { return 0 }
    let before = clock.now().addingTimeInterval(-Double(settings.retentionDays) * 86_400)
    return try await forgetOutlived(before: before, in: space, dryRun: dryRun)
  }

  private func endIdleSessions() async throws(MnemeError) -> Int {
    let idleSince = clock.now().addingTimeInterval(-Double(settings.sessionIdleMinutes) * 60)
    let ended = try await stores.sessions.endSessions(idleSince: idleSince, limit: 1_000)
    for session in ended { events.publish(.sessionEnded(session: session.id), in: session.space) }
    if !ended.isEmpty { signal.signal() }
    return ended.count
  }

  // MARK: Consolidation

  /// Preserves what was said often, retires what has faded, raises what is used, and joins what says the same. Memories
  /// are read in pages, the graph once.
  private func consolidate(_ space: SpaceID, dryRun: Bool) async throws(MnemeError) -> MaintenanceReport.Space {
    var report = MaintenanceReport.Space(space: space)
    var plan = ConsolidationPlan()
    let decay = Decay(settings: settings, now: clock.now(), circadian: try await meta.circadian(of: space))
    let graph = try await graphs.graph(of: space)
    var last: Int64 = 0
    var used: [String: ConsolidationPlan.Reassessment] = [:]
    var merging = MergeSearch()
    var episodes = EpisodeSearch()
    while true {
      let page = try await stores.upkeep.vitals(in: space, after: last, limit: Self.page)
      guard let end = page.last?.ordinal else { break }
      last = end
      report.checked += page.count
      let usage = try await meta.usage(of: page.map { ItemKey(.memory, $0.ordinal) }, in: space)
      for (memory, usage) in zip(page, usage) {
        var item = DecayItem(memory, usage: usage)
        // What the graph ties it to matters where nothing else speaks for it.
        if !memory.isPreserved, decay.verdict(for: item).isExpired {
          item.usage.degree = graph.degree(ofText: memory.text, about: memory.subject)
        }
        if memory.repetitions >= Self.preservedRepetitions, !memory.isPreserved {
          plan.preserve.append(memory.ordinal)
        } else if !memory.isPreserved, decay.verdict(for: item).isExpired {
          plan.expire.append(memory.ordinal)
        } else {
          if let earned = EarnedImportance.importance(of: memory, accesses: usage.count, now: decay.now) {
            used[memory.id] = .init(ordinal: memory.ordinal, importance: earned)
          }
          merging.add(memory.ordinal)
          episodes.add(memory, now: decay.now)
        }
      }
      if report.checked > Self.mergeLimit { merging.removeAll() }
      if page.count < Self.page { break }
    }
    if report.checked <= Self.mergeLimit {
      plan.merge = try await mergers(merging, in: space)
      let (generalised, semantic) = try await generalise(episodes, in: space, dryRun: dryRun)
      (report.generalised, report.semantic) = (generalised.count, semantic)
      // Their semantic memory has it.
      for id in generalised { used[id] = nil }
    }
    plan.reassess = used.values.sorted { $0.ordinal < $1.ordinal }
    report.preserved = plan.preserve.count
    report.expired = plan.expire.count
    report.reassessed = plan.reassess.count
    report.merged = plan.merge.count
    if dryRun || plan.isEmpty { return report }
    let outcome = try await planning.withLock { () async throws(MnemeError) in
      try await stores.upkeep.apply(plan, in: space, at: clock.now())
    }
    report.preserved = outcome.preserved
    report.expired = outcome.expired
    report.reassessed = outcome.reassessed
    report.merged = outcome.merged
    try await inPages(outcome.silenced) { page async throws(MnemeError) in
      await index.changed(try await stores.memories.memories(ordinals: page, in: space))
    }
    return report
  }

  private func mergers(_ search: MergeSearch, in space: SpaceID) async throws(MnemeError) -> [ConsolidationPlan.Merger]
  {
    let pairs = search.pairs(in: try await index.view(of: space), alike: Self.sameSimilarity)
    var memories: [Int64: Memory] = [:]
    try await inPages(Set(pairs.flatMap { [$0.newer, $0.older] }).sorted()) { page async throws(MnemeError) in
      for memory in try await stores.memories.memories(ordinals: page, in: space) { memories[memory.ordinal] = memory }
    }
    return MergeSearch.mergers(of: pairs, memories)
  }

  private func inPages(_ ordinals: [Int64], _ body: ([Int64]) async throws(MnemeError) -> Void) async throws(MnemeError)
  {
    for start in stride(from: 0, to: ordinals.count, by: Self.page) {
      try await body(Array(ordinals[start..<min(start + Self.page, ordinals.count)]))
    }
  }

  /// Said so often that it never expires.
  static let preservedRepetitions = 3
  /// Cosine similarity from which two memories of one subject say the same.
  static let sameSimilarity: Float = 0.97
}

extension DecayItem {
  fileprivate init(_ memory: MemoryVitals, usage: ItemUsage) {
    self.init(
      importance: memory.importance, kind: memory.kind, recordedAt: memory.recordedAt.milliseconds,
      repetitions: memory.repetitions, isPinned: memory.isPinned,
      usage: MemoryUsage(
        accesses: usage.count, lastAccess: usage.lastAccess?.milliseconds, channels: usage.channels))
  }
}
