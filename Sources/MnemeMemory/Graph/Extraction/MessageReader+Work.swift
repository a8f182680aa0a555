import Foundation
import MnemeCore

/// Where somebody works and studies, what they work on and use.
extension MessageReader {
  func isOrganizationLike(_ span: Int) -> Bool {
    if spans[span].kind == .organization { return true }
    return !spans[span].isCertain && (spans[span].kind == .concept || spans[span].kind == .product)
  }

  mutating func work(_ verb: Int, in sentence: GraphSentence) {
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

  mutating func employ(_ subjects: [String], _ span: Int, isOver: Bool, in sentence: GraphSentence) {
    set(span, kind: .organization)
    for subject in subjects {
      state(subject, .worksAt, spans[span].key, from: isOver ? nil : begin(sentence), to: isOver ? date : nil)
    }
  }

  var heads: Set<String> {
    ["ceo", "cto", "cfo", "coo", "founder", "co-founder", "director", "head", "president", "owner", "chair"]
  }

  /// "got a job at", "a nurse at", "joined", "left my job at".
  mutating func job(_ index: Int, in sentence: GraphSentence) {
    let token = tokens[index]
    if ["joined", "left", "quit"].contains(token.word) {
      guard let predicate = predicate(index, in: sentence, mayLackSubject: true), !predicate.isNegated,
        index + 1 < sentence.tokens.upperBound,
        let span = span(at: index + 1) ?? span(at: min(index + 2, sentence.tokens.upperBound - 1)),
        spans[span].kind == .organization
      else { return }
      if token.word != "joined", !spans[span].isCertain { return }
      if token.word == "joined", isCircle(span) {
        for subject in predicate.subjects { state(subject, RelationType(rawValue: "member_of"), spans[span].key) }
        return
      }
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

  mutating func study(_ index: Int, in sentence: GraphSentence) {
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

  /// One joins it without being paid.
  func isCircle(_ span: Int) -> Bool {
    spans[span].tokens.contains {
      [
        "choir", "club", "orchestra", "ensemble", "team", "society", "association", "church", "quartet", "gym", "fc",
        "league", "band",
      ]
      .contains(tokens[$0].word)
    }
  }

  func isSchool(_ span: Int) -> Bool {
    spans[span].tokens.contains {
      ["university", "college", "school", "academy", "institute", "polytechnic"].contains(tokens[$0].word)
    }
  }

  mutating func use(_ index: Int, in sentence: GraphSentence) {
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
}
