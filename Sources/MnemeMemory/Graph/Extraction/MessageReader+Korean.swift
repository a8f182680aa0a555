import MnemeCore

/// Names in Korean sentences: places, persons, organisations, and what is introduced by "라는".
extension MessageReader {
  var korean: KoreanLexicon { .shared }

  mutating func findKoreanNames(in sentence: GraphSentence) {
    for index in sentence.tokens where tokens[index].form == .hangul && spanOfToken[index] < 0 {
      if findAddressed(index, in: sentence) || findIntroduced(index, in: sentence) { continue }
      findGazetteer(index, in: sentence)
    }
  }

  /// Adds a name that is the head of a Hangul token.
  @discardableResult
  mutating func addKorean(_ index: Int, _ text: String, kind: EntityKind, isCertain: Bool = true) -> Int? {
    add(index..<(index + 1), kind: kind, isCertain: isCertain, surface: text, key: EntityKey.normalized(text))
  }

  func next(_ index: Int, in sentence: GraphSentence) -> String {
    index + 1 < sentence.tokens.upperBound ? tokens[index + 1].word : ""
  }

  // MARK: Persons

  /// "민지 씨", "김민지님".
  private mutating func findAddressed(_ index: Int, in sentence: GraphSentence) -> Bool {
    let word = tokens[index].word
    let following = next(index, in: sentence)
    if KoreanStem.all(of: following).contains(where: { $0.text == "씨" || $0.text == "님" }), isNameLike(word) {
      addKorean(index, word, kind: .person)
      return true
    }
    for stem in KoreanStem.all(of: word) {
      for (title, isStrict) in [("씨", false), ("님", true)] where stem.text.hasSuffix(title) {
        let name = String(stem.text.dropLast())
        guard isNameLike(name), !isStrict || korean.isFullName(name) || korean.givenNames.contains(name) else {
          continue
        }
        addKorean(index, name, kind: .person)
        return true
      }
    }
    return false
  }

  /// Two to four syllables that are no word of address by themselves.
  private func isNameLike(_ name: String) -> Bool {
    (2...4).contains(name.unicodeScalars.count) && !korean.noNames.contains(name) && korean.kin[name] == nil
      && !korean.genericOrganizations.contains(name) && !korean.selfWords.contains(name)
      && !korean.noNames.contains { $0.unicodeScalars.count > 1 && name.hasSuffix($0) }
  }

  /// The person a word names, particles cut; ambiguous names count where `isCued`.
  func koreanPerson(_ word: String, isCued: Bool = false) -> String? {
    for stem in KoreanStem.all(of: word) {
      // "지훈이가", "지훈이랑": 이 follows a name that ends in a consonant.
      for text in [stem.text, stem.text.hasSuffix("이") ? String(stem.text.dropLast()) : ""] where !text.isEmpty {
        if korean.isFullName(text) { return text }
        guard korean.givenNames.contains(text) else { continue }
        let isAmbiguous = korean.ambiguousGivenNames.contains(text)
        if isCued || (!isAmbiguous && stem.particle != .copula && stem.particle != .place) { return text }
      }
    }
    return nil
  }

  // MARK: Introduced

  /// "달빛이라는 카페", "한결이라고 하는 친구": the noun behind says what it is.
  private mutating func findIntroduced(_ index: Int, in sentence: GraphSentence) -> Bool {
    for stem in KoreanStem.all(of: tokens[index].word) where stem.particle == .quotation {
      guard stem.text.unicodeScalars.count >= 2 else { continue }
      var place = index + 1
      if tokens[index].word.hasSuffix("라고"), ["하는", "하던", "불리는", "부르는"].contains(next(index, in: sentence)) {
        place += 1
      }
      guard tokens[index].word.hasSuffix("라는") || place == index + 2, place < sentence.tokens.upperBound else {
        continue
      }
      for noun in KoreanStem.all(of: tokens[place].word) {
        if let relation = korean.kin[noun.text],
          korean.nouns[noun.text] == nil || relation == .petOf || relation == .friendOf
        {
          addKorean(index, stem.text, kind: relation == .petOf ? .concept : .person)
          let has = tokens[place..<sentence.tokens.upperBound].contains { token in
            ["키워", "키우", "있어", "있습", "있는", "길러"].contains(where: token.word.hasPrefix)
          }
          if has, let speaker { state(EntityKey.normalized(stem.text), relation, speaker.key) }
          return true
        }
        if let kind = korean.nouns[noun.text] {
          addKorean(index, stem.text, kind: kind)
          return true
        }
      }
    }
    return false
  }

