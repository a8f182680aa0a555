import MnemeCore

/// What a name names, from what stands around it.
extension MessageReader {
  // MARK: Is it a name

  /// "called Quillon", "the app Heron": what stands before says that a name follows.
  func isNamed(_ index: Int, in sentence: GraphSentence) -> Bool {
    guard index > sentence.tokens.lowerBound else { return false }
    return tokens[index - 1].traits.contains(.named)
  }

  /// Something beside a word says that it is a name.
  func isCued(_ index: Int, in sentence: GraphSentence) -> Bool {
    if isNamed(index, in: sentence) || isKinBefore(index, in: sentence) { return true }
    let next = index + 1 < sentence.tokens.upperBound ? tokens[index + 1] : nil
    let token = tokens[index]
    if token.isPossessive { return next?.traits.intersects([.personThing, .kin]) ?? false }
    guard let next else { return isVocative(index, in: sentence) }
    if isVocative(index, in: sentence) { return true }
    if next.breakBefore { return isKinApposition(after: index, in: sentence) }
    if next.traits.contains(.personVerb), next.form == .lower, !token.traits.intersects([.common, .function]) {
      return !tokens[index].isInitial || !next.traits.contains(.noun)
    }
    if next.word == "and", index + 2 < sentence.tokens.upperBound {
      let other = tokens[index + 2]
      return other.word == "i" || other.traits.contains(.givenName)
    }
    if ["is", "was"].contains(next.word) { return nounAfterCopula(index + 1, in: sentence) != nil }
    return hasPlaceCue(before: index, in: sentence) || hasPersonCue(before: index, in: sentence)
  }

  /// "is a project", "was my roommate": the kind that a noun after a copula gives.
  private func nounAfterCopula(_ copula: Int, in sentence: GraphSentence) -> EntityKind? {
    var index = copula + 1
    guard index < sentence.tokens.upperBound, ["a", "an", "the", "my", "our"].contains(tokens[index].word) else {
      return nil
    }
    let isOurs = ["my", "our"].contains(tokens[index].word)
    index += 1
    for place in index..<min(index + 4, sentence.tokens.upperBound) {
      let token = tokens[place]
      if token.breakBefore || token.traits.contains(.preposition) { return nil }
      if isOurs, token.traits.contains(.kin) { return .person }
      if token.traits.contains(.noun) { return token.info.noun }
      if token.traits.contains(.workTitle) { return .person }
    }
    return nil
  }

  /// "I'm Mira", "my favourite author is Mira", "the café is Quillon".
  private func nounBeforeCopula(_ copula: Int, in sentence: GraphSentence) -> EntityKind? {
    guard copula > sentence.tokens.lowerBound, !tokens[copula + 1].breakBefore else { return nil }
    let subject = tokens[copula - 1]
    if ["am", "'m"].contains(tokens[copula].word), subject.word == "i" { return .person }
    guard ["is", "was"].contains(tokens[copula].word), subject.form == .lower else { return nil }
    if subject.word == "name", copula - 2 >= sentence.tokens.lowerBound, tokens[copula - 2].word == "my" {
      return .person
    }
    return subject.traits.contains(.noun) && !subject.traits.contains(.kin) ? subject.info.noun : nil
  }

  /// "Hi Mira", "thanks, Mira!", "…, Mira?": addressed.
  private func isVocative(_ index: Int, in sentence: GraphSentence) -> Bool {
    let isLast = index + 1 == sentence.tokens.upperBound
    let endsHere = isLast || tokens[index + 1].breakBefore
    guard endsHere, index > sentence.tokens.lowerBound, !tokens[index].traits.intersects(.noName) else { return false }
    let before = tokens[index - 1]
    guard tokens[index].form == .capitalised, before.form == .lower || before.isInitial else { return false }
    let greets = tokens[sentence.tokens.lowerBound].traits.contains(.greeting)
    if before.traits.contains(.greeting), index - sentence.tokens.lowerBound <= 3 { return true }
    guard tokens[index].breakBefore, isLast else { return false }
    // "Nice to meet you, Mira."
    return (greets && sentence.tokens.count <= 8)
      || tokens[sentence.tokens.lowerBound..<index].contains { $0.word == "you" || $0.word == "your" }
  }

  // MARK: Which kind

