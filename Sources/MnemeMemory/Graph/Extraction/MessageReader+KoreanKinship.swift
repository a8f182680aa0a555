import MnemeCore

/// Relatives, friends and pets by name, in Korean.
extension MessageReader {
  private static let openers: HangulList = "어제 오늘 주말에 지난주에 그리고 근데 회사 직장 학교 대학 고향"
  private static let nameIs: HangulList = "이름은 이름이"
  private static let nameEnds: HangulList = "이라고 라고 이고 고"
  private static let epenthesis: HangulList = "이"

  /// "제 동생 민지", "동생 이름은 민지예요", "민지는 제 동생이에요".
  mutating func findKoreanKin(in sentence: GraphSentence) {
    for index in sentence.tokens where !hangul[index].isEmpty {
      if let relation = korean.kin[hangul[index]] {
        relateFollowing(index, relation, in: sentence)
      } else if index >= sentence.tokens.lowerBound + 2, korean.possessives.contains(hangul[index - 1]),
        let span = span(at: index - 2), spans[span].kind == .person, let speaker,
        let stem = stems[index].first(where: { $0.particle == .copula && korean.kin[$0.word] != nil }),
        let relation = korean.kin[stem.word]
      {
        state(spans[span].key, relation, speaker.key)
      }
    }
  }

  private mutating func relateFollowing(_ kin: Int, _ relation: RelationType, in sentence: GraphSentence) {
    var isFree = kin == sentence.tokens.lowerBound || relation == .friendOf
    if !isFree {
      let before = hangul[kin - 1]
      isFree =
        korean.possessives.contains(before) || korean.selfWords.contains(before) || Self.openers.contains(before)
    }
    guard isFree, kin + 1 < sentence.tokens.upperBound, !tokens[kin + 1].breakBefore else { return }
    if Self.nameIs.contains(hangul[kin + 1]) {
      if kin + 2 < sentence.tokens.upperBound { relate(kin + 2, relation, to: statedName(kin + 2)) }
    } else if let person = koreanPerson(kin + 1, isCued: true) {
      relate(kin + 1, relation, to: person)
    }
  }

  /// The name in "민지예요", "유나고", "하준이에요".
  private func statedName(_ index: Int) -> HangulWord {
    for stem in stems[index] where stem.particle == .copula || stem.particle == .quotation {
      if stem.word.count == 3, Self.epenthesis.end(stem.word), korean.givenNames.contains(stem.word.dropLast()) {
        return stem.word.dropLast()
      }
      return stem.word
    }
    for ending in Self.nameEnds.words where hangul[index].ends(with: ending) {
      let head = hangul[index].dropLast(ending.count)
      if korean.givenNames.contains(head) { return head }
    }
    return hangul[index]
  }

  private mutating func relate(_ index: Int, _ relation: RelationType, to person: HangulWord) {
    guard let speaker, (1...6).contains(person.count), !korean.hollow.contains(person) else { return }
    let key: String
    if let known = span(at: index) {
      guard spans[known].kind == .person || !spans[known].isCertain || relation == .petOf else { return }
      if relation == .petOf { demote(known) }
      key = spans[known].key
    } else {
      guard let new = addKorean(index, person, kind: relation == .petOf ? .concept : .person) else { return }
      key = spans[new].key
    }
    state(key, relation, speaker.key)
    kinNames[relation] = kinNames[relation] == nil ? key : ""
  }
}
