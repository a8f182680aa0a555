import Foundation
import MnemeCore

/// What an English sentence states about somebody: where they live, work and study, where they were, what they use and
/// work on. Tastes are in `MessageReader+Tastes.swift`.
extension MessageReader {
  /// A verb and who does it.
  struct Predicate {
    let verb: Int
    let subjects: [String]
    var isNegated = false
    /// "used to", or a plain past that something later may have ended.
    var isPast = false
  }

  mutating func findStatements(in sentence: GraphSentence) {
    let all = sentence.tokens
    for index in all
    where tokens[index].form == .lower || tokens[index].isInitial || tokens[index].traits.contains(.workTitle) {
      let traits = tokens[index].traits
      if traits.contains(.live) { live(index, in: sentence) }
      if traits.contains(.move) { move(index, in: sentence) }
      if traits.contains(.work) { work(index, in: sentence) }
      if traits.intersects([.job, .join, .workTitle]) || Self.careerVerbs.contains(tokens[index].word) {
        job(index, in: sentence)
      }
      if traits.contains(.study)
        || ["student", "graduated", "graduate", "attend", "attends", "attended"].contains(tokens[index].word)
      {
        study(index, in: sentence)
      }
      if traits.intersects([.visit, .go]) { visit(index, in: sentence) }
      if traits.intersects([.use, .make]) { use(index, in: sentence) }
      if tokens[index].word == "from" || tokens[index].word == "in" { origin(index, in: sentence) }
      if traits.intersects([.like, .dislike]) || Self.tasteWords.contains(tokens[index].word) {
        taste(index, in: sentence)
      }
    }
  }

  static let selfWords: Set<String> = ["i", "my", "me", "mine", "myself", "we", "our", "us"]
  private static let careerVerbs: Set<String> = ["left", "quit", "started", "teach", "teaches", "taught"]
  private static let tasteWords: Set<String> = [
    "fan", "into", "obsessed", "allergic", "favorite", "favourite", "stand", "fond", "addicted",
  ]

  // MARK: Subjects

  /// The verb with its subject; nil where it has none that is known, or the clause is not stated as a fact.
  func predicate(_ verb: Int, in sentence: GraphSentence, mayLackSubject: Bool = false) -> Predicate? {
    var index = verb - 1
    var isNegated = false
    var isPast = false
    while index >= sentence.tokens.lowerBound {
      let token = tokens[index]
      if token.traits.contains(.negation) {
        isNegated = true
      } else if token.word == "used", index + 1 < verb, tokens[index + 1].word == "to" {
        isPast = true
      } else if token.word == "longer" {
        // "no longer"
      } else if !token.traits.contains(.adverb) || token.traits.contains(.distance) {
        break
      }
      if token.breakBefore, index > sentence.tokens.lowerBound {
        // "Mira, my best friend, moved": what stands between commas names her once more.
        guard let name = apposed(before: index, in: sentence) else { return nil }
        return Predicate(verb: verb, subjects: [name], isNegated: isNegated, isPast: isPast)
      }
      index -= 1
    }
    guard let subjects = subjects(at: index, verb: verb, in: sentence, mayLackSubject: mayLackSubject) else {
      return nil
    }
    if isDistant(index, in: sentence) { return nil }
    return Predicate(verb: verb, subjects: subjects, isNegated: isNegated, isPast: isPast)
  }

  private func subjects(at index: Int, verb: Int, in sentence: GraphSentence, mayLackSubject: Bool) -> [String]? {
    guard index >= sentence.tokens.lowerBound else {
      guard mayLackSubject, let speaker else { return nil }
      return [speaker.key]
    }
    let token = tokens[index]
    var found: [String] = []
    if let span = span(at: index) {
      guard spans[span].kind == .person, !token.isPossessive else { return nil }
      found = [spans[span].key]
      found += conjoined(before: spans[span].tokens.lowerBound, in: sentence)
    } else {
      switch token.word {
      case "i", "we":
        guard let speaker else { return nil }
        found = [speaker.key] + conjoined(before: index, in: sentence)
      case "he", "she":
        guard let person = onlyPerson(before: index) else { return nil }
        found = [person]
      case "and", "but", "then":
        guard !token.breakBefore || token.word != "then", let first = firstSubject(before: index, in: sentence) else {
          return nil
        }
        found = first
      default:
        guard token.traits.contains(.kin), let owner = possessor(ofNounAt: index, in: sentence), case .speaker = owner,
          let name = kinNames[lexicon.kinRelations[Int(token.info.kin)]], !name.isEmpty
        else {
          if mayLackSubject, token.breakBefore == false, index == sentence.tokens.lowerBound,
            token.traits.intersects([.greeting]) || ["and", "so", "also", "well", "but"].contains(token.word),
            let speaker
          {
            return [speaker.key]
          }
          return nil
        }
        found = [name]
      }
    }
    return found
  }

