import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeMemory

/// The graph is a sum over messages: order, repeats and what was taken back leave no trace.
@Suite struct GraphAggregateTests {
  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func anyOrderOfMessagesGivesTheSameGraph(_ seed: UInt64) async throws {
    var random = GraphRandom(seed: seed)
    let extractions = GraphWorld.random(120, entities: 40, &random)
    let expected = try await GraphPicture(GraphWorld.follow([extractions]))
    #expect(expected.relations.count > 50 && expected.entities.count > 20)
    for batch in [1, 7, 120] {
      let shuffled = extractions.shuffled(using: &random)
      let batches = stride(from: 0, to: shuffled.count, by: batch).map {
        Array(shuffled[$0..<min($0 + batch, shuffled.count)])
      }
      let graph = try await GraphWorld.follow(batches)
      #expect(GraphPicture(graph) == expected)
    }
  }

  @Test func recordingTwiceIsRecordingOnce() async throws {
    var random = GraphRandom(seed: 21)
    let extractions = GraphWorld.random(60, entities: 30, &random)
    let store = InMemoryGraphStore()
    let once = try await GraphWorld.follow([extractions], store: store)
    #expect(try await store.record(extractions, in: .me, finishing: []).isEmpty)
    #expect(try await GraphPicture(GraphWorld.loaded(store)) == GraphPicture(once))
  }

  @Test func applyingAChangeTwiceIsApplyingItOnce() async throws {
    var random = GraphRandom(seed: 22)
    let store = InMemoryGraphStore()
    var graph = KnowledgeGraph(space: .me)
    for extraction in GraphWorld.random(80, entities: 20, &random) {
      let change = try await store.record([extraction], in: .me, finishing: [])
      graph.apply(change)
      let picture = GraphPicture(graph)
      graph.apply(change)
      #expect(GraphPicture(graph) == picture)
    }
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func aMessageTakenBackLeavesNoTrace(_ seed: UInt64) async throws {
    var random = GraphRandom(seed: 100 + seed)
    let all = GraphWorld.random(80, entities: 25, &random)
    let gone = Set(all.map(\.message).shuffled(using: &random).prefix(30))
    let store = InMemoryGraphStore()
    var graph = try await GraphWorld.follow([all], store: store)
    let taken = all.filter { gone.contains($0.message) }
    for extraction in taken {
      let empty = GraphExtraction(
        message: extraction.message, messageOrdinal: extraction.messageOrdinal, at: extraction.at,
        reader: extraction.reader, mentions: [])
      graph.apply(try await store.record([empty], in: .me, finishing: []))
    }
    let never = try await GraphWorld.follow([all.filter { !gone.contains($0.message) }])
    #expect(GraphPicture(graph) == GraphPicture(never))
    #expect(try await GraphPicture(GraphWorld.loaded(store)) == GraphPicture(never))
    #expect(graph.recalculateWeights().changed == 0)
    for name in Set(taken.flatMap(\.mentions).map(\.surface)) {
      #expect(found(name, in: graph) == found(name, in: never))
    }
  }

  private func found(_ name: String, in graph: KnowledgeGraph) -> [String] {
    graph.find([name], limit: 20)[0].flatMap { match in
      graph.entities([match.entity]).map { "\($0.key) \(match.quality)" }
    }
  }

  @Test func anErasedMessageIsNeverRecordedAgain() async throws {
    let store = InMemoryGraphStore()
    let extraction = GraphWorld.extraction(1, ["ada", "bo"], [("ada", .friendOf, "bo")])
    var graph = try await GraphWorld.follow([[extraction]], store: store)
    graph.apply(store.erase(messages: ["m1"], in: .me))
    #expect(graph.entityCount == 0 && graph.relationCount == 0 && graph.mentionCount == 0)
    #expect(try await store.record([extraction], in: .me, finishing: [3]).isEmpty)
    #expect(store.finished == [3])
  }

  @Test func twoReadersOfAMessageCountOnce() async throws {
    let store = InMemoryGraphStore()
    let rules = GraphWorld.extraction(1, ["ada", "bo"], [("ada", .friendOf, "bo")])
    let model = GraphWorld.extraction(1, ["ada", "cleo"], [("ada", .friendOf, "bo")], reader: .model)
    var graph = try await GraphWorld.follow([[rules], [model]], store: store)
    let ada = try #require(graph.find(["Ada"])[0].first?.entity)
    #expect(graph.entities([ada])[0].mentions == 1 && graph.entityCount == 3)
    #expect(graph.relations(of: ada)[0].relation.occurrences == 1)
    let empty = GraphExtraction(message: "m1", messageOrdinal: 1, at: rules.at, reader: .rules, mentions: [])
    graph.apply(try await store.record([empty], in: .me, finishing: []))
    #expect(graph.entityCount == 3 && graph.relationCount == 1)
  }

  @Test func anEndedRelationHoldsAgainWhenSaidAgain() async throws {
    func said(_ number: Int, end: Bool) -> GraphExtraction {
      let at = Date(milliseconds: Int64(number) * 1000)
      return GraphExtraction(
        message: "m\(number)", messageOrdinal: Int64(number), at: at, mentions: [],
        statements: [.init(source: "ada", type: .livesIn, target: "graz", validTo: end ? at : nil)])
    }
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      let all = [said(1, end: false), said(2, end: true), said(3, end: false)]
      let store = InMemoryGraphStore()
      var graph = try await GraphWorld.follow(order.filter { $0 < 2 }.map { [all[$0]] }, store: store)
      let slot = try #require((0..<graph.links.count).first)
      #expect(graph.relation(at: slot).validTo == Date(milliseconds: 2000))
      graph.apply(try await store.record([all[2]], in: .me, finishing: []))
      #expect(graph.relation(at: slot).validTo == nil)
    }
  }

