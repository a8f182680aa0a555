import Foundation
import GRDB
import Logging
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeMemory
@testable import MnemeSQLite
@testable import mneme_verify

/// What must hold whatever happened before.
@Suite struct HistoryPropertyTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func anExportTakenInElsewhereIsExportedAsTheSameBytes(_ seed: UInt64) async throws {
    let history = try RandomHistory(seed: seed, forgets: true)
    try await history.live(90)
    let exported = try await history.exported()
    #expect(exported.count > 30)
    let other = try ProofHome()
    let lines = exported.enumerated().map { TransferLine(number: $0 + 1, bytes: $1) }
    // In batches, as an upload comes.
    for start in stride(from: 0, to: lines.count, by: 17) {
      _ = try await other.transfer.importRecords(Array(lines[start..<min(start + 17, lines.count)]), into: .me)
    }
    try await other.work()
    let again = try await other.exported(.me)
    let isEqual = again == exported
    #expect(isEqual, "\(Self.firstDifference(exported, again))")
    for line in lines { #expect(try await other.transfer.importRecords([line], into: .me).accepted == 0) }
    let isStillEqual = try await other.exported(.me) == exported
    #expect(isStillEqual)
    func comparable(_ memories: [Memory]) -> [Memory] {
      memories.map { memory in
        var memory = memory
        memory.ordinal = 0
        return memory
      }.sorted { $0.id < $1.id }
    }
    let left = try await history.home.store.memories(in: .me, includeInactive: true, before: nil, limit: 999)
    let right = try await other.store.memories(in: .me, includeInactive: true, before: nil, limit: 999)
    #expect(comparable(left) == comparable(right))
    #expect(try await other.store.integrityFindings() == [])
  }

  private static func firstDifference(_ left: [[UInt8]], _ right: [[UInt8]]) -> String {
    let place =
      zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(left.count, right.count)
    func line(_ lines: [[UInt8]]) -> String {
      place < lines.count ? String(decoding: lines[place], as: UTF8.self) : "none"
    }
    return "line \(place): \(line(left)) | \(line(right))"
  }

  @Test(arguments: [11, 12, 13, 14] as [UInt64])
  func whatIsForgottenLeavesNoTraceInAnyFile(_ seed: UInt64) async throws {
    let history = try RandomHistory(seed: seed, forgets: true)
    var gone: Set<String> = []
    for _ in 0..<4 {
      try await history.live(30)
      for _ in 0..<2 { try await history.forget() }
      try await history.home.work()
      let (forgotten, kept) = try await history.forgotten()
      gone = forgotten
      let traces = try history.traces(of: forgotten)
      #expect(traces.isEmpty, "\(traces)")
      // The search would find them: what is kept is there.
      #expect(Set(try history.traces(of: kept).keys) == kept)
    }
    #expect(gone.count > 5)
    for word in gone.sorted().prefix(20) {
      let result = try await history.home.engine.recall(RecallQuery(space: .me, text: word, observe: false))
      #expect(result.hits.allSatisfy { !$0.content.lowercased().contains(word) })
    }
    _ = try await history.home.engine.forget(.everything, in: .me, dryRun: false)
    try await history.home.work()
    let all = Set(history.words.values.joined())
    #expect(try history.traces(of: all).isEmpty)
    #expect(try await history.home.store.integrityFindings() == [])
  }

  @Test(arguments: [21, 22, 23, 24] as [UInt64])
  func whatIsMadeAgainEqualsWhatWasLive(_ seed: UInt64) async throws {
    let history = try RandomHistory(seed: seed, forgets: true)
    try await history.live(120)
    let home = history.home
    try await home.store.followMessages()
    let live = try await home.dump()
    let found = try await search(history)
    #expect(live.lines.count > 200 && found.count > 50)
    _ = try await home.engine.rebuild(vectors: true)
    try await home.work()
    try await home.store.followMessages()
    let again = try await home.dump()
    let isSame = again == live
    #expect(isSame, "\(again.differences(from: live))")
    #expect(try await search(history) == found)
    #expect(try await home.store.integrityFindings() == [])
  }