  mutating func classify(in sentence: GraphSentence) {
    guard !spans.isEmpty else { return }
    for index in sentence.tokens {
      guard let span = span(at: index), spans[span].tokens.lowerBound == index, !spans[span].isCertain else { continue }
      if let kind = kind(of: spans[span], in: sentence) { set(span, kind: kind) }
    }
    joinKinds(in: sentence)
  }

  private func kind(of span: NameSpan, in sentence: GraphSentence) -> EntityKind? {
    let start = span.tokens.lowerBound
    let end = span.tokens.upperBound
    let next = end < sentence.tokens.upperBound ? tokens[end] : nil
    if let kind = nounKind(before: start, in: sentence) { return kind }
    if let kind = nounBeforeCopula(start - 1, in: sentence) { return kind }
    if isKinBefore(start, in: sentence) || isKinApposition(after: end - 1, in: sentence) { return .person }
    if let next, !next.breakBefore, ["is", "was"].contains(next.word), let kind = nounAfterCopula(end, in: sentence) {
      return kind
    }
    if let next, !next.breakBefore, next.form == .lower {
      // "the Heron project", "the Quillon app".
      if next.traits.contains(.noun), !tokens[end - 1].isPossessive, next.info.noun != .person,
        next.info.noun != .concept
      {
        return next.info.noun
      }
      if tokens[end - 1].isPossessive, next.traits.intersects([.personThing, .kin]), span.tokens.count <= 3 {
        return .person
      }
      if next.traits.contains(.personVerb), span.tokens.count <= 3, span.kind == .concept { return .person }
      if next.word == "and", end + 1 < sentence.tokens.upperBound, tokens[end + 1].word == "i" { return .person }
    }
    if hasPlaceCue(before: start, in: sentence) { return .place }
    let mayBePerson = span.tokens.count > 1 || tokens[start].form == .capitalised
    if hasPersonCue(before: start, in: sentence), span.tokens.count <= 3, span.kind == .concept, mayBePerson {
      return .person
    }
    if span.tokens.count == 1, isVocative(start, in: sentence) { return .person }
    if hasPlaceBehind(end, in: sentence) { return .place }
    if tokens[start].traits.contains(.maybeGivenName), span.tokens.count == 1,
      !tokens[start].traits.contains(.maybePlace),
      !tokens[start].isInitial, !tokens[start].traits.intersects([.common, .function, .calendar])
    {
      return .person
    }
    return nil
  }

  /// "a café called Quillon", "the project Heron": what a noun before the name says of it.
  private func nounKind(before start: Int, in sentence: GraphSentence) -> EntityKind? {
    var index = start - 1
    guard index >= sentence.tokens.lowerBound else { return nil }
    let hasCue = tokens[index].traits.contains(.named)
    if hasCue {
      index -= 1
      // "is called": what is called is before it.
      while index >= sentence.tokens.lowerBound, tokens[index].traits.contains(.adverb), index > start - 5 {
        index -= 1
      }
    } else if tokens[start].breakBefore {
      // "our startup, Lumenfold, …"
      let isOurs = index > sentence.tokens.lowerBound && ["my", "our"].contains(tokens[index - 1].word)
      guard isOurs, let span = span(at: start) else { return nil }
      let end = spans[span].tokens.upperBound
      guard end == sentence.tokens.upperBound || tokens[end].breakBefore else { return nil }
    }
    guard index >= sentence.tokens.lowerBound else { return nil }
    let traits = tokens[index].traits
    if traits.contains(.kin), hasCue || !traits.contains(.noun) { return .person }
    guard traits.contains(.noun), tokens[index].form == .lower else { return nil }
    return tokens[index].info.noun
  }

  /// "my sister", "his boss": relatives right before the name.
  func isKinBefore(_ start: Int, in sentence: GraphSentence) -> Bool {
    guard start - 2 >= sentence.tokens.lowerBound, tokens[start - 1].traits.contains(.kin) else { return false }
    return possessor(ofNounAt: start - 1, in: sentence) != nil
  }

  /// "Mira, my sister": relatives right behind the name.
  func isKinApposition(after last: Int, in sentence: GraphSentence) -> Bool {
    let next = last + 1
    guard next + 1 < sentence.tokens.upperBound, tokens[next].breakBefore, ["my", "our"].contains(tokens[next].word)
    else {
      return false
    }
    for index in (next + 1)..<min(next + 4, sentence.tokens.upperBound) {
      if tokens[index].traits.contains(.kin) { return true }
      if !tokens[index].traits.contains(.adjective) { return false }
    }
    return false
  }