  /// The name before "my best friend," that ends right before a token.
  private func apposed(before index: Int, in sentence: GraphSentence) -> String? {
    var place = index - 1
    guard place > sentence.tokens.lowerBound, tokens[place].traits.contains(.kin) else { return nil }
    place -= 1
    while place > sentence.tokens.lowerBound, tokens[place].traits.contains(.adjective) { place -= 1 }
    guard place > sentence.tokens.lowerBound, ["my", "our"].contains(tokens[place].word), tokens[place].breakBefore,
      let span = span(at: place - 1), spans[span].kind == .person, !tokens[place - 1].isPossessive
    else { return nil }
    return spans[span].key
  }

  /// "I come from Leeds but grew up in Cardiff": the subject of the first clause, where the sentence has no other.
  private func firstSubject(before index: Int, in sentence: GraphSentence) -> [String]? {
    var found: [String]?
    var place = sentence.tokens.lowerBound
    while place < index {
      let token = tokens[place]
      if let span = span(at: place), spans[span].kind == .person {
        let isHead = place == sentence.tokens.lowerBound && !tokens[spans[span].tokens.upperBound - 1].isPossessive
        if found != nil || !isHead { return nil }
        found = [spans[span].key]
        place = spans[span].tokens.upperBound
        continue
      }
      if ["i", "we"].contains(token.word) {
        if found != nil && found != speaker.map({ [$0.key] }) { return nil }
        found = speaker.map { [$0.key] }
      } else if ["he", "she", "they", "who", "you", "it", "that", "which"].contains(token.word)
        || token.traits.contains(.kin)
      {
        return nil
      }
      place += 1
    }
    return found
  }

  /// "Mira and I": who else does it.
  private func conjoined(before start: Int, in sentence: GraphSentence) -> [String] {
    guard start - 2 >= sentence.tokens.lowerBound, tokens[start - 1].word == "and" else { return [] }
    if let span = span(at: start - 2), spans[span].kind == .person, !tokens[start - 2].isPossessive {
      return [spans[span].key]
    }
    if tokens[start - 2].word == "i", let speaker { return [speaker.key] }
    return []
  }

  /// Something in the clause before the subject makes it a wish, a plan, hearsay or a condition.
  private func isDistant(_ index: Int, in sentence: GraphSentence) -> Bool {
    var place = min(index, sentence.tokens.upperBound - 1)
    while place >= sentence.tokens.lowerBound {
      let token = tokens[place]
      if token.traits.contains(.distance) { return true }
      if token.breakBefore && token.word != "i" || ["but", "because", "since"].contains(token.word) { return false }
      place -= 1
    }
    return false
  }

  // MARK: Objects

  /// The span after one of `prepositions` within a few words of a verb.
  private func object(
    after verb: Int, _ prepositions: Set<String>, within reach: Int = 7, in sentence: GraphSentence
  ) -> Int? {
    var index = verb + 1
    while index < sentence.tokens.upperBound, index - verb <= reach {
      if tokens[index].breakBefore, span(at: index) == nil { return nil }
      if prepositions.contains(tokens[index].word), tokens[index].form == .lower || tokens[index].isInitial {
        var next = index + 1
        while next < sentence.tokens.upperBound, next - index <= 5, span(at: next) == nil {
          let traits = tokens[next].traits
          let mayStandBetween =
            traits.intersects([.determiner, .adjective, .adverb, .noun, .placeEnd, .organizationEnd])
            || ["called", "named", "of", "near", "downtown", "central", "northern", "southern", "eastern", "western"]
              .contains(tokens[next].word)
          if tokens[next].breakBefore || !mayStandBetween { break }
          next += 1
        }
        if next < sentence.tokens.upperBound, let span = span(at: next), spans[span].tokens.lowerBound == next,
          !tokens[next].breakBefore
        {
          return span
        }
      }
      if ["and", "but", "because", "when", "while", "who", "which", "that"].contains(tokens[index].word) { return nil }
      index += 1
    }
    return nil
  }

