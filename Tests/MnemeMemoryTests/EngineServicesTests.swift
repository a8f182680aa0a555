import Foundation
import Logging
import MnemeCore
import MnemeSQLite
import MnemeTestSupport
import Testing

@testable import MnemeMemory

/// The engine's services on a real store in a folder of its own.
@Suite struct EngineServicesTests {
  private typealias Home = EngineHome

  @Test func whatIsForgottenLeavesNoTraceOnDisk() async throws {
    let home = try Home()
    for i in 0..<120 { try await home.say("Day \(i): I watered the garden and read a book.", session: "d\(i % 9)") }
    let secret = try await home.say("I live in Zanquibar with my sister Quillonda.", session: "secret")
    try await home.say("My dog is called Pebble.", session: "secret")
    try await home.work()
    _ = try await home.engine.end(session: "secret", in: .me)
    try await home.work()
    #expect(try await home.recalled("Where do I live?").contains { $0.contains("Zanquibar") })
    #expect(try !home.traces(of: "zanquibar").isEmpty)
    let planned = try await home.engine.forget(.message(secret.id), in: .me, dryRun: true)
    #expect(planned.isDryRun && planned.messages == 1 && planned.memories >= 1)
    #expect(try await home.recalled("Where do I live?").contains { $0.contains("Zanquibar") })

    let receipt = try await home.engine.forget(.message(secret.id), in: .me, dryRun: false)
    #expect(receipt.messages == 1 && receipt.memories == planned.memories && receipt.vectors >= 2)
    #expect(receipt.entities >= 1 && receipt.digests == 1 && receipt.ledgerEntries >= 1)
    #expect(try await !home.recalled("Where do I live?").contains { $0.contains("Zanquibar") })
    try await home.work()
    for word in ["zanquibar", "quillonda"] { #expect(try home.traces(of: word) == [], "\(word)") }
    #expect(try await home.recalled("What is my dog called?").contains { $0.contains("Pebble") })
    #expect(try await home.store.integrityFindings() == [])
    await #expect(throws: MnemeError.self) {
      try await home.engine.forget(.message(secret.id), in: .me, dryRun: false)
    }
    try home.close()
  }