  /// Every word that was ever said, searched for in the lexical index: keys and scores.
  private func search(_ history: RandomHistory) async throws -> [String] {
    let view = try await history.home.engine.index.view(of: .me)
    var terms = Set(history.words.values.joined())
    for memory in try await history.home.store.memories(in: .me, includeInactive: true, before: nil, limit: 999) {
      terms.formUnion(TextAnalyzer.terms(memory.text))
    }
    for message in try await history.home.store.texts(of: .me, after: 0, limit: 9_999) {
      terms.formUnion(TextAnalyzer.terms(message.text))
    }
    return terms.sorted().flatMap { term in
      view.lexical.search([term], sources: [.message, .memory], limit: 999).map { "\(term) \($0)" }
    }
  }

  @Test func factsWithTheSameVectorStayTwoFacts() async throws {
    let home = try ProofHome(embedder: OneVector())
    for text in ["I am allergic to nuts.", "I am allergic to pollen.", "I like walking.", "I do not like walking."] {
      home.clock.advance(by: 60)
      _ = try await home.engine.remember(Statement(text: text), in: .me)
    }
    try await home.work()
    let before = try await home.engine.statistics(of: .me).activeMemories
    #expect(try await home.engine.maintain(.me, dryRun: false).spaces.map(\.merged) == [0])
    #expect(try await home.engine.statistics(of: .me).activeMemories == before)
    let texts = try await home.engine.memories(in: .me, includeInactive: false, before: nil, limit: 9).map(\.text)
    #expect(texts.contains { $0.contains("nuts") } && texts.contains { $0.contains("pollen") })
  }

  @Test func anErasureThatIsCutOffBeforeTheIndexIsFinishedAtTheNextStart() async throws {
    let history = try RandomHistory(seed: 31, forgets: false)
    let home = history.home
    _ = try await home.engine.append(home.messages(["I live in \(RandomHistory.word(4_000))."]), channel: "test")
    _ = try await home.engine.recall(RecallQuery(space: .me, text: "Where do I live?"))
    try await home.work()
    let word: Set<String> = [RandomHistory.word(4_000)]
    #expect(try history.traces(of: word).values.joined().contains { $0.hasPrefix("index/") })
    // The store has forgotten and the mark stands; then the process is gone.
    let plan = try await home.store.forgettingPlan(for: .everything, in: .me)
    _ = try await home.store.forget(plan, in: .me, at: home.clock.now())
    try Data().write(to: home.folder.appendingPathComponent("index/erasing-me"))
    #expect(try !history.traces(of: word).isEmpty)
    let next = MemoryEngine(
      stores: MemoryStores(home.store), embedder: home.embedder, settings: MemorySettings(), clock: home.clock,
      indexFiles: LexicalFolder(home.folder.appendingPathComponent("index")),
      logger: Logger(label: "mneme.verify") { _ in SwiftLogNoOpLogHandler() })
    // Nobody asks for the space.
    let worker = Task { await next.run() }  // awaited below
    var tries = 0
    while try !history.traces(of: word).isEmpty, tries < 2_000 {
      tries += 1
      try await Task.sleep(for: .milliseconds(5))
    }
    worker.cancel()
    await worker.value
    #expect(try history.traces(of: word).isEmpty)
  }
}

extension ProofHome {
  /// All tables but what changes by being counted: the queue and SQLite's own.
  func dump() async throws -> StoreDump {
    try await store.pool.read { db in
      try StoreDump(without: ["jobs", "deferred_jobs"]) { try String.fetchAll(db, sql: $0) }
    }
  }
}

/// Everything is alike.
private struct OneVector: Embedder {
  let info = EmbedderInfo(model: "one", dimension: 2, window: 1_000)
  let state = EmbedderState.ready

  func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> EmbeddingBatch {
    EmbeddingBatch(dimension: 2, values: texts.flatMap { _ in [0, 1] as [Float] }, offsets: Array(0...texts.count))
  }
}