  // MARK: Lists

  private mutating func findGazetteer(_ index: Int, in sentence: GraphSentence) {
    let word = tokens[index].word
    for stem in KoreanStem.all(of: word) {
      if korean.places.contains(stem.text) {
        addKorean(index, stem.text, kind: .place)
        return
      }
      if korean.ambiguousPlaces.contains(stem.text), stem.particle == .place || stem.particle == .direction {
        addKorean(index, stem.text, kind: .place)
        return
      }
      if korean.organizations.contains(stem.text) || korean.products.contains(stem.text) {
        addKorean(index, stem.text, kind: korean.organizations.contains(stem.text) ? .organization : .product)
        return
      }
      if let place = cityPart(stem.text) {
        addKorean(index, place, kind: .place)
        return
      }
      if let (kind, _) = byEnding(stem.text), stem.text.unicodeScalars.count <= 12 {
        addKorean(index, stem.text, kind: kind)
        return
      }
    }
    if let person = koreanPerson(word), korean.kin[word] == nil {
      addKorean(index, person, kind: .person)
    }
  }

  /// "수원시", "강남구": a known place with the name of its rank.
  private func cityPart(_ text: String) -> String? {
    guard let last = text.last, ["시", "구", "군", "역", "도", "행", "발"].contains(last) else { return nil }
    let head = String(text.dropLast())
    guard
      korean.places.contains(head)
        || (korean.ambiguousPlaces.contains(head) && head.unicodeScalars.count > 1 && last == "시")
    else {
      return nil
    }
    return last == "역" ? text : head
  }

  /// A name that ends in a kind of organisation, place or event: "한빛대학교".
  private func byEnding(_ text: String) -> (EntityKind, String)? {
    guard !korean.genericOrganizations.contains(text) else { return nil }
    for (ends, kind): ([String], EntityKind) in [
      (korean.organizationEnds, .organization), (korean.placeEnds, .place), (korean.eventEnds, .event),
    ] {
      for end in ends where text.hasSuffix(end) {
        let head = String(text.dropLast(end.count))
        guard head.unicodeScalars.count >= 2, !Self.plainHeads.contains(head),
          !korean.genericOrganizations.contains(head),
          !Self.plainHeads.contains(where: { head.hasSuffix($0) && $0.unicodeScalars.count > 1 })
        else { return nil }
        return (kind, end)
      }
    }
    return nil
  }

  /// Before the name of a kind these make another kind, not a name.
  private static let plainHeads: Set<String> = [
    "동물", "국립", "시립", "도립", "사립", "공립", "종합", "대학", "전문", "지방", "인근", "근처", "우리", "영어", "수학", "피아노", "미술", "음악",
    "요리", "운전", "컴퓨터", "한방", "요양", "정신", "어린이", "여자", "남자", "남녀", "외국어", "과학", "체육", "예술", "국제", "교육", "자연사",
    "역사", "현대", "작은", "동네", "마을", "학교", "공공", "전통", "재래", "수산", "야시", "주식", "부동산", "취업", "중고", "국내", "해외", "버스",
    "고속", "시외", "놀이", "물놀이", "테마", "생태", "근린", "벚꽃", "불꽃", "음식", "지역", "국제", "단편", "독립", "생명", "자동차", "건강", "실손",
    "인터넷", "신용", "체크", "교통", "생일", "도서", "자전거", "하프", "풀코스", "달리기", "노래", "체육", "수영", "전국", "세계", "온라인", "모바일", "저축",
    "주거래", "시중", "투자", "가전", "반도체", "게임", "이동", "기간", "대중", "기계", "무역", "건축", "웹", "광고", "보육", "장애인", "노인", "아동", "산후",
    "어느", "다른", "같은", "새로운", "무슨", "어떤", "저희", "이런", "그런", "모든", "이번", "지난", "다음",
  ]
}
