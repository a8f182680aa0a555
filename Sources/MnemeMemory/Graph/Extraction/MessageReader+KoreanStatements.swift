import MnemeCore

/// What a Korean sentence states about somebody. Korean drops the first person: without another subject it is the speaker.
extension MessageReader {
  private var korean: KoreanLexicon { .shared }

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

  private func isHearsayOrQuestion(_ sentence: GraphSentence) -> Bool {
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
  private func particle(after index: Int, _ span: Int) -> KoreanStem.Particle {
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
  private func following(_ index: Int, in sentence: GraphSentence) -> [String] {
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
  private func koreanSubject(before index: Int, in sentence: GraphSentence) -> String? {
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

  private func hasPrefix(_ word: String, _ heads: [String]) -> Bool { heads.contains(where: word.hasPrefix) }

  private func isNegated(_ words: ArraySlice<String>) -> Bool { words.contains { $0 == "안" || $0 == "못" } }

  // MARK: Places

  private mutating func placeStatement(_ span: Int, last index: Int, in sentence: GraphSentence) {
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

  private mutating func organizationStatement(_ index: Int, in sentence: GraphSentence) {
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
  private func isOrganizationName(_ name: String, _ index: Int, in sentence: GraphSentence) -> Bool {
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

  // MARK: Products and tastes

  private mutating func productStatement(_ span: Int, last index: Int, in sentence: GraphSentence) {
    guard spans[span].kind == .product || (spans[span].kind == .concept && tokens[index].form != .hangul) else {
      return
    }
    let particle = particle(after: index, span)
    guard particle == .object || particle == .direction, let verb = following(index, in: sentence).first,
      hasPrefix(verb, ["써요", "써", "쓰고", "씁니다", "사용해", "사용하고", "사용합니다", "사용 중"]),
      let subject = koreanSubject(before: index, in: sentence)
    else { return }
    set(span, kind: .product)
    state(subject, .uses, spans[span].key)
  }

  private mutating func tasteStatement(_ index: Int, in sentence: GraphSentence) {
    let word = tokens[index].word
    guard tokens[index].form == .hangul, index > sentence.tokens.lowerBound else { return }
    var type: RelationType
    if hasPrefix(word, ["좋아해", "좋아합니다", "좋아하고", "좋아하거든", "좋아함", "즐겨", "사랑해", "사랑합니다"]) {
      type = .likes
    } else if hasPrefix(word, ["싫어해", "싫어합니다", "싫어하고", "질색"]) || word == "싫어" || word == "싫어요" {
      type = .dislikes
    } else if hasPrefix(word, ["빠졌", "빠져"]), tokens[index - 1].word.hasSuffix("에") {
      type = .likes
    } else if word.hasPrefix("알레르기") || word.hasPrefix("알러지") {
      type = RelationType(rawValue: "allergic_to")
    } else {
      return
    }
    var place = index - 1
    while place > sentence.tokens.lowerBound, Self.degrees.contains(tokens[place].word) {
      if tokens[place].word == "안" { type = .dislikes }
      place -= 1
    }
    if tokens[index - 1].word == "안", type == .dislikes, hasPrefix(word, ["싫어"]) { return }
    guard let subject = koreanSubject(before: place, in: sentence) else { return }
    if let span = span(at: place) {
      guard spans[span].tokens.upperBound == place + 1 else { return }
      let particle = particle(after: place, span)
      guard [.object, .none, .topic].contains(particle) else { return }
      state(subject, type, spans[span].key)
      return
    }
    guard tokens[place].form == .hangul, let name = tasteName(tokens[place].word) else { return }
    // "매운 음식": an adjective belongs to it, a clause ("산에 가는 걸") does not.
    if let span = addKorean(place, name, kind: .preference) { state(subject, type, spans[span].key) }
  }

  private static let degrees: Set<String> = [
    "정말", "진짜", "제일", "가장", "너무", "아주", "많이", "더", "엄청", "되게", "특히", "참", "무척", "매우", "완전", "안", "별로", "심한", "꽤", "굉장히",
    "그다지",
  ]

  private func tasteName(_ word: String) -> String? {
    let stems = KoreanStem.all(of: word)
    // The whole word where it ends in no particle of an object or topic.
    let stem =
      stems.first { $0.particle == .object } ?? stems.first { $0.particle == .place && word.hasSuffix("에") }
      ?? stems.first {
        ["는", "은", "도"].contains { word.hasSuffix($0) } && $0.particle == .topic
      } ?? stems[0]
    let name = stem.text
    let count = name.unicodeScalars.count
    guard !korean.hollow.contains(name), !korean.selfWords.contains(name), korean.kin[name] == nil, count <= 8 else {
      return nil
    }
    let single: Set<String> = [
      "차", "술", "책", "산", "꽃", "빵", "떡", "회", "면", "밥", "국", "귤", "감", "배", "눈", "비", "봄", "춤", "콩",
    ]
    guard count >= 2 || single.contains(name) else { return nil }
    let verbal = ["는", "한", "던", "게", "고", "서", "면", "것", "걸", "거", "보다", "에", "에서"]
    return count >= 2 && verbal.contains(where: name.hasSuffix) ? nil : name
  }

  // MARK: Relatives

  /// "제 동생 민지", "동생 이름은 민지예요", "민지는 제 동생이에요".
  private mutating func findKoreanKin(in sentence: GraphSentence) {
    for index in sentence.tokens where tokens[index].form == .hangul {
      let word = tokens[index].word
      if let relation = korean.kin[word] {
        let isOwn = index > sentence.tokens.lowerBound && korean.possessives.contains(tokens[index - 1].word)
        let isFree =
          index == sentence.tokens.lowerBound || isOwn || korean.selfWords.contains(tokens[index - 1].word)
          || ["어제", "오늘", "주말에", "지난주에", "그리고", "근데", "회사", "직장", "학교", "대학", "고향"].contains(tokens[index - 1].word)
        guard isFree || relation == .friendOf else { continue }
        if index + 1 < sentence.tokens.upperBound, !tokens[index + 1].breakBefore {
          let following = tokens[index + 1].word
          if ["이름은", "이름이"].contains(following), index + 2 < sentence.tokens.upperBound {
            relateKorean(index + 2, relation, isCopula: true)
          } else if following != "이름", let person = koreanPerson(following, isCued: true) {
            relateKorean(index + 1, relation, name: person)
          }
        }
      } else if let stem = KoreanStem.all(of: word).first(where: {
        $0.particle == .copula && korean.kin[$0.text] != nil
      }),
        let relation = korean.kin[stem.text], index >= sentence.tokens.lowerBound + 2,
        korean.possessives.contains(tokens[index - 1].word), let span = span(at: index - 2), spans[span].kind == .person
      {
        state(spans[span].key, relation, speaker?.key ?? "")
      } else if let stem = KoreanStem.all(of: word).first(where: {
        korean.kin[$0.text] == .petOf && ($0.particle == .topic || $0.particle == .subject)
      }),
        stem.text == "강아지" || stem.text == "고양이"
      {
        continue
      }
    }
  }

  private mutating func relateKorean(
    _ index: Int, _ relation: RelationType, name: String? = nil, isCopula: Bool = false
  ) {
    guard let speaker else { return }
    var person = name
    if isCopula {
      let stem = KoreanStem.all(of: tokens[index].word).first { $0.particle == .copula || $0.particle == .quotation }
      person = (stem?.text ?? tokens[index].word)
      for ending in ["이고", "고", "이라고", "라고"] where tokens[index].word.hasSuffix(ending) {
        let head = String(tokens[index].word.dropLast(ending.count))
        if korean.givenNames.contains(head) { person = head }
      }
      if let text = person, text.hasSuffix("이"), text.unicodeScalars.count == 3,
        korean.givenNames.contains(String(text.dropLast()))
      {
        person = String(text.dropLast())
      }
    }
    guard let person, (1...6).contains(person.unicodeScalars.count), !korean.hollow.contains(person) else { return }
    let kind: EntityKind = relation == .petOf ? .concept : .person
    let key: String
    if let known = span(at: index) {
      guard spans[known].kind == .person || !spans[known].isCertain || relation == .petOf else { return }
      if relation == .petOf { demote(known) }
      key = spans[known].key
    } else {
      guard let new = addKorean(index, person, kind: kind) else { return }
      key = spans[new].key
    }
    state(key, relation, speaker.key)
    kinNames[relation] = kinNames[relation] == nil ? key : ""
  }
}
