import MnemeCore
import MnemeMemory

/// Who is who among the people and animals of the evidence: "My daughter Maya", "our dog is called Pepper".
struct Acquaintances {
  /// Relation → names, and name → relations; lower case.
  private var others: [String: Set<String>] = [:]

  /// What else the bearer of a relation or a name is called.
  func aliases(of word: String) -> Set<String> { others[Self.canonical(word)] ?? [] }

  /// A relation or name and all that its bearer is called, in a fixed order.
  func names(of person: String) -> [String] { [Self.canonical(person)] + aliases(of: person).sorted() }

  /// The relations of these that mean the family.
  static let family: Set<String> = [
    "wife", "husband", "partner", "girlfriend", "boyfriend", "spouse", "fiance", "mother", "father", "sister",
    "brother",
    "son", "daughter", "child", "children", "kid", "kids", "parents", "grandmother", "grandfather", "aunt", "uncle",
    "cousin", "niece", "nephew", "twin", "twins", "siblings", "sisters", "brothers", "grandparents", "stepmother",
    "stepfather", "baby",
  ]
  static let koreanFamily = [
    "동생", "여동생", "남동생", "형", "누나", "언니", "오빠", "엄마", "아빠", "어머니", "아버지", "남편", "아내", "와이프", "아들", "딸", "할머니",
    "할아버지", "이모", "삼촌", "고모", "사촌", "조카", "부모님",
  ]

  /// One word for each relation ("mum" is "mother").
  static func canonical(_ word: String) -> String { spellings[word] ?? word }

  private static let spellings = [
    "mum": "mother", "mom": "mother", "mama": "mother", "mommy": "mother", "mummy": "mother", "dad": "father",
    "papa": "father", "daddy": "father", "grandma": "grandmother", "granny": "grandmother", "nana": "grandmother",
    "gran": "grandmother", "grandpa": "grandfather", "granddad": "grandfather", "hubby": "husband", "wifey": "wife",
    "bro": "brother", "sis": "sister", "puppy": "dog", "kitten": "cat", "와이프": "아내",
  ]

  mutating func learn(from text: String) {
    if StatementText.isKorean(text) { return learnKorean(text) }
    let tokens = text.replacing("\u{2019}", with: "'").split { !($0.isLetter || $0 == "'") }.map(String.init)
    let lowered = tokens.map { $0.lowercased() }
    for index in tokens.indices {
      let possessive = lowered[index].hasSuffix("'s")
      let word = Self.canonical(possessive ? String(lowered[index].dropLast(2)) : lowered[index])
      guard AnswerConcepts.anchors.contains(word) else { continue }
      var next = index + 1
      func at(_ place: Int) -> String { place < lowered.count ? lowered[place] : "" }
      if possessive, at(next) == "name" { next += 1 }
      let isNamed = next > index + 1
      if ["is", "was"].contains(at(next)), isNamed || ["called", "named"].contains(at(next + 1)) { next += 1 }
      if ["called", "named"].contains(at(next)) { next += 1 }
      if next < tokens.count, Self.isName(tokens[next]), isNamed || !possessive { link(word, lowered[next]) }
      // "Ana is my sister".
      let mine = (max(0, index - 2)..<index).first { ["my", "our"].contains(lowered[$0]) }
      if let mine, mine >= 2, lowered[mine - 1] == "is", Self.isName(tokens[mine - 2]) { link(word, lowered[mine - 2]) }
    }
  }

  private mutating func learnKorean(_ text: String) {
    let words = text.split { !($0.isLetter || $0.isNumber) }.map(String.init)
    for index in words.indices where words[index].hasPrefix("이름") && index > 0 && index + 1 < words.count {
      let word = Self.canonical(KoreanParticles.stripped(words[index - 1]))
      if Self.koreanFamily.contains(word) || ["강아지", "고양이", "토끼"].contains(word) {
        link(word, KoreanParticles.stripped(words[index + 1]))
      }
    }
  }

  private mutating func link(_ relation: String, _ name: String) {
    others[relation, default: []].insert(name)
    others[name, default: []].insert(relation)
  }

  private static func isName(_ token: String) -> Bool {
    guard let first = token.first, first.isUppercase, token != "I", !token.hasPrefix("I'") else { return false }
    return !TextAnalyzer.isStopWord(token.lowercased())
  }
}
