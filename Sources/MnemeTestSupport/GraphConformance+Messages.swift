import Foundation
import MnemeCore
import Testing

/// What the graph owes to messages and spaces.
extension GraphConformance {
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
}
