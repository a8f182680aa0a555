import MnemeCore

/// What a Korean sentence states about somebody. Korean drops the first person: without another subject it is the speaker.
extension MessageReader {
  mutating func findKoreanStatements(in sentence: GraphSentence) {
    for token in tokens[sentence.tokens] where korean.selfWords.contains(token.word) { speaksOfSelf = true }
    findKoreanKin(in: sentence)
    if isHearsayOrQuestion(sentence) { return }
    for index in sentence.tokens {
      if let span = span(at: index), spans[span].tokens.upperBound == index + 1 {
        placeStatement(span, last: index, in: sentence)
        productStatement(span, last: index, in: sentence)
      }
      organizationStatement(index, in: sentence)
      tasteStatement(index, in: sentence)
    }
  }

  func isHearsayOrQuestion(_ sentence: GraphSentence) -> Bool {
    guard let last = sentence.tokens.last else { return true }
    let ends = [
      "까", "까요", "나요", "니", "냐", "는지", "대요", "래요", "다던데", "다면", "을래", "자", "을게", "싶어", "싶어요", "싶다", "거야", "거예요", "겁니다",
      "예정이에요", "예정이야",
    ]
    if ends.contains(where: tokens[last].word.hasSuffix) { return true }
    return tokens[sentence.tokens].contains { token in
      ["만약", "만일", "혹시", "다음", "내년", "내년에"].contains(token.word) || token.word.hasSuffix("으면")
        || token.word.hasSuffix("다면") || token.word.hasSuffix("라면")
        || (token.word.hasSuffix("다고") && token.form == .hangul)
    }
  }

  // MARK: Parts of a sentence

  /// The particle behind the last token of a span: in the same word, or the one written to a Latin name.
  func particle(after index: Int, _ span: Int) -> KoreanStem.Particle {
    var ending = ""
    if tokens[index].form == .hangul {
      let name = spans[span].tokens.count == 1 ? spans[span].surface : tokens[index].word
      guard tokens[index].word.hasPrefix(name) else { return .none }
      ending = String(tokens[index].word.dropFirst(name.count))
    } else if index + 1 < tokens.count, tokens[index + 1].form == .hangul, tokens[index + 1].isAttached {
      ending = tokens[index + 1].word
    }
    if ending.isEmpty { return .none }
    if ending.hasPrefix("시") || ending.hasPrefix("구") || ending.hasPrefix("군") { ending.removeFirst() }
    // "민지 씨가": the particle stands behind the word of address.
    return KoreanStem.all(of: "가" + ending).first { $0.text == "가" }?.particle ?? .none
  }

  /// The next tokens' words behind a span and its attached particle, at most four.
  func following(_ index: Int, in sentence: GraphSentence) -> [String] {
    var next = index + 1
    if next < sentence.tokens.upperBound, tokens[next].isAttached, tokens[index].form != .hangul { next += 1 }
    guard next < sentence.tokens.upperBound else { return [] }
    var words: [String] = []
    for place in next..<min(next + 4, sentence.tokens.upperBound) {
      words.append(tokens[place].word)
      // A clause ends with its verb: "판교에서 일하고 | 수원에 살아요".
      if ["고", "며", "지만", "는데", "서"].contains(where: tokens[place].word.hasSuffix), tokens[place].word != "가서" {
        break
      }
    }
    return words
  }

  /// Whom the clause that ends before `index` is about; nil for somebody unknown.
  func koreanSubject(before index: Int, in sentence: GraphSentence) -> String? {
    var place = index - 1
    while place >= sentence.tokens.lowerBound {
      let token = tokens[place]
      if let span = span(at: place), spans[span].kind == .person {
        var particle = particle(after: spans[span].tokens.upperBound - 1, span)
        if particle == .none, place + 1 < index, tokens[place + 1].word.hasPrefix("씨") {
          particle = KoreanStem.all(of: tokens[place + 1].word).first { $0.text == "씨" }?.particle ?? .none
        }
        if particle == .topic || particle == .subject { return spans[span].key }
      } else if token.form == .hangul {
        if korean.selfWords.contains(token.word) { return speaker?.key }
        // "씨가": the person before it.
        if token.word.hasPrefix("씨") {
          place -= 1
          continue
        }
        // A verb that goes on ("자랐지만") ends in no particle.
        if ["지만", "는데", "은데", "니까", "어서", "아서", "면서"].contains(where: token.word.hasSuffix) {
          place -= 1
          continue
        }
        let stem = KoreanStem.all(of: token.word).first { $0.particle == .subject || $0.particle == .topic }
        if let stem, !Self.noSubjects.contains(stem.text), span(at: place) == nil, stem.text.unicodeScalars.count >= 1 {
          if let relation = korean.kin[stem.text], let name = kinNames[relation], !name.isEmpty { return name }
          if !Self.noSubjects.contains(token.word) { return nil }
        }
      }
      place -= 1
    }
    return speaker?.key
  }

