import Foundation
import MnemeCore
import MnemeMemory
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeAssistant

@Suite struct PersonaLearningTests {
  @Test func arepeatedWishIsLearntWithItsMemories() async throws {
    let home = try PersonaHome()
    let memory = try await home.say("I prefer short answers", times: 2)
    #expect(try await home.active().isEmpty)
    _ = try await home.engine.maintain(.me, dryRun: false)
    let insight = try #require(try await home.persona.insights(in: .me).first)
    #expect(insight.text == "Answer briefly." && insight.sources == [memory.id] && insight.topic == "length")
    #expect(insight.confidence == 0.7 && insight.learnedAt == home.clock.now())
    #expect(await home.persona.text(for: .me).hasSuffix("- Answer briefly. (usually)"))
    _ = try await home.engine.maintain(.me, dryRun: false)
    #expect(try await home.persona.insights(in: .me).count == 1)
    try await home.say("I prefer short answers")
    _ = try await home.engine.maintain(.me, dryRun: false)
    #expect(await home.persona.text(for: .me).hasSuffix("- Answer briefly. (always)"))
    try home.close()
  }

  @Test func aDryRunLearnsNothing() async throws {
    let home = try PersonaHome()
    try await home.say("Always answer briefly", times: 2)
    _ = try await home.engine.maintain(.me, dryRun: true)
    #expect(try await home.persona.insights(in: .me).isEmpty)
    try home.close()
  }

  @Test func whatWasSaidOnceOrLongAgoIsNotLearnt() async throws {
    let home = try PersonaHome()
    try await home.say("I prefer short answers")
    try await home.say("From now on answer in Korean")
    _ = try await home.engine.maintain(.me, dryRun: false)
    #expect(try await home.active() == ["Answer in Korean."])
    let other = try PersonaHome()
    try await other.say("I prefer short answers", times: 2)
    other.clock.advance(by: (InsightRules.recentDays + 1) * 86_400)
    #expect(try await other.persona.learn(in: .me) == 0)
    try home.close()
    try other.close()
  }

  @Test func atMostThreeAreLearntAtOnce() async throws {
    let home = try PersonaHome()
    for wish in ["Always answer briefly", "Always answer in German", "never use emojis", "never use tables"] {
      try await home.say(wish)
    }
    #expect(try await home.persona.learn(in: .me) == 3)
    #expect(try await home.persona.learn(in: .me) == 1)
    #expect(try await home.persona.learn(in: .me) == 0)
    try home.close()
  }

  @Test func whatTheOwnerTakesBackDoesNotComeBack() async throws {
    let home = try PersonaHome()
    try await home.say("Always answer briefly", times: 2)
    #expect(try await home.persona.learn(in: .me) == 1)
    let id = try #require(try await home.persona.insights(in: .me).first).id
    #expect(try await home.persona.retire(insight: id, in: .me).retirement == .owner)
    #expect(await home.persona.text(for: .me) == PersonaText.standard)
    try await home.say("Always answer briefly", times: 3)
    #expect(try await home.persona.learn(in: .me) == 0)
    let again = try home.reopened()
    #expect(try await again.persona.learn(in: .me) == 0)
    #expect(await again.persona.text(for: .me) == PersonaText.standard)
    await #expect(throws: MnemeError.self) { try await again.persona.retire(insight: "none", in: .me) }
    try again.close()
  }

  @Test func aNewerWishReplacesTheOlderOneOfItsTopic() async throws {
    let home = try PersonaHome()
    try await home.say("Always answer briefly", times: 2)
    _ = try await home.persona.learn(in: .me)
    try await home.say("Always answer in detail", times: 2)
    _ = try await home.persona.learn(in: .me)
    #expect(try await home.active() == ["Answer in detail."])
    #expect(try await home.persona.insights(in: .me).compactMap(\.retirement) == [.replaced])
    try home.close()
  }

