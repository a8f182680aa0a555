import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeMemory

/// What a question names, in a graph that was read from messages.
@Suite struct GraphQueryTests {
  private func graph(_ texts: [String], speaker: String? = nil) async throws -> KnowledgeGraph {
    let extractor = EntityExtractor()
    let extractions = texts.enumerated().map { number, text in
      extractor.extraction(
        of: text, message: "m\(number)", ordinal: Int64(number + 1), role: .user, speaker: speaker,
        at: Date(milliseconds: Int64(number) * 1000))
    }
    return try await GraphWorld.follow([extractions])
  }

  private func keys(_ query: String, _ graph: KnowledgeGraph) -> [String] {
    graph.entities(graph.entities(in: query)).map(\.key)
  }

  @Test func namesAreFoundInWhateverCaseAndWithTheirEndings() async throws {
    let graph = try await graph([
      "My sister Ingrid lives in Oslo.", "I work at Halden Systems.", "I love hiking.", "제 친구 지훈이는 포르투에 살아요.",
      "Dr. Haas called me.", "I flew to New York yesterday.",
    ])
    #expect(keys("Where does Ingrid live?", graph) == ["ingrid"])
    #expect(keys("where does ingrid live", graph) == ["ingrid"])
    #expect(keys("What is Ingrid's city, Oslo?", graph) == ["ingrid", "oslo"])
    #expect(keys("INGRID AND OSLO", graph) == ["ingrid", "oslo"])
    #expect(keys("지훈이는 어디에 살아?", graph) == ["지훈"])
    #expect(keys("포르투에서는 누가 살지?", graph) == ["포르투"])
    #expect(keys("What did dr. haas say about halden systems?", graph) == ["haas", "halden systems"])
    #expect(keys("When was I in new york?", graph) == ["new york", EntityKey.owner])
    #expect(keys("do i like hiking?", graph) == ["hiking", EntityKey.owner])
    #expect(keys("What is the weather like?", graph).isEmpty && keys("", graph).isEmpty)
  }

  @Test func firstNamesAndFullNamesAnswerToEachOtherWhereOnlyOneBearsThem() async throws {
    let single = try await graph([
      "I met Mira Holm.", "Ask Tomas about it.", "김도윤 씨를 만났어요.", "I work at Halden Systems.",
    ])
    #expect(keys("Where is Mira?", single) == ["mira holm"])
    #expect(keys("Where is Tomas Varga?", single) == ["tomas"])
    #expect(keys("도윤이는 어디 있어?", single) == ["김도윤"])
    #expect(keys("Who works at Halden?", single) == ["halden systems"])
    let several = try await graph(["I met Mira Holm.", "I met Mira Berg.", "I met Tomas.", "I met Tomas Varga."])
    #expect(keys("Where is Mira?", several).isEmpty)
    #expect(keys("Where is Tomas?", several) == ["tomas", "tomas varga"])
    #expect(keys("Where is Tomas Adler?", several).isEmpty)
    #expect(several.linked(to: "Mira Holm").count == 1 && several.linked(to: "").isEmpty)
  }

  @Test func relativesAreFoundByTheirRelation() async throws {
    let graph = try await graph([
      "My sister Ingrid lives in Oslo.", "Ingrid's husband Tomas is a cook.", "My friend Mira likes tea.",
      "제 남동생 하준이는 서울에 살아요.",
      "My friend Odette called.",
    ])
    #expect(keys("Where does my little sister live?", graph) == ["ingrid", EntityKey.owner])
    #expect(keys("What does Ingrid's husband do?", graph) == ["ingrid", "tomas"])
    #expect(Set(keys("Who are my friends?", graph)) == ["mira", "odette", EntityKey.owner])
    #expect(keys("남동생은 어디 살아?", graph) == ["하준"])
    #expect(keys("Where does my brother live?", graph) == ["하준", EntityKey.owner])
    #expect(keys("Where does my uncle live?", graph) == [EntityKey.owner])
    #expect(keys("Where does your sister live?", graph).isEmpty)
  }

  @Test func ordinaryWordsAreNoNames() async throws {
    let graph = try await graph([
      "I met Will Harker.", "My aunt Hope visited.", "I met April, my cousin.", "I like coffee.",
    ])
    #expect(keys("will it rain? I hope not, in april", graph) == [EntityKey.owner])
    #expect(keys("Will it rain?", graph).isEmpty)
    #expect(keys("When did Hope visit?", graph) == ["hope"])
    #expect(keys("who likes coffee?", graph) == ["coffee"])
  }

  @Test func aQuestionFindsTheMessagesThatAnswerIt() async throws {
    let texts = [
      "My sister Ingrid lives in Oslo.", "I bought a bicycle.", "Ingrid works at Brightmoor Bank.",
      "Oslo is expensive.", "I like tea.",
      "Brightmoor Bank moved its office.",
    ]
    let graph = try await graph(texts)
    let scores = graph.messageScores(for: graph.entities(in: "What does my sister do?"), limit: 10)
    #expect(Set(scores.prefix(2).map(\.message)) == [1, 3])
    #expect(Set(scores.map(\.message)) == [1, 3, 4, 6])
  }

  @Test func aSpeakersIIsTheSpeaker() async throws {
    let graph = try await graph(["I live in Graz.", "My brother Anselm visited me."], speaker: "Odette Maier")
    #expect(graph.ownerOrdinal == nil)
    let odette = try #require(graph.find(["Odette Maier"])[0].first?.entity)
    let types = graph.relations(of: odette).map(\.relation.type.rawValue)
    #expect(types.contains("lives_in") && types.contains("brother_of"))
    #expect(keys("Where does Odette live?", graph) == ["odette maier"])
  }
}
