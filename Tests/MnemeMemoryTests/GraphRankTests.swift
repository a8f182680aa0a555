import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeMemory

/// Weights and personalised PageRank.
@Suite struct GraphRankTests {
  // MARK: Weights

  @Test func weightsGrowWithOccurrencesAndFallWithFrequency() {
    func weight(_ c: Int, _ a: Int = 1, _ b: Int = 1, _ n: Int = 1000, statement: Bool = true) -> UInt16 {
      RelationWeight.value(
        occurrences: c, isStatement: statement, sourceDigits: RelationWeight.digits(a),
        targetDigits: RelationWeight.digits(b), totalDigits: RelationWeight.digits(n))
    }
    #expect(weight(1) < weight(2) && weight(2) < weight(9) && weight(9) < weight(1_000_000))
    #expect(weight(2) - weight(1) > weight(10) - weight(9))
    #expect(weight(3, 1, 1) > weight(3, 8, 1) && weight(3, 8, 1) > weight(3, 8, 100))
    #expect(weight(3, 8, 1) == weight(3, 1, 8))
    #expect(weight(3, statement: false) < weight(3))
    #expect(weight(1, 1000, 1000) > 0 && weight(.max, 1, 1) <= UInt16.max && weight(0, 0, 0, 0) > 0)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func weightsAreKeptExactAndRecalculatingChangesNothing(_ seed: UInt64) async throws {
    var random = GraphRandom(seed: 300 + seed)
    let store = InMemoryGraphStore()
    var graph = KnowledgeGraph(space: .me)
    for extraction in GraphWorld.random(150, entities: 20, &random) {
      graph.apply(try await store.record([extraction], in: .me, finishing: []))
      if Int.random(in: 0..<5, using: &random) == 0 {
        graph.apply(store.erase(messages: ["m\(Int.random(in: 1...150, using: &random))"], in: .me))
      }
      #expect(graph.recalculateWeights() == (graph.relationCount, 0))
    }
    let weights = graph.entities(Array(1...500)).flatMap { graph.relations(of: $0.ordinal) }.map(\.weight)
    #expect(weights.count > 50 && weights.allSatisfy { $0 > 0 && $0 <= 1 })
  }

  @Test func recalculationIsLinearAndKeepingWeightsIsConstantPerMention() async throws {
    var full: [Int] = []
    for count in [300, 600] {
      let store = InMemoryGraphStore()
      // One entity that everything is related with: the worst case.
      let all = (0..<count).map { GraphWorld.extraction($0 + 1, [], [("hub", .relatedTo, "spoke \($0)")]) }
      var graph = KnowledgeGraph(space: .me)
      var following = CountingProbe()
      for start in stride(from: 0, to: count, by: 50) {
        let change = try await store.record(Array(all[start..<(start + 50)]), in: .me, finishing: [])
        graph.apply(change, &following)
      }
      #expect(following[.weighing] <= 6 * count)
      var probe = CountingProbe()
      #expect(graph.weigh(&probe) == 0)
      full.append(probe[.weighing])
    }
    #expect(full == [300, 600])
  }

  // MARK: PageRank

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func scoresSumToOneAtMostAndAreNearTheExactOnes(_ seed: UInt64) async throws {
    var random = GraphRandom(seed: 400 + seed)
    let graph = try await GraphWorld.follow([GraphWorld.random(80, entities: 30, &random)])
    let rank = PersonalizedPageRank(damping: 0.625, epsilon: 1e-6)
    let entities = graph.entities(Array(1...500)).filter { !$0.isOwner }.map(\.ordinal)
    for start in entities.shuffled(using: &random).prefix(6) {
      let scores = rank.scores(from: [(start, 1)], in: graph, limit: 1000)
      #expect(scores.reduce(0) { $0 + $1.score } <= 1)
      #expect(scores.map(\.score) == scores.map(\.score).sorted(by: >))
      #expect(!scores.contains { $0.entity == graph.ownerOrdinal })
      let exact = exactScores(from: start, damping: 0.625, in: graph)
      for (entity, score) in exact {
        let found = scores.first { $0.entity == entity }?.score ?? 0
        #expect(found <= score + 1e-8 && found >= score - 1e-4)
      }
    }
  }

