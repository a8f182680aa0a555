import MnemeCore

/// Parts of a Korean sentence: particles, subjects, verbs that follow.
extension MessageReader {
  private static let cityRanks: HangulList = "시 구 군"

  /// The particle behind the last token of a span: in the same word, or the one written to a Latin name.
  func particle(after index: Int, _ span: Int) -> KoreanStem.Particle {
    var ending = HangulWord.empty
    if !hangul[index].isEmpty {
      guard spans[span].tokens.count == 1, let name = HangulWord(spans[span].surface) else {
        return stems[index].count > 1 ? stems[index][1].particle : .none
      }
      guard hangul[index].begins(with: name) else { return .none }
      ending = hangul[index].dropFirst(name.count)
    } else if index + 1 < tokens.count, tokens[index + 1].isAttached {
      ending = hangul[index + 1]
    }
    if Self.cityRanks.begin(ending) { ending = ending.dropFirst(1) }
    return KoreanStem.particle(ending)
  }

  private static let connectives: HangulList = "고 며 지만 는데 서"
  private static let going: HangulList = "가서"

  /// The words behind a span and its attached particle, at most four, up to the verb that ends the clause:
  /// "판교에서 일하고 | 수원에 살아요".
  func following(_ index: Int, in sentence: GraphSentence) -> [HangulWord] {
    var next = index + 1
    if next < sentence.tokens.upperBound, tokens[next].isAttached, hangul[index].isEmpty { next += 1 }
    var words: [HangulWord] = []
    while next < sentence.tokens.upperBound, words.count < 4 {
      words.append(hangul[next])
      if Self.connectives.end(hangul[next]), !Self.going.contains(hangul[next]) { break }
      next += 1
    }
    return words
  }

  private static let address: HangulList = "씨"
  private static let verbs: HangulList = "지만 는데 은데 니까 어서 아서 면서"

  /// Whom the clause that ends before `index` is about; nil for somebody unknown.
  func koreanSubject(before index: Int, in sentence: GraphSentence) -> String? {
    var place = index - 1
    while place >= sentence.tokens.lowerBound {
      defer { place -= 1 }
      if let span = span(at: place), spans[span].kind == .person {
        var particle = particle(after: spans[span].tokens.upperBound - 1, span)
        // "민지 씨가": the particle stands behind the word of address.
        if particle == .none, place + 1 < index, Self.address.begin(hangul[place + 1]) {
          particle = KoreanStem.particle(hangul[place + 1].dropFirst(1))
        }
        if particle == .topic || particle == .subject { return spans[span].key }
        continue
      }
      let word = hangul[place]
      if word.isEmpty || Self.address.begin(word) || Self.verbs.end(word) { continue }
      if korean.selfWords.contains(word) { return speaker?.key }
      guard span(at: place) == nil, !korean.noSubjects.contains(word),
        let stem = stems[place].first(where: { $0.particle == .subject || $0.particle == .topic }),
        !korean.noSubjects.contains(stem.word)
      else { continue }
      guard let relation = korean.kin[stem.word], let name = kinNames[relation], !name.isEmpty else { return nil }
      return name
    }
    return speaker?.key
  }

  private static let denials: HangulList = "안 못"

  func isNegated(_ words: ArraySlice<HangulWord>) -> Bool { words.contains(where: Self.denials.contains) }

  private static let askingEnds: HangulList = """
    까 까요 나요 니 냐 는지 대요 래요 다던데 다면 을래 자 을게 싶어 싶어요 싶다 거야 거예요 겁니다 예정이에요 예정이야
    """
  private static let supposing: HangulList = "만약 만일 혹시 다음 내년 내년에"
  private static let supposingEnds: HangulList = "으면 다면 라면 다고"

  func isHearsayOrQuestion(_ sentence: GraphSentence) -> Bool {
    guard let last = sentence.tokens.last else { return true }
    if Self.askingEnds.end(hangul[last]) { return true }
    return sentence.tokens.contains { index in
      let word = hangul[index]
      return !word.isEmpty && (Self.supposing.contains(word) || Self.supposingEnds.end(word))
    }
  }
}
