import MnemeCore

/// Applies one language's rules to one sentence.
struct SentenceReader {
  struct Statement {
    let text: String
    let rule: ReflectionRule
    let attribute: String?
    let isCorrection: Bool
    let value: [String]
    let replaced: [String]
  }

  let text: String
  let tokens: [RuleToken]
  let language: CompiledLanguage
  let isKorean: Bool

  /// Words beyond which a sentence without an end is a pasted text, not something said.
  private static let longest = 160
  /// Words beyond which only the matching clause of a sentence is kept.
  private static let longestKept = 60

  func statements() -> [Statement] {
    guard !ForgetRequest.isOne(text) else { return [] }
    guard !tokens.isEmpty, tokens.count <= Self.longest, !StatementText.hasOpenQuote(text) else { return [] }
    var start = 0
    var isReminder = false
    for _ in 0..<6 {
      if let end = language.reminders.headMatch(in: tokens[start...], fillers: language.fillers), end > start {
        isReminder = true
        start = end
      } else if let end = language.leadIns.headMatch(in: tokens[start...], fillers: language.fillers),
        end > start
      {
        start = end
      } else {
        break
      }
    }
    guard start < tokens.count else { return [] }
    if !isReminder, blocked(tokens[start...], by: language.sentenceBlockers) { return [] }
    var clauses = self.clauses(from: start)
    if StatementText.isAsked(text) {
      // "I moved to Lisbon, can you believe it?" states something; "I live in Lisbon, right?" asks.
      clauses.removeLast()
      if tokens.count - start < 4 { return [] }
    }
    var found: [(clause: Range<Int>, statement: Statement)] = []
    for clause in clauses {
      if let statement = self.statement(in: clause) { found.append((clause, statement)) }
    }
    found = joined(found)
    if found.isEmpty, isReminder, !StatementText.isAsked(text) { return [reminder(from: start)] }
    if found.count == 1, tokens.count <= Self.longestKept {
      let whole = StatementText.trim(text[tokens[start].range.lowerBound...])
      return [retext(found[0].statement, whole, isReminder)]
    }
    return found.map { clause, statement in
      let begin = tokens[headless(clause)].range.lowerBound
      let end = clause.upperBound < tokens.count ? tokens[clause.upperBound].range.lowerBound : text.endIndex
      return retext(statement, StatementText.trim(text[begin..<end]), isReminder)
    }
  }

  private func retext(_ statement: Statement, _ text: String, _ isReminder: Bool) -> Statement {
    var rule = statement.rule
    if isReminder, rule.importance < 0.75 { rule = rule.withImportance(0.75) }
    return Statement(
      text: text, rule: rule, attribute: statement.attribute, isCorrection: statement.isCorrection,
      value: statement.value, replaced: statement.replaced)
  }

  /// "My bike was stolen, so I bought a Batavus": what ended in one clause is replaced by what the next one begins.
  private func joined(_ found: [(clause: Range<Int>, statement: Statement)]) -> [(
    clause: Range<Int>, statement: Statement
  )] {
    var result: [(clause: Range<Int>, statement: Statement)] = []
    for next in found {
      guard let last = result.last, last.statement.isEnding, last.clause.upperBound == next.clause.lowerBound,
        !next.statement.isEnding, next.statement.replaced.isEmpty, next.statement.begins
      else {
        result.append(next)
        continue
      }
      result[result.count - 1] = (
        last.clause.lowerBound..<next.clause.upperBound,
        Statement(
          text: "", rule: next.statement.rule, attribute: next.statement.attribute, isCorrection: true,
          value: next.statement.value, replaced: last.statement.value)
      )
    }
    return result
  }

  /// Something the person asked to keep that no rule reads.
  private func reminder(from start: Int) -> Statement {
    let rule = ReflectionRule("reminder", .reference, 0.75, [], examples: [])
    return Statement(
      text: StatementText.trim(text[tokens[start].range.lowerBound...]), rule: rule, attribute: nil,
      isCorrection: false, value: [], replaced: [])
  }

  private func blocked(_ clause: ArraySlice<RuleToken>, by table: PatternTable) -> Bool {
    table.firstMatch(in: clause, fillers: language.fillers, where: { _, _ in true }) != nil
  }