  /// They take the particle of a subject without being one.
  private static let noSubjects: Set<String> = [
    "지금", "요즘", "이제", "현재", "작년", "올해", "예전", "전에", "처음", "원래", "사실", "집", "오늘", "어제", "주말", "평소", "최근", "여기", "거기",
    "아직",
    "그동안", "이번", "지난주", "지난달", "아마", "많이", "같이", "특히", "없이", "높이", "깊이", "정말", "참", "혼자", "둘", "셋", "아침", "저녁", "점심",
    "매일", "하루",
    "이제는", "지금은", "요즘은", "사는", "하는", "있는", "가는", "먹는", "보는", "좋은", "작은", "큰", "많은", "같은", "다니는", "일하는", "좋아하는", "싫어하는",
    "더", "덜", "또", "다", "꼭", "제일", "가장", "매우", "그리", "이렇", "그렇", "얼마", "조금", "만", "맛있는", "매운", "새로운", "따뜻한", "시원한",
    "커피보", "보다", "근데", "그런데",
  ]

  func hasPrefix(_ word: String, _ heads: [String]) -> Bool { heads.contains(where: word.hasPrefix) }

  func isNegated(_ words: ArraySlice<String>) -> Bool { words.contains { $0 == "안" || $0 == "못" } }

  // MARK: Places

  mutating func placeStatement(_ span: Int, last index: Int, in sentence: GraphSentence) {
    let kind = spans[span].kind
    guard kind == .place || (kind == .concept && !spans[span].isCertain) else { return }
    let particle = particle(after: index, span)
    let words = following(index, in: sentence)
    let subject = koreanSubject(before: spans[span].tokens.lowerBound, in: sentence)
    if particle == .copula || particle == .none, kind == .place {
      // "고향은 전주예요", "광주 출신이에요"
      let before = spans[span].tokens.lowerBound - 1
      let isHometown = before >= sentence.tokens.lowerBound && ["고향은", "고향이"].contains(tokens[before].word)
      let isOrigin = words.first?.hasPrefix("출신") ?? false
      if isHometown || isOrigin, let subject = isHometown ? speaker?.key : subject {
        state(subject, .comesFrom, spans[span].key)
      }
      return
    }
    guard particle == .place || particle == .direction || particle == .object, let subject else { return }
    guard
      let verb = words.prefix(3).firstIndex(where: {
        hasPrefix($0, korean.live + korean.move + korean.visit) || $0.hasPrefix("자랐") || $0.hasPrefix("태어")
      })
    else { return }
    let word = words[verb]
    let isDenied =
      isNegated(words[..<verb])
      || word.contains("지") && words[verb...].dropFirst().first.map { $0.hasPrefix("않") } ?? false
    if word.hasPrefix("자랐") || word.hasPrefix("태어") {
      if particle == .place, kind == .place, !isDenied { state(subject, .comesFrom, spans[span].key) }
    } else if hasPrefix(word, korean.move) {
      let rest = words[verb...].prefix(2).joined()
      let isDone = ["했", "왔", "갔", "옮겼", "와서", "와요", "함"].contains(where: rest.contains)
      guard particle == .direction || particle == .place, isDone, !isDenied else { return }
      set(span, kind: .place)
      state(subject, .livesIn, spans[span].key)
    } else if hasPrefix(word, korean.live), particle == .place {
      set(span, kind: .place)
      let isPast = word.hasPrefix("살았") || word.hasPrefix("살던") || word.hasPrefix("살다")
      let isOver = isPast || isDenied
      if isDenied, !isPast,
        !tokens[sentence.tokens].contains(where: { ["이제", "더", "더이상", "이젠", "이제는"].contains($0.word) })
      {
        return
      }
      state(subject, .livesIn, spans[span].key, to: isOver ? date : nil)
    } else if kind == .place, !isDenied {
      let rest = words[verb...].prefix(3).joined()
      let isDone = ["갔", "가봤", "다녀왔", "왔어", "왔다", "했어", "했다", "왔습", "갔습", "다녀옴"].contains(where: rest.contains)
      if isDone { state(subject, .visited, spans[span].key) }
    }
  }

