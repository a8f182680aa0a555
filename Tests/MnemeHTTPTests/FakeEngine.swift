import Foundation
import MnemeCore
import Synchronization

/// The memory engine's services, each as simple as it can be.
struct FakeEngine {
  var archive = FakeArchive()
  var graph = FakeGraph()
  var forgetting = FakeForgetting()
  var transfer = FakeTransfer()
  var maintenance = FakeMaintenance()
  var events = FakeEvents()
}

/// One session of ten messages in the space `me`, and a record of what was asked.
final class FakeArchive: ArchiveService {
  struct MessageQuery: Equatable {
    let text: String
    let from: Date?
    let to: Date?
    let space: SpaceID
    let limit: Int
  }

  private struct State {
    var sessionSearches: [(search: SessionSearch, space: SpaceID)] = []
    var messageQueries: [MessageQuery] = []
    var ended: [String] = []
  }

  private let state = Mutex(State())

  var sessionSearches: [SessionSearch] { state.withLock { $0.sessionSearches.map(\.search) } }
  var messageQueries: [MessageQuery] { state.withLock { $0.messageQueries } }

  static let time = Date(milliseconds: 1_750_000_000_000)
  static let messages = (1...10).map { number in
    Message(
      id: "x-\(number)", ordinal: Int64(number), space: .me, session: "s/1", role: number % 2 == 1 ? .user : .assistant,
      speaker: nil, text: "line \(number)", trust: .user, createdAt: time, externalID: nil, parent: nil, pathHash: "h")
  }

  private func session(isEnded: Bool) -> Session {
    Session(
      id: "s/1", space: .me, channel: "api", startedAt: Self.time, lastActivityAt: Self.time,
      endedAt: isEnded ? Self.time : nil, messageCount: 10,
      digest: isEnded
        ? SessionDigest(title: "Moving", summary: "About a move.", topics: ["lisbon", "flat"], sources: ["x-1"]) : nil)
  }

  func sessions(_ search: SessionSearch, in space: SpaceID) async throws(MnemeError) -> [Session] {
    state.withLock { $0.sessionSearches.append((search, space)) }
    return space == .me ? [session(isEnded: true)] : []
  }

  func session(_ id: String, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError)
    -> (session: Session, messages: [Message])
  {
    try check(id, space)
    return (session(isEnded: false), Array(Self.messages.filter { $0.ordinal < before ?? .max }.suffix(limit)))
  }

  func end(session id: String, in space: SpaceID) async throws(MnemeError) -> Session {
    try check(id, space)
    return session(isEnded: true)
  }

  func interactions(_ search: InteractionSearch, in space: SpaceID) async throws(MnemeError) -> [Interaction] {
    let turn = Interaction(
      id: "t-1", space: space, session: search.session ?? "s/1", message: "x-1", channel: "api",
      at: Date(milliseconds: 1_750_000_000_000), model: "library/story-1", provider: "openai",
      usage: TokenUsage(prompt: 7, completion: 3, reported: true), firstTokenMilliseconds: 5, totalMilliseconds: 9,
      outcome: .stop)
    return Array(repeating: turn, count: min(search.limit, 2))
  }

  private func check(_ id: String, _ space: SpaceID) throws(MnemeError) {
    guard id == "s/1", space == .me else { throw MnemeError(.notFound, "There is no such session.") }
  }

  func search(_ text: String, from: Date?, to: Date?, in space: SpaceID, limit: Int) async throws(MnemeError)
    -> [Message]
  {
    state.withLock {
      $0.messageQueries.append(MessageQuery(text: text, from: from, to: to, space: space, limit: limit))
    }
    return space == .me ? Array(Self.messages.reversed().prefix(limit)) : []
  }

  func statistics(of space: SpaceID) async throws(MnemeError) -> SpaceStatistics {
    let isMine = space == .me
    return SpaceStatistics(
      sessions: 1, openSessions: 1, archivedSessions: 0, messages: isMine ? 10 : 0, memories: 3, activeMemories: 2,
      pinnedMemories: 1, inboxMemories: 0, memoriesByKind: ["preference": 1, "fact": 1], entities: 4, relations: 5,
      vectors: 6, waitingJobs: 7, failedJobs: 0, firstMessageAt: isMine ? Self.time : nil, lastMessageAt: nil)
  }
}

/// Three entities in the space `me`; the first two are related.
final class FakeGraph: GraphService {
  private let calls = Mutex<[String]>([])

  /// What was asked, in words.
  var asked: [String] { calls.withLock { $0 } }

  private static let names = ["Ada", "Lisbon", "Kestrel"]

  private func entity(_ ordinal: Int64) -> Entity {
    let name = Self.names[Int(ordinal) - 1]
    return Entity(
      ordinal: ordinal, space: .me, key: name.lowercased(), name: name, kind: ordinal == 1 ? .person : .place,
      aliases: [name], mentions: 5, firstSeen: FakeArchive.time, lastSeen: FakeArchive.time)
  }

