import Foundation
import MnemeCore
import MnemeTestSupport
import MnemeVectors
import Testing

@testable import MnemeMemory

/// Graphs of vectors behind recalls: built in the background, saved, gone on with, erased from, and made again when damaged.
@Suite struct VectorGraphTests {
  private static let tuning = VectorTuning(graphRows: 60, tailRows: 20, chunkRows: 32, savedRows: 40)

  /// A folder of its own, and as many runs over one store as are asked for.
  private final class Home: Sendable {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("mneme-graphs-\(UUID().uuidString)")
    let store = RecallTestStore()

    func start(_ tuning: VectorTuning = VectorGraphTests.tuning, in folder: String = "index") -> RecallWorld {
      RecallWorld(store: store, files: LexicalFolder(url.appendingPathComponent(folder)), tuning: tuning)
    }

    func file(in folder: String = "index") -> URL {
      url.appendingPathComponent(folder).appendingPathComponent("space-\(SpaceID.me.rawValue)/vectors.graph")
    }

    /// Whether any file has these codes in it.
    func holds(_ text: String, in world: RecallWorld) async throws -> Bool {
      let values = try await world.embedder.embed([text], as: .document).values
      let codes = Data(VectorKernels.quantised(values).codes.map { UInt8(bitPattern: $0) })
      return try FileManager.default.subpathsOfDirectory(atPath: url.path).contains { name in
        FileManager.default.contents(atPath: url.path + "/" + name)?.range(of: codes) != nil
      }
    }

    deinit { try? FileManager.default.removeItem(at: url) }  // the system's own cleaning takes what is left
  }

  private static let things = ["bees", "goats", "kettles", "lamps", "rivers", "trains", "violins", "maps", "pears"]
  private static let acts = ["count", "paint", "mend", "sell", "draw", "praise", "weigh"]

  private func text(_ number: Int) -> String {
    "I \(Self.acts[number % 7]) \(Self.things[number % 9]) with cousin number\(number % 31) on day\(number)."
  }

  private func fill(_ world: RecallWorld, _ range: Range<Int>) async throws {
    for number in range { try await world.say(text(number), session: "s\(number / 12)") }
  }

  private func graph(_ world: RecallWorld) async throws -> GraphIndex? {
    try await world.index.view(of: .me).messages.graph
  }

  /// The best message of each of some questions.
  private func answers(_ world: RecallWorld) async throws -> [String] {
    var answers: [String] = []
    for number in stride(from: 0, to: 200, by: 23) {
      answers += try await world.ask("Who did \(text(number))", limit: 1).hits.map(\.id)
    }
    return answers
  }

  @Test func aGraphAnswersAsTheScanDid() async throws {
    let home = Home()
    let world = home.start()
    try await fill(world, 0..<200)
    let exact = try await answers(home.start(VectorTuning(), in: "scanned"))
    #expect(try await answers(world) == exact)
    await world.index.settleGraphs()
    #expect(try #require(try await graph(world)).count >= 180)
    #expect(try await answers(world) == exact)
    #expect(try await world.index.view(of: .me).messageRows == 200)
  }

  @Test func theBestAreScoredByTheirVectorsNotByTheirCodes() async throws {
    let home = Home()
    let world = home.start()
    try await fill(world, 0..<200)
    _ = try await world.ask("bees")
    await world.index.settleGraphs()
    home.store.resetCalls()
    let hit = try #require(try await world.ask(text(50), explain: true).hits.first)
    #expect(home.store.calls.vectors == 1)
    let values = try await world.embedder.embed([text(50)], as: .query).values
    let exact = values.reduce(0) { $0 + $1 * $1 }
    let cosine = try #require(hit.explanation?.parts.first { $0.name == "cosine" }?.value)
    #expect(abs(cosine - Double(exact)) < 1e-6)
  }

  @Test func aScannedSpaceReadsNoVectorsInARecall() async throws {
    let home = Home()
    let world = home.start(VectorTuning())
    try await fill(world, 0..<50)
    _ = try await world.ask("bees")
    home.store.resetCalls()
    _ = try await world.ask("goats")
    #expect(home.store.calls.vectors == 0)
  }

  @Test func whatIsSavedIsNotReadAgain() async throws {
    let home = Home()
    let world = home.start()
    try await fill(world, 0..<200)
    let before = try await answers(world)
    await world.index.settleGraphs()
    try await fill(world, 200..<208)
    await world.index.persist(atLeast: 1)
    let rows = try #require(try await graph(world)).rowCount

    home.store.resetCalls()
    let next = home.start()
    #expect(try #require(try await graph(next)).rowCount == rows)
    // Ordinals in one page, the rows beside the graph in one, and one look for memories.
    #expect(home.store.calls.ordinals == 1)
    #expect(home.store.calls.vectors == 2)
    #expect(try await answers(next) == before)
    #expect(try await next.index.view(of: .me).messageRows == 208)
  }

  @Test func aBuildGoesOnWhereItWasCutOff() async throws {
    let home = Home()
    let world = home.start()
    try await fill(world, 0..<120)
    _ = try await world.ask("bees")
    await world.index.settleGraphs()
    await world.index.persist(atLeast: 1)
    let saved = try #require(try await graph(world)).rowCount
    // Another run stores more and never saves.
    try await fill(home.start(in: "elsewhere"), 120..<260)

    let next = home.start()
    // The build goes on at once.
    #expect(try #require(try await graph(next)).rowCount >= saved)
    await next.index.settleGraphs()
    #expect(try await next.index.view(of: .me).messageRows == 260)
    let whole = try #require(try await graph(next))
    #expect(whole.rowCount > 230 && whole.count == whole.rowCount)
    #expect(whole.livingKeys() == (1...Int64(whole.count)).map { $0 })
  }

