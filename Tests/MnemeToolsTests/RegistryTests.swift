import Foundation
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeTools

@Suite struct RegistryTests {
  @Test func argumentsAreCheckedBeforeAnythingRuns() async throws {
    let runs = NotingTool.Runs()
    let house = try ToolHouse([
      NotingTool(
        "measure", parameters: ["type": "object", "properties": ["n": ["type": "integer", "minimum": 1]]], runs: runs)
    ])
    for (arguments, code): (JSONValue, ToolErrorCode) in [
      (["n": true], .invalidParameter), (["n": 0], .outOfRange), (["m": 1], .invalidParameter),
      ([1], .invalidParameter),
    ] {
      let output = try await house.registry.call("measure", arguments: arguments, in: house.turn())
      #expect(output.failure?.code == code)
    }
    #expect(runs.all.isEmpty)
    // Nothing at all is an object without members.
    #expect(try await house.registry.call("measure", arguments: .null, in: house.turn()).succeeded)
    #expect(runs.all == [[:]])
    try house.close()
  }

  @Test func aNameThatIsNoneGetsTheNearestOne() async throws {
    let house = try ToolHouse([NotingTool("list_things")])
    let output = try await house.registry.call("list_thing", arguments: .null, in: house.turn())
    #expect(output.failure?.code == .notFound && output.text.contains("Did you mean list_things?"))
    try house.close()
  }

