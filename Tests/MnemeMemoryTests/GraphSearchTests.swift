import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeMemory

/// Searches give what their naive forms give, within their bounds.
@Suite struct GraphSearchTests {
  // MARK: Neighbours and paths

  @Test(arguments: 1...6 as ClosedRange<UInt64>, [false, true])
  func neighboursAndPathsEqualTheNaiveSearch(_ seed: UInt64, _ throughOwner: Bool) async throws {
    var random = GraphRandom(seed: 200 + seed)
    let graph = try await GraphWorld.follow([GraphWorld.random(60, entities: 60, &random)])
    let naive = NaiveGraph(graph)
    let ordinals = naive.distances.keys.sorted()
    for start in ordinals.shuffled(using: &random).prefix(12) {
      for depth in 0...4 {
        var expected = naive.distances(from: start, passing: throughOwner ? nil : graph.ownerOrdinal)
        expected = expected.filter { $0.value > 0 && $0.value <= depth }
        let found = graph.neighbours(of: start, depth: depth, throughOwner: throughOwner)
        #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.entity, $0.distance) }) == expected)
        #expect(found.map(\.distance) == found.map(\.distance).sorted())
      }
      let distances = naive.distances(from: start, passing: throughOwner ? nil : graph.ownerOrdinal)
      for goal in ordinals.shuffled(using: &random).prefix(12) {
        let path = graph.path(from: start, to: goal, maxDepth: 4, throughOwner: throughOwner)
        let distance = distances[goal] ?? .max
        #expect(path.count == (distance <= 4 ? distance + 1 : 0))
        #expect(zip(path, path.dropFirst()).allSatisfy { naive.distances[$0]?.contains($1) ?? false })
        if !path.isEmpty { #expect(path.first == start && path.last == goal) }
      }
    }
  }

  @Test func aPathHasAtMostThreeRelationsUnlessAsked() async throws {
    let chain = (0..<6).map { GraphWorld.extraction($0 + 1, [], [("e\($0)", .likes, "e\($0 + 1)")]) }
    let graph = try await GraphWorld.follow([chain])
    func ordinal(_ key: String) throws -> Int64 { try #require(graph.find([key], limit: 1)[0].first?.entity) }
    #expect(try graph.path(from: ordinal("e0"), to: ordinal("e3")).count == 4)
    #expect(try graph.path(from: ordinal("e0"), to: ordinal("e4")).isEmpty)
    #expect(try graph.path(from: ordinal("e4"), to: ordinal("e0"), maxDepth: 4).count == 5)
    #expect(try graph.path(from: ordinal("e2"), to: ordinal("e2"), maxDepth: 0) == [ordinal("e2")])
    #expect(graph.path(from: 1, to: 9999).isEmpty && graph.neighbours(of: 9999).isEmpty)
  }

  @Test func theOwnerConnectsNobodyUnlessAsked() async throws {
    let graph = try await GraphWorld.follow([
      [GraphWorld.extraction(1, [], [("ada", .friendOf, EntityKey.owner), ("bo", .friendOf, EntityKey.owner)])]
    ])
    let ada = try #require(graph.find(["ada"])[0].first?.entity)
    let bo = try #require(graph.find(["bo"])[0].first?.entity)
    #expect(graph.path(from: ada, to: bo).isEmpty)
    #expect(graph.path(from: ada, to: bo, throughOwner: true).count == 3)
    #expect(graph.neighbours(of: ada, depth: 2).map(\.entity) == [graph.ownerOrdinal])
    #expect(graph.degree(of: ada) == 0)
    #expect(graph.find([EntityKey.owner, "me", "$owner"])[0].isEmpty)
  }

  // MARK: Names

  @Test func namesAreFoundByKeySpellingPrefixAndPart() async throws {
    func said(_ number: Int, _ key: String, _ surface: String) -> GraphExtraction {
      GraphExtraction(
        message: "m\(number)", messageOrdinal: Int64(number), at: Date(milliseconds: Int64(number)),
        mentions: [.init(surface: surface, key: key, kind: .concept)])
    }
    let graph = try await GraphWorld.follow([
      [
        said(1, "haas", "Dr. Haas"), said(2, "haas", "Haas"), said(3, "haas bakery", "Haas Bakery"),
        said(4, "old haas mill", "Old Haas Mill"), said(5, "하은", "하은"), said(6, "김하은", "김하은"),
        said(7, "chaas", "Chaas"),
      ]
    ])
    func keys(_ name: String) -> [String] {
      graph.find([name])[0].flatMap { match in graph.entities([match.entity]).map { "\($0.key) \(match.quality)" } }
    }
    #expect(keys("HAAS") == ["haas key", "haas bakery prefix", "old haas mill part"])
    #expect(keys("dr haas") == ["haas alias"])
    #expect(keys("ha").isEmpty && keys("").isEmpty && keys("!").isEmpty)
    #expect(keys("하은이랑") == ["하은 alias"])
    #expect(keys("하은") == ["하은 key", "김하은 part"])
    #expect(keys("김하은") == ["김하은 key"])
    #expect(graph.find(["haas"], limit: 1)[0].count == 1)
  }

  @Test func manyNamesAreFoundInOnePass() async throws {
    var random = GraphRandom(seed: 5)
    let graph = try await GraphWorld.follow([GraphWorld.random(100, entities: 80, &random)])
    var probe = CountingProbe()
    let names = (0..<20).map { "name \($0)" } + GraphWorld.names
    let found = graph.find(names, limit: 5, &probe)
    #expect(found.count == names.count && probe[.scan] == 1 && probe[.lookup] == names.count)
    #expect(zip(names, found).allSatisfy { graph.find([$0], limit: 5)[0] == $1 })
    var exact = CountingProbe()
    _ = graph.find(GraphWorld.names.map { $0 + " 0" }, limit: 1, &exact)
    #expect(exact[.scan] <= 1)
  }

  @Test func anEntityInABatchIsLookedUpOnce() async throws {
    let graph = try await GraphWorld.follow([
      [GraphWorld.extraction(1, ["ada", "bo", "cleo"], [("ada", .likes, "bo"), ("bo", .likes, "cleo")])]
    ])
    #expect(graph.entities([3, 99, 1]).map(\.ordinal) == [3, 1])
    let all = graph.entities([1, 2, 3])
    #expect(graph.relations(among: all.map(\.ordinal)).count == 2)
    #expect(graph.relations(among: [1]).isEmpty && graph.relations([77]).isEmpty)
    #expect(graph.relations(of: 2, type: .likes).count == 2 && graph.relations(of: 2, type: .uses).isEmpty)
    #expect(graph.statistics.averageDegree == 4.0 / 3 && graph.statistics.byKind == [.concept: 3])
  }

  // MARK: Text

  @Test func linesStandByWeightThenName() async throws {
    let graph = try await GraphWorld.follow([
      [
        GraphWorld.extraction(1, ["ada", "bo"], [("ada", .likes, "bo")]),
        GraphWorld.extraction(2, ["ada"], [("ada", .likes, "bo"), ("ada", .friendOf, "cleo")]),
        GraphExtraction(
          message: "m3", messageOrdinal: 3, at: Date(iso8601: "2024-03-01") ?? Date(), mentions: [],
          statements: [
            .init(
              source: "cleo", type: .livesIn, target: "graz", validFrom: Date(iso8601: "2019-01-01"),
              validTo: Date(iso8601: "2024-03-01"))
          ]),
      ]
    ])
    #expect(
      graph.lines(entities: [4, 3, 2, 1, 1, 50])
        == ["Ada (concept)", "Bo (concept)", "cleo (concept)", "graz (concept)"])
    let lines = graph.lines(relations: Array(1...20))
    #expect(lines.first == "Ada --[likes]--> Bo")
    #expect(
      Set(lines) == [
        "Ada --[likes]--> Bo", "Ada --[friend_of]--> cleo", "cleo --[lives_in, 2019 to 2024]--> graz",
      ])
    #expect(graph.lines(relations: Array(1...20), limit: 1).count == 1)
  }

