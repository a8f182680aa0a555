import MnemeCore

/// The tables of `KoreanWords` and the Korean place names, compiled once per process.
struct KoreanLexicon: Sendable {
  static let shared = KoreanLexicon()

  let surnames = HangulList(KoreanWords.surnames)
  let givenNames = HangulList(KoreanWords.givenNames)
  let ambiguousGivenNames = HangulList(KoreanWords.ambiguousGivenNames)
  let possessives = HangulList(KoreanWords.possessives)
  let selfWords = HangulList(KoreanWords.selves)
  let noNames = HangulList(KoreanWords.noNames)
  let genericOrganizations = HangulList(KoreanWords.genericOrganizations)
  let organizationEnds = HangulList(KoreanWords.organizationEnds)
  let placeEnds = HangulList(KoreanWords.placeEnds)
  let eventEnds = HangulList(KoreanWords.eventEnds)
  let plainHeads = HangulList(KoreanWords.plainHeads)
  let places = HangulList(PlaceNames.korean)
  let ambiguousPlaces = HangulList(PlaceNames.koreanAmbiguous)
  let products = HangulList(BrandNames.koreanProducts)
  let organizations = HangulList(BrandNames.koreanOrganizations)
  let hollow = HangulList(KoreanWords.hollow)
  let noSubjects = HangulList(KoreanWords.noSubjects)
  let kin: [HangulWord: RelationType]
  let nouns: [HangulWord: EntityKind]

  private init() {
    func table<Value>(_ lists: [String: String], _ value: (String) -> Value?) -> [HangulWord: Value] {
      var result: [HangulWord: Value] = [:]
      for (name, list) in lists {
        for word in HangulList(list).words { result[word] = value(name) }
      }
      return result
    }
    kin = table(KoreanWords.kin) { RelationType(rawValue: $0) }
    nouns = table(KoreanWords.nouns) { EntityKind(rawValue: $0) }
  }

  /// "김하은": a family name and a given name of the lists, or any given name after a family name where `isLoose`.
  func isFullName(_ word: HangulWord, isLoose: Bool = false) -> Bool {
    word.count == 3 && surnames.contains(word.prefix(1)) && (isLoose || givenNames.contains(word.dropFirst(1)))
  }

  func isPlace(_ word: HangulWord) -> Bool { places.contains(word) && !ambiguousPlaces.contains(word) }
}

/// A Korean word and the ending that was cut from it.
struct KoreanStem: Sendable, Hashable {
  enum Particle: Sendable {
    case none, topic, subject, object, place, direction, company, possessive, copula, quotation, other
  }

  let word: HangulWord
  let particle: Particle

  /// The word itself and its stems, longest ending first. Four look-ups.
  static func all(of word: HangulWord) -> [KoreanStem] {
    if word.isEmpty { return [] }
    var result = [KoreanStem(word: word, particle: .none)]
    for length in (1...longestEnding).reversed() where word.count > length {
      if let particle = endings[word.suffix(length)] {
        result.append(KoreanStem(word: word.dropLast(length), particle: particle))
      }
    }
    return result
  }

  /// What an ending is by itself.
  static func particle(_ ending: HangulWord) -> Particle { endings[ending] ?? .none }

  private static let longestEnding = 4

  private static let endings: [HangulWord: Particle] = {
    let lists: [(Particle, String)] = [
      (.quotation, "이라고요 이라고 라고 이라는 라는"),
      (
        .copula,
        "입니다 이에요 이예요 예요 에요 이야 야 이고 이었어요 였어요 이었어 였어 인데 이거든요 거든요"
      ),
      (.place, "에서는 에서도 에서 에는 에도 에 서"), (.direction, "으로 로 까지"), (.company, "이랑 랑 하고 과 와"),
      (.topic, "도 만 은 는 이는"), (.subject, "께서 이가 이 가"), (.object, "을 를 이를"), (.possessive, "의 네"),
      (.other, "한테서 한테 에게 께 부터 보다 처럼 아"),
    ]
    var table: [HangulWord: Particle] = [:]
    for (particle, list) in lists {
      for word in HangulList(list).words { table[word] = particle }
    }
    return table
  }()
}