  @Test func namesAreTheMostFrequentSpellingAndKindsTheMostSpecific() async throws {
    func said(_ number: Int, _ surface: String, _ kind: EntityKind) -> GraphExtraction {
      GraphExtraction(
        message: "m\(number)", messageOrdinal: Int64(number), at: Date(milliseconds: Int64(number)),
        mentions: [.init(surface: surface, key: "ada", kind: kind)])
    }
    let graph = try await GraphWorld.follow([
      [said(1, "ADA", .concept), said(2, "Ada", .person), said(3, "ada", .place), said(4, "Ada", .concept)]
    ])
    let entity = try #require(graph.entities([1]).first)
    #expect(entity.name == "Ada" && entity.kind == .person && entity.aliases == ["ADA", "Ada", "ada"])
    #expect(entity.firstSeen == Date(milliseconds: 1) && entity.lastSeen == Date(milliseconds: 4))
    let tied = try await GraphWorld.follow([[said(1, "ada", .concept), said(2, "Ada", .concept)]])
    #expect(tied.entities([1])[0].name == "Ada")
  }

  // MARK: Loading

  @Test func afterLoadingNamesAndRelationsAreFoundAsBefore() async throws {
    var random = GraphRandom(seed: 31)
    let store = InMemoryGraphStore()
    let before = try await GraphWorld.follow(GraphWorld.random(150, entities: 60, &random).map { [$0] }, store: store)
    for page in [1, 13, 4096] {
      let after = try await GraphWorld.loaded(store, page: page)
      #expect(GraphPicture(after) == GraphPicture(before))
      for entity in before.entities(Array(1...2000)) {
        #expect(after.find([entity.name, entity.key]) == before.find([entity.name, entity.key]))
        #expect(after.relations(of: entity.ordinal) == before.relations(of: entity.ordinal))
        #expect(after.degree(of: entity.ordinal) == before.degree(of: entity.ordinal))
        #expect(after.messages(of: entity.ordinal, limit: 5) == before.messages(of: entity.ordinal, limit: 5))
      }
    }
    // A known name said again joins its entity.
    var after = try await GraphWorld.loaded(store)
    let count = after.entityCount
    let known = try #require(before.entities([1]).first)
    let again = GraphExtraction(
      message: "m999", messageOrdinal: 999, at: Date(milliseconds: 999_000),
      mentions: [.init(surface: known.name, key: known.key, kind: .concept)])
    after.apply(try await store.record([again], in: .me, finishing: []))
    #expect(after.entityCount == count && after.entities([1])[0].mentions == known.mentions + 1)
  }

  @Test func aSnapshotStaysAsItWas() async throws {
    var random = GraphRandom(seed: 32)
    let store = InMemoryGraphStore()
    let extractions = GraphWorld.random(200, entities: 50, &random)
    var graph = try await GraphWorld.follow([Array(extractions[..<100])], store: store)
    let snapshot = graph
    let picture = GraphPicture(snapshot)
    graph.apply(try await store.record(Array(extractions[100...]), in: .me, finishing: []))
    graph.apply(store.erase(messages: Set(extractions[..<80].map(\.message)), in: .me))
    #expect(GraphPicture(snapshot) == picture && GraphPicture(graph) != picture)
  }

  @Test func roomOfRemovedEntitiesIsGivenBack() async throws {
    let store = InMemoryGraphStore()
    var graph = KnowledgeGraph(space: .me)
    for round in 0..<3 {
      let batch = (0..<450).map { number in
        let ends = ["a \(round) \(number)", "b \(round) \(number)"]
        return GraphWorld.extraction(round * 450 + number, ends, [(ends[0], .likes, ends[1])])
      }
      graph.apply(try await store.record(batch, in: .me, finishing: []))
      graph.apply(store.erase(messages: Set(batch.dropFirst().map(\.message)), in: .me))
    }
    #expect(graph.entityCount == 6 && graph.nodes.count < 1100 && graph.relationCount == 3)
    #expect(try await GraphPicture(graph) == GraphPicture(GraphWorld.loaded(store)))
  }
}
