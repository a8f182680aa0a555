import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct GraphExtractionTests {
  /// Lower bounds of precision and recall of entities, of kinds, and of precision and recall of relations.
  @Test(arguments: [
    (GraphSentences.english, [0.99, 0.98, 0.98, 0.98, 0.95]), (GraphSentences.korean, [0.98, 0.97, 0.98, 0.96, 0.93]),
    (GraphSentences.messages, [0.98, 0.96, 0.97, 0.95, 0.88]),
    (GraphSentences.afterwards, [0.98, 0.95, 0.95, 0.95, 0.88]),
    (GraphSentences.unseen, [0.95, 0.91, 0.95, 0.91, 0.85]),
  ])
  func sentencesAreReadPrecisely(_ sentences: [LabelledSentence], _ bounds: [Double]) {
    let score = GraphExtractionScore(sentences)
    let figures = [
      score.precision, score.recall, score.kindAccuracy, score.relationPrecision, score.relationRecall,
    ]
    #expect(
      zip(figures, bounds).allSatisfy { $0 >= $1 }, "\(score.summary)\n\(score.differences.joined(separator: "\n"))")
  }

  @Test func nobodyIsFoundWhereNobodyIsSpokenOf() {
    let plain = (GraphSentences.english + GraphSentences.korean + GraphSentences.messages + GraphSentences.afterwards)
      .filter { $0.entities.isEmpty }
    #expect(plain.count > 80)
    #expect(GraphExtractionScore(plain).found == 0)
  }
}

extension GraphExtractionTests {
  private func extraction(_ text: String, role: Role = .user, speaker: String? = nil) -> GraphExtraction {
    EntityExtractor().extraction(
      of: text, message: "m", ordinal: 7, role: role, speaker: speaker, at: Date(milliseconds: 1_750_000_000_000))
  }

  private func statements(_ extraction: GraphExtraction) -> [String] {
    extraction.statements.filter { $0.type != .relatedTo }.map { "\($0.source) \($0.type.rawValue) \($0.target)" }
  }

  @Test func theAssistantStatesNothingAndToolsSayNothing() {
    let text = "My sister Ingrid lives in Oslo."
    let assistant = extraction(text, role: .assistant)
    #expect(assistant.mentions.map(\.key) == ["ingrid", "oslo"] && statements(assistant).isEmpty)
    #expect(extraction(text, role: .tool).isEmpty && extraction(text, role: .system).isEmpty)
  }