  @Test func aPersonASessionAndATimeAreForgottenWhole() async throws {
    let home = try Home()
    try await home.say("I met Torvina at the lake.", session: "a")
    try await home.say("I hike every summer.", session: "a", speaker: "Torvina")
    try await home.say("The kettle is blue.", session: "b")
    let late = try await home.say("The lamp is green.", session: "c")
    try await home.work()
    #expect(try await home.engine.forget(.person("Torvina"), in: .me, dryRun: false).messages == 2)
    #expect(try await home.engine.forget(.session("b"), in: .me, dryRun: false).sessions == 1)
    let range = ForgetSelection.time(from: late.createdAt, to: late.createdAt.addingTimeInterval(1))
    #expect(try await home.engine.forget(range, in: .me, dryRun: false).messages == 1)
    for word in ["torvina", "kettle", "lamp"] { #expect(try home.traces(of: word) == [], "\(word)") }
    #expect(try await home.engine.statistics(of: .me).messages == 0)
    try home.close()
  }

  @Test func aForgottenMemoryTakesItsMessageUnlessThatCarriesMore() async throws {
    let home = try Home()
    let both = try await home.say("I live in Porto. I work at Lumen Labs.")
    try await home.work()
    let memories = try await home.engine.memories(in: .me, includeInactive: false, before: nil, limit: 9)
    #expect(memories.count == 2)
    let porto = try #require(memories.first { $0.text.contains("Porto") })
    let receipt = try await home.engine.forget(.memory(porto.id, withSources: false), in: .me, dryRun: false)
    #expect(receipt.memories == 1 && receipt.messages == 0 && receipt.keptSources == [both.id])
    let rest = try #require(memories.first { !$0.text.contains("Porto") })
    let all = try await home.engine.forget(.memory(rest.id, withSources: false), in: .me, dryRun: false)
    #expect(all.messages == 1 && all.memories == 1)
    try home.close()
  }

  @Test func undoingAWrongStatementLetsTheOneItReplacedSpeakAgain() async throws {
    let home = try Home()
    let old = try await home.engine.remember(Statement(text: "I live in Porto."), in: .me)
    let wrong = try await home.engine.remember(Statement(text: "I moved to Lisbon."), in: .me)
    func told() async throws -> [String] {
      try await home.engine.recall(RecallQuery(space: .me, text: "Where do I live?")).hits.map(\.id)
    }
    #expect(try await told().first == wrong.id)
    _ = try await home.engine.change(.undo(id: wrong.id, reason: "test"), in: .me)
    #expect(try await home.engine.memory(old.id, in: .me).isActive)
    #expect(try await told().first == old.id)
    try home.close()
  }

  @Test func anExportTakenInElsewhereIsExportedAsTheSameBytes() async throws {
    let home = try Home()
    try await home.say("I live in Porto.")
    try await home.say("I moved to Lisbon.")
    try await home.say("안녕하세요, 저는 서울에서 일해요.", session: "k")
    try await home.work()
    _ = try await home.engine.recall(RecallQuery(space: .me, text: "Where do I live?", channel: "web"))
    _ = try await home.engine.end(session: "s1", in: .me)
    let memory = try #require(
      try await home.engine.memories(in: .me, includeInactive: false, before: nil, limit: 9).first)
    _ = try await home.engine.change(.pin(id: memory.id, isPinned: true, reason: "test"), in: .me)
    _ = try await home.engine.change(.undo(id: memory.id, reason: "test"), in: .me)
    try await home.work()
    func lines(_ home: Home) async throws -> [[UInt8]] {
      var lines: [[UInt8]] = []
      for try await line in home.transfer.export(.me) { lines.append(line) }
      return lines
    }
    let exported = try await lines(home)
    #expect(exported.count >= 8 && SpaceTransfer.isExport(firstLine: exported[0]))
    let other = try Home()
    let numbered = exported.enumerated().map { TransferLine(number: $0 + 1, bytes: $1) }
    let count = try await other.transfer.importRecords(numbered, into: .me)
    #expect(count.accepted == exported.count - 2 && count.skipped == 0)
    try await other.work()
    #expect(try await lines(other) == exported)
    let again = try await other.transfer.importRecords(numbered, into: .me)
    #expect(again.accepted == 0)
    #expect(try await lines(other) == exported)
    #expect(try await other.recalled("Where do I live?") == home.recalled("Where do I live?"))
    #expect(try await other.store.integrityFindings() == [])
    let bad = TransferLine(number: 7, bytes: Array(#"{"type":"message","id":"x"}"#.utf8))
    let error = await #expect(throws: MnemeError.self) { try await other.transfer.importRecords([bad], into: .me) }
    #expect(error?.message.hasPrefix("Line 7:") == true)
    try home.close()
    try other.close()
  }

  @Test func anImportIsFollowedByTheIndexInMemoryAndKeepsItsFiles() async throws {
    let home = try Home()
    try await home.say("I work in Lisbon.")
    try await home.say("My sister keeps bees in Graz.")
    try await home.work()
    var lines: [TransferLine] = []
    for try await line in home.transfer.export(.me) { lines.append(TransferLine(number: lines.count + 1, bytes: line)) }
    let other = try Home()
    for number in 0..<5 {
      let message = NewMessage(
        id: "own-\(number)", space: .me, session: "own", role: .user, text: "I like tea number \(number).",
        trust: .user,
        createdAt: other.clock.now())
      _ = try await other.engine.append([message], channel: "test")
    }
    _ = try await other.recalled("What do I like?")
    try await other.work()
    let index = other.folder.appendingPathComponent("index").path
    let files = try FileManager.default.subpathsOfDirectory(atPath: index).sorted()
    #expect(!files.isEmpty)
    // In parts, as an import comes; the second time nothing is new.
    for _ in 0..<2 {
      for line in lines { _ = try await other.transfer.importRecords([line], into: .me) }
    }
    #expect(try await other.recalled("Where does my sister keep bees?").contains { $0.contains("Graz") })
    let kept = try FileManager.default.subpathsOfDirectory(atPath: index)
    #expect(Set(files).isSubset(of: kept), "\(files) \(kept)")
    try await other.work()
    #expect(try await other.recalled("Where do I work?").first?.contains("Lisbon") == true)
    #expect(await other.engine.index.loadCount == 1)
    // What follows is what a start would read.
    let before = try await other.recalled("Where does my sister keep bees?")
    try await other.engine.index.reset(.me)
    #expect(try await other.recalled("Where does my sister keep bees?") == before)
    #expect(await other.engine.index.loadCount == 2)
    try home.close()
    try other.close()
  }

  @Test func aRebuildGivesWhatIsThere() async throws {
    let home = try Home()
    for text in ["I live in Porto.", "My sister Ingrid works at Lumen Labs.", "I moved to Lisbon.", "I like tea."] {
      try await home.say(text)
    }
    try await home.work()
    func picture() async throws -> String {
      let memories = try await home.engine.memories(in: .me, includeInactive: true, before: nil, limit: 99)
      let entities = try await home.engine.entities(named: nil, in: .me, limit: 99)
      let recalled = try await home.recalled("Where does my sister work?")
      return "\(memories) \(entities) \(recalled)"
    }
    let before = try await picture()
    let report = try await home.engine.rebuild(vectors: true)
    #expect(report.messages == 4 && report.memories >= 3 && report.queuedEmbeddings >= 6)
    try await home.work()
    #expect(try await picture() == before)
    #expect(try await home.store.integrityFindings() == [])
    try home.close()
  }

  @Test func upkeepExpiresWhatFadedAndADryRunWritesNothing() async throws {
    let home = try Home()
    func add(_ id: String, importance: Double, repetitions: Int = 1) async throws {
      let memory = Memory(
        id: id, space: .me, text: "Note \(id)", kind: .event, importance: importance, trust: .user,
        validFrom: home.clock.now(), recordedAt: home.clock.now(), repetitions: repetitions)
      _ = try await home.store.apply([.add(memory, reason: "test")], in: .me, at: home.clock.now(), finishing: [])
    }
    try await add("faint", importance: 0.4)
    try await add("important", importance: 0.9)
    try await add("repeated", importance: 0.4, repetitions: 4)
    try await home.work()
    home.clock.advance(by: 200 * 86_400)
    let planned = try await home.engine.maintain(.me, dryRun: true)
    #expect(planned.spaces.map(\.expired) == [1] && planned.spaces.map(\.preserved) == [1])
    #expect(try await home.engine.statistics(of: .me).activeMemories == 3)
    let done = try await home.engine.maintain(nil, dryRun: false)
    #expect(done.spaces.map(\.expired) == [1] && done.spaces.map(\.preserved) == [1] && done.findings == [])
    let rest = try await home.engine.memories(in: .me, includeInactive: false, before: nil, limit: 9).map(\.id)
    #expect(rest.sorted() == ["important", "repeated"])
    #expect(try await home.engine.maintain(nil, dryRun: false).spaces.map(\.preserved) == [0])
    // Expiry is retirement: it can be undone.
    _ = try await home.engine.change(.undo(id: "faint", reason: "test"), in: .me)
    #expect(try await home.engine.statistics(of: .me).activeMemories == 3)
    try home.close()
  }

  @Test func recallsCountAndSessionsGetTitles() async throws {
    let home = try Home()
    try await home.say("I keep bees in the orchard behind the mill.", session: "bees")
    try await home.say("The bees made twelve jars of honey this year.", session: "bees")
    try await home.work()
    let worker = Task { await home.engine.run() }  // awaited below
    let hits = try await home.engine.recall(RecallQuery(space: .me, text: "bees", channel: "web")).hits
    _ = try await home.engine.recall(RecallQuery(space: .me, text: "bees", observe: false, channel: "cli"))
    worker.cancel()
    await worker.value
    // The memory speaks for the message that states it, and the use is its own.
    let accesses = try await home.store.accesses(in: .me, limit: 9, halfLife: 86_400).items
    #expect(hits.map(\.source) == [.memory, .message] || hits.map(\.source) == [.message, .memory])
    #expect(accesses.count == 2 && accesses.allSatisfy { $0.total == 1 && $0.channels == ["web"] })
    #expect(Set(accesses.map(\.key.source)) == [.memory, .message])
    _ = try await home.engine.end(session: "bees", in: .me)
    try await home.work()
    let session = try await home.engine.session("bees", in: .me, before: nil, limit: 9).session
    #expect(session.endedAt != nil && session.digest?.title.isEmpty == false)
    #expect(try await home.engine.sessions(SessionSearch(text: "honey"), in: .me).map(\.id) == ["bees"])
    #expect(try await home.engine.search("\"jars of honey\"", from: nil, to: nil, in: .me, limit: 9).count == 1)
    let kinds = Set(home.engine.events.recent(100, in: .me).map(\.kind))
    #expect(kinds.isSuperset(of: [.messageAppended, .recalled, .sessionEnded]))
    try home.close()
  }

  @Test func secretsDoNotBecomeMemoriesAndSensitiveTopicsAreLabelled() async throws {
    let home = try Home()
    try await home.say("My password is hunter2-Zebra-77. I live in Porto. I am allergic to penicillin.")
    try await home.work()
    let memories = try await home.engine.memories(in: .me, includeInactive: true, before: nil, limit: 9)
    #expect(memories.contains { $0.text.contains("Porto") && $0.labels.isEmpty })
    #expect(memories.contains { $0.text.contains("penicillin") && $0.labels == ["health"] })
    #expect(!memories.contains { $0.text.contains("hunter2") })
    let error = await #expect(throws: MnemeError.self) {
      try await home.engine.remember(Statement(text: "My card is 4111 1111 1111 1111."), in: .me)
    }
    #expect(error?.code == .unprocessable && error?.message.contains("4111") == false)
    #expect(try await home.engine.statistics(of: .me).messages == 1)
    try home.close()
  }

  @Test func forgettingEverythingTakesTheBusyHoursAlong() async throws {
    let home = try EngineHome()
    let message = try await home.say("I live in Porto.")
    try await home.work()
    home.engine.meta.record([ItemKey(.message, message.ordinal)], channel: "test", in: .me)
    try await home.engine.meta.flush()
    #expect(try await home.engine.meta.hourlyProfile(of: .me).contains { $0 > 0 })
    _ = try await home.engine.forget(.everything, in: .me, dryRun: true)
    #expect(try await home.engine.meta.hourlyProfile(of: .me).contains { $0 > 0 })
    _ = try await home.engine.forget(.everything, in: .me, dryRun: false)
    #expect(try await home.engine.meta.hourlyProfile(of: .me).allSatisfy { $0 == 0 })
    try home.close()
  }
}