  // MARK: Work and school

  mutating func organizationStatement(_ index: Int, in sentence: GraphSentence) {
    let known = span(at: index)
    if let known, spans[known].tokens.upperBound != index + 1 { return }
    var name = ""
    let particle: KoreanStem.Particle
    if let known {
      particle = self.particle(after: index, known)
    } else {
      guard tokens[index].form == .hangul,
        let stem = KoreanStem.all(of: tokens[index].word).first(where: {
          $0.particle == .place || $0.particle == .direction
        })
      else { return }
      name = stem.text
      particle = stem.particle
    }
    let words = following(index, in: sentence)
    guard particle == .place || particle == .direction || particle == .object,
      let verb = words.prefix(2).firstIndex(where: {
        hasPrefix($0, korean.work) || $0.hasPrefix("퇴사") || $0.hasPrefix("그만")
      })
    else { return }
    let word = words[verb]
    let stays =
      particle == .place && (hasPrefix(word, ["일해", "일하", "일합", "일한", "일했", "근무", "다녀", "다니", "다닙", "다녔", "재학"]))
    let leaves =
      tokens[index].word.hasSuffix("에서")
      || (tokens[index].form != .hangul && self.next(index, in: sentence).hasPrefix("에서"))
    let starts = particle != .object && !leaves && hasPrefix(word, ["입사", "취직", "취업", "이직"])
    let stops = word.hasPrefix("퇴사") || (word.hasPrefix("그만") && particle == .object)
    guard stays || starts || stops, !isNegated(words[..<verb]) else { return }
    if word.hasPrefix("다녀왔") || word.hasPrefix("다녀와") || word.hasPrefix("다녀올") || word.hasPrefix("다녀갔") { return }
    guard let subject = koreanSubject(before: index, in: sentence) else { return }
    let span: Int
    if let known {
      guard spans[known].kind == .organization || !spans[known].isCertain, spans[known].kind != .person,
        spans[known].kind != .place
      else { return }
      span = known
      set(span, kind: .organization)
    } else {
      guard isOrganizationName(name, index, in: sentence), let new = addKorean(index, name, kind: .organization) else {
        return
      }
      span = new
    }
    let isSchool =
      spans[span].surface.hasSuffix("학교") || spans[span].surface.hasSuffix("대")
      || spans[span].surface.lowercased().hasSuffix("university")
    let attends = hasPrefix(word, ["다녀", "다니", "다닙", "다녔", "재학"]) && isSchool
    let isOver =
      stops || word.contains("했") && !starts || word.hasPrefix("다녔") || word.contains("하던") || word.contains("니던")
    state(subject, attends ? .studiesAt : .worksAt, spans[span].key, to: isOver ? date : nil)
  }

  /// A word that is taken for a name because one works there: not a kind of workplace, nor a place or a time.
  func isOrganizationName(_ name: String, _ index: Int, in sentence: GraphSentence) -> Bool {
    let count = name.unicodeScalars.count
    guard (2...10).contains(count), !korean.genericOrganizations.contains(name), !korean.hollow.contains(name),
      !Self.noSubjects.contains(name)
    else { return false }
    // "작은 회사에서": a kind with words before it.
    if korean.genericOrganizations.contains(where: { $0.unicodeScalars.count >= 2 && name.hasSuffix($0) }) {
      return false
    }
    if korean.kin[name] != nil
      || ["쪽", "곳", "데", "때", "후", "뒤", "날", "동안", "들", "업계", "분야", "직종", "회사", "업체", "가게"].contains(
        where: name.hasSuffix)
    {
      return false
    }
    return !["직업으", "직원으", "로서", "사로", "원으"].contains(where: name.hasSuffix) && !name.hasSuffix("사로")
      && !(tokens[index].word.hasSuffix("로") && !tokens[index].word.hasSuffix("으로") && name.hasSuffix("자"))
  }

}