  /// Clause borders: a joining word or a break before a word that can begin a statement of its own.
  private func clauses(from start: Int) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var begin = start
    for index in (start + 1)..<max(start + 1, tokens.count) where index > begin {
      let token = tokens[index]
      let next = index + 1 < tokens.count ? tokens[index + 1] : nil
      let afterNext = index + 2 < tokens.count ? tokens[index + 2] : nil
      let opensAfterJoiner =
        language.joiners.contains(token)
        && (next.map(language.clauseHeads.contains) ?? false
          || (next.map(language.fillers.contains) ?? false
            && afterNext.map(language.clauseHeads.contains) ?? false))
      if opensAfterJoiner || (token.breakBefore && language.clauseHeads.contains(token)) {
        result.append(begin..<index)
        begin = index
      }
    }
    result.append(begin..<tokens.count)
    return result
  }

  /// First word of a clause that is not its joining word.
  private func headless(_ clause: Range<Int>) -> Int {
    var index = clause.lowerBound
    while index < clause.upperBound - 1, index > 0, language.joiners.contains(tokens[index]) { index += 1 }
    return index
  }

  private func statement(in range: Range<Int>) -> Statement? {
    let clause = tokens[headless(range)..<range.upperBound]
    guard !clause.isEmpty, !blocked(clause, by: language.blockers) else { return nil }
    let found = language.rules.firstMatch(in: clause, fillers: language.fillers) { match, _ in
      !clause[match.range].contains(where: \.isQuoted)
        && !clause[clause.startIndex..<match.range.lowerBound].contains(where: language.distancers.contains)
        && !match.captures.contains { $0.name == "s" && tokens[$0.range].contains(where: language.openWords.contains) }
    }
    guard let found else { return nil }
    let rule = language.table[found.row]
    let isCorrection =
      rule.isCorrection
      || clause.contains(where: language.correctors.contains)
    let value = self.value(of: found.match, attribute: rule.attribute)
    var attribute = rule.attribute
    var captured: [(name: String, words: [String])] = []
    for (name, part) in found.match.captures where name != "v" && name != "o" {
      let words = tokens[part].map { isKorean ? KoreanParticles.stripped($0.word) : $0.word }
        .filter { !["'s", "the", "a"].contains($0) }
      if let place = captured.firstIndex(where: { $0.name == name }) {
        captured[place].words += words
      } else {
        captured.append((name, words))
      }
    }
    for (name, words) in captured {
      attribute = attribute?.replacing("{\(name)}", with: words.joined(separator: " "))
    }
    let replaced = found.match.captures.filter { $0.name == "o" }.flatMap { words(in: $0.range) }
    return Statement(
      text: "", rule: rule, attribute: attribute, isCorrection: isCorrection, value: value, replaced: replaced)
  }

  private func value(of match: RuleMatch, attribute: String?) -> [String] {
    let capture = match.captures.first { $0.name == "v" } ?? match.captures.first { $0.name == "x" }
    return capture.map { words(in: $0.range) } ?? []
  }

  /// Content words of a part, up to where it ends; particles cut.
  private func words(in range: Range<Int>) -> [String] {
    var words: [String] = []
    for (offset, token) in tokens[range].enumerated() {
      if offset > 0, token.breakBefore && !isHyphenated(range.lowerBound + offset) || language.valueEnds.contains(token)
      {
        break
      }
      if language.valueNoise.contains(token) || language.fillers.contains(token) { continue }
      words.append(isKorean ? KoreanParticles.stripped(token.word) : token.word)
      if words.count == 8 { break }
    }
    return words
  }

  /// "555-0147" is one value: nothing but a hyphen stands between this word and the one before.
  private func isHyphenated(_ index: Int) -> Bool {
    let between = text[tokens[index - 1].range.upperBound..<tokens[index].range.lowerBound]
    return between.utf8.count == 1 && between.utf8.first == UInt8(ascii: "-")
  }
}

extension SentenceReader.Statement {
  /// It names something that is over, and nothing instead.
  fileprivate var isEnding: Bool { rule.isCorrection && attribute == nil && replaced.isEmpty && !value.isEmpty }

  /// It may name what came instead: something got, begun or planned.
  fileprivate var begins: Bool {
    ["milestone", "pet", "ownership", "new possession"].contains(rule.name) || rule.isPlan || attribute != nil
  }
}

extension ReflectionRule {
  func withImportance(_ importance: Double) -> ReflectionRule {
    ReflectionRule(
      name, kind, importance, attribute: attribute, ends: ends, isCorrection: isCorrection, isPlan: isPlan, patterns,
      examples: examples)
  }
}