  /// A known place in lower letters right after a preposition.
  private mutating func lowerPlace(after verb: Int, _ prepositions: Set<String>, in sentence: GraphSentence) -> Int? {
    for index in (verb + 1)..<min(verb + 4, sentence.tokens.upperBound) {
      guard prepositions.contains(tokens[index].word), index + 1 < sentence.tokens.upperBound,
        span(at: index + 1) == nil,
        tokens[index + 1].form == .lower
      else { continue }
      if let known = phrase(at: index + 1, upTo: sentence.tokens.upperBound), known.kind == .place {
        let range = (index + 1)..<known.end
        return add(range, kind: .place, isCertain: true, surface: surface(range).capitalized)
      }
      let traits = tokens[index + 1].traits
      if traits.contains(.place), !traits.intersects([.common, .function]) {
        let range = (index + 1)..<(index + 2)
        return add(range, kind: .place, isCertain: true, surface: surface(range).capitalized)
      }
    }
    return nil
  }

  private mutating func place(after verb: Int, _ prepositions: Set<String>, in sentence: GraphSentence) -> String? {
    let found = object(after: verb, prepositions, in: sentence) ?? lowerPlace(after: verb, prepositions, in: sentence)
    guard let span = found, isPlaceLike(span) else { return nil }
    set(span, kind: .place)
    return spans[span].key
  }

  private func isPlaceLike(_ span: Int) -> Bool {
    if spans[span].isCertain { return spans[span].kind == .place }
    return spans[span].kind == .place || spans[span].kind == .concept
      || tokens[spans[span].tokens.lowerBound].traits.contains(.maybePlace)
  }

  /// The day it began, where the sentence says one.
  private func begin(_ sentence: GraphSentence) -> Date? {
    let hasDate = tokens[sentence.tokens].contains { token in
      token.form == .number || token.traits.contains(.calendar)
        || ["last", "ago", "yesterday", "since", "this"].contains(token.word)
    }
    guard hasDate else { return nil }
    return StatedDate.validFrom(in: surface(sentence.tokens), said: date)
  }

  private func hasEnded(_ sentence: GraphSentence, after verb: Int) -> Bool {
    tokens[verb..<sentence.tokens.upperBound].contains { ["anymore", "until", "till"].contains($0.word) }
  }

  // MARK: Rules

  private mutating func live(_ verb: Int, in sentence: GraphSentence) {
    let word = tokens[verb].word
    let mayLack = tokens[verb].isInitial && ["living", "lived", "settled", "based"].contains(word)
    guard let predicate = predicate(verb, in: sentence, mayLackSubject: mayLack),
      let place = place(after: verb, ["in", "near", "at", "on", "outside"], in: sentence)
    else { return }
    let isOver = predicate.isPast || (word == "lived" && !hasPerfect(verb, in: sentence)) || word == "resided"
    if predicate.isNegated, !isOver, !hasEnded(sentence, after: verb),
      !tokens[..<verb].suffix(2).contains(where: { $0.word == "longer" })
    {
      return
    }
    let hasEnded = isOver || predicate.isNegated
    for subject in predicate.subjects {
      state(subject, .livesIn, place, from: hasEnded ? nil : begin(sentence), to: hasEnded ? date : nil)
    }
  }

  private func hasPerfect(_ verb: Int, in sentence: GraphSentence) -> Bool {
    tokens[max(sentence.tokens.lowerBound, verb - 4)..<verb].contains {
      ["have", "has", "'ve", "'s"].contains($0.word) || $0.isPossessive
    }
  }

