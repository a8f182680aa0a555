import Foundation
import MnemeCore
import MnemeTestSupport

@testable import MnemeMemory

/// Invented messages about invented people, the same for the same seed.
enum GraphWorld {
  static let names = [
    "ada", "bo", "cleo", "dag", "ema", "finn", "gus", "hana", "ivo", "juno", "kai", "lena", "milo", "nora",
  ]

  static func mention(_ key: String, _ kind: EntityKind = .concept, as surface: String? = nil)
    -> GraphExtraction.Mention
  {
    key == EntityKey.owner ? .owner : .init(surface: surface ?? key.capitalized, key: key, kind: kind)
  }

  /// `links` are source, type, target.
  static func extraction(
    _ number: Int, _ keys: [String], _ links: [(String, RelationType, String)] = [],
    reader: GraphExtraction.Reader = .rules
  ) -> GraphExtraction {
    GraphExtraction(
      message: "m\(number)", messageOrdinal: Int64(number), at: Date(milliseconds: Int64(number) * 1000),
      reader: reader,
      mentions: keys.map { mention($0) },
      statements: links.map { .init(source: $0.0, type: $0.1, target: $0.2) })
  }

  static func random(_ count: Int, entities: Int, _ random: inout GraphRandom) -> [GraphExtraction] {
    let types: [RelationType] = [.relatedTo, .relatedTo, .livesIn, .likes, .friendOf]
    let kinds: [EntityKind] = [.concept, .concept, .person, .place, .product]
    return (1...count).map { number in
      let keys = (0..<Int.random(in: 1...5, using: &random)).map { _ -> String in
        if Int.random(in: 0..<8, using: &random) == 0 { return EntityKey.owner }
        // Squared, so that some entities are spoken of much more than others.
        let place = Double.random(in: 0..<1, using: &random)
        return "\(names[Int(place * place * 14)]) \(Int(place * place * Double(entities)))"
      }
      var statements: [GraphExtraction.Statement] = []
      for (a, b) in zip(keys, keys.dropFirst()) where a != b {
        let ends = Int.random(in: 0..<6, using: &random) == 0
        statements.append(
          .init(
            source: a, type: types.randomElement(using: &random) ?? .relatedTo, target: b,
            validFrom: Int.random(in: 0..<4, using: &random) == 0 ? Date(milliseconds: Int64(number) * 900) : nil,
            validTo: ends ? Date(milliseconds: Int64(number) * 1000) : nil))
      }
      return GraphExtraction(
        message: "m\(number)", messageOrdinal: Int64(number), at: Date(milliseconds: Int64(number) * 1000),
        reader: Int.random(in: 0..<9, using: &random) == 0 ? .model : .rules,
        mentions: keys.map { key in
          let surface = Int.random(in: 0..<3, using: &random) == 0 ? key.uppercased() : key.capitalized
          return mention(key, kinds.randomElement(using: &random) ?? .concept, as: surface)
        }, statements: statements)
    }
  }

  /// The graph that follows a store, fed one call at a time.
  static func follow(_ batches: [[GraphExtraction]], store: InMemoryGraphStore = .init()) async throws -> KnowledgeGraph
  {
    var graph = KnowledgeGraph(space: .me)
    for batch in batches { graph.apply(try await store.record(batch, in: .me, finishing: [])) }
    return graph
  }

  static func loaded(_ store: InMemoryGraphStore, page: Int = 7) async throws -> KnowledgeGraph {
    try await KnowledgeGraph.load(.me, from: store, page: page).get()
  }
}

/// Everything a graph says, without ordinals of entities and relations.
struct GraphPicture: Hashable {
  var entities: [String] = []
  var relations: [String] = []
  var mentions: [String] = []

  init(_ graph: KnowledgeGraph) {
    for slot in 0..<graph.nodes.count where graph.nodes[slot].isAlive {
      let entity = graph.entity(at: slot)
      let times = "\(entity.firstSeen.milliseconds)-\(entity.lastSeen.milliseconds)"
      entities.append("\(entity.key)|\(entity.name)|\(entity.kind)|\(entity.aliases)|\(entity.mentions)|\(times)")
      mentions.append("\(entity.key)|\(Array(graph.postings[slot]))|\(graph.degree(of: entity.ordinal))")
    }
    for slot in 0..<graph.links.count where graph.links[slot].isAlive {
      let link = graph.links[slot]
      let relation = graph.relation(at: slot)
      let ends = "\(graph.nodes[Int(link.source)].key)|\(relation.type.rawValue)|\(graph.nodes[Int(link.target)].key)"
      let times = [relation.firstSeen, relation.lastSeen, relation.validFrom, relation.validTo].map {
        $0?.milliseconds ?? 0
      }
      relations.append("\(ends)|\(relation.occurrences)|\(times)|\(link.weight)")
    }
    entities.sort()
    relations.sort()
    mentions.sort()
  }
}