  private var related: GraphView {
    GraphView(
      entities: [entity(1), entity(2)],
      relations: [
        WeighedRelation(
          relation: Relation(
            ordinal: 9, space: .me, source: 1, target: 2, type: .livesIn, occurrences: 3, firstSeen: FakeArchive.time,
            lastSeen: FakeArchive.time, validFrom: FakeArchive.time),
          weight: 0.75)
      ])
  }

  private func check(_ entity: Int64, _ space: SpaceID) throws(MnemeError) {
    guard (1...3).contains(entity), space == .me else { throw MnemeError(.notFound, "There is no such entity.") }
  }

  func entities(named name: String?, in space: SpaceID, limit: Int) async throws(MnemeError) -> [Entity] {
    calls.withLock { $0.append("entities \(name ?? "-") \(space) \(limit)") }
    guard space == .me else { return [] }
    return (1...3).map { entity($0) }.filter { name == nil || $0.name == name }
  }

  func neighbourhood(of entity: Int64, depth: Int, in space: SpaceID, limit: Int) async throws(MnemeError)
    -> GraphView
  {
    calls.withLock { $0.append("neighbourhood \(entity) \(depth) \(space) \(limit)") }
    try check(entity, space)
    return related
  }

  func path(from: Int64, to: Int64, maxDepth: Int, in space: SpaceID) async throws(MnemeError) -> GraphView? {
    calls.withLock { $0.append("path \(from) \(to) \(maxDepth) \(space)") }
    try check(from, space)
    try check(to, space)
    return Set([from, to]) == [1, 2] ? related : nil
  }

  func provenance(of entity: Int64, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String] {
    try check(entity, space)
    return ["x-9", "x-3"]
  }

  func overview(of space: SpaceID, limit: Int) async throws(MnemeError) -> GraphView {
    calls.withLock { $0.append("overview \(space) \(limit)") }
    return space == .me ? related : GraphView(entities: [], relations: [])
  }

  func statistics(ofGraph space: SpaceID) async throws(MnemeError) -> GraphSummary {
    GraphSummary(
      entities: space == .me ? 3 : 0, relations: 1, mentions: 15, byKind: ["place": 2, "person": 1],
      averageDegree: 0.67)
  }
}

/// Forgets nothing and keeps what it was told to forget.
final class FakeForgetting: ForgettingService {
  struct Order: Equatable {
    let selection: ForgetSelection
    let space: SpaceID
    let dryRun: Bool
  }

  private let taken = Mutex<[Order]>([])

  var orders: [Order] { taken.withLock { $0 } }

  /// Ids `none` do not exist.
  func forget(_ selection: ForgetSelection, in space: SpaceID, dryRun: Bool) async throws(MnemeError) -> ForgetReceipt {
    switch selection {
    case .memory("none", _), .message("none"), .session("none"):
      throw MnemeError(.notFound, "There is nothing with this id in this space.")
    default: break
    }
    taken.withLock { $0.append(Order(selection: selection, space: space, dryRun: dryRun)) }
    return ForgetReceipt(
      space: space, at: FakeArchive.time, isDryRun: dryRun, messages: 2, memories: 1, lessenedMemories: 1,
      keptSources: ["x-7"], sessions: 3, digests: 4, vectors: 5, ledgerEntries: 6, entities: 7, relations: 8, jobs: 9,
      backups: ["mneme-1.db"])
  }
}

/// Answers at once, or when it is let go.
final class FakeMaintenance: MaintenanceService {
  private struct State {
    var calls: [String] = []
    var isHeld = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  var calls: [String] { state.withLock { $0.calls } }

  /// Calls from now on wait for `letGo()`.
  func hold() { state.withLock { $0.isHeld = true } }

  func letGo() {
    let waiting = state.withLock { state in
      state.isHeld = false
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  private func run(_ call: String) async {
    await withCheckedContinuation { continuation in
      let isHeld = state.withLock { state in
        state.calls.append(call)
        if state.isHeld { state.waiting.append(continuation) }
        return state.isHeld
      }
      if !isHeld { continuation.resume() }
    }
  }

  func maintain(_ space: SpaceID?, dryRun: Bool) async throws(MnemeError) -> MaintenanceReport {
    await run("maintain \(space?.rawValue ?? "all") \(dryRun)")
    if space?.rawValue == "full" { throw MnemeError(.storage, "The disk is full.") }
    return MaintenanceReport(
      isDryRun: dryRun,
      spaces: [
        .init(
          space: space ?? .me, checked: 1, preserved: 2, expired: 3, merged: 4, reassessed: 5, generalised: 6,
          semantic: 7, outlived: 8)
      ], endedSessions: 9, archivedSessions: 10, findings: ["one page is damaged"])
  }

  func rebuild(vectors: Bool) async throws(MnemeError) -> RebuildReport {
    await run("rebuild \(vectors)")
    return RebuildReport(spaces: 1, messages: 2, memories: 3, entities: 4, relations: 5, queuedEmbeddings: 6)
  }
}
