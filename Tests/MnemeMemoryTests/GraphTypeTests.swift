import Foundation
import MnemeCore
import Testing

@Suite struct GraphTypeTests {
  @Test(arguments: [
    ("Ingrid Solheim", "ingrid solheim"), ("  INGRID\u{A0} Solheim's ", "ingrid solheim"), ("Ingrid’s", "ingrid"),
    ("O'Brien", "obrien"), ("O’Brien", "obrien"), ("Lloyd's Bank", "lloyds bank"), ("Jean-Luc", "jean luc"),
    ("José", "jose"), ("C++", "c++"), ("C#", "c#"), ("#hiking", "hiking"), ("@mira_k", "mira k"), ("AT&T", "at&t"),
    ("Node.js", "node.js"), ("U.S.A.", "usa"), ("Dr. Kim", "dr kim"), ("The Blue Lantern", "blue lantern"),
    ("The", "the"),
    ("서울", "서울"), ("  박 하은", "박 하은"), ("ｓｅｏｕｌ", "seoul"), ("\u{1112}\u{1161}\u{11AB}", "한"), ("!!", ""), ("", ""),
    ("Straße", "strasse"), ("東京", "東京"),
  ])
  func keysLeaveOutWhatDoesNotTellNamesApart(_ name: String, _ key: String) {
    #expect(EntityKey.normalized(name) == key)
  }

  @Test func normalisingTwiceIsNormalisingOnce() {
    var generator = GraphRandom(seed: 41)
    let alphabet = Array("ab zT.'’s+#&-_@é한은 the É가1🧑‍🚀\u{301}$".unicodeScalars)
    for _ in 0..<3000 {
      let scalars = (0..<Int.random(in: 0...14, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator)!
      }
      let once = EntityKey.normalized(String(String.UnicodeScalarView(scalars)))
      #expect(EntityKey.normalized(once) == once)
      #expect(!once.contains("$"))
    }
  }

  @Test func aKeyIsAtMostAHundredScalarsLong() {
    #expect(EntityKey.normalized(String(repeating: "a", count: 100)).count == 100)
    #expect(EntityKey.normalized(String(repeating: "a", count: 101)).isEmpty)
  }

  @Test func everyKindHasItsOwnRank() {
    #expect(EntityKind.allCases.map(\.rank) == Array(0..<EntityKind.allCases.count))
    #expect(EntityKind.allCases.max() == .person)
  }

  @Test func anExtractionIsTheSameInWhateverOrderItWasFound() {
    let mentions = [
      GraphExtraction.Mention(surface: "Ingrid", key: "ingrid", kind: .concept),
      .init(surface: "Ingrid", key: "ingrid", kind: .person), .init(surface: "INGRID", key: "ingrid", kind: .concept),
      .init(surface: "", key: "x", kind: .person), .init(surface: "!", key: "", kind: .person), .owner,
    ]
    let statements = [
      GraphExtraction.Statement(source: "oslo", type: .relatedTo, target: "ingrid"),
      .init(source: "ingrid", type: .relatedTo, target: "oslo"),
      .init(source: "ingrid", type: .livesIn, target: "ingrid"),
      .init(source: "ingrid", type: .livesIn, target: "oslo", validTo: Date(milliseconds: 5)),
      .init(source: "ingrid", type: .livesIn, target: "oslo", validFrom: Date(milliseconds: 2)),
    ]
    func make(_ mentions: [GraphExtraction.Mention], _ statements: [GraphExtraction.Statement]) -> GraphExtraction {
      GraphExtraction(
        message: "m", messageOrdinal: 1, at: .init(milliseconds: 9), mentions: mentions, statements: statements)
    }
    let one = make(mentions, statements)
    #expect(one == make(mentions.reversed(), statements.reversed()))
    #expect(one.mentions.map(\.surface) == ["me", "INGRID", "Ingrid", "oslo"])
    #expect(one.mentions.map(\.kind) == [.person, .concept, .person, .concept])
    #expect(one.statements.map(\.type) == [.livesIn, .relatedTo])
    #expect(one.statements[0].validFrom == Date(milliseconds: 2) && one.statements[0].validTo == nil)
    #expect(!one.isEmpty && make([], []).isEmpty)
  }
}
