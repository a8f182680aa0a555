import Foundation
import MnemeCore
import Testing

/// How sums are made of what several messages and readers say.
extension GraphConformance {
  // MARK: Readers

  package func aMessageCountsOnceWhateverItsReaders() async throws {
    let stage = try await make()
    let m = try await Self.messages(2, on: stage)
    let rules = m.map { Self.said($0, [Self.name("ADA"), Self.name("Bo")], [Self.friends("ada", "bo")]) }
    let model = m.map { message in
      Self.said(
        message, [Self.name("ADA", .person), Self.name("Ada", .person), Self.name("Bo")], [Self.friends("ada", "bo")],
        reader: .model)
    }
    _ = try await stage.store.record(rules + model, in: .me, finishing: [])
    let ada = try #require(try await stage.store.entities(in: .me, after: 0, limit: 9).first { $0.key == "ada" })
    #expect(ada.mentions == 2 && ada.name == "ADA" && ada.aliases == ["ADA", "Ada"] && ada.kind == .person)
    #expect(try await stage.store.relations(in: .me, after: 0, limit: 9).map(\.occurrences) == [2])
    #expect(try await stage.store.mentions(in: .me, after: nil, limit: 9).count == 4)
    // What one reader takes back the other still says: the graph changes only where they differed.
    let taken = try await stage.store.record(m.map { Self.said($0, []) }, in: .me, finishing: [])
    #expect(taken.isEmpty)
    let again = try await stage.store.record(rules, in: .me, finishing: [])
    #expect(again.isEmpty)
    let less = try await stage.store.record(m.map { Self.said($0, [], reader: .model) }, in: .me, finishing: [])
    #expect(less.entities.map(\.aliases) == [["ADA"]] && less.entities.map(\.kind) == [.concept])
    #expect(less.relations.isEmpty && less.removedMentions.isEmpty && less.mentions.isEmpty)
  }

  package func readersThatDisagreeAboutAnEndLeaveTheRelationOpen() async throws {
    let stage = try await make()
    let m = try await Self.messages(1, on: stage)
    func lives(from: Double?, to: Double?, _ reader: GraphExtraction.Reader) -> GraphExtraction {
      let statement = Statement(
        source: "ada", type: .livesIn, target: "graz", validFrom: from.map(Self.second), validTo: to.map(Self.second))
      return Self.said(m[0], [], [statement], reader: reader)
    }
    func validity(_ extractions: GraphExtraction...) async throws -> [Double?] {
      _ = try await stage.store.record(extractions, in: .me, finishing: [])
      let relation = try #require(try await stage.store.relations(in: .me, after: 0, limit: 9).first)
      return [relation.validFrom, relation.validTo].map { $0?.timeIntervalSince(StoreConformance.noon) }
    }
    #expect(try await validity(lives(from: -5, to: -1, .rules)) == [-5, -1])
    #expect(try await validity(lives(from: -7, to: nil, .model)) == [-7, nil])
    #expect(try await validity(lives(from: nil, to: -2, .model)) == [-5, -1])
    #expect(try await validity(lives(from: nil, to: nil, .rules)) == [nil, nil])
    #expect(try await validity(Self.said(m[0], [])) == [nil, -2])
  }

  // MARK: Sums

