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