  @Test func twoBuildsOverOneStoreAreTheSameGraph() async throws {
    let home = Home()
    try await fill(home.start(), 0..<150)
    for folder in ["a", "b"] {
      let world = home.start(in: folder)
      _ = try await world.ask("bees")
      await world.index.settleGraphs()
      await world.index.persist(atLeast: 1)
    }
    let files = try ["a", "b"].map { try Data(contentsOf: home.file(in: $0)) }
    #expect(files[0] == files[1])
  }

  @Test(arguments: ["damaged", "cut short", "missing", "another model's"])
  func aFileOfNoUseIsMadeAgainWhileRecallsGoOn(what: String) async throws {
    let home = Home()
    let world = home.start()
    try await fill(world, 0..<200)
    let before = try await answers(world)
    await world.index.settleGraphs()
    await world.index.persist(atLeast: 1)
    let good = try Data(contentsOf: home.file())
    var bytes = good
    switch what {
    case "damaged": bytes[bytes.count / 2] ^= 4
    case "cut short": bytes.removeLast(100)
    case "another model's":
      let other = GraphIndex(try GraphParameters(dimension: 64))
      try other.insert([Float](repeating: 0.125, count: 64), keys: [1])
      try other.save(to: home.file(), watermark: Data("1 64 another".utf8))
      bytes = try Data(contentsOf: home.file())
    default: bytes = Data()
    }
    if what == "missing" {
      try FileManager.default.removeItem(at: home.file())
    } else {
      try bytes.write(to: home.file())
    }
    let next = home.start()
    #expect(try await answers(next) == before)
    await next.index.settleGraphs()
    #expect(try #require(try await graph(next)).count >= 180)
    #expect(try await answers(next) == before)
    #expect(try Data(contentsOf: home.file()) == good)
  }

  @Test func whatIsErasedLeavesTheGraphAndItsFile() async throws {
    let home = Home()
    let world = home.start()
    let secret = "My locker combination hides behind the harbour painting."
    try await fill(world, 0..<60)
    let message = try await world.say(secret)
    try await fill(world, 60..<200)
    _ = try await world.ask("bees")
    await world.index.settleGraphs()
    await world.index.persist(atLeast: 1)
    #expect(try await home.holds(secret, in: world))

    try await world.index.erase(in: .me) { () async throws(MnemeError) -> (Void, [ItemKey]) in
      home.store.erase(messages: [message.ordinal])
      return ((), [ItemKey(.message, message.ordinal)])
    }
    #expect(try await !home.holds(secret, in: world))
    for world in [world, home.start()] {
      #expect(try await !world.ask("locker combination harbour painting").hits.contains { $0.id == message.id })
      #expect(try await world.index.view(of: .me).messageRows == 200)
      #expect(try #require(try await graph(world)).count >= 170)
    }
  }

  @Test func anErasureDuringABuildLeavesNothing() async throws {
    let home = Home()
    let world = home.start()
    let secret = "My locker combination hides behind the harbour painting."
    try await fill(world, 0..<20)
    let message = try await world.say(secret)
    try await fill(world, 20..<300)
    // The build begins with the load and is under way, or waits for its turn, when the erasure comes.
    _ = try await world.ask("bees")
    try await world.index.erase(in: .me) { () async throws(MnemeError) -> (Void, [ItemKey]) in
      home.store.erase(messages: [message.ordinal])
      return ((), [ItemKey(.message, message.ordinal)])
    }
    await world.index.settleGraphs()
    await world.index.persist(atLeast: 1)
    #expect(try await !home.holds(secret, in: world))
    #expect(try await world.index.view(of: .me).messageRows == 300)
    #expect(FileManager.default.fileExists(atPath: home.file().path))
  }

  @Test func aCutOffErasureLeavesNoFileBehind() async throws {
    let home = Home()
    let world = home.start()
    try await fill(world, 0..<200)
    _ = try await world.ask("bees")
    await world.index.settleGraphs()
    await world.index.persist(atLeast: 1)
    // The power fails between the store's commit and the files.
    try LexicalFolder(home.url.appendingPathComponent("index")).beginErasure(of: .me)
    home.store.erase(messages: [7])
    let next = home.start()
    _ = try await next.ask("bees")
    #expect(try await graph(next)?.livingKeys().contains(7) != true)
    await next.index.settleGraphs()
    #expect(try await next.index.view(of: .me).messageRows == 199)
  }

  @Test func whatTheStoreHasLostIsErasedFromTheNextFile() async throws {
    let home = Home()
    let world = home.start()
    let secret = "My locker combination hides behind the harbour painting."
    let message = try await world.say(secret)
    try await fill(world, 0..<200)
    _ = try await world.ask("bees")
    await world.index.settleGraphs()
    await world.index.persist(atLeast: 1)
    home.store.erase(messages: [message.ordinal])
    let next = home.start()
    try await fill(next, 200..<400)
    _ = try await next.ask("bees")
    await next.index.settleGraphs()
    await next.index.persist(atLeast: 1)
    #expect(try await !home.holds(secret, in: next))
    #expect(try await next.index.view(of: .me).messageRows == 400)
  }

  @Test func memoriesHaveAGraphInMemoryAlone() async throws {
    let home = Home()
    let world = home.start()
    _ = try await world.ask("bees")
    for number in 0..<100 { try await world.remember(text(number)) }
    await world.index.settleGraphs()
    let view = try await world.index.view(of: .me)
    #expect(view.memories.graph != nil && view.memories.count == 100)
    await world.index.persist(atLeast: 1)
    #expect(!FileManager.default.fileExists(atPath: home.file().path))
    #expect(try await world.ask(text(40)).hits.first?.content == text(40))
  }
}
