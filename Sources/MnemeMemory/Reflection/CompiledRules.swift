import MnemeCore

/// The rule tables of both languages, compiled once per process.
struct CompiledRules: Sendable {
  static let shared = CompiledRules(english: .english, korean: .korean, spellings: EnglishSpellings.table)

  let tokenizer: RuleTokenizer
  let english: CompiledLanguage
  let korean: CompiledLanguage

  init(english: LanguageRules, korean: LanguageRules, spellings: [String: [String]]) {
    var compiler = RuleCompiler()
    self.english = compiler.compile(english)
    self.korean = compiler.compile(korean)
    tokenizer = RuleTokenizer(vocabulary: compiler.vocabulary, spellings: spellings)
  }
}

/// One language's rules, ready to match.
struct CompiledLanguage: Sendable {
  let fillers: RulePattern.WordSet
  let leadIns: PatternTable
  let reminders: PatternTable
  let sentenceBlockers: PatternTable
  let blockers: PatternTable
  let rules: PatternTable
  let table: [ReflectionRule]
  let distancers: RulePattern.WordSet
  let correctors: RulePattern.WordSet
  let joiners: RulePattern.WordSet
  let clauseHeads: RulePattern.WordSet
  let openWords: RulePattern.WordSet
  let valueEnds: RulePattern.WordSet
  let valueNoise: RulePattern.WordSet
}

/// Patterns found by the word they begin with.
struct PatternTable: Sendable {
  struct Entry: Sendable {
    /// Row of the table the pattern belongs to; lower rows win.
    let row: Int
    let pattern: RulePattern
  }

  private var entries: [Entry] = []
  private var byFirstWord: [Int32: [Int]] = [:]
  /// Patterns that begin with something else than plain words.
  private var others: [Int] = []

  init(_ patterns: [(row: Int, pattern: RulePattern)]) {
    for (row, pattern) in patterns {
      let number = entries.count
      entries.append(Entry(row: row, pattern: pattern))
      if case .words(let set) = pattern.elements.first, set.isPlain {
        for id in set.ids { byFirstWord[id, default: []].append(number) }
      } else {
        others.append(number)
      }
    }
  }

  /// The match of the lowest row anywhere in the clause; of equal rows the leftmost.
  func firstMatch(
    in clause: ArraySlice<RuleToken>, fillers: RulePattern.WordSet, where accept: (RuleMatch, Int) -> Bool
  ) -> (row: Int, match: RuleMatch)? {
    var best: (row: Int, match: RuleMatch)?
    func consider(_ number: Int, _ index: Int) {
      let entry = entries[number]
      if let best, best.row <= entry.row { return }
      if let match = entry.pattern.match(clause, at: index, fillers: fillers), accept(match, entry.row) {
        best = (entry.row, match)
      }
    }
    for index in clause.indices {
      if let numbers = byFirstWord[clause[index].id] {
        for number in numbers { consider(number, index) }
      }
      for number in others { consider(number, index) }
    }
    return best
  }

  /// The end of the longest match that begins at the head of the clause.
  func headMatch(in clause: ArraySlice<RuleToken>, fillers: RulePattern.WordSet) -> Int? {
    guard let first = clause.first else { return nil }
    var end: Int?
    for number in (byFirstWord[first.id] ?? []) + others {
      if let match = entries[number].pattern.match(clause, at: clause.startIndex, fillers: fillers) {
        end = max(end ?? 0, match.range.upperBound)
      }
    }
    return end
  }
}

/// Turns tables into patterns over numbered words.
struct RuleCompiler {
  private(set) var vocabulary: [String: Int32] = [:]

  mutating func compile(_ rules: LanguageRules) -> CompiledLanguage {
    func table(_ patterns: [String], _ compiler: inout RuleCompiler) -> PatternTable {
      PatternTable(patterns.enumerated().map { ($0, compiler.pattern($1, rules.groups)) })
    }
    return CompiledLanguage(
      fillers: set(rules.fillers), leadIns: table(rules.leadIns, &self),
      reminders: table(rules.reminders, &self),
      sentenceBlockers: table(rules.sentenceBlockers, &self), blockers: table(rules.blockers, &self),
      rules: PatternTable(
        rules.rules.enumerated().flatMap { row, rule in
          rule.patterns.map { (row, pattern($0, rules.groups)) }
        }),
      table: rules.rules, distancers: set(rules.distancers),
      correctors: set(rules.correctors), joiners: set(rules.joiners),
      clauseHeads: set(rules.clauseHeads), openWords: set(rules.openWords), valueEnds: set(rules.valueEnds),
      valueNoise: set(rules.valueNoise))
  }

  private mutating func set(_ words: [String]) -> RulePattern.WordSet {
    var set = RulePattern.WordSet()
    for word in words { add(word, to: &set) }
    return set
  }

  private mutating func add(_ word: String, to set: inout RulePattern.WordSet) {
    if word == "#" {
      set.hasNumbers = true
      return
    }
    let head = word.hasPrefix("*")
    let tail = word.hasSuffix("*")
    let body = String(word.dropFirst(head ? 1 : 0).dropLast(tail ? 1 : 0))
    switch (head, tail) {
    case (true, true): set.infixes.append(Array(body.utf8))
    case (true, false): set.suffixes.append(Array(body.utf8))
    case (false, true): set.prefixes.append(Array(body.utf8))
    case (false, false):
      let id = vocabulary[word] ?? Int32(vocabulary.count)
      vocabulary[word] = id
      set.ids.append(id)
    }
  }

  private mutating func words(_ text: Substring, _ groups: [String: [String]]) -> RulePattern.WordSet {
    set(
      text.split(separator: "|").flatMap { part in
        if part.hasPrefix("@") { return groups[String(part.dropFirst())] ?? [] }
        // "we" is read as "i", so its verb must do as well.
        return part == "am" ? ["am", "are"] : [String(part)]
      })
  }

  private mutating func pattern(_ text: String, _ groups: [String: [String]]) -> RulePattern {
    let parts = text.split(separator: " ")
    var elements: [RulePattern.Element] = []
    for (number, part) in parts.enumerated() {
      switch part {
      case "^": elements.append(.start)
      case "$": elements.append(.end)
      case ".": elements.append(.any)
      case "#": elements.append(.number)
      case "A": elements.append(.capitalised)
      case "*": elements.append(.gap)
      case _ where part.hasPrefix("<"):
        let body = part.dropFirst().dropLast()
        if body.hasSuffix(":A") {
          elements.append(.captureName(String(body.dropLast(2))))
        } else if let at = body.firstIndex(of: "@") {
          elements.append(.captureWord(String(body[..<at]), words(body[at...], groups)))
        } else if body == "v", number == parts.count - 1 {
          elements.append(.rest)
        } else {
          elements.append(.capture(String(body)))
        }
      case _ where part.hasPrefix("?"): elements.append(.optional(words(part.dropFirst(), groups)))
      default: elements.append(.words(words(part, groups)))
      }
    }
    return RulePattern(elements: elements)
  }
}
