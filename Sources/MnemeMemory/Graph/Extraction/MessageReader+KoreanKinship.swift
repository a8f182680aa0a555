import MnemeCore

/// Relatives, friends and pets by name, in Korean.
extension MessageReader {
  /// "제 동생 민지", "동생 이름은 민지예요", "민지는 제 동생이에요".
  mutating func findKoreanKin(in sentence: GraphSentence) {
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

  mutating func relateKorean(
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
