import Foundation
import MnemeCore

/// Finds episodes that keep coming back, and words what they have in common: from episodic to semantic memory (Tulving 1972)
/// with no language model. Says no more than was said: the most central wording, how often, and from when to when.
struct EpisodeGroups {
  /// An episode younger than this may still be followed by others of its kind.
  static let ageDays = 5.0
  /// Cosine similarity from which two episodes are of a kind: below that of one thing said twice.
  static let similarity: Float = 0.72
  /// Episodes and distinct days from which something comes back.
  static let fewest = 3
  /// Messages that a generalisation names as its sources.
  private static let sourceLimit = 32
  /// Below what never expires: a habit that nobody asks for any more may fade.
  private static let highest = 0.65
  /// What is left of an episode's importance once it is generalised.
  private static let episodeShare = 0.8

  let timeZone: TimeZone

  /// Groups of alike episodes, the most central one first and then the newest; an episode is in one group at most.
  /// - Parameter neighbours: of each episode, its alike ones.
  static func groups(_ neighbours: [(episode: Int64, alike: [Int64])]) -> [[Int64]] {
    var taken: Set<Int64> = []
    var groups: [[Int64]] = []
    let order = neighbours.sorted { ($0.alike.count, $0.episode) > ($1.alike.count, $1.episode) }
    for (episode, alike) in order where !taken.contains(episode) {
      let others = alike.filter { $0 != episode && !taken.contains($0) }.sorted(by: >)
      guard others.count + 1 >= fewest else { continue }
      taken.insert(episode)
      taken.formUnion(others)
      groups.append([episode] + others)
    }
    return groups
  }

  /// The changes that generalise a group; empty when it is none, or is generalised already.
  /// - Parameters:
  ///   - group: the first one is the most central; those of another subject are left out.
  ///   - earlier: semantic memories that speak.
  func changes(for group: [Memory], among earlier: [Memory], now: Date) -> [MemoryChange] {
    guard let central = group.first else { return [] }
    let members = group.filter { $0.subject == central.subject && $0.isActive }
    let days = Set(members.map { dayText($0.validFrom, isKorean: false) })
    guard members.count >= Self.fewest, days.count >= Self.fewest else { return [] }
    let ids = Set(members.map(\.id))
    let known = earlier.filter { !ids.isDisjoint(with: $0.derivedFrom) }
    let all = known.reduce(ids) { $0.union($1.derivedFrom) }
    if known.contains(where: { ids.isSubset(of: $0.derivedFrom) }) { return [] }
    let memory = generalisation(of: members, central, ids: all, from: known.map(\.validFrom), now: now)
    var changes: [MemoryChange] = [.add(memory, reason: "comes up often")]
    changes += known.map { .supersede(id: $0.id, by: memory.id, validTo: now, reason: "came up again") }
    let counted = Set(known.flatMap(\.derivedFrom))
    changes += members.filter { !counted.contains($0.id) }.map {
      .reassess(id: $0.id, importance: $0.importance * Self.episodeShare, reason: "generalised")
    }
    return changes
  }

  private func generalisation(of members: [Memory], _ central: Memory, ids: Set<String>, from: [Date], now: Date)
    -> Memory
  {
    let first = (from + members.map(\.validFrom)).min() ?? now
    let last = members.map(\.validFrom).max() ?? now
    let isKorean = central.text.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }
    let span = (dayText(first, isKorean: isKorean), dayText(last, isKorean: isKorean))
    let text =
      isKorean
      ? "자주 있는 일 (\(span.0)부터 \(span.1)까지 \(ids.count)번): \(central.text)"
      : "Comes up often (\(ids.count) times from \(span.0) to \(span.1)): \(central.text)"
    var sources: [String] = []
    for source in members.flatMap(\.sources) where !sources.contains(source) { sources.append(source) }
    return Memory(
      id: "\(central.id)-s\(ids.count)", space: central.space, text: text, kind: .semantic, subject: central.subject,
      importance: min(Self.highest, (members.map(\.importance).max() ?? 0) + 0.1),
      trust: members.map(\.trust).min { $0.weight < $1.weight } ?? central.trust,
      sources: Array(sources.prefix(Self.sourceLimit)), session: central.session, validFrom: first, recordedAt: now,
      isLocalOnly: members.contains(where: \.isLocalOnly),
      confidence: members.map(\.confidence).min() ?? 1, derivedFrom: ids.sorted())
  }

  private func dayText(_ date: Date, isKorean: Bool) -> String {
    let (day, _) = CivilTime.components(of: date, in: timeZone)
    return isKorean
      ? "\(day.year)년 \(day.month)월 \(day.day)일"
      : "\(day.year)-\(CivilTime.twoDigits(day.month))-\(CivilTime.twoDigits(day.day))"
  }
}