  @Test func insightsOfOneSpaceAreNeverToldInAnother() async throws {
    let home = try PersonaHome()
    let team = try SpaceID("team")
    let shout = try SpaceID("TEAM")
    try await home.say("Always answer in German", times: 2, in: team)
    for space in [SpaceID.me, team, shout] { _ = try await home.persona.learn(in: space) }
    #expect(await home.persona.text(for: team).contains("German"))
    for space in [SpaceID.me, shout] { #expect(await home.persona.text(for: space) == PersonaText.standard) }
    #expect(await home.persona.text(for: nil) == PersonaText.standard)
    let again = try home.reopened()
    #expect(await again.persona.text(for: .me) == PersonaText.standard)
    #expect(await again.persona.text(for: shout) == PersonaText.standard)
    #expect(await again.persona.text(for: team).contains("German"))
    try again.close()
  }

  @Test func anInsightGoesWithTheMemoriesItCameFrom() async throws {
    let home = try PersonaHome()
    let memory = try await home.say("Always answer in German", times: 2)
    _ = try await home.persona.learn(in: .me)
    #expect(await home.persona.text(for: .me).contains("German"))
    _ = try await home.engine.forget(.memory(memory.id, withSources: true), in: .me, dryRun: false)
    #expect(await home.persona.text(for: .me) == PersonaText.standard)
    let path = InsightFolder(directory: home.directory.path).path(of: .me)
    #expect(try !String(contentsOfFile: path, encoding: .utf8).contains("German"))
    try home.close()
  }

  @Test func whatMayNotLeaveTeachesNothing() async throws {
    let home = try PersonaHome()
    let memory = try await home.say("Always answer in German", times: 2)
    _ = try await home.persona.learn(in: .me)
    _ = try await home.engine.change(
      .mark(id: memory.id, labels: memory.labels, isLocalOnly: true, reason: "test"), in: .me)
    #expect(await home.persona.text(for: .me) == PersonaText.standard)
    #expect(try await home.persona.learn(in: .me) == 0)
    try home.close()
  }

  @Test func aDamagedFileOfInsightsIsLeftAsItIsAndTurnsGoOn() async throws {
    let home = try PersonaHome()
    let path = InsightFolder(directory: home.directory.path).path(of: .me)
    try FileManager.default.createDirectory(
      atPath: home.directory.path + "/persona", withIntermediateDirectories: true)
    try Data("{".utf8).write(to: URL(fileURLWithPath: path))
    #expect(await home.persona.text(for: .me) == PersonaText.standard)
    try await home.say("Always answer briefly", times: 2)
    await #expect(throws: MnemeError.self) { try await home.persona.learn(in: .me) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "{")
    try home.close()
  }
  @Test func whatIsForgottenIsNotToldWhereTheFileCannotBeWritten() async throws {
    let home = try PersonaHome()
    let memory = try await home.say("Always answer in German", times: 2)
    _ = try await home.persona.learn(in: .me)
    #expect(await home.persona.text(for: .me).contains("German"))
    let path = InsightFolder(directory: home.directory.path).path(of: .me)
    // No file can be made where a folder is.
    try FileManager.default.createDirectory(atPath: path + ".new", withIntermediateDirectories: false)
    _ = try await home.engine.forget(.memory(memory.id, withSources: true), in: .me, dryRun: false)
    #expect(await home.persona.text(for: .me) == PersonaText.standard)
    try FileManager.default.removeItem(atPath: path + ".new")
    #expect(await home.persona.text(for: .me) == PersonaText.standard)
    #expect(try !String(contentsOfFile: path, encoding: .utf8).contains("German"))
    try home.close()
  }

  @Test func whatIsTakenBackWhileABookIsReadStaysSo() async throws {
    let home = try PersonaHome()
    let memory = try await home.say("Always answer briefly", times: 2)
    let folder = InsightFolder(directory: home.directory.path)
    var book = InsightBook()
    _ = book.learn(
      [("Answer briefly.", memory.id), ("Use tables.", "gone")].map {
        InsightProposal(text: $0.0, topic: nil, sources: [$0.1], confidence: 0.7)
      }, at: home.clock.now()
    ) { home.clock.now().iso8601 + UUID().uuidString }
    try folder.write(book, of: .me)
    let (arrival, departure) = (Meeting(), Meeting())
    let reads = Mutex(0)
    let stores = MemoryStores(home.store)
    let memories = CountingMemoryStore(stores.memories) {
      let isFirst = reads.withLock { reads in
        reads += 1
        return reads == 1
      }
      guard isFirst else { return }
      await arrival.meet()
      await departure.meet()
    }
    let persona = Persona(
      directory: home.directory.path, memories: memories, messages: stores.messages, clock: home.clock,
      identifiers: UUIDv7Source(clock: home.clock), logger: home.logger)
    let slow = Task { await persona.text(for: .me) }  // awaited below
    await arrival.meet()
    let id = try #require(book.insights.first).id
    _ = try await persona.retire(insight: id, in: .me)
    await departure.meet()
    #expect(await slow.value == PersonaText.standard)
    #expect(try folder.read(.me).insights.map(\.retirement) == [.owner])
    try home.close()
  }

  @Test func aDamagedFileOfInsightsKeepsNoMaintenanceFromRunning() async throws {
    let home = try PersonaHome()
    let team = try SpaceID("team")
    for space in [SpaceID.me, team] { try await home.say("Always answer briefly", times: 2, in: space) }
    let path = InsightFolder(directory: home.directory.path).path(of: .me)
    try FileManager.default.createDirectory(
      atPath: home.directory.path + "/persona", withIntermediateDirectories: true)
    try Data("{".utf8).write(to: URL(fileURLWithPath: path))
    let report = try await home.engine.maintain(nil, dryRun: false)
    #expect(report.spaces.count == 2)
    #expect(try await home.active(in: team) == ["Answer briefly."])
    try home.close()
  }
}
