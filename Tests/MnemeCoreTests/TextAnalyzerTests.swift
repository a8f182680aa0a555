import MnemeCore
import Testing

@Suite struct TextAnalyzerTests {
  /// Examples of Porter's article, step by step.
  @Test(
    arguments: [
      ("caresses", "caress"), ("ponies", "poni"), ("ties", "ti"), ("caress", "caress"), ("cats", "cat"),
      ("feed", "feed"), ("agreed", "agre"), ("plastered", "plaster"), ("bled", "bled"), ("motoring", "motor"),
      ("sing", "sing"), ("conflated", "conflat"), ("troubled", "troubl"), ("sized", "size"), ("hopping", "hop"),
      ("tanned", "tan"), ("falling", "fall"), ("hissing", "hiss"), ("fizzed", "fizz"), ("failing", "fail"),
      ("filing", "file"), ("happy", "happi"), ("sky", "sky"), ("relational", "relat"), ("conditional", "condit"),
      ("rational", "ration"), ("valenci", "valenc"), ("digitizer", "digit"), ("radicalli", "radic"),
      ("vietnamization", "vietnam"), ("predication", "predic"), ("operator", "oper"), ("feudalism", "feudal"),
      ("decisiveness", "decis"), ("hopefulness", "hope"), ("callousness", "callous"), ("formaliti", "formal"),
      ("sensitiviti", "sensit"), ("sensibiliti", "sensibl"), ("triplicate", "triplic"), ("formative", "form"),
      ("electrical", "electr"), ("goodness", "good"), ("revival", "reviv"), ("allowance", "allow"),
      ("inference", "infer"), ("airliner", "airlin"), ("adjustable", "adjust"), ("defensible", "defens"),
      ("replacement", "replac"), ("adjustment", "adjust"), ("dependent", "depend"), ("adoption", "adopt"),
      ("communism", "commun"), ("effective", "effect"), ("probate", "probat"), ("rate", "rate"), ("cease", "ceas"),
      ("controll", "control"), ("roll", "roll"), ("generalizations", "gener"), ("oscillators", "oscil"),
      ("be", "be"), ("café", "café"),
    ])
  func stemsAreThoseOfTheAlgorithm(word: String, stem: String) {
    #expect(PorterStemmer.stem(word) == stem)
  }

  @Test(
    arguments: [
      ("Running shoes", ["run", "shoe"]),
      ("Ada's cat, the dogs' bowls", ["ada", "cat", "the", "dog", "bowl"]),
      ("I don't, we'll, O’Brien", ["i", "dont", "we", "o", "brien"]),
      ("Café NAÏVE Straße Łódź", ["cafe", "naiv", "strass", "lodz"]),
      ("cafe\u{301}", ["cafe"]),
      ("ＡＢＣ １２３", ["abc", "123"]),
      ("1,000 and 3.5 in 2023", ["1000", "and", "3", "5", "in", "2023"]),
      ("서울에 살아요", ["서울", "울에", "살아", "아요"]),
      ("집에", ["집", "집에"]),
      ("서울", ["서울"]),
      ("東京タワー", ["東京", "京タ", "タワ", "ワー"]),
      ("茶", ["茶"]),
      ("ｶﾞｲﾄﾞ", ["ガイ", "イド"]),
      ("Привет, мир", ["привет", "мир"]),
      ("मुंबई", ["मुंबई"]),
      ("a😀b", ["a", "b"]),
      ("GPT4로 v2", ["gpt4", "로", "v2"]),
      ("", []), (" \n…", []),
    ] as [(String, [String])])
  func termsAreWordsOrPairsOfCharacters(text: String, terms: [String]) {
    #expect(TextAnalyzer.terms(text) == terms)
  }

  @Test func composedAndDecomposedTextHaveTheSameTerms() {
    for (composed, decomposed) in [("한국어", "한국어"), ("é", "e\u{301}"), ("が", "か\u{3099}")] {
      #expect(TextAnalyzer.terms(composed) == TextAnalyzer.terms(decomposed))
    }
  }

  @Test func aQuestionLosesItsFunctionWordsAndRepeats() {
    #expect(TextAnalyzer.queryTerms("Where did the dog run, and why did dogs run?") == ["dog", "run"])
    #expect(TextAnalyzer.queryTerms("나는 어디에 살아?") == ["살아"])
  }

  @Test func aQuestionOfFunctionWordsAloneKeepsThem() {
    #expect(TextAnalyzer.queryTerms("Who am I?") == ["who", "am", "i"])
  }

  @Test func everyTermHoldsLettersMarksAndDigitsOnly() {
    let text = "a-b_c d.e 'f' \"g\" h|i (j) k\u{0}l m\u{200B}n #o @p ½ ² 〜 ・ 한-글"
    for term in TextAnalyzer.terms(text) {
      #expect(term.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0.properties.numericType != nil })
    }
  }

  @Test func moreTextIsNeverFewerTokens() {
    var last = 0
    var text = ""
    for piece in ["Hello", " world", ", it is ", "2026", "년", " 봄", "\n", "東京", "!"] {
      text += piece
      let now = TokenEstimator.estimate(text)
      #expect(now >= last)
      last = now
    }
  }
}
