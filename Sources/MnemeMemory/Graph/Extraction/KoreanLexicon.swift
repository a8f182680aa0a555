import MnemeCore

/// The tables of `KoreanWords` and the Korean place names, compiled once per process.
struct KoreanLexicon: Sendable {
  static let shared = KoreanLexicon()

  let surnames: Set<String>
  let givenNames: Set<String>
  let ambiguousGivenNames: Set<String>
  let kin: [String: RelationType]
  let possessives: Set<String>
  let selfWords: Set<String>
  let noNames: Set<String>
  let genericOrganizations: Set<String>
  let organizationEnds: [String]
  let placeEnds: [String]
  let eventEnds: [String]
  let nouns: [String: EntityKind]
  let places: Set<String>
  let ambiguousPlaces: Set<String>
  let products: Set<String>
  let organizations: Set<String>
  let hollow: Set<String>
  let live: [String]
  let work: [String]
  let move: [String]
  let visit: [String]

  private init() {
    func words(_ text: String) -> [String] { Lexicon.split(text) }
    func table<Value>(_ lists: [String: String], _ value: (String) -> Value?) -> [String: Value] {
      var result: [String: Value] = [:]
      for (name, list) in lists {
        for word in words(list) { result[word] = value(name) }
      }
      return result
    }
    surnames = Set(words(KoreanWords.surnames))
    givenNames = Set(words(KoreanWords.givenNames))
    ambiguousGivenNames = Set(words(KoreanWords.ambiguousGivenNames))
    kin = table(KoreanWords.kin) { RelationType(rawValue: $0) }
    possessives = Set(words(KoreanWords.possessives))
    selfWords = Set(words(KoreanWords.selves))
    noNames = Set(words(KoreanWords.noNames))
    genericOrganizations = Set(words(KoreanWords.genericOrganizations))
    organizationEnds = words(KoreanWords.organizationEnds)
    placeEnds = words(KoreanWords.placeEnds)
    eventEnds = words(KoreanWords.eventEnds)
    nouns = table(KoreanWords.nouns) { EntityKind(rawValue: $0) }
    ambiguousPlaces = Set(words(PlaceNames.koreanAmbiguous))
    places = Set(words(PlaceNames.korean)).subtracting(ambiguousPlaces)
    products = Set(words(BrandNames.koreanProducts))
    organizations = Set(words(BrandNames.koreanOrganizations))
    hollow = Set(words(KoreanWords.hollow))
    live = words(KoreanWords.live)
    work = words(KoreanWords.work)
    move = words(KoreanWords.move)
    visit = words(KoreanWords.visit)
  }

  /// "김하은": a family name and a given name of the lists, or any given name after a family name where `isLoose`.
  func isFullName(_ word: String, isLoose: Bool = false) -> Bool {
    let scalars = Array(word.unicodeScalars)
    guard scalars.count == 3, surnames.contains(String(scalars[0])) else { return false }
    return isLoose || givenNames.contains(String(String.UnicodeScalarView(scalars[1...])))
  }
}

/// A Korean word and the ending that was cut from it.
struct KoreanStem: Sendable, Hashable {
  enum Particle: Sendable {
    case none, topic, subject, object, place, direction, company, possessive, copula, quotation, other
  }

  let text: String
  let particle: Particle

  /// The word itself and its stems, longest ending first.
  static func all(of word: String) -> [KoreanStem] {
    var result = [KoreanStem(text: word, particle: .none)]
    for (ending, particle) in endings where word.utf8.count > ending.utf8.count && word.hasSuffix(ending) {
      result.append(KoreanStem(text: String(word.dropLast(ending.count)), particle: particle))
    }
    return result
  }

  /// Longest first.
  private static let endings: [(String, Particle)] = {
    let table: [(String, Particle)] = [
      ("이라고요", .quotation), ("이라고", .quotation), ("라고", .quotation), ("이라는", .quotation), ("라는", .quotation),
      ("입니다", .copula), ("이에요", .copula), ("이예요", .copula), ("예요", .copula), ("에요", .copula), ("이야", .copula),
      ("야", .copula),
      ("이고", .copula), ("이었어요", .copula), ("였어요", .copula), ("이었어", .copula), ("였어", .copula), ("인데", .copula),
      ("이거든요", .copula), ("거든요", .copula),
      ("에서는", .place), ("에서도", .place), ("에서", .place), ("에는", .place), ("에도", .place), ("에", .place), ("서", .place),
      ("으로", .direction), ("로", .direction), ("까지", .direction),
      ("이랑", .company), ("랑", .company), ("하고", .company), ("과", .company), ("와", .company),
      ("한테서", .other), ("한테", .other), ("에게", .other), ("께서", .subject), ("께", .other), ("부터", .other), ("보다", .other),
      ("처럼", .other), ("도", .topic), ("만", .topic), ("은", .topic), ("는", .topic), ("이는", .topic), ("이가", .subject),
      ("이", .subject), ("가", .subject), ("을", .object), ("를", .object),
      ("이를", .object), ("의", .possessive), ("네", .possessive), ("아", .other),
    ]
    return table.sorted { $0.0.utf8.count > $1.0.utf8.count }
  }()
}
