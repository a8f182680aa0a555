import MnemeCore

/// What is known of a word before it is read in a sentence.
struct WordTraits: OptionSet, Sendable {
  let rawValue: UInt64

  // No names
  static let function = WordTraits(rawValue: 1 << 0)
  static let common = WordTraits(rawValue: 1 << 1)
  static let calendar = WordTraits(rawValue: 1 << 2)
  static let demonym = WordTraits(rawValue: 1 << 3)
  static let acronym = WordTraits(rawValue: 1 << 4)
  // Names
  static let givenName = WordTraits(rawValue: 1 << 5)
  static let maybeGivenName = WordTraits(rawValue: 1 << 6)
  static let place = WordTraits(rawValue: 1 << 7)
  static let maybePlace = WordTraits(rawValue: 1 << 8)
  static let product = WordTraits(rawValue: 1 << 9)
  static let organization = WordTraits(rawValue: 1 << 10)
  static let wordy = WordTraits(rawValue: 1 << 11)
  static let phraseHead = WordTraits(rawValue: 1 << 12)
  // Parts of names
  static let title = WordTraits(rawValue: 1 << 13)
  static let organizationEnd = WordTraits(rawValue: 1 << 14)
  static let organizationHead = WordTraits(rawValue: 1 << 15)
  static let placeEnd = WordTraits(rawValue: 1 << 16)
  static let placeHead = WordTraits(rawValue: 1 << 17)
  static let eventEnd = WordTraits(rawValue: 1 << 18)
  static let productEnd = WordTraits(rawValue: 1 << 19)
  static let particle = WordTraits(rawValue: 1 << 20)
  // What stands around names
  static let kin = WordTraits(rawValue: 1 << 21)
  static let noun = WordTraits(rawValue: 1 << 22)
  static let named = WordTraits(rawValue: 1 << 23)
  static let personVerb = WordTraits(rawValue: 1 << 24)
  static let personObject = WordTraits(rawValue: 1 << 25)
  static let personThing = WordTraits(rawValue: 1 << 26)
  static let greeting = WordTraits(rawValue: 1 << 27)
  // Verbs of statements
  static let live = WordTraits(rawValue: 1 << 28)
  static let move = WordTraits(rawValue: 1 << 29)
  static let work = WordTraits(rawValue: 1 << 30)
  static let job = WordTraits(rawValue: 1 << 31)
  static let join = WordTraits(rawValue: 1 << 32)
  static let study = WordTraits(rawValue: 1 << 33)
  static let visit = WordTraits(rawValue: 1 << 34)
  static let go = WordTraits(rawValue: 1 << 35)
  static let like = WordTraits(rawValue: 1 << 36)
  static let dislike = WordTraits(rawValue: 1 << 37)
  static let use = WordTraits(rawValue: 1 << 38)
  static let make = WordTraits(rawValue: 1 << 39)
  static let distance = WordTraits(rawValue: 1 << 40)
  static let negation = WordTraits(rawValue: 1 << 41)
  static let adverb = WordTraits(rawValue: 1 << 42)
  static let hollow = WordTraits(rawValue: 1 << 43)
  static let lightGerund = WordTraits(rawValue: 1 << 44)
  static let adjective = WordTraits(rawValue: 1 << 45)
  static let preposition = WordTraits(rawValue: 1 << 46)
  static let determiner = WordTraits(rawValue: 1 << 47)
  static let workTitle = WordTraits(rawValue: 1 << 48)
  static let likelyPlace = WordTraits(rawValue: 1 << 49)
  static let activity = WordTraits(rawValue: 1 << 50)

  /// Nothing that can be a name by itself.
  static let noName: WordTraits = [.function, .calendar, .demonym, .acronym]
  /// Known as a name of something else than a person.
  static let thing: WordTraits = [.place, .product, .organization]

  func intersects(_ other: WordTraits) -> Bool { !isDisjoint(with: other) }
}

struct WordInfo: Sendable {
  var traits: WordTraits = []
  /// For `.kin`: number of the relation in `Lexicon.kinRelations`.
  var kin: UInt8 = 0
  /// For `.noun`: what a name beside it names.
  var noun = EntityKind.concept
}

/// The tables of `EnglishWords`, `EnglishCues` and the gazetteers as one look-up per word. Compiled once per process.
struct Lexicon: Sendable {
  static let shared = Lexicon()

  private(set) var kinRelations: [RelationType] = []
  private var words: [String: WordInfo] = [:]
  /// Names of several words, joined by single spaces.
  private var phrases: [String: EntityKind] = [:]
  let hyphenTails: Set<String>

  static let longestPhrase = 5

  func info(_ word: String) -> WordInfo { words[word] ?? WordInfo() }

  func phrase(_ text: String) -> EntityKind? { phrases[text] }

  init() {
    hyphenTails = Set(Self.split(EnglishCues.hyphenTails))
    addWords()
    addCues()
    addNames()
  }

  static func split(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }

  private mutating func add(_ list: String, _ traits: WordTraits) {
    for word in Self.split(list) { words[word, default: WordInfo()].traits.formUnion(traits) }
  }

