import Foundation
import MnemeCore
import MnemeMemory
import MnemeTestSupport

/// How the proof of the graph drives it.
struct GraphDriver: Sendable {
  var add: @Sendable (inout KnowledgeGraph, GraphChange, inout CountingProbe) -> Void = { graph, change, probe in
    graph.apply(change, &probe)
  }
  var neighbours: @Sendable (KnowledgeGraph, Int64, inout CountingProbe) -> Int = { graph, entity, probe in
    graph.neighbours(of: entity, depth: graph.entityCount, throughOwner: true, &probe).count
  }
}

extension Proofs {
  static func graph(_ driver: GraphDriver = GraphDriver()) -> Proof {
    Proof(
      id: "PERF-008",
      condition: "The graph finds names in O(1), weighs in O(R) and searches in O(V + E), also once reloaded"
    ) {
      let small = try await GraphCounts(5_000, driver)
      let large = try await GraphCounts(10_000, driver)
      return [
        Check("look-ups to add 10,000 entities", large.added, .atMost, 10_000),
        Check("look-ups of 2n against n", Double(large.added) / Double(small.added), .atMost, 2.05),
        Check("steps to weigh all relations, per relation", Double(large.weighed) / 10_000, .atMost, 1),
        Check("entities dequeued by a search over 10,000", large.dequeued, .atMost, 10_000),
        Check("dequeued of 2n against n", Double(large.dequeued) / Double(small.dequeued), .atMost, 2.05),
        Check("relations followed, per relation and direction", Double(large.followed) / 20_000, .atMost, 1),
        Check("passes over all names for 1,000 exact names, reloaded", large.scans, .exactly, 0),
        Check("look-ups for them", large.named, .exactly, 1_000),
        Check("dequeued by a search over what was reloaded", large.reloadedDequeued, .atMost, 10_000),
        Check("weights that reloading changed", large.changedWeights, .exactly, 0),
      ]
    }
  }

  static func graphPersistence(
    store: @escaping @Sendable (any GraphStore) -> any GraphStore = { $0 }
  ) -> Proof {
    Proof(
      id: "PERF-042",
      condition: "The graph follows in batches; a question reads it from memory and names it in one call"
    ) {
      let opened = Box<CountingGraphStore>()
      let home = try ProofHome { stores in
        let counting = CountingGraphStore(stores.graph)
        opened.value = counting
        stores.graph = store(counting)
      }
      guard let counting = opened.value else { throw MnemeError(.internal, "No double.") }
      let texts = (0..<100).map { "My friend Person\($0) lives in Town\($0 % 10)." }
      _ = try await home.engine.append(home.messages(texts), channel: "test")
      try await home.work()
      let writes = counting.writes
      _ = try await home.engine.recall(RecallQuery(space: .me, text: "Where does Person7 live?"))
      counting.reset()
      for number in 0..<10 {
        _ = try await home.engine.recall(RecallQuery(space: .me, text: "Where does Person\(number) live?"))
      }
      let recalls = counting.reads
      let found = try await home.engine.entities(named: "Person7", in: .me, limit: 3)
      if let entity = found.first {
        _ = try await home.engine.neighbourhood(of: entity.ordinal, depth: 2, in: .me, limit: 20)
      }
      return [
        Check("graph transactions for 100 messages, claimed by 32", writes, .atMost, 4),
        Check("store reads of ten questions once the graph is loaded", recalls, .exactly, 0),
        Check("store reads to find and to show an entity", counting.reads - recalls, .atMost, 3),
        Check("entities found by name, of one", found.isEmpty ? 0 : 1, .exactly, 1),
        Check("segment files of the lexical index", try segments(of: home), .atMost, 2),
      ]
    }
  }

  private static func segments(of home: ProofHome) throws -> Int {
    try FileManager.default.subpathsOfDirectory(atPath: home.folder.appendingPathComponent("index").path)
      .count { $0.hasSuffix(".segment") }
  }
}

/// Steps of a graph of `count` entities on a ring of as many relations.
private struct GraphCounts {
  let added: Int
  let weighed: Int
  let dequeued: Int
  let followed: Int
  let scans: Int
  let named: Int
  let reloadedDequeued: Int
  let changedWeights: Int

  init(_ count: Int, _ driver: GraphDriver) async throws {
    let at = Date(milliseconds: 1_750_000_000_000)
    let entities = (1...count).map { number in
      Entity(
        ordinal: Int64(number), space: .me, key: "entity \(number)", name: "Entity \(number)", kind: .concept,
        aliases: ["Entity \(number)"], mentions: 1, firstSeen: at, lastSeen: at)
    }
    let relations = (1...count).map { number in
      Relation(
        ordinal: Int64(number), space: .me, source: Int64(number), target: Int64(number % count + 1), type: .likes,
        occurrences: 1, firstSeen: at, lastSeen: at)
    }
    var graph = KnowledgeGraph(space: .me)
    var adding = CountingProbe()
    driver.add(&graph, GraphChange(entities: entities), &adding)
    added = adding[.lookup]
    graph.apply(GraphChange(relations: relations))
    var weighing = CountingProbe()
    graph.weigh(&weighing)
    weighed = weighing[.weighing]
    var searching = CountingProbe()
    guard driver.neighbours(graph, 1, &searching) == count - 1 else {
      throw MnemeError(.internal, "The search did not reach the whole ring.")
    }
    dequeued = searching[.dequeue]
    followed = searching[.edge]

    let store = FixedGraphStore(entities: entities, relations: relations)
    var reloaded = try await KnowledgeGraph.load(.me, from: store).get()
    var naming = CountingProbe()
    _ = reloaded.find((1...1_000).map { "Entity \($0)" }, limit: 1, &naming)
    scans = naming[.scan]
    named = naming[.lookup]
    var again = CountingProbe()
    _ = driver.neighbours(reloaded, 1, &again)
    reloadedDequeued = again[.dequeue]
    changedWeights = reloaded.recalculateWeights().changed
  }
}

/// A graph as it was saved.
private struct FixedGraphStore: GraphStore {
  let entities: [Entity]
  let relations: [Relation]

  func record(_ extractions: [GraphExtraction], in space: SpaceID, finishing: [Int64]) async throws(MnemeError)
    -> GraphChange
  { GraphChange() }

  func entities(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Entity] {
    Array(entities.dropFirst(Int(ordinal)).prefix(limit))
  }

  func relations(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Relation] {
    Array(relations.dropFirst(Int(ordinal)).prefix(limit))
  }

  func mentions(in space: SpaceID, after mention: EntityMention?, limit: Int) async throws(MnemeError)
    -> [EntityMention]
  { [] }

  func provenance(of element: GraphElement, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String] { [] }
}