  private mutating func move(_ verb: Int, in sentence: GraphSentence) {
    let word = tokens[verb].word
    guard word == "moved" || word == "relocated" else { return }
    guard let predicate = predicate(verb, in: sentence, mayLackSubject: true), !predicate.isNegated else { return }
    let to = place(after: verb, ["to", "into"], in: sentence)
    let from = place(after: verb, ["from"], in: sentence)
    let begin = begin(sentence)
    for subject in predicate.subjects {
      if let to { state(subject, .livesIn, to, from: begin) }
      if let from, from != to { state(subject, .livesIn, from, to: begin ?? date) }
    }
  }

  private func isOrganizationLike(_ span: Int) -> Bool {
    if spans[span].kind == .organization { return true }
    return !spans[span].isCertain && (spans[span].kind == .concept || spans[span].kind == .product)
  }

  private mutating func work(_ verb: Int, in sentence: GraphSentence) {
    let word = tokens[verb].word
    let mayLack = tokens[verb].isInitial && ["working", "worked", "interning"].contains(word)
    guard let predicate = predicate(verb, in: sentence, mayLackSubject: mayLack) else { return }
    if let span = object(after: verb, ["on"], within: 2, in: sentence), !predicate.isNegated, !predicate.isPast,
      spans[span].kind != .person, spans[span].kind != .place
    {
      set(span, kind: .project)
      for subject in predicate.subjects { state(subject, .worksOn, spans[span].key) }
      return
    }
    let prepositions: Set<String> = ["employed"].contains(word) ? ["by", "at"] : ["at", "for", "with"]
    guard let span = object(after: verb, prepositions, in: sentence), isOrganizationLike(span) else { return }
    if spans[span].kind == .product { return }
    // One works with people and tools as well.
    if spans[span].kind != .organization, tokens[spans[span].tokens.lowerBound - 1].word == "with" { return }
    let isOver =
      predicate.isPast || (["worked", "interned"].contains(word) && !hasPerfect(verb, in: sentence))
      || predicate.isNegated
    if predicate.isNegated, !hasEnded(sentence, after: verb),
      !tokens[..<verb].suffix(2).contains(where: { $0.word == "longer" })
    {
      return
    }
    employ(predicate.subjects, span, isOver: isOver, in: sentence)
  }

  private mutating func employ(_ subjects: [String], _ span: Int, isOver: Bool, in sentence: GraphSentence) {
    set(span, kind: .organization)
    for subject in subjects {
      state(subject, .worksAt, spans[span].key, from: isOver ? nil : begin(sentence), to: isOver ? date : nil)
    }
  }

  private var heads: Set<String> {
    ["ceo", "cto", "cfo", "coo", "founder", "co-founder", "director", "head", "president", "owner", "chair"]
  }

