import MnemeCore
import Testing

@Suite struct TextSentenceTests {
  @Test(
    arguments: [
      ("I live in Porto. I work as a nurse.", ["I live in Porto.", "I work as a nurse."]),
      ("i like tea. it is warm.", ["i like tea.", "it is warm."]),
      ("Dr. Lee paid 3.50 euros. Cheap!", ["Dr. Lee paid 3.50 euros.", "Cheap!"]),
      ("See e.g. the docs at example.org. Fine?", ["See e.g. the docs at example.org.", "Fine?"]),
      ("We met at 5 p.m. Then we left.", ["We met at 5 p.m.", "Then we left."]),
      ("We met at 5 p.m. on Friday.", ["We met at 5 p.m. on Friday."]),
      ("J. K. Smith wrote it. I read it.", ["J. K. Smith wrote it.", "I read it."]),
      ("It was me and I. You know.", ["It was me and I.", "You know."]),
      ("Well... maybe. Well... Maybe not.", ["Well... maybe.", "Well...", "Maybe not."]),
      ("\"Where are you?\" she asked. \"Home.\" Good.", ["\"Where are you?\" she asked.", "\"Home.\"", "Good."]),
      ("What?! No way!!! Yes.", ["What?!", "No way!!!", "Yes."]),
      ("1. Buy milk\n2. Call Mina", ["1. Buy milk", "2. Call Mina"]),
      ("Great news! 🎉🎉 We won 👍🏽 Let's go", ["Great news! 🎉🎉", "We won 👍🏽", "Let's go"]),
      ("저는 서울에 살아요. 커피를 좋아해요!", ["저는 서울에 살아요.", "커피를 좋아해요!"]),
      ("먹었다.그리고 잤다.", ["먹었다.", "그리고 잤다."]),
      ("東京に住んでいます。猫が好きです！本当？", ["東京に住んでいます。", "猫が好きです！", "本当？"]),
      ("「行く。」と言った。はい。", ["「行く。」と言った。", "はい。"]),
      ("我住在北京。我喜欢茶！", ["我住在北京。", "我喜欢茶！"]),
      ("  \n\n ", []),
      ("...", ["..."]),
      ("no end mark", ["no end mark"]),
      (
        "The U.S. Army came. I saw it in the U.S. It was big.",
        ["The U.S. Army came.", "I saw it in the U.S.", "It was big."]
      ),
      ("On Jan. 5 we met. It is No. 7 of nine.", ["On Jan. 5 we met.", "It is No. 7 of nine."]),
    ] as [(String, [String])])
  func textIsCutAtTheEndsOfSentences(text: String, expected: [String]) {
    #expect(SentenceSplitter.sentences(in: text) == expected)
  }

  @Test func aWrappedParagraphIsNotCutAtItsLineBreaks() {
    let text = "This line is long enough that an editor has wrapped it at\nits margin, so it goes on. Next one."
    #expect(SentenceSplitter.sentences(in: text).count == 2)
  }

  @Test func noCharacterButWhiteSpaceIsLost() {
    let text = "A b. C?! «D» 東京。x…  y\n\n- z 😀 1.5 Dr. E\u{301}"
    let joined = SentenceSplitter.sentences(in: text).joined().filter { !$0.isWhitespace }
    #expect(joined == text.filter { !$0.isWhitespace })
  }

  @Test func aHundredThousandCharactersAreCutInLinearSteps() {
    let text = String(repeating: "word ", count: 20_000)
    #expect(SentenceSplitter.sentences(in: text) == [text.trimmingSuffix(" ")])
    let dots = String(repeating: ".a", count: 50_000)
    #expect(SentenceSplitter.sentences(in: dots).count == 1)
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: Character) -> String {
    var copy = self
    while copy.last == suffix { copy.removeLast() }
    return copy
  }
}