  package func anEndedRelationHoldsAgainWhenSaidAgain() async throws {
    let stage = try await make()
    let m = try await Self.messages(4, on: stage)
    func lives(_ message: Message, until end: Double? = nil) -> GraphExtraction {
      let statement = Statement(
        source: "ada", type: .livesIn, target: "graz", validTo: end.map(Self.second))
      return Self.said(message, [], [statement])
    }
    func end(_ extractions: GraphExtraction...) async throws -> Date? {
      let change = try await stage.store.record(extractions, in: .me, finishing: [])
      let stored = try await stage.store.relations(in: .me, after: 0, limit: 9)
      if !change.relations.isEmpty { #expect(change.relations == stored) }
      return stored.first?.validTo
    }
    #expect(try await end(lives(m[0])) == nil)
    #expect(try await end(lives(m[1], until: 1)) == Self.second(1))
    #expect(try await end(lives(m[2])) == nil)
    #expect(try await end(lives(m[3], until: 3)) == Self.second(3))
    #expect(try await end(Self.said(m[3], [])) == nil)
    #expect(try await end(Self.said(m[2], [])) == Self.second(1))
    #expect(try await end(lives(m[1], until: 0.5)) == Self.second(0.5))
    #expect(try await end(Self.said(m[1], [])) == nil)
  }

  package func namesKindsAndTimesAreDecidedAgain() async throws {
    let stage = try await make()
    let m = try await Self.messages(5, on: stage)
    func ada(_ message: Message, _ surface: String, _ kind: EntityKind) -> GraphExtraction {
      Self.said(message, [Mention(surface: surface, key: "ada", kind: kind)])
    }
    func now() async throws -> Entity {
      try #require(try await stage.store.entities(in: .me, after: 0, limit: 9).first)
    }
    _ = try await stage.store.record(
      [
        ada(m[0], "ada", .person), ada(m[1], "Ada", .concept), ada(m[2], "ada", .place), ada(m[3], "Ada", .concept),
        ada(m[4], "ADA", .project),
      ], in: .me, finishing: [])
    // A tie goes to the first by bytes.
    var entity = try await now()
    #expect(entity.name == "Ada" && entity.aliases == ["ADA", "Ada", "ada"] && entity.kind == .person)
    #expect(entity.firstSeen == m[0].createdAt && entity.lastSeen == m[4].createdAt)
    _ = try await stage.store.record([Self.said(m[1], []), Self.said(m[4], [])], in: .me, finishing: [])
    entity = try await now()
    #expect(entity.name == "ada" && entity.aliases == ["Ada", "ada"] && entity.kind == .person)
    #expect(entity.firstSeen == m[0].createdAt && entity.lastSeen == m[3].createdAt)
    _ = try await stage.store.record([Self.said(m[0], [])], in: .me, finishing: [])
    entity = try await now()
    #expect(entity.name == "Ada" && entity.kind == .place && entity.mentions == 2)
    #expect(entity.firstSeen == m[2].createdAt && entity.lastSeen == m[3].createdAt)
    _ = try await stage.store.record([ada(m[2], "ada", .concept)], in: .me, finishing: [])
    #expect(try await now().kind == .concept)
  }

  package func anyTextIsAName() async throws {
    let stage = try await make()
    let m = try await Self.messages(9, on: stage)
    let surfaces = [
      "NUL \u{0} inside", "NUL \u{1} inside", "NUL", "Zoe\u{301}", "Zo\u{e9}", "김민수", "'\"%_\\;--", "🧑‍🚀\u{feff}",
      String(repeating: "long ", count: 5_000),
    ]
    let keys = ["a\u{0}", "a\u{1}", "a", "zoe\u{301}", "zo\u{e9}", "김", "'\"\\", "🧑‍🚀", "b"]
    _ = try await stage.store.record(
      m.indices.map { index in
        let type = RelationType(rawValue: "says \u{0}\(surfaces[index].prefix(9))")
        return Self.said(
          m[index],
          [Mention(surface: surfaces[index], key: keys[index], kind: .person)]
            + surfaces.map { Mention(surface: $0, key: "all", kind: .concept) },
          [Statement(source: keys[index], type: type, target: "all")])
      }, in: .me, finishing: [])
    let entities = try await stage.store.entities(in: .me, after: 0, limit: 99)
    // Two of the keys and two of the spellings are the same text, composed and decomposed.
    #expect(entities.count == 9 && Set(entities.map(\.key)) == Set(keys + ["all"]))
    let all = try #require(entities.first { $0.key == "all" })
    let bytes = all.aliases.map { Array($0.precomposedStringWithCanonicalMapping.utf8) }
    #expect(Set(all.aliases) == Set(surfaces) && all.aliases.count == 8 && all.mentions == 9)
    #expect(zip(bytes, bytes.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
    let zoe = try #require(entities.first { $0.key == "zo\u{e9}" })
    #expect(zoe.aliases == ["Zo\u{e9}"] && zoe.mentions == 2)
    for (key, surface) in zip(keys, surfaces) { #expect(entities.first { $0.key == key }?.name == surface) }
    let relations = try await stage.store.relations(in: .me, after: 0, limit: 99)
    #expect(relations.count == 8 && relations.contains { $0.type.rawValue == "says \u{0}NUL \u{0} ins" })
  }
}