  /// Power iteration over the weights, the owner left out.
  private func exactScores(from start: Int64, damping: Double, in graph: KnowledgeGraph) -> [Int64: Double] {
    var links: [Int64: [(other: Int64, weight: Double)]] = [:]
    for entity in graph.entities(Array(1...500)) where !entity.isOwner {
      let ordinal = entity.ordinal
      links[ordinal] = graph.relations(of: ordinal).map { link in
        (link.relation.source == ordinal ? link.relation.target : link.relation.source, link.weight)
      }.filter { $0.other != graph.ownerOrdinal }
    }
    var mass = [start: 1.0]
    var kept: [Int64: Double] = [:]
    for _ in 0..<60 {
      var next: [Int64: Double] = [:]
      for (entity, share) in mass {
        let own = links[entity] ?? []
        let total = own.reduce(0) { $0 + $1.weight }
        kept[entity, default: 0] += share * (own.isEmpty ? 1 : 1 - damping)
        for link in own { next[link.other, default: 0] += share * damping * link.weight / total }
      }
      mass = next
    }
    return kept
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func scoresAreTheSameInWhateverOrderTheGraphWasBuilt(_ seed: UInt64) async throws {
    var random = GraphRandom(seed: 500 + seed)
    let extractions = GraphWorld.random(120, entities: 40, &random)
    let first = try await GraphWorld.follow([extractions])
    let second = try await GraphWorld.follow(extractions.shuffled(using: &random).map { [$0] })
    let keys = first.entities(Array(1...500)).map(\.key).shuffled(using: &random).prefix(3)
    func answer(_ graph: KnowledgeGraph, _ keys: [String]) -> ([String], [MessageScore]) {
      let all = Dictionary(
        uniqueKeysWithValues: graph.entities(Array(1...2000)).map { ($0.key, $0.ordinal) })
      let seeds = keys.compactMap { all[$0] }
      let scores = PersonalizedPageRank().scores(from: seeds.map { ($0, 1) }, in: graph, limit: 20)
      let names = scores.map { "\(graph.entities([$0.entity])[0].key) \($0.score)" }
      return (names, graph.messageScores(for: seeds, limit: 25))
    }
    let one = answer(first, Array(keys))
    let other = answer(second, keys.reversed())
    #expect(one.0 == other.0 && one.1 == other.1 && !one.1.isEmpty)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func moreRestartMassOnAnEntityNeverLowersIt(_ seed: UInt64) async throws {
    var random = GraphRandom(seed: 600 + seed)
    let graph = try await GraphWorld.follow([GraphWorld.random(80, entities: 30, &random)])
    let rank = PersonalizedPageRank(epsilon: 1e-7)
    let entities = graph.entities(Array(1...500)).filter { !$0.isOwner }.map(\.ordinal).shuffled(using: &random)
    let (a, b) = (entities[0], entities[1])
    var last = -1.0
    for mass in [0.0, 0.25, 0.5, 1, 2, 8] {
      let scores = rank.scores(from: [(a, mass), (b, 1)], in: graph, limit: 1000)
      let score = scores.first { $0.entity == a }?.score ?? 0
      #expect(score >= last)
      last = score
    }
    #expect(last > 0.4)
  }

  @Test func workIsBoundedWhateverTheSizeOfTheGraph() async throws {
    var random = GraphRandom(seed: 7)
    for count in [250, 500, 1_000] {
      let graph = try await GraphWorld.follow([GraphWorld.random(count, entities: count / 4, &random)])
      for epsilon in [1e-2, 1e-3] {
        let rank = PersonalizedPageRank(damping: 0.5, epsilon: epsilon)
        var probe = CountingProbe()
        _ = rank.spread([(0, PersonalizedPageRank.one)], in: graph, &probe)
        #expect(Double(probe[.edge]) <= 1 / (0.5 * epsilon))
      }
      var probe = CountingProbe()
      _ = graph.messageScores(
        for: graph.entities(Array(1...20)).map(\.ordinal), limit: 50, rank: .init(), limits: .init(), &probe)
      #expect(probe[.posting] <= 3072 && probe[.edge] <= 20_000)
    }
  }

  @Test func theOwnerAndUnknownEntitiesAskForNothing() async throws {
    let graph = try await GraphWorld.follow([
      [GraphWorld.extraction(1, ["ada", EntityKey.owner], [("ada", .likes, EntityKey.owner)])]
    ])
    let owner = try #require(graph.ownerOrdinal)
    #expect(graph.messageScores(for: [owner, 77], limit: 5).isEmpty)
    #expect(PersonalizedPageRank().scores(from: [(owner, 1)], in: graph, limit: 5).isEmpty)
    #expect(PersonalizedPageRank().scores(from: [(77, 1), (1, .nan), (1, -1)], in: graph, limit: 5).isEmpty)
    #expect(graph.messageScores(for: [], limit: 5).isEmpty)
  }

  // MARK: Messages

  @Test func messagesOfSeveralAskedEntitiesComeFirst() async throws {
    let graph = try await GraphWorld.follow([
      [
        GraphWorld.extraction(1, ["ada", "graz"], [("ada", .relatedTo, "graz")]), GraphWorld.extraction(2, ["ada"]),
        GraphWorld.extraction(3, ["graz"]), GraphWorld.extraction(4, ["bo"]),
        GraphWorld.extraction(5, ["ada", "cleo"], [("ada", .friendOf, "cleo")]), GraphWorld.extraction(6, ["cleo"]),
      ]
    ])
    let seeds = graph.find(["ada", "graz"], limit: 1).compactMap(\.first?.entity)
    let scores = graph.messageScores(for: seeds, limit: 10)
    #expect(scores.first?.message == 1)
    // What is only related comes after what is named, and what is neither not at all.
    #expect(scores.map(\.message).contains(6) && scores.last?.message == 6 && !scores.map(\.message).contains(4))
    #expect(graph.messageScores(for: seeds + seeds, limit: 2) == Array(scores.prefix(2)))
  }

  @Test func ofAFrequentEntityTheNewestMessagesAreLookedAt() async throws {
    let all = (1...900).map { GraphWorld.extraction($0, ["ada"]) }
    let graph = try await GraphWorld.follow([all])
    let scores = graph.messageScores(for: [1], limit: 1000)
    #expect(scores.count == GraphRecallLimits().messagesPerEntity && scores.first?.message == 900)
    #expect(graph.messages(of: 1, limit: 3) == [900, 899, 898] && graph.messages(of: 5, limit: 3).isEmpty)
  }

  // MARK: Spaces

  @Test func aSpaceIsLoadedOnceAndFollowsItsChanges() async throws {
    let store = InMemoryGraphStore()
    var random = GraphRandom(seed: 8)
    let extractions = GraphWorld.random(60, entities: 30, &random)
    _ = try await store.record(Array(extractions[..<40]), in: .me, finishing: [])
    let indexes = GraphIndexes(store: store)
    async let one = indexes.graph(of: .me)
    async let two = indexes.graph(of: .me)
    #expect(try await GraphPicture(one) == GraphPicture(two))
    #expect(await indexes.loadCount == 1)
    for extraction in extractions[40...] {
      await indexes.changed(try await store.record([extraction], in: .me, finishing: []), in: .me)
    }
    let reads = store.reads
    #expect(try await GraphPicture(indexes.graph(of: .me)) == GraphPicture(GraphWorld.follow([extractions])))
    #expect(store.reads == reads)
    #expect(await indexes.recalculateWeights().changed == 0)
  }

  @Test func theLeastRecentlyUsedSpaceLeavesMemory() async throws {
    let store = InMemoryGraphStore()
    let other = try SpaceID("other")
    for space in [SpaceID.me, other] {
      _ = try await store.record([GraphWorld.extraction(1, ["ada"])], in: space, finishing: [])
    }
    let indexes = GraphIndexes(store: store, byteLimit: 1)
    _ = try await indexes.graph(of: .me)
    _ = try await indexes.graph(of: other)
    #expect(await indexes.resident == [other])
    _ = try await indexes.graph(of: .me)
    #expect(await indexes.loadCount == 3)
  }

  @Test func aStoreThatFailsIsAskedAgainTheNextTime() async throws {
    let store = FailingGraphStore()
    let indexes = GraphIndexes(store: store)
    await #expect(throws: MnemeError.self) { _ = try await indexes.graph(of: .me) }
    await #expect(throws: MnemeError.self) { _ = try await indexes.graph(of: .me) }
    #expect(await indexes.loadCount == 2)
  }
}

private struct FailingGraphStore: GraphStore {
  private var failure: MnemeError { MnemeError(.unavailable, "The store is not there.") }

  func record(_ extractions: [GraphExtraction], in space: SpaceID, finishing: [Int64])
    async throws(MnemeError) -> GraphChange
  { throw failure }
  func entities(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Entity] {
    throw failure
  }
  func relations(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Relation] {
    throw failure
  }
  func mentions(in space: SpaceID, after mention: EntityMention?, limit: Int)
    async throws(MnemeError) -> [EntityMention]
  { throw failure }
  func provenance(of element: GraphElement, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String] {
    throw failure
  }
}