  @Test func theSpeakerIsTheI() {
    let said = extraction("I live in Graz and my wife Nora works at Halden Systems.", speaker: "Tomas Varga")
    #expect(
      statements(said) == ["nora partner_of tomas varga", "nora works_at halden systems", "tomas varga lives_in graz"])
    #expect(said.mentions.contains { $0.key == "tomas varga" && $0.kind == .person && !$0.isOwner })
    #expect(
      !extraction("Nora works at Halden Systems.", speaker: "Tomas Varga").mentions.contains { $0.key == "tomas varga" }
    )
  }

  @Test func theOwnerIsMentionedOnlyWhereSomethingIsStated() {
    #expect(extraction("I met Nora in Graz.").mentions.contains { $0.isOwner } == false)
    #expect(extraction("I live in Graz.").mentions.contains { $0.isOwner })
    let met = extraction("I met Nora in Graz.")
    #expect(met.statements.map(\.type) == [.relatedTo] && met.statements[0].source == "graz")
  }

  @Test func endsAndBeginningsOfStatementsAreKept() throws {
    let at = Date(milliseconds: 1_750_000_000_000)
    let ended = try #require(extraction("I no longer work at Samsung.").statements.first { $0.type == .worksAt })
    #expect(ended.validTo == at && ended.validFrom == nil)
    let begun = try #require(
      extraction("I've been living in Graz since 2019.").statements.first { $0.type == .livesIn })
    #expect(begun.validFrom == Date(iso8601: "2019-01-01") && begun.validTo == nil)
    let moved = extraction("We moved from Hamburg to Vienna.").statements
    #expect(moved.first { $0.target == "hamburg" && $0.type == .livesIn }?.validTo == at)
    #expect(moved.first { $0.target == "vienna" && $0.type == .livesIn }?.validTo == nil)
  }

  @Test func whatIsSpokenOfTogetherIsRelatedOnce() {
    let said = extraction("Ingrid, Tomas and Nora flew to Oslo with Emil. Ingrid paid.")
    let related = said.statements.filter { $0.type == .relatedTo }
    #expect(Set(related).count == related.count && said.statements.count == 10)
    let many = extraction((0..<200).map { "I met Zara\($0)q." }.joined(separator: " "))
    #expect(many.mentions.count == EntityExtractor.mentionLimit)
    #expect(many.statements.count <= EntityExtractor.mentionLimit * EntityExtractor.relatedWindow)
  }

  @Test func anyTextIsReadAndReadingIsRepeatable() {
    var random = GraphRandom(seed: 77)
    let pieces = [
      "Ingrid", "Dr.", "my sister", "'s", "’s", "Oslo", "lives in", "서울에", "살아요", "씨", "민지", "\"", "“", "”", "『", "』",
      "#", "@", "# ", ".", "...", "?",
      "!", "\n", "\t", "```", "> ", "\u{301}", "é", "ß", "İ", "🧑‍🚀", "\u{200D}", "日本", "ﬁ", "\u{0}", "http://x.y/z",
      "a@b.c", "C++", "AT&T", "-", "--", "I",
      "I'm", "'", "of", "the", "of the", "Bank", "1.5", "3pm", "{", "}", ";", "favourite", "is", "called", "and", ",",
      ", ", " ", " ", " ", " ",
    ]
    for _ in 0..<700 {
      let text = (0..<Int.random(in: 0...25, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined(separator: Bool.random(using: &random) ? " " : "")
      let first = extraction(text)
      #expect(first == extraction(text))
      let keys = Set(first.mentions.map(\.key))
      for mention in first.mentions where !mention.isOwner {
        #expect(mention.key == EntityKey.normalized(mention.key) && !mention.key.isEmpty)
      }
      for statement in first.statements {
        #expect(
          keys.contains(statement.source) && keys.contains(statement.target) && statement.source != statement.target)
      }
    }
  }

  @Test func readingIsLinearInTheText() {
    let sentence =
      "My sister Ingrid, her husband Tomas and I moved to Oslo, \"The Blue Hour\" in hand, and she loves hiking "
    for text in [
      String(repeating: sentence, count: 1000), String(repeating: "\"A ", count: 30_000),
      String(repeating: "@a #b ", count: 10_000),
      String(repeating: "Ingrid's ", count: 10_000), String(repeating: "his sister ", count: 10_000),
      String(repeating: "서울에 ", count: 10_000),
      String(repeating: "a", count: 100_000), String(repeating: "A.", count: 50_000),
    ] {
      #expect(GraphScanner.scan(text).tokens.count <= GraphScanner.longest)
      #expect(extraction(text).mentions.count <= EntityExtractor.mentionLimit + 1)
    }
  }

  @Test(arguments: [
    ("Ingrid's house", ["ingrid", "house"]), ("Node.js and C++", ["node.js", "and", "c++"]),
    ("e.g. this", ["eg", "this"]),
    ("U.S.A.", ["usa"]), ("Jean-Luc's", ["jean-luc"]), ("Seoul-based", ["seoul"]),
    ("don't I'll", ["dont", "i", "'ll"]),
    ("Mary J. Ellison", ["mary", "j", "ellison"]), ("Zürich", ["zurich"]), ("Python을", ["python", "을"]),
    ("a@b.org x", ["x"]),
    ("http://a.b/C x", ["x"]), ("O’Brien’s", ["obrien"]),
  ])
  func wordsAreCutWhereTheyEnd(_ text: String, _ words: [String]) {
    #expect(GraphScanner.scan(text).tokens.map(\.word) == words)
  }

  @Test func codeQuotedLinesAndLinksAreNotRead() {
    let text = """
      Look:
      ```
      My sister Ingrid lives in Oslo.
      ```
      > Tomas lives in Graz.
          indented Zofia code
      if (Name == Odette) { return Bela; }
      See https://example.org/Nora please, and ask Emil.
      """
    #expect(extraction(text).mentions.map(\.key) == ["emil"])
  }
}
