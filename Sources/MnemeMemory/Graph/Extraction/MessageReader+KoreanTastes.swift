import MnemeCore

/// What somebody uses, likes and cannot stand, in Korean.
extension MessageReader {
  private static let using: HangulList = "써요 써 쓰고 씁니다 사용해 사용하고 사용합니다 사용"
  private static let liking: HangulList = "좋아해 좋아합니다 좋아하고 좋아하거든 좋아함 즐겨 사랑해 사랑합니다"
  private static let disliking: HangulList = "싫어해 싫어합니다 싫어하고 질색"
  private static let disliked: HangulList = "싫어 싫어요"
  private static let falling: HangulList = "빠졌 빠져"
  private static let into: HangulList = "에"
  private static let allergy: HangulList = "알레르기 알러지"
  private static let denial: HangulList = "안"
  private static let degrees: HangulList = """
    정말 진짜 제일 가장 너무 아주 많이 더 엄청 되게 특히 참 무척 매우 완전 안 별로 심한 꽤 굉장히 그다지
    """

  mutating func productStatement(_ span: Int, last index: Int, in sentence: GraphSentence) {
    guard spans[span].kind == .product || (spans[span].kind == .concept && hangul[index].isEmpty) else { return }
    let particle = particle(after: index, span)
    guard particle == .object || particle == .direction, let verb = following(index, in: sentence).first,
      Self.using.begin(verb), let subject = koreanSubject(before: index, in: sentence)
    else { return }
    set(span, kind: .product)
    state(subject, .uses, spans[span].key)
  }

  mutating func tasteStatement(_ index: Int, in sentence: GraphSentence) {
    let word = hangul[index]
    guard !word.isEmpty, index > sentence.tokens.lowerBound, var type = tasteType(word, before: hangul[index - 1])
    else {
      return
    }
    var place = index - 1
    while place > sentence.tokens.lowerBound, Self.degrees.contains(hangul[place]) {
      if Self.denial.contains(hangul[place]) {
        // "안 싫어해" says little.
        if type == .dislikes { return }
        type = .dislikes
      }
      place -= 1
    }
    guard let subject = koreanSubject(before: place, in: sentence) else { return }
    if let span = span(at: place) {
      guard spans[span].tokens.upperBound == place + 1 else { return }
      let particle = particle(after: place, span)
      if [.object, .none, .topic].contains(particle) { state(subject, type, spans[span].key) }
      return
    }
    guard let name = tasteName(place) else { return }
    // "프랑스 영화": a name before it makes it another thing.
    if place > sentence.tokens.lowerBound, let before = span(at: place - 1),
      particle(after: place - 1, before) == .none, spans[before].kind != .person
    {
      return
    }
    if let span = addKorean(place, name, kind: .preference) { state(subject, type, spans[span].key) }
  }

  private func tasteType(_ word: HangulWord, before: HangulWord) -> RelationType? {
    if Self.liking.begin(word) { return .likes }
    if Self.disliking.begin(word) || Self.disliked.contains(word) { return .dislikes }
    if Self.falling.begin(word), Self.into.end(before) { return .likes }
    return Self.allergy.begin(word) ? RelationType(rawValue: "allergic_to") : nil
  }

  private static let single: HangulList = "차 술 책 산 꽃 빵 떡 회 면 밥 국 귤 감 배 눈 비 봄 춤 콩"
  private static let topics: HangulList = "는 은 도"
  /// The word is the end of a clause: "산에 가는 걸".
  private static let verbal: HangulList = "는 한 던 게 고 서 면 것 걸 거 보다 에 에서"

  private func tasteName(_ index: Int) -> HangulWord? {
    let word = hangul[index]
    guard let bare = stems[index].first else { return nil }
    let stem =
      stems[index].first { $0.particle == .object }
      ?? stems[index].first { $0.particle == .place && Self.into.end(word) }
      ?? stems[index].first { $0.particle == .topic && Self.topics.end(word) } ?? bare
    let name = stem.word
    guard !korean.hollow.contains(name), !korean.selfWords.contains(name), korean.kin[name] == nil, name.count <= 8
    else {
      return nil
    }
    return name.count >= 2 ? (Self.verbal.end(name) ? nil : name) : (Self.single.contains(name) ? name : nil)
  }
}