  @Test(arguments: [ToolCaller.model, .client(name: "c")])
  func whatIsSwitchedOffCanBeNeitherSeenNorRun(caller: ToolCaller) async throws {
    let runs = NotingTool.Runs()
    var settings = ToolSettings()
    settings.disabled = ["one"]
    settings.disabledCategories = ["file"]
    let house = try ToolHouse(
      [NotingTool("one", runs: runs), NotingTool("two", category: .file, runs: runs), NotingTool("three", runs: runs)],
      settings: settings)
    #expect(house.registry.tools(for: caller, memory: .full).map(\.name) == ["three"])
    for name in ["one", "two"] {
      let output = try await house.registry.call(name, arguments: .null, in: house.turn(caller: caller))
      #expect(output.failure?.code == .notFound && !output.text.contains("Did you mean \(name)"))
    }
    #expect(runs.all.isEmpty)
    #expect(throws: MnemeError.self) {
      var wrong = ToolSettings()
      wrong.disabledCategories = ["flie"]
      _ = try ToolHouse([], settings: wrong)
    }
    try house.close()
  }

  @Test func aGroupThatFailsLeavesTheOthers() async throws {
    let house = try ToolHouse([NotingTool("good")])
    house.registry.register(group: "broken") { throw MnemeError(.configuration, "It cannot be built.") }
    house.registry.register(group: "half") {
      [
        NotingTool("bad name!"), NotingTool("bad_schema", parameters: ["$ref": "https://example.com/schema.json"]),
        NotingTool("fine"),
      ]
    }
    #expect(house.registry.tools(for: .model, memory: .full).map(\.name) == ["fine", "good"])
    try house.close()
  }

  @Test func aGroupIsReplacedAndListenersHearOfIt() async throws {
    let house = try ToolHouse([NotingTool("good")])
    var changes = house.registry.changes().makeAsyncIterator()
    house.registry.replace(group: "remote", with: [NotingTool("far__one", category: .remote)])
    await changes.next()
    #expect(house.registry.tools(for: .model, memory: .full).map(\.name) == ["far__one", "good"])
    // The name that was there first stays.
    house.registry.replace(group: "remote", with: [NotingTool("good", category: .remote), NotingTool("far__two")])
    await changes.next()
    #expect(house.registry.tools(for: .model, memory: .full).map(\.name) == ["far__two", "good"])
    let output = try await house.registry.call("far__one", arguments: .null, in: house.turn())
    #expect(output.failure?.code == .notFound)
    try house.close()
  }

  @Test func countsCallsByTheirOutcomeAndNeverTheirArguments() async throws {
    let house = try ToolHouse([
      NotingTool("flagged") { _ in ToolOutput(failure: ToolFailure(.noResults, "There is nothing.")) },
      NotingTool("thrown") { _ in throw MnemeError(.upstream, "It is away.") }, NotingTool("good"),
    ])
    for name in ["flagged", "thrown", "good", "good"] {
      _ = try await house.registry.call(name, arguments: .null, in: house.turn())
    }
    let metrics = Dictionary(
      uniqueKeysWithValues: house.registry.listings().map { ($0.description.name, $0.metrics) })
    #expect(metrics["good"]?.calls == 2 && metrics["good"]?.successRate == 1)
    #expect(metrics["flagged"]?.errors == 1 && metrics["flagged"]?.lastErrorCode == .noResults)
    #expect(metrics["thrown"]?.errors == 1 && metrics["thrown"]?.lastErrorAt == house.clock.now())
    try house.close()
  }

  @Test func aLongOutputIsCutAndAnotherErrorsTextIsNotTold() async throws {
    struct Private: Error, CustomStringConvertible { let description = "the key is 1234" }
    let house = try ToolHouse([
      NotingTool("long") { _ in ToolOutput(String(repeating: "word ", count: 40_000)) },
      NotingTool("broken") { _ in throw Private() },
    ])
    let long = try await house.registry.call("long", arguments: .null, in: house.turn())
    #expect(long.text.count < 100_100 && long.text.hasSuffix(ToolOutput.cutMarker))
    let broken = try await house.registry.call("broken", arguments: .null, in: house.turn())
    #expect(broken.failure?.code == .internal && !broken.text.contains("1234"))
    try house.close()
  }

  @Test func aToolThatHangsIsStopped() async throws {
    let house = try ToolHouse(
      [
        NotingTool("hang") { _ in
          try await Task.sleep(for: .seconds(3600))
          return "never"
        }
      ], deadline: .milliseconds(20))
    let output = try await house.registry.call("hang", arguments: .null, in: house.turn())
    #expect(output.failure?.code == .timeout && output.failure?.code.isRetryable == true)
    try house.close()
  }

  @Test func ofManyToolsThoseThatFitAreOfferedAndTheRestIsFound() async throws {
    let many = (0..<40).map { NotingTool("filler_\($0)", summary: "Counts box number \($0).") }
    let house = try ToolHouse(
      many + [
        NotingTool("light_switch", summary: "Turns the lamps of a room on and off."),
        NotingTool("recall", category: .memory), NotingTool("zebra", summary: "Draws stripes on animals."),
      ])
    func offer() async -> [String] {
      await house.registry.offer(
        about: "Please turn on the lamps", vector: { [] }, for: .model, memory: .full
      ).map(\.name)
    }
    let offered = await offer()
    #expect(offered.count == 24 && offered == offered.sorted())
    #expect(Set(["light_switch", "recall", "find_tools"]).isSubset(of: offered))
    // The same question, the same offer.
    #expect(await offer() == offered)
    let found = try await house.registry.call(
      "find_tools", arguments: ["query": "stripes for an animal", "limit": 1], in: house.turn())
    #expect(found.text.hasPrefix("zebra: ") && found.isOwn)
    // What was not offered can be called.
    let hidden = try #require(Set(many.map(\.description.name)).subtracting(offered).min())
    #expect(try await house.registry.call(hidden, arguments: .null, in: house.turn()).text == "ran")
    try house.close()
  }

  /// A word of the question that no description has stands near one of them for this embedder.
  @Test func whatTheWordsDoNotSayTheVectorsDo() async throws {
    let embedder = MeaningEmbedder(alike: ["illuminate": "lamps"])
    let many = (0..<40).map { NotingTool("filler_\($0)", summary: "Counts box number \($0).") }
    let light = NotingTool("light_switch", summary: "Turns the lamps of a room on and off.")
    let house = try ToolHouse(many + [light], embedder: embedder)
    let asked = Mutex(0)
    func offer() async -> [String] {
      await house.registry.offer(
        about: "Please illuminate it",
        vector: {
          asked.withLock { $0 += 1 }
          return await embedder.query("Please illuminate it")
        }, for: .model, memory: .full
      ).map(\.name)
    }
    #expect(await !offer().contains("light_switch"))
    let follower = Task { await house.registry.followDescriptions() }
    while embedder.documents < 42 { await Task.yield() }
    while await !offer().contains("light_switch") { await Task.yield() }
    // A change embeds what is new alone.
    house.registry.replace(group: "more", with: [NotingTool("zebra", summary: "Draws stripes.")])
    while embedder.documents < 43 { await Task.yield() }
    follower.cancel()
    await follower.value
    #expect(embedder.documents == 43)
    // Few tools are offered all, and nobody asks for a vector.
    let before = asked.withLock { $0 }
    house.registry.replace(group: "test", with: [light])
    #expect(await offer().contains("zebra") && asked.withLock { $0 } == before)
    try house.close()
  }

  @Test func callsThatNeverCameThisFarAreLogged() async throws {
    let house = try ToolHouse([NotingTool("lamp")])
    await house.registry.refused("lamp", arguments: ["a": 1], in: house.turn(), because: .repeated)
    await house.registry.refused("secret words", arguments: .null, in: house.turn(), because: .unknown)
    let entries = try await house.desk.audit(ToolAuditSearch(), in: .me)
    #expect(
      Set(entries.map { "\($0.tool) \($0.decision) \($0.code?.rawValue ?? "")" }) == [
        "lamp denied E401", "(unknown) invalid E305",
      ])
    try house.close()
  }

  @Test func toolsReachAsFarAsTheTurn() async throws {
    let runs = NotingTool.Runs()
    let house = try ToolHouse([
      NotingTool("reads", category: .memory, reach: .readsMemory, runs: runs),
      NotingTool("changes", changes: true, category: .memory, reach: .changesMemory, runs: runs),
    ])
    #expect(house.registry.tools(for: .model, memory: .off).isEmpty)
    #expect(house.registry.tools(for: .model, memory: .read).map(\.name) == ["reads"])
    let output = try await house.registry.call("changes", arguments: .null, in: house.turn(memory: .read))
    #expect(output.failure?.code == .notFound && runs.all.isEmpty)
    try house.close()
  }
}
