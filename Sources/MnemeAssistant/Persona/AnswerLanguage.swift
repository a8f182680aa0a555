/// Languages in which somebody may want to be answered.
enum AnswerLanguage {
  private static let languages: [(english: String, korean: String)] = [
    ("Korean", "한국어"), ("English", "영어"), ("Japanese", "일본어"), ("Chinese", "중국어"), ("German", "독일어"),
    ("French", "프랑스어"), ("Spanish", "스페인어"), ("Portuguese", "포르투갈어"), ("Italian", "이탈리아어"),
    ("Dutch", "네덜란드어"), ("Polish", "폴란드어"), ("Turkish", "터키어"), ("Russian", "러시아어"), ("Swedish", "스웨덴어"),
  ]

  /// The language that a sentence asks for: "in Korean", "한국어로". Being against one says nothing of which is wanted.
  static func named(in sentence: String, isAgainst: Bool) -> String? {
    if isAgainst { return nil }
    let lowered = sentence.lowercased()
    return languages.first { lowered.contains("in " + $0.english.lowercased()) || sentence.contains($0.korean + "로") }?
      .english
  }
}