  private mutating func addWords() {
    add(EnglishWords.function, .function)
    add(EnglishWords.common, .common)
    add(EnglishWords.calendar, .calendar)
    add(EnglishWords.demonyms, .demonym)
    add(EnglishWords.acronyms, .acronym)
    add("de la van von der den du da di del della dos das bin ibn al el le ter ten zu", .particle)
    add(
      "in at on near to from into outside around for with by of about as like than via inside through across",
      .preposition)
    add("the a an some my our your his her their its this that these those all any every", .determiner)
    add(
      """
      best good great close closest dear little big older elder eldest younger youngest old oldest new late twin middle baby only former
      dearest beloved lovely wonderful amazing favorite favourite beautiful sweet childhood high-school college longtime other first second
      small tiny cute school work current previous long-time next-door real foster adoptive biological step half own
      """, .adjective)
    add(
      """
      engineer nurse teacher doctor designer developer manager director lawyer accountant chef cook barista waiter waitress analyst consultant
      researcher scientist professor lecturer librarian editor journalist pharmacist technician intern assistant programmer architect
      cashier clerk receptionist pilot driver conductor mechanic electrician curator volunteer postdoc trainee apprentice volunteer
      ceo cto cfo founder co-founder surgeon therapist vet dentist paramedic salesperson recruiter producer
      """, .workTitle)
  }

  private mutating func addCues() {
    for (relation, list) in EnglishCues.kin.sorted(by: { $0.key < $1.key }) {
      let number = UInt8(kinRelations.count)
      kinRelations.append(RelationType(rawValue: relation))
      for word in Self.split(list) {
        words[word, default: WordInfo()].traits.formUnion([.kin, .common])
        words[word]?.kin = number
      }
    }
    for (kind, list) in EnglishCues.nouns.sorted(by: { $0.key < $1.key }) {
      for word in Self.split(list) {
        words[word, default: WordInfo()].traits.formUnion([.noun, .common])
        words[word]?.noun = EntityKind(rawValue: kind) ?? .concept
      }
    }
    for (list, traits): (String, WordTraits) in [
      (EnglishCues.titles, .title), (EnglishCues.organizationEnds, .organizationEnd),
      (EnglishCues.organizationHeads, .organizationHead), (EnglishCues.placeEnds, .placeEnd),
      (EnglishCues.placeHeads, .placeHead), (EnglishCues.eventEnds, .eventEnd), (EnglishCues.productEnds, .productEnd),
      (EnglishCues.named, .named), (EnglishCues.personVerbs, .personVerb), (EnglishCues.personObjects, .personObject),
      (EnglishCues.personThings, .personThing), (EnglishCues.greetings, .greeting),
      (EnglishCues.live, .live),
      (EnglishCues.move, .move), (EnglishCues.work, .work), (EnglishCues.job, .job), (EnglishCues.join, .join),
      (EnglishCues.study, .study), (EnglishCues.visit, .visit), (EnglishCues.go, .go), (EnglishCues.like, .like),
      (EnglishCues.dislike, .dislike), (EnglishCues.use, .use), (EnglishCues.make, .make),
      (EnglishCues.distance, .distance), (EnglishCues.negation, .negation), (EnglishCues.adverbs, .adverb),
      (EnglishCues.hollow, .hollow), (EnglishCues.lightGerunds, .lightGerund), (EnglishCues.activities, .activity),
    ] { add(list, traits) }
  }

  private mutating func addNames() {
    add(EnglishCues.greetings, .common)
    add(GivenNames.clear, .givenName)
    add(GivenNames.ambiguous, .maybeGivenName)
    // A name that the lists of words hold too needs more than its spelling.
    for (word, info) in words where info.traits.contains(.givenName) {
      if info.traits.intersects([.function, .common, .calendar, .demonym, .maybeGivenName, .title]) {
        words[word]?.traits.subtract(.givenName)
        words[word]?.traits.formUnion(.maybeGivenName)
      }
    }
    for name in Self.names(PlaceNames.english) { addName(name, .place, .place) }
    for name in Self.names(BrandNames.products) { addName(name, .product, .product) }
    for name in Self.names(BrandNames.organizations) { addName(name, .organization, .organization) }
    add(BrandNames.wordy, .wordy)
    for name in Self.names(PlaceNames.ambiguous) where !name.contains(" ") {
      words[name, default: WordInfo()].traits.formUnion(.maybePlace)
      words[name]?.traits.subtract(.place)
    }
    for name in Self.names(PlaceNames.likely) { words[name, default: WordInfo()].traits.formUnion(.likelyPlace) }
    for (word, info) in words
    where info.traits.contains(.place) && info.traits.intersects([.givenName, .maybeGivenName, .common, .function]) {
      words[word]?.traits.subtract(.place)
      words[word]?.traits.formUnion(.maybePlace)
    }
  }

  private static func names(_ list: String) -> [String] {
    list.split(separator: ",").map { EntityKey.normalized(String($0)) }.filter { !$0.isEmpty }
  }

  private mutating func addName(_ name: String, _ kind: EntityKind, _ traits: WordTraits) {
    let parts = name.split(separator: " ")
    if parts.count == 1 {
      words[name, default: WordInfo()].traits.formUnion(traits)
    } else if let first = parts.first {
      phrases[name] = kind
      words[String(first), default: WordInfo()].traits.formUnion(.phraseHead)
    }
  }
}