  /// "lives in", "moved to", "trip to": a place follows.
  func hasPlaceCue(before start: Int, in sentence: GraphSentence) -> Bool {
    var index = start - 1
    while index > sentence.tokens.lowerBound, tokens[index].traits.contains(.determiner), index > start - 3 {
      index -= 1
    }
    guard index > sentence.tokens.lowerBound, !tokens[start].breakBefore else { return false }
    let preposition = tokens[index].word
    let verb = tokens[index - 1]
    let before = index - 2 >= sentence.tokens.lowerBound ? tokens[index - 2].word : ""
    switch preposition {
    case "in":
      return verb.traits.intersects([.live])
        || ["born", "raised", "staying", "stayed", "arrived", "landed", "vacationing"].contains(verb.word)
        || (verb.word == "up" && ["grew", "growing", "grow"].contains(before))
        || ["holiday", "vacation", "honeymoon", "weekend", "apartment", "flat"].contains(verb.word)
    case "to":
      return verb.traits.contains(.move)
        || ["flew", "flying", "travelled", "traveled", "travelling", "traveling", "trip", "flight", "drove"]
          .contains(verb.word)
        || (verb.word == "back" && ["moved", "moving", "move"].contains(before))
    case "from":
      return ["am", "'m", "is", "are", "was", "come", "comes", "came", "originally", "moved", "hails"].contains(
        verb.word)
    case "through", "across", "around":
      return ["drove", "drive", "driving", "travelled", "traveled", "hiked", "cycled", "walked", "trip", "road-trip"]
        .contains(verb.word)
    case "near", "outside": return verb.traits.contains(.live)
    default: return false
    }
  }

  /// "met", "talked to", "with": a person follows.
  private func hasPersonCue(before start: Int, in sentence: GraphSentence) -> Bool {
    guard start - 1 >= sentence.tokens.lowerBound, !tokens[start].breakBefore else { return false }
    let token = tokens[start - 1]
    if token.traits.contains(.personObject), token.form == .lower || token.isInitial { return true }
    guard start - 2 >= sentence.tokens.lowerBound else { return false }
    let verb = tokens[start - 2].word
    switch token.word {
    case "to":
      return ["talked", "talking", "talk", "spoke", "speak", "speaking", "married", "engaged", "chatted", "introduced"]
        .contains(verb)
    case "with":
      return [
        "talked", "talking", "spoke", "dinner", "lunch", "coffee", "breakfast", "brunch", "met", "chatted", "chatting",
        "date", "living", "moved",
        "live", "lives", "hung", "drinks", "argued",
      ].contains(verb)
    case "from": return ["heard", "hear", "letter", "text", "gift", "message", "call", "hug"].contains(verb)
    default: return false
    }
  }

  /// "Quillon, Austria": a known place follows after a comma.
  private func hasPlaceBehind(_ end: Int, in sentence: GraphSentence) -> Bool {
    guard end < sentence.tokens.upperBound, tokens[end].breakBefore, let next = span(at: end) else { return false }
    let isEnd =
      spans[next].tokens.upperBound == sentence.tokens.upperBound || tokens[spans[next].tokens.upperBound].breakBefore
    return isEnd && spans[next].kind == .place && spans[next].isCertain
      && end - 2 >= sentence.tokens.lowerBound && tokens[end - 2].traits.contains(.preposition)
  }

  /// "Mira and Jon": what stands in one row is of one kind, where one of them is a person.
  private mutating func joinKinds(in sentence: GraphSentence) {
    var index = sentence.tokens.lowerBound
    while index < sentence.tokens.upperBound {
      guard let first = span(at: index) else {
        index += 1
        continue
      }
      let end = spans[first].tokens.upperBound
      index = end
      guard end + 1 < sentence.tokens.upperBound, tokens[end].word == "and", !tokens[end].breakBefore,
        let second = span(at: end + 1)
      else { continue }
      for (a, b) in [(first, second), (second, first)]
      where spans[a].kind == .person && spans[b].kind == .concept && spans[b].tokens.count <= 2 {
        set(b, kind: .person)
      }
    }
  }
}
