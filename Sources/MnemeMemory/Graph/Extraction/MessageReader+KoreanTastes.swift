import MnemeCore

/// What somebody uses, likes and cannot stand, in Korean.
extension MessageReader {
  mutating func productStatement(_ span: Int, last index: Int, in sentence: GraphSentence) {
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

  mutating func tasteStatement(_ index: Int, in sentence: GraphSentence) {
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
    // "프랑스 영화": a name before it makes it another thing.
    if place > sentence.tokens.lowerBound, let before = span(at: place - 1),
      particle(after: place - 1, before) == .none, spans[before].kind != .person
    {
      return
    }
    // "매운 음식": an adjective belongs to it, a clause ("산에 가는 걸") does not.
    if let span = addKorean(place, name, kind: .preference) { state(subject, type, spans[span].key) }
  }

  private static let degrees: Set<String> = [
    "정말", "진짜", "제일", "가장", "너무", "아주", "많이", "더", "엄청", "되게", "특히", "참", "무척", "매우", "완전", "안", "별로", "심한", "꽤", "굉장히",
    "그다지",
  ]

  func tasteName(_ word: String) -> String? {
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
}
