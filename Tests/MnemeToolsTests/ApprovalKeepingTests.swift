import Foundation
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeTools

@Suite struct ApprovalKeepingTests {
  /// A store whose disk is full when it is told so.
  private final class Full: ApprovalStore {
    let inner: any ApprovalStore
    private let isFull = Mutex(false)
    init(_ inner: any ApprovalStore) { self.inner = inner }
    func fill(_ full: Bool) { isFull.withLock { $0 = full } }

    func add(_ approval: Approval) async throws(MnemeError) { try await inner.add(approval) }
    func approvals(_ search: ApprovalSearch, at now: Date, in space: SpaceID) async throws(MnemeError) -> [Approval] {
      try await inner.approvals(search, at: now, in: space)
    }
    func decide(_ id: String, _ state: Approval.State, at now: Date, in space: SpaceID) async throws(MnemeError)
      -> Approval?
    { try await inner.decide(id, state, at: now, in: space) }
    func finish(_ id: String, _ state: Approval.State, result: String, in space: SpaceID) async throws(MnemeError)
      -> Approval?
    {
      if isFull.withLock({ $0 }) { throw MnemeError(.storage, "full") }
      return try await inner.finish(id, state, result: result, in: space)
    }
    func markTold(_ ids: [String], in space: SpaceID) async throws(MnemeError) {
      try await inner.markTold(ids, in: space)
    }
    func sweep(at now: Date, removingBefore: Date, isStart: Bool) async throws(MnemeError) {
      try await inner.sweep(at: now, removingBefore: removingBefore, isStart: isStart)
    }
  }

  @Test func whatAnApprovedCallDidIsToldAndKeptThoughTheDiskWasFull() async throws {
    let runs = NotingTool.Runs()
    let house = try ToolHouse()
    let store = Full(house.store)
    var settings = ToolSettings()
    settings.asked = ["lamp"]
    let pending = PendingCalls(store: store, clock: house.clock, identifiers: UUIDv7Source(), minutes: 15)
    let registry = try ToolRegistry(
      settings: settings, approvals: pending, audit: house.audit, clock: house.clock, logger: ToolHouse.logger)
    registry.replace(group: "test", with: [NotingTool("lamp", changes: true, runs: runs)])
    let desk = ToolDesk(
      registry: registry, audit: house.audit, pending: pending, settings: settings, clock: house.clock,
      logger: ToolHouse.logger)
    let asked = try await registry.call("lamp", arguments: .null, in: house.turn())
    let approval = try #require(asked.approval)
    store.fill(true)
    let ended = try await desk.decide(approval.id, token: approval.token, approves: true, in: .me)
    #expect(ended.state == .done && ended.result == "ran" && runs.all.count == 1)
    await desk.sweep(isStart: false)
    #expect(try await desk.approvals(ApprovalSearch(id: approval.id), in: .me).map(\.state) == [.running])
    store.fill(false)
    await desk.sweep(isStart: false)
    #expect(try await desk.approvals(ApprovalSearch(id: approval.id), in: .me).map(\.result) == ["ran"])
    try house.close()
  }

  @Test func theSameQuestionOfAModelElsewhereIsAnother() async throws {
    let house = try ToolHouse()
    let pending = PendingCalls(store: house.store, clock: house.clock, identifiers: UUIDv7Source(), minutes: 15)
    let near = try await pending.ask("recall", .null, in: house.turn(), reason: "r")
    let turn = ToolTurn(
      space: .me, session: "s", channel: "test", now: house.clock.now(), said: [], message: nil, leavesHome: true)
    let far = try await pending.ask("recall", .null, in: turn, reason: "r")
    #expect(near.id != far.id && far.leavesHome)
    #expect(try await pending.ask("recall", .null, in: turn, reason: "r").id == far.id)
    try house.close()
  }

  /// Refuses texts with a word in them, as an embedder with a short window or a filter does.
  private final class Picky: Embedder {
    let inner = HashingEmbedder()
    var info: EmbedderInfo { inner.info }
    let state = EmbedderState.ready
    private let asked = Mutex(0)
    var count: Int { asked.withLock { $0 } }
    func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> EmbeddingBatch {
      asked.withLock { $0 += 1 }
      if texts.contains(where: { $0.contains("poison") }) { throw MnemeError(.tooLarge, "too long") }
      return try await inner.embed(texts, as: purpose)
    }
  }

  @Test func aDescriptionThatIsRefusedKeepsNoOtherFromItsVector() async throws {
    let embedder = Picky()
    let vectors = ToolVectors(embedder: embedder, logger: ToolHouse.logger)
    let texts = (0..<40).map { "text number \($0)" } + ["a poison text"]
    #expect(await vectors.follow(Set(texts)))
    let query = try await embedder.inner.embed(["text number 7"], as: .query)
    let found = vectors.similarities(of: texts, to: Array(query.values.prefix(query.dimension)))
    #expect(found.allSatisfy { $0 != nil } && found.last == .some(0))
    let before = embedder.count
    #expect(await vectors.follow(Set(texts)) && embedder.count == before)
  }

  @Test func aToolWithoutAVectorLeavesTheChoiceToTheWords() async throws {
    let embedder = MeaningEmbedder(alike: [:])
    let house = try ToolHouse(
      [NotingTool("stripes", summary: "Draws zebra stripes."), NotingTool("lamp", summary: "Turns the light on.")])
    let vectors = ToolVectors(embedder: embedder, logger: ToolHouse.logger)
    let tools = Array(house.registry.shelf.withLock { $0.tools.values })
    let lamp = try #require(tools.first { $0.name == "lamp" })
    _ = await vectors.follow([lamp.about])
    let ranked = ToolRelevance(tools, vectors: vectors).ranked(for: "zebra", vector: await embedder.query("zebra"))
    #expect(ranked.first?.tool.name == "stripes")
    try house.close()
  }
}
