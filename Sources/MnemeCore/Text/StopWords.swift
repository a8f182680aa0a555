/// Function words, which questions are made of and evidence is not. Dropped from queries only: everything is indexed.
enum StopWords {
  /// Folded as `TextAnalyzer` folds words: lower case, contractions cut or joined ("dont", "i").
  static let english: Set<String> = Set(
    """
    a about above after again against all am an and any are arent as at be because been before being below between both
    but by can cant cannot could couldnt did didnt do does doesnt doing dont down during each few for from further had
    hadnt has hasnt have havent having he her here hers herself him himself his how i if in into is isnt it its itself
    me more most mustnt my myself no nor not of off on once only or other ought our ours ourselves out over own same
    shant she should shouldnt so some such than that the their theirs them themselves then there these they this those
    through to too under until up very was wasnt we were werent what when where which while who whom whose why will
    with wont would wouldnt you your yours yourself yourselves
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// Letters of the longest of them.
  static let longest = 10

  /// Pronouns and question words with their usual endings, as whole runs of Hangul.
  static let korean: Set<String> = Set(
    """
    나 난 나는 내 내가 나의 나를 나한테 저 전 저는 제 제가 저의 저를 너 넌 너는 네 네가 당신 우리 우리는 우리의 그 이 그게 이게 그건
    이건 그거 이거 저거 것 거 수 뭐 뭘 뭔 뭐야 뭐지 뭐예요 뭐였지 뭐였어 무엇 무엇을 무엇이 무엇인가요 무슨 어떤 어느 어디 어디야 어디에
    어디서 어디에서 어디로 언제 언제야 누구 누구야 누가 누구를 왜 어떻게 얼마 얼마나 몇 있어 있나 있어요 있나요 있었어 있었지 했어 했지 했어요
    했나요 했더라 하나요 해 해요 야 요 좀 잘 더 그리고 하지만 그래서 그런데 알려줘 말해줘 기억해 기억나
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// Particles that may follow a noun of one syllable.
  static let koreanParticles: Set<String> = Set(
    "은 는 이 가 을 를 에 의 도 만 와 과 로 으로 에서 에게 한테 까지 부터 처럼 보다 하고 이랑 랑 나 이나 께 야 요"
      .split(separator: " ").map(String.init))
}
