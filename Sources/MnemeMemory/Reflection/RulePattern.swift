import MnemeCore

/// A rule's pattern over words, compiled from the small notation of `docs/reflection.md`.
///
///     my favourite <f> is|are <v>
///
/// `a|b` one of several words, `@group` a word of a named group, `?x` optional, `.` any word, `#` a number, `*` nought to
/// three words without a possessive, `^` start and `$` end of the clause, `A` a capitalised word, `<x>` one to four words kept under a name,
/// `<x@group>` one word of a group kept, `<x:A>` a name kept, `<v>` at the end the rest. In a word, `*` is a glob at either end ("살아*").
struct RulePattern: Sendable {
  enum Element: Sendable {
    case words(WordSet)
    case optional(WordSet)
    case any
    case number
    case capitalised
    case gap
    case start
    case end
    case capture(String)
    case captureWord(String, WordSet)
    case captureName(String)
    case rest
  }

  struct WordSet: Sendable {
    var ids: [Int32] = []
    var prefixes: [[UInt8]] = []
    var suffixes: [[UInt8]] = []
    var infixes: [[UInt8]] = []
    /// Any number belongs to it.
    var hasNumbers = false

    /// It holds nothing but whole words.
    var isPlain: Bool { prefixes.isEmpty && suffixes.isEmpty && infixes.isEmpty && !hasNumbers }

    func contains(_ token: RuleToken) -> Bool {
      if token.id >= 0, ids.contains(token.id) { return true }
      if isPlain { return false }
      if hasNumbers, token.isNumber { return true }
      let word = token.word.utf8
      return prefixes.contains { word.starts(with: $0) }
        || suffixes.contains { $0.count <= word.count && word.suffix($0.count).elementsEqual($0) }
        || infixes.contains { Self.contains(word, $0) }
    }

    private static func contains(_ word: String.UTF8View, _ part: [UInt8]) -> Bool {
      guard part.count <= word.count else { return false }
      var index = word.startIndex
      for _ in 0...(word.count - part.count) {
        if word[index...].starts(with: part) { return true }
        index = word.index(after: index)
      }
      return false
    }
  }

  let elements: [Element]
}

/// Where a pattern matched in a clause.
struct RuleMatch: Sendable {
  var range: Range<Int>
  /// Token ranges of the named parts.
  var captures: [(name: String, range: Range<Int>)] = []
}

extension RulePattern {
  /// The match that begins at `start`, if there is one. Gaps and captures are bounded, so the cost is bounded by a
  /// constant of the pattern whatever the length of the clause.
  func match(_ tokens: ArraySlice<RuleToken>, at start: Int, fillers: WordSet) -> RuleMatch? {
    var match = RuleMatch(range: start..<start)
    guard let end = step(0, start, tokens, fillers, &match, depth: 0) else { return nil }
    match.range = start..<end
    return match
  }

  private func step(
    _ element: Int, _ index: Int, _ tokens: ArraySlice<RuleToken>, _ fillers: WordSet,
    _ match: inout RuleMatch, depth: Int
  ) -> Int? {
    guard element < elements.count else { return index }
    let here = index < tokens.endIndex ? tokens[index] : nil
    var result: Int?
    switch elements[element] {
    case .start:
      return index == tokens.startIndex
        ? step(element + 1, index, tokens, fillers, &match, depth: depth) : nil
    case .end:
      if index == tokens.endIndex { return step(element + 1, index, tokens, fillers, &match, depth: depth) }
    case .words(let set):
      if let here, set.contains(here) {
        result = step(element + 1, index + 1, tokens, fillers, &match, depth: depth)
      }
    case .optional(let set):
      if let here, set.contains(here) {
        result = step(element + 1, index + 1, tokens, fillers, &match, depth: depth)
      }
      if result == nil { result = step(element + 1, index, tokens, fillers, &match, depth: depth) }
      if result != nil { return result }
    case .any:
      if here != nil { result = step(element + 1, index + 1, tokens, fillers, &match, depth: depth) }
    case .number:
      if let here, here.isNumber {
        result = step(element + 1, index + 1, tokens, fillers, &match, depth: depth)
      }
    case .capitalised:
      if let here, here.isCapitalised {
        result = step(element + 1, index + 1, tokens, fillers, &match, depth: depth)
      }
    case .gap:
      for next in index...min(index + 3, tokens.endIndex) {
        if let end = step(element + 1, next, tokens, fillers, &match, depth: depth) { return end }
        // What belongs to somebody else is not meant: "my neighbour's dog" is no "my * dog".
        if next < tokens.endIndex, tokens[next].word == "'s" { break }
      }
      return nil
    case .capture(let name):
      guard index < tokens.endIndex else { return nil }
      for next in (index + 1)...min(index + 4, tokens.endIndex) {
        let kept = match.captures.count
        match.captures.append((name, index..<next))
        if let end = step(element + 1, next, tokens, fillers, &match, depth: depth) { return end }
        match.captures.removeSubrange(kept...)
        if next < tokens.endIndex, tokens[next].breakBefore { break }
      }
      return nil
    case .captureWord(let name, let set):
      if let here, set.contains(here) {
        let kept = match.captures.count
        match.captures.append((name, index..<(index + 1)))
        if let end = step(element + 1, index + 1, tokens, fillers, &match, depth: depth) { return end }
        match.captures.removeSubrange(kept...)
      }
    case .captureName(let name):
      if let here, here.mayBeName, !fillers.contains(here) {
        let kept = match.captures.count
        match.captures.append((name, index..<(index + 1)))
        if let end = step(element + 1, index + 1, tokens, fillers, &match, depth: depth) { return end }
        match.captures.removeSubrange(kept...)
      }
    case .rest:
      guard index < tokens.endIndex else { return nil }
      match.captures.append(("v", index..<tokens.endIndex))
      return tokens.endIndex
    }
    if let result { return result }
    // Adverbs may stand anywhere but at the head of a pattern: "i really just love …".
    if element > 0, depth < 3, let here, fillers.contains(here) {
      return step(element, index + 1, tokens, fillers, &match, depth: depth + 1)
    }
    return nil
  }
}