  /// "got a job at", "a nurse at", "joined", "left my job at".
  private mutating func job(_ index: Int, in sentence: GraphSentence) {
    let token = tokens[index]
    if ["joined", "left", "quit"].contains(token.word) {
      guard let predicate = predicate(index, in: sentence, mayLackSubject: true), !predicate.isNegated,
        index + 1 < sentence.tokens.upperBound,
        let span = span(at: index + 1) ?? span(at: min(index + 2, sentence.tokens.upperBound - 1)),
        spans[span].kind == .organization
      else { return }
      if token.word != "joined", !spans[span].isCertain { return }
      employ(predicate.subjects, span, isOver: token.word != "joined", in: sentence)
      return
    }
    if ["started", "teaches", "teach", "taught"].contains(token.word) {
      guard let predicate = predicate(index, in: sentence, mayLackSubject: token.isInitial && token.word == "started"),
        !predicate.isNegated,
        let span = object(after: index, ["at"], within: 3, in: sentence), spans[span].kind == .organization
      else { return }
      employ(predicate.subjects, span, isOver: predicate.isPast || token.word == "taught", in: sentence)
      return
    }
    guard token.traits.intersects([.job, .workTitle]),
      let span = object(
        after: index, heads.contains(token.word) ? ["at", "with", "for", "of"] : ["at", "with", "for"], within: 4,
        in: sentence),
      isOrganizationLike(span), spans[span].kind != .product
    else { return }
    // The verb before it: "I got a", "I am a", "I quit my".
    var verb = index - 1
    while verb > sentence.tokens.lowerBound, index - verb <= 5,
      tokens[verb].traits.intersects([.determiner, .adjective]) || tokens[verb].traits.contains(.workTitle)
        || (!tokens[verb].traits.intersects([.adverb, .function, .personVerb]) && tokens[verb].form == .lower
          && index - verb <= 3)
    {
      if ["quit", "left", "got", "started", "landed", "took", "lost", "accepted", "resigned", "found"].contains(
        tokens[verb].word)
      {
        break
      }
      verb -= 1
    }
    guard verb >= sentence.tokens.lowerBound else { return }
    let word = tokens[verb].word
    if token.traits.contains(.job) {
      let starts = ["got", "started", "landed", "took", "accepted", "have", "found", "starting", "'ve", "has"].contains(
        word)
      let ends = ["quit", "left", "lost"].contains(word)
      guard starts || ends, let predicate = predicate(verb, in: sentence, mayLackSubject: true), !predicate.isNegated
      else { return }
      employ(predicate.subjects, span, isOver: ends, in: sentence)
    } else if ["am", "'m", "is", "as", "was", "'s"].contains(word) {
      let copula = word == "as" ? verb - 1 : verb
      guard copula >= sentence.tokens.lowerBound else { return }
      if word == "as", !tokens[copula].traits.contains(.work) { return }
      if word == "as" { return }
      guard let predicate = predicate(copula, in: sentence), !predicate.isNegated else { return }
      employ(predicate.subjects, span, isOver: word == "was", in: sentence)
    }
  }

  private mutating func study(_ index: Int, in sentence: GraphSentence) {
    let word = tokens[index].word
    let verb: Int
    if word == "student" {
      var copula = index - 1
      while copula > sentence.tokens.lowerBound, index - copula <= 4,
        !["am", "'m", "is", "was", "'s"].contains(tokens[copula].word)
      { copula -= 1 }
      guard copula >= sentence.tokens.lowerBound, ["am", "'m", "is", "'s"].contains(tokens[copula].word) else { return }
      verb = copula
    } else {
      verb = index
    }
    guard let predicate = predicate(verb, in: sentence, mayLackSubject: word == "studying" || word == "graduated"),
      !predicate.isNegated
    else { return }
    let found: Int?
    if word.hasPrefix("attend") {
      let next = index + 1 < sentence.tokens.upperBound ? index + 1 : index
      found = span(at: next) ?? span(at: min(next + 1, sentence.tokens.upperBound - 1))
    } else {
      found = object(after: index, word.hasPrefix("graduate") ? ["from", "at"] : ["at"], in: sentence)
    }
    guard let span = found, spans[span].kind == .organization || (!word.hasPrefix("attend") && isOrganizationLike(span))
    else { return }
    // One attends many things; a school is named as one.
    if word.hasPrefix("attend"), !isSchool(span) { return }
    set(span, kind: .organization)
    let isOver = predicate.isPast || ["studied", "graduated", "attended"].contains(word)
    for subject in predicate.subjects { state(subject, .studiesAt, spans[span].key, to: isOver ? date : nil) }
  }

  private func isSchool(_ span: Int) -> Bool {
    spans[span].tokens.contains {
      ["university", "college", "school", "academy", "institute", "polytechnic"].contains(tokens[$0].word)
    }
  }

