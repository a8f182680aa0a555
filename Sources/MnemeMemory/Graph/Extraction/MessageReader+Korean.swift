import MnemeCore

/// Names in Korean sentences: places, persons, organisations, and what is introduced by "라는".
extension MessageReader {
  var korean: KoreanLexicon { .shared }

  mutating func findKoreanNames(in sentence: GraphSentence) {
    for index in sentence.tokens where !hangul[index].isEmpty && spanOfToken[index] < 0 {
      if findAddressed(index, in: sentence) || findIntroduced(index, in: sentence) { continue }
      findListed(index)
    }
  }

  /// Adds a name that is the head of a Hangul token.
  @discardableResult
  mutating func addKorean(_ index: Int, _ word: HangulWord, kind: EntityKind, isCertain: Bool = true) -> Int? {
    let text = word.text
    return add(index..<(index + 1), kind: kind, isCertain: isCertain, surface: text, key: text)
  }

  func nextHangul(_ index: Int, in sentence: GraphSentence) -> HangulWord {
    index + 1 < sentence.tokens.upperBound ? hangul[index + 1] : .empty
  }

  // MARK: Persons

  private static let addresses: HangulList = "씨 님"
  private static let address: HangulList = "씨"
  private static let epenthesis: HangulList = "이"

  /// "민지 씨", "김민지님".
  private mutating func findAddressed(_ index: Int, in sentence: GraphSentence) -> Bool {
    let word = hangul[index]
    if index + 1 < sentence.tokens.upperBound, stems[index + 1].contains(where: { Self.addresses.contains($0.word) }),
      isNameLike(word)
    {
      addKorean(index, word, kind: .person)
      return true
    }
    for stem in stems[index] where Self.addresses.end(stem.word) {
      let name = stem.word.dropLast()
      let isKnown = korean.isFullName(name) || korean.givenNames.contains(name)
      guard isNameLike(name), isKnown || Self.address.end(stem.word) else { continue }
      addKorean(index, name, kind: .person)
      return true
    }
    return false
  }

  /// Two to four syllables that are no word of address by themselves.
  private func isNameLike(_ name: HangulWord) -> Bool {
    guard (2...4).contains(name.count), korean.kin[name] == nil, !korean.genericOrganizations.contains(name),
      !korean.selfWords.contains(name)
    else { return false }
    return !korean.noNames.contains(name) && !korean.noNames.words.contains { $0.count > 1 && name.ends(with: $0) }
  }

  /// The person a word names, particles cut; ambiguous names count where `isCued`.
  func koreanPerson(_ index: Int, isCued: Bool = false) -> HangulWord? {
    for stem in stems[index] {
      if let name = personName(stem.word, stem.particle, isCued) { return name }
      // "지훈이가", "지훈이랑": 이 follows a name that ends in a consonant.
      if stem.word.count > 2, Self.epenthesis.end(stem.word),
        let name = personName(stem.word.dropLast(), stem.particle, isCued)
      {
        return name
      }
    }
    return nil
  }

  private func personName(_ word: HangulWord, _ particle: KoreanStem.Particle, _ isCued: Bool) -> HangulWord? {
    if korean.isFullName(word) { return word }
    guard korean.givenNames.contains(word) else { return nil }
    let isSure = !korean.ambiguousGivenNames.contains(word) && particle != .copula && particle != .place
    return isCued || isSure ? word : nil
  }

  // MARK: Introduced

  private static let introducing: HangulList = "하는 하던 불리는 부르는"
  private static let saying: HangulList = "라고"
  private static let naming: HangulList = "라는"
  private static let having: HangulList = "키워 키우 있어 있습 있는 길러"

  /// "달빛이라는 카페", "한결이라고 하는 친구": the noun behind says what it is.
  private mutating func findIntroduced(_ index: Int, in sentence: GraphSentence) -> Bool {
    for stem in stems[index] where stem.particle == .quotation && stem.word.count >= 2 {
      var place = index + 1
      let isSaid =
        Self.saying.end(hangul[index]) && Self.introducing.contains(nextHangul(index, in: sentence))
      if isSaid { place += 1 }
      guard isSaid || Self.naming.end(hangul[index]), place < sentence.tokens.upperBound else { continue }
      for noun in stems[place] {
        let kind = korean.nouns[noun.word]
        if let relation = korean.kin[noun.word], kind == nil || relation == .petOf || relation == .friendOf {
          addKorean(index, stem.word, kind: relation == .petOf ? .concept : .person)
          let has = (place..<sentence.tokens.upperBound).contains { Self.having.begin(hangul[$0]) }
          if has, let speaker { state(stem.word.text, relation, speaker.key) }
          return true
        }
        if let kind {
          addKorean(index, stem.word, kind: kind)
          return true
        }
      }
    }
    return false
  }

  // MARK: Lists

  private mutating func findListed(_ index: Int) {
    for stem in stems[index] {
      if let (word, kind) = listed(stem) {
        addKorean(index, word, kind: kind)
        return
      }
    }
    if korean.kin[hangul[index]] == nil, let person = koreanPerson(index) { addKorean(index, person, kind: .person) }
  }

  private func listed(_ stem: KoreanStem) -> (HangulWord, EntityKind)? {
    let word = stem.word
    if korean.ambiguousPlaces.contains(word) {
      return stem.particle == .place || stem.particle == .direction ? (word, .place) : nil
    }
    if korean.places.contains(word) { return (word, .place) }
    if korean.organizations.contains(word) { return (word, .organization) }
    if korean.products.contains(word) { return (word, .product) }
    if let place = cityPart(word) { return (place, .place) }
    return byEnding(word).map { (word, $0) }
  }

  private static let ranks: HangulList = "시 구 군 역 도 행 발"
  private static let city: HangulList = "시"
  private static let station: HangulList = "역"

  /// "수원시", "강남구", "부산행": a known place with the name of its rank or a direction.
  private func cityPart(_ word: HangulWord) -> HangulWord? {
    guard word.count > 1, Self.ranks.end(word) else { return nil }
    let head = word.dropLast()
    guard korean.isPlace(head) || (korean.ambiguousPlaces.contains(head) && head.count > 1 && Self.city.end(word))
    else {
      return nil
    }
    return Self.station.end(word) ? word : head
  }

  /// A name that ends in a kind of organisation, place or event: "한빛대학교".
  private func byEnding(_ word: HangulWord) -> EntityKind? {
    guard word.count >= 4, !korean.genericOrganizations.contains(word) else { return nil }
    for (ends, kind): (HangulList, EntityKind) in [
      (korean.organizationEnds, .organization), (korean.placeEnds, .place), (korean.eventEnds, .event),
    ] {
      guard let end = ends.words.first(where: { word.ends(with: $0) }) else { continue }
      let head = word.dropLast(end.count)
      let isPlain =
        head.count < 2 || korean.plainHeads.contains(head) || korean.genericOrganizations.contains(head)
        || korean.plainHeads.words.contains { $0.count > 1 && head.ends(with: $0) }
      return isPlain ? nil : kind
    }
    return nil
  }
}