extension RuleToken {
  /// Capitalised, and no word that stands for somebody else.
  var mayBeName: Bool {
    isCapitalised && !isNumber && !TextAnalyzer.isStopWord(word) && !Self.unnamed.contains(word)
  }

  private static let unnamed: Set<String> = [
    "everyone", "everybody", "someone", "somebody", "nobody", "anyone", "anybody", "people", "it", "he", "she", "they",
    "this", "that", "there", "who", "what", "which", "nothing", "something", "everything", "one", "i", "you", "ok",
    "okay", "good", "fine", "tired", "back", "here", "ready", "sorry", "happy", "sad", "sure", "busy", "well", "done",
    // Where people come from, what they believe, what they are: no names.
    "american", "british", "english", "scottish", "irish", "welsh", "french", "german", "austrian", "swiss", "dutch",
    "belgian", "danish", "norwegian", "swedish", "finnish", "icelandic", "polish", "czech", "slovak", "hungarian",
    "romanian", "bulgarian", "greek", "turkish", "russian", "ukrainian", "italian", "spanish", "portuguese", "catalan",
    "basque", "croatian", "serbian", "slovenian", "estonian", "latvian", "lithuanian", "korean", "japanese", "chinese",
    "taiwanese", "thai", "vietnamese", "filipino", "filipina", "indonesian", "malaysian", "indian", "pakistani",
    "bangladeshi", "nepali", "iranian", "persian", "iraqi", "israeli", "arab", "egyptian", "moroccan", "nigerian",
    "kenyan", "ghanaian", "ethiopian", "mexican", "brazilian", "argentinian", "chilean", "peruvian", "colombian",
    "bolivian", "cuban", "jamaican", "syrian", "jordanian", "tunisian", "algerian", "georgian", "armenian", "cambodian",
    "mongolian", "albanian", "bosnian", "macedonian", "ecuadorian", "venezuelan", "maltese", "cypriot", "afghan",
    "uzbek", "kazakh", "kurdish", "tibetan", "saudi", "emirati", "lebanese", "libyan", "sudanese", "somali", "ugandan",
    "tanzanian", "zimbabwean", "rwandan", "senegalese", "congolese", "angolan", "dominican", "haitian", "panamanian",
    "guatemalan", "honduran", "salvadoran", "uruguayan", "paraguayan", "burmese", "singaporean", "scandinavian",
    "canadian", "australian", "european", "asian", "african", "latino", "latina", "hispanic", "black", "white",
    "muslim", "christian", "catholic", "protestant", "jewish", "hindu", "buddhist", "sikh", "atheist", "agnostic",
    "vegan", "vegetarian", "gay", "lesbian", "bisexual", "trans", "queer", "autistic", "adhd", "aries", "taurus",
    "gemini", "cancer", "leo", "virgo", "libra", "scorpio", "sagittarius", "capricorn", "aquarius", "pisces",
  ]

  /// Digits, or a number word of English or Korean.
  var isNumber: Bool {
    if let first = word.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) { return true }
    return NumberWords.value(of: word) != nil
  }
}