  private mutating func visit(_ index: Int, in sentence: GraphSentence) {
    let token = tokens[index]
    let nouns: Set<String> = ["trip", "flight", "vacation", "holiday", "honeymoon"]
    var verb = index
    if nouns.contains(token.word) {
      // "my trip to", "took a trip to"
      verb = index - 1
      while verb > sentence.tokens.lowerBound, index - verb <= 4,
        tokens[verb].traits.intersects([.determiner, .adjective]) || tokens[verb].form == .number
          || tokens[verb].traits.contains(.common) && !["took", "had", "went"].contains(tokens[verb].word)
      {
        verb -= 1
      }
      guard verb >= sentence.tokens.lowerBound, ["took", "had", "went", "back", "from"].contains(tokens[verb].word)
      else { return }
      if ["back", "from"].contains(tokens[verb].word) { return }
    } else if ["visit", "visits", "visiting", "exploring", "trip"].contains(token.word) {
      return
    }
    let isDirect = token.traits.contains(.visit)
    guard let predicate = predicate(verb, in: sentence, mayLackSubject: true), !predicate.isNegated else { return }
    if token.word == "gone" || token.word == "been", !hasPerfect(verb, in: sentence) { return }
    let target: Int?
    if isDirect {
      var next = index + 1
      while next < sentence.tokens.upperBound, next - index <= 3, span(at: next) == nil,
        tokens[next].traits.intersects([.determiner, .adjective])
      { next += 1 }
      target = next < sentence.tokens.upperBound ? span(at: next) : nil
    } else {
      target = object(after: index, ["to", "in", "around"], within: 4, in: sentence)
    }
    guard let span = target, spans[span].kind == .place else { return }
    for subject in predicate.subjects { state(subject, .visited, spans[span].key, from: begin(sentence)) }
  }

  private mutating func use(_ index: Int, in sentence: GraphSentence) {
    let token = tokens[index]
    if token.word == "used", index + 1 < sentence.tokens.upperBound, ["to", "for"].contains(tokens[index + 1].word) {
      return
    }
    let mayLack = token.isInitial && token.word.hasSuffix("ing")
    guard let predicate = predicate(index, in: sentence, mayLackSubject: mayLack), !predicate.isNegated else { return }
    var next = index + 1
    while next < sentence.tokens.upperBound, next - index <= 4, span(at: next) == nil,
      tokens[next].traits.intersects([.determiner, .adjective, .noun, .named]), !tokens[next].breakBefore
    {
      next += 1
    }
    guard next < sentence.tokens.upperBound, let span = span(at: next), !tokens[next].breakBefore else { return }
    if token.traits.contains(.make) {
      guard !spans[span].isCertain, spans[span].kind != .person else { return }
      if spans[span].kind == .concept { set(span, kind: .project) }
      for subject in predicate.subjects { state(subject, .worksOn, spans[span].key) }
      return
    }
    let isThing = spans[span].kind == .product || (!spans[span].isCertain && spans[span].kind == .concept)
    guard isThing, !tokens[spans[span].tokens.upperBound - 1].isPossessive else { return }
    set(span, kind: .product)
    let isOver = predicate.isPast
    for subject in predicate.subjects { state(subject, .uses, spans[span].key, to: isOver ? date : nil) }
  }

  /// "I'm from", "grew up in", "born in".
  private mutating func origin(_ index: Int, in sentence: GraphSentence) {
    guard index > sentence.tokens.lowerBound else { return }
    let before = tokens[index - 1].word
    var verb = index - 1
    if tokens[index].word == "from" {
      if before == "originally", verb > sentence.tokens.lowerBound { verb -= 1 }
      guard ["am", "'m", "is", "'s", "come", "comes", "are"].contains(tokens[verb].word) || tokens[verb].isPossessive
      else { return }
    } else if before == "up", index - 2 >= sentence.tokens.lowerBound, tokens[index - 2].word == "grew" {
      verb = index - 2
    } else if before != "born" && before != "raised" {
      return
    }
    // "born and raised in"
    if before == "raised", index - 3 >= sentence.tokens.lowerBound, tokens[index - 2].word == "and",
      tokens[index - 3].word == "born"
    {
      verb = index - 3
    }
    if tokens[verb].isPossessive {
      // "Mira's from Graz": the subject itself.
      guard let span = span(at: verb), spans[span].kind == .person,
        let place = place(after: index - 1, ["from"], in: sentence)
      else { return }
      state(spans[span].key, .comesFrom, place)
      return
    }
    guard let predicate = predicate(verb, in: sentence, mayLackSubject: before == "born"), !predicate.isNegated,
      let place = place(after: index - 1, [tokens[index].word], in: sentence)
    else { return }
    for subject in predicate.subjects { state(subject, .comesFrom, place) }
  }
}