  // MARK: Bounds

  @Test func addingManyEntitiesLooksEachUpOnce() async throws {
    var counts: [Int] = []
    for count in [1_000, 2_000] {
      let entities = (1...count).map { number in
        Entity(
          ordinal: Int64(number), space: .me, key: "e \(number)", name: "E \(number)", kind: .concept,
          aliases: ["E \(number)"],
          mentions: 1, firstSeen: Date(milliseconds: 0), lastSeen: Date(milliseconds: 0))
      }
      var graph = KnowledgeGraph(space: .me)
      var probe = CountingProbe()
      graph.apply(GraphChange(entities: entities), &probe)
      #expect(graph.entityCount == count)
      counts.append(probe[.lookup])
    }
    #expect(counts == [1_000, 2_000])
  }

  @Test func searchesDequeueEachEntityAtMostOnce() async throws {
    var steps: [(dequeued: Int, edges: Int)] = []
    for count in [200, 400] {
      let ring = (0..<count).map { GraphWorld.extraction($0 + 1, [], [("e \($0)", .likes, "e \(($0 + 1) % count)")]) }
      let graph = try await GraphWorld.follow([ring])
      var probe = CountingProbe()
      #expect(graph.neighbours(of: 1, depth: count, throughOwner: false, &probe).count == count - 1)
      #expect(probe[.dequeue] == count && probe[.edge] == 2 * count)
      steps.append((probe[.dequeue], probe[.edge]))
      let far = try #require(graph.find(["e \(count / 2)"], limit: 1)[0].first?.entity)
      let start = try #require(graph.find(["e 0"], limit: 1)[0].first?.entity)
      var walked = CountingProbe()
      #expect(
        graph.path(from: start, to: far, maxDepth: count, throughOwner: false, &walked).count == count / 2 + 1)
      #expect(walked[.dequeue] <= count)
    }
    #expect(steps[1].dequeued == 2 * steps[0].dequeued && steps[1].edges == 2 * steps[0].edges)
  }
}

/// A graph as sets of neighbours, and searches as repeated relaxation.
struct NaiveGraph {
  var distances: [Int64: Set<Int64>] = [:]

  init(_ graph: KnowledgeGraph) {
    for slot in 0..<graph.nodes.count { distances[graph.ordinal(ofEntity: slot)] = [] }
    for slot in 0..<graph.links.count {
      let relation = graph.relation(at: slot)
      distances[relation.source]?.insert(relation.target)
      distances[relation.target]?.insert(relation.source)
    }
  }

  /// `passing`: an entity that is reached but not gone on from, unless it is the start.
  func distances(from start: Int64, passing blocked: Int64?) -> [Int64: Int] {
    var result = [start: 0]
    var isChanged = true
    while isChanged {
      isChanged = false
      for (entity, neighbours) in distances where entity == start || entity != blocked {
        guard let distance = result[entity] else { continue }
        for neighbour in neighbours where (result[neighbour] ?? .max) > distance + 1 {
          result[neighbour] = distance + 1
          isChanged = true
        }
      }
    }
    return result
  }
}
