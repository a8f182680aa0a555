import Foundation
import MnemeCore
import MnemeVectors

/// Generalising episodes, as a part of upkeep.
extension MemoryEngine {
  /// Alike episodes looked at for one, and generalisations of one run.
  private static let alikeLimit = 24
  private static let generalisationLimit = 64
  private static let episodePage = 200

  /// Which memories of a space are episodes old enough, and which are semantic already.
  struct EpisodeSearch {
    var episodes: [Int64] = []
    var semantic: [Int64] = []

    mutating func add(_ memory: MemoryVitals, now: Date) {
      if memory.kind == .semantic {
        semantic.append(memory.ordinal)
      } else if memory.kind == .event || memory.kind == .insight, memory.attribute == nil,
        now.timeIntervalSince(memory.recordedAt) >= EpisodeGroups.ageDays * 86_400
      {
        episodes.append(memory.ordinal)
      }
    }
  }

  /// Makes semantic memories of what keeps coming back.
  ///
  /// Statements: the members of the groups and the semantic memories, read in pages, and one transaction.
  /// - Returns: ids of the episodes that were generalised, and how many semantic memories were made of them.
  func generalise(_ search: EpisodeSearch, in space: SpaceID, dryRun: Bool) async throws(MnemeError) -> (
    episodes: [String], semantic: Int
  ) {
    let groups = EpisodeGroups.groups(try await neighbours(of: search.episodes, in: space))
      .prefix(Self.generalisationLimit)
    guard !groups.isEmpty else { return ([], 0) }
    let members = try await pages(of: groups.flatMap { $0 }, in: space)
    let earlier = try await pages(of: search.semantic, in: space)
    let found = Dictionary(members.map { ($0.ordinal, $0) }) { first, _ in first }
    let rule = EpisodeGroups(timeZone: settings.timeZone)
    let now = clock.now()
    let changes = groups.flatMap { group in
      rule.changes(for: group.compactMap { found[$0] }, among: earlier, now: now)
    }
    let semantic = changes.count { if case .add = $0 { true } else { false } }
    let episodes = changes.compactMap { if case .reassess(let id, _, _) = $0 { id } else { nil } }
    if !dryRun, !changes.isEmpty {
      try await planning.withLock { () async throws(MnemeError) in
        let stored = try await stores.memories.apply(changes, in: space, at: now, finishing: [])
        await index.changed(stored)
      }
      tell(changes, in: space)
      signal.signal()
    }
    return (episodes, semantic)
  }

  /// Alike episodes by their vectors; those without one are alone.
  private func neighbours(of episodes: [Int64], in space: SpaceID) async throws(MnemeError) -> [(
    episode: Int64, alike: [Int64]
  )] {
    let memories = try await index.view(of: space).memories
    let known = Set(episodes)
    return episodes.compactMap { episode in
      guard let vector = memories.vector(ofKey: episode),
        // Vectors of the index itself always fit it.
        let matches = try? memories.topK(vector, k: Self.alikeLimit, distinctKeys: true)
      else { return nil }
      return (episode, matches.filter { $0.score >= EpisodeGroups.similarity && known.contains($0.key) }.map(\.key))
    }
  }

  private func pages(of ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Memory] {
    var result: [Memory] = []
    for start in stride(from: 0, to: ordinals.count, by: Self.episodePage) {
      result += try await stores.memories.memories(
        ordinals: Array(ordinals[start..<min(start + Self.episodePage, ordinals.count)]), in: space)
    }
    return result
  }
}
