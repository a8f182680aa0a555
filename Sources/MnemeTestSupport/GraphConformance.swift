import Foundation
package import MnemeCore
import Testing

/// A graph store and what stands around it: messages that it may speak of, and jobs.
package struct GraphStage: Sendable {
  package let store: any GraphStore
  /// Stores messages, whose ordinals ascend, and returns them.
  package let append: @Sendable ([NewMessage]) async throws -> [Message]
  /// Erases messages of one space, as forgetting does, and reports what that changed in the graph.
  package let erase: @Sendable ([Message]) async throws -> GraphChange
  /// Takes a job that can be handed over as finished.
  package let begin: @Sendable () async throws -> Int64
  /// Whether a job is no longer in the queue.
  package let isFinished: @Sendable (Int64) async throws -> Bool

  package init(
    store: any GraphStore, append: @escaping @Sendable ([NewMessage]) async throws -> [Message],
    erase: @escaping @Sendable ([Message]) async throws -> GraphChange,
    begin: @escaping @Sendable () async throws -> Int64, isFinished: @escaping @Sendable (Int64) async throws -> Bool
  ) {
    self.store = store
    self.append = append
    self.erase = erase
    self.begin = begin
    self.isFinished = isFinished
  }
}

/// Decides whether a graph store is right: every implementation of `GraphStore` runs every one of these.
///
/// Each function takes a factory that makes an empty stage.
package struct GraphConformance: Sendable {
  package typealias Factory = @Sendable () async throws -> GraphStage

  let make: Factory

  package init(_ make: @escaping Factory) { self.make = make }

  typealias Mention = GraphExtraction.Mention
  typealias Statement = GraphExtraction.Statement

  /// Messages "m0", "m1" …, one second apart from each other.
  static func messages(_ count: Int, on stage: GraphStage, in space: SpaceID = .me) async throws -> [Message] {
    try await stage.append((0..<count).map { StoreConformance.message("m\($0)", space: space, at: Double($0)) })
  }

  static func said(
    _ message: Message, _ mentions: [Mention], _ statements: [Statement] = [],
    reader: GraphExtraction.Reader = .rules
  ) -> GraphExtraction {
    GraphExtraction(
      message: message.id, messageOrdinal: message.ordinal, at: message.createdAt, reader: reader, mentions: mentions,
      statements: statements)
  }

  static func name(_ surface: String, _ kind: EntityKind = .concept) -> Mention {
    Mention(surface: surface, key: EntityKey.normalized(surface), kind: kind)
  }

  static func second(_ seconds: Double) -> Date { StoreConformance.noon.addingTimeInterval(seconds) }

  // MARK: What is said

  package func whatMessagesSayReadsBackAsASum() async throws {
    let stage = try await make()
    let m = try await Self.messages(3, on: stage)
    let likes = Statement(source: EntityKey.owner, type: .likes, target: "graz", validFrom: Self.second(-9))
    let change = try await stage.store.record(
      [
        Self.said(m[2], [.owner, Self.name("Graz", .place)], [likes]),
        Self.said(m[0], [Self.name("Graz"), Self.name("Linz", .place)]),
        Self.said(
          m[1], [.owner, Self.name("Graz")], [Statement(source: EntityKey.owner, type: .likes, target: "graz")]),
      ], in: .me, finishing: [])
    let entities = try await stage.store.entities(in: .me, after: 0, limit: 9)
    let byKey = Dictionary(uniqueKeysWithValues: entities.map { ($0.key, $0) })
    #expect(Set(byKey.keys) == [EntityKey.owner, "graz", "linz"])
    let graz = try #require(byKey["graz"])
    #expect(graz.name == "Graz" && graz.kind == .place && graz.aliases == ["Graz"] && graz.mentions == 3)
    #expect(graz.firstSeen == m[0].createdAt && graz.lastSeen == m[2].createdAt && graz.space == .me)
    let owner = try #require(byKey[EntityKey.owner])
    #expect(owner.isOwner && owner.name == EntityKey.ownerName && owner.kind == .person && owner.mentions == 2)
    let relations = try await stage.store.relations(in: .me, after: 0, limit: 9)
    #expect(
      relations == [
        Relation(
          ordinal: relations[0].ordinal, space: .me, source: owner.ordinal, target: graz.ordinal, type: .likes,
          occurrences: 2, firstSeen: m[1].createdAt, lastSeen: m[2].createdAt, validFrom: Self.second(-9))
      ])
    let mentions = try await stage.store.mentions(in: .me, after: nil, limit: 99)
    #expect(mentions.count == 6 && mentions == mentions.sorted())
    #expect(mentions.filter { $0.entity == graz.ordinal }.map(\.message) == m.map(\.ordinal))
    #expect(change == GraphChange(entities: entities, relations: relations, mentions: mentions))
    #expect(entities.allSatisfy { $0.ordinal > 0 } && relations.allSatisfy { $0.ordinal > 0 })
  }

  package func recordingAgainChangesNothing() async throws {
    let stage = try await make()
    let m = try await Self.messages(2, on: stage)
    let all = m.map { message in
      Self.said(message, [Self.name("Ada", .person), Self.name("Bo", .person)], [Self.friends("ada", "bo")])
    }
    _ = try await stage.store.record(all, in: .me, finishing: [])
    let picture = try await GraphPicture(stage.store)
    #expect(try await stage.store.record(all, in: .me, finishing: []).isEmpty)
    #expect(try await stage.store.record([], in: .me, finishing: []).isEmpty)
    #expect(try await GraphPicture(stage.store) == picture)
  }

  static func friends(_ a: String, _ b: String) -> Statement { Statement(source: a, type: .friendOf, target: b) }

  package func aReadingReplacesTheOneBefore() async throws {
    let stage = try await make()
    let m = try await Self.messages(2, on: stage)
    let both = [Self.name("Ada", .person), Self.name("Bo")]
    let first = try await stage.store.record(
      [Self.said(m[0], both, [Self.friends("ada", "bo")]), Self.said(m[1], [Self.name("Bo")])], in: .me, finishing: [])
    // Of two of the same message and reader the last counts.
    let second = try await stage.store.record(
      [Self.said(m[0], [Self.name("Cleo")]), Self.said(m[0], [Self.name("Bo", .person), Self.name("Dan")])],
      in: .me, finishing: [])
    let ordinal = Dictionary(uniqueKeysWithValues: first.entities.map { ($0.key, $0.ordinal) })
    #expect(second.entities.map(\.key) == ["bo", "dan"])
    #expect(second.entities.map(\.kind) == [.person, .concept] && second.entities[0].mentions == 2)
    #expect(second.removedEntities == [try #require(ordinal["ada"])])
    #expect(second.removedRelations == first.relations.map(\.ordinal) && second.relations.isEmpty)
    #expect(second.mentions == [EntityMention(entity: second.entities[1].ordinal, message: m[0].ordinal)])
    #expect(
      second.removedMentions == [EntityMention(entity: try #require(ordinal["ada"]), message: m[0].ordinal)])
    // Nothing said takes it back.
    let third = try await stage.store.record([Self.said(m[0], []), Self.said(m[1], [])], in: .me, finishing: [])
    #expect(third.removedEntities == second.entities.map(\.ordinal) && third.removedMentions.count == 3)
    #expect(try await GraphPicture(stage.store).isEmpty)
    #expect(try await stage.store.record([Self.said(m[0], [])], in: .me, finishing: []).isEmpty)
  }

  package func ordinalsAreNeverUsedAgain() async throws {
    let stage = try await make()
    let m = try await Self.messages(1, on: stage)
    var last: Int64 = 0
    for round in 0..<4 {
      let change = try await stage.store.record(
        [Self.said(m[0], [Self.name("Ada \(round)"), Self.name("Bo")], [Self.friends("ada \(round)", "bo")])],
        in: .me, finishing: [])
      let new = change.entities.filter { $0.key != "bo" }.map(\.ordinal) + change.relations.map(\.ordinal)
      #expect(new.count == 2)
      let ada = try #require(change.entities.first { $0.key != "bo" }?.ordinal)
      #expect(ada > last)
      last = ada
    }
  }

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

  // MARK: Messages

  package func whatTheSpaceDoesNotHoldIsSkipped() async throws {
    let stage = try await make()
    let m = try await Self.messages(2, on: stage)
    let job = try await stage.begin()
    #expect(try await !stage.isFinished(job))
    _ = try await stage.store.record([Self.said(m[0], [Self.name("Ada")])], in: .me, finishing: [])
    _ = try await stage.erase([m[0]])
    let change = try await stage.store.record(
      m.map { Self.said($0, [Self.name("Ada"), Self.name("Bo")]) }, in: .me, finishing: [job])
    #expect(change.entities.map(\.mentions) == [1, 1])
    #expect(change.mentions.map(\.message) == [m[1].ordinal, m[1].ordinal])
    #expect(try await stage.isFinished(job))
    let second = try await stage.begin()
    #expect(try await stage.store.record([], in: .me, finishing: [second]).isEmpty)
    #expect(try await stage.isFinished(second))
  }

  package func erasingAMessageErasesWhatItSaid() async throws {
    let stage = try await make()
    let m = try await Self.messages(3, on: stage)
    let says = [Self.name("Ada", .person), Self.name("Bo", .person)]
    _ = try await stage.store.record(
      [
        Self.said(m[0], says, [Self.friends("ada", "bo")]), Self.said(m[0], [Self.name("Cleo")], reader: .model),
        Self.said(m[1], says), Self.said(m[2], [Self.name("ADA")], reader: .model),
      ], in: .me, finishing: [])
    let before = try await GraphMirror(stage.store)
    let change = try await stage.erase([m[0], m[2]])
    let after = try await GraphMirror(stage.store)
    #expect(change == before.change(to: after))
    let never = try await make()
    let again = try await Self.messages(3, on: never)
    _ = try await never.store.record([Self.said(again[1], says)], in: .me, finishing: [])
    #expect(try await GraphPicture(stage.store) == GraphPicture(never.store))
    #expect(try await stage.erase([m[1]]).removedEntities.count == 2)
    #expect(try await GraphPicture(stage.store).isEmpty)
  }

  package func graphsOfSpacesDoNotTouch() async throws {
    let stage = try await make()
    let other = try SpaceID("other")
    let mine = try await Self.messages(1, on: stage)
    let theirs = try await Self.messages(1, on: stage, in: other)
    let says = [Self.name("Ada"), Self.name("Bo")]
    let first = try await stage.store.record(
      [Self.said(mine[0], says, [Self.friends("ada", "bo")])], in: .me, finishing: [])
    let second = try await stage.store.record(
      [Self.said(theirs[0], says, [Self.friends("ada", "bo")])], in: other, finishing: [])
    for (change, space) in [(first, SpaceID.me), (second, other)] {
      #expect(try await stage.store.entities(in: space, after: 0, limit: 9) == change.entities)
      #expect(try await stage.store.relations(in: space, after: 0, limit: 9) == change.relations)
      #expect(try await stage.store.mentions(in: space, after: nil, limit: 9) == change.mentions)
      #expect(change.entities.allSatisfy { $0.space == space && $0.mentions == 1 })
      #expect(
        try await stage.store.provenance(of: .entity(change.entities[0].ordinal), in: space, limit: 9) == ["m0"])
    }
    let nobody = try SpaceID("nobody")
    #expect(try await stage.store.entities(in: nobody, after: 0, limit: 9).isEmpty)
    #expect(try await stage.store.relations(in: nobody, after: 0, limit: 9).isEmpty)
    #expect(try await stage.store.mentions(in: nobody, after: nil, limit: 9).isEmpty)
    #expect(try await stage.store.record([Self.said(mine[0], [])], in: nobody, finishing: []).isEmpty)
    for element in [GraphElement.entity(first.entities[0].ordinal), .relation(first.relations[0].ordinal)] {
      #expect(try await stage.store.provenance(of: element, in: nobody, limit: 9).isEmpty)
    }
  }

  package func provenanceIsNewestFirst() async throws {
    let stage = try await make()
    let m = try await Self.messages(6, on: stage)
    for (index, message) in [m[3], m[0], m[5], m[2]].enumerated() {
      let says = [Self.name("Ada"), Self.name("Bo")]
      let statements = index > 0 ? [Self.friends("ada", "bo")] : []
      _ = try await stage.store.record(
        GraphExtraction.Reader.allCases.map { Self.said(message, says, statements, reader: $0) }, in: .me,
        finishing: [])
    }
    let ada = try #require(try await stage.store.entities(in: .me, after: 0, limit: 1).first?.ordinal)
    let relation = try #require(try await stage.store.relations(in: .me, after: 0, limit: 1).first?.ordinal)
    #expect(try await stage.store.provenance(of: .entity(ada), in: .me, limit: 9) == ["m5", "m3", "m2", "m0"])
    #expect(try await stage.store.provenance(of: .entity(ada), in: .me, limit: 2) == ["m5", "m3"])
    #expect(try await stage.store.provenance(of: .relation(relation), in: .me, limit: 2) == ["m5", "m2"])
    #expect(try await stage.store.provenance(of: .relation(999_999), in: .me, limit: 2).isEmpty)
    #expect(try await stage.store.provenance(of: .entity(999_999), in: .me, limit: 2).isEmpty)
    #expect(try await stage.store.provenance(of: .entity(ada), in: .me, limit: 0).isEmpty)
  }

  /// Every test by name, so that a suite cannot forget one.
  package var all: [(name: String, run: @Sendable () async throws -> Void)] {
    [
      ("whatMessagesSayReadsBackAsASum", { try await whatMessagesSayReadsBackAsASum() }),
      ("recordingAgainChangesNothing", { try await recordingAgainChangesNothing() }),
      ("aReadingReplacesTheOneBefore", { try await aReadingReplacesTheOneBefore() }),
      ("ordinalsAreNeverUsedAgain", { try await ordinalsAreNeverUsedAgain() }),
      ("aMessageCountsOnceWhateverItsReaders", { try await aMessageCountsOnceWhateverItsReaders() }),
      (
        "readersThatDisagreeAboutAnEndLeaveTheRelationOpen",
        { try await readersThatDisagreeAboutAnEndLeaveTheRelationOpen() }
      ),
      ("anEndedRelationHoldsAgainWhenSaidAgain", { try await anEndedRelationHoldsAgainWhenSaidAgain() }),
      ("namesKindsAndTimesAreDecidedAgain", { try await namesKindsAndTimesAreDecidedAgain() }),
      ("anyTextIsAName", { try await anyTextIsAName() }),
      ("whatTheSpaceDoesNotHoldIsSkipped", { try await whatTheSpaceDoesNotHoldIsSkipped() }),
      ("erasingAMessageErasesWhatItSaid", { try await erasingAMessageErasesWhatItSaid() }),
      ("graphsOfSpacesDoNotTouch", { try await graphsOfSpacesDoNotTouch() }),
      ("provenanceIsNewestFirst", { try await provenanceIsNewestFirst() }),
      ("pagesOfAnySizeGiveTheWholeGraph", { try await pagesOfAnySizeGiveTheWholeGraph() }),
      ("changesAreTheDifference", { try await changesAreTheDifference() }),
      ("anyOrderGivesTheSameGraph", { try await anyOrderGivesTheSameGraph() }),
      ("theGraphIsTheSumOfWhatIsSaid", { try await theGraphIsTheSumOfWhatIsSaid() }),
    ]
  }
}
