import MnemeCore

/// What somebody likes or cannot stand, in English.
extension MessageReader {
  mutating func taste(_ index: Int, in sentence: GraphSentence) {
    let token = tokens[index]
    if token.word == "favorite" || token.word == "favourite" {
      favourite(index, in: sentence)
      return
    }
    var verb = index
    var start = index + 1
    var type: RelationType = token.traits.contains(.dislike) ? .dislikes : .likes
    switch token.word {
    case "fan", "fond", "obsessed", "addicted", "allergic":
      // "I'm a big fan of", "I am allergic to"
      guard start < sentence.tokens.upperBound, ["of", "with", "to"].contains(tokens[start].word) else { return }
      start += 1
      verb = index - 1
      while verb > sentence.tokens.lowerBound,
        tokens[verb].traits.intersects([.determiner, .adjective])
          || ["huge", "massive", "such"].contains(tokens[verb].word)
          || (tokens[verb].traits.contains(.adverb) && !["am", "'m", "is", "'s", "are"].contains(tokens[verb].word))
      {
        verb -= 1
      }
      guard verb >= sentence.tokens.lowerBound,
        ["am", "'m", "is", "'s", "are", "not"].contains(tokens[verb].word) || tokens[verb].traits.contains(.negation)
      else {
        return
      }
      if token.word == "allergic" { type = RelationType(rawValue: "allergic_to") }
      verb += 1
    case "into":
      guard index > sentence.tokens.lowerBound else { return }
      let before = tokens[index - 1]
      guard before.traits.contains(.adverb),
        ["am", "'m", "is", "are", "really", "very", "so", "not"].contains(before.word)
      else { return }
      verb = index
    case "stand":
      guard index > sentence.tokens.lowerBound, tokens[index - 1].word == "cant" || tokens[index - 1].word == "cannot"
      else { return }
      type = .dislikes
      guard let predicate = predicate(index - 1, in: sentence) else { return }
      object(from: start, predicate.subjects, type, in: sentence)
      return
    default: break
    }
    let mayLack = token.isInitial && ["love", "loved", "loving", "hate", "hated"].contains(token.word)
    guard let predicate = predicate(verb, in: sentence, mayLackSubject: mayLack), !predicate.isPast else { return }
    if predicate.isNegated { type = type == .likes ? .dislikes : type == .dislikes ? .likes : type }
    if predicate.isNegated, type.rawValue == "allergic_to" || token.traits.contains(.dislike) { return }
    object(from: start, predicate.subjects, type, in: sentence)
  }

  /// "My favourite tea is Assam", "my favourite hobby is knitting".
  private mutating func favourite(_ index: Int, in sentence: GraphSentence) {
    guard index > sentence.tokens.lowerBound, let speaker else { return }
    guard possessorIsSpeaker(before: index, in: sentence) else { return }
    for place in (index + 1)..<min(index + 6, sentence.tokens.upperBound) {
      if tokens[place].breakBefore { return }
      if ["is", "are"].contains(tokens[place].word) {
        object(from: place + 1, [speaker.key], .likes, in: sentence)
        return
      }
      if tokens[place].traits.intersects([.preposition]) && tokens[place].word != "of" { return }
    }
  }

  private func possessorIsSpeaker(before index: Int, in sentence: GraphSentence) -> Bool {
    var place = index - 1
    while place > sentence.tokens.lowerBound, ["all", "time", "absolute", "new"].contains(tokens[place].word) {
      place -= 1
    }
    return ["my", "our"].contains(tokens[place].word)
  }

  /// Relates the subjects with the one or two things named from a token on.
  private mutating func object(from start: Int, _ subjects: [String], _ type: RelationType, in sentence: GraphSentence)
  {
    guard let first = taken(from: start, in: sentence) else { return }
    var keys = [first.key]
    // "tea and coffee"
    if first.end + 1 < sentence.tokens.upperBound, ["and", "or"].contains(tokens[first.end].word),
      !tokens[first.end].breakBefore,
      let second = taken(from: first.end + 1, in: sentence),
      second.end == sentence.tokens.upperBound || tokens[second.end].breakBefore
    {
      keys.append(second.key)
    }
    for subject in subjects {
      for key in keys { state(subject, type, key) }
    }
  }

  /// The thing named at a token: a span, or up to three plain words.
  private mutating func taken(from start: Int, in sentence: GraphSentence) -> (key: String, end: Int)? {
    var index = start
    var isActivity = false
    // Whose or which it is tells this one apart from its kind: "I love your idea" says nothing of ideas.
    while index < sentence.tokens.upperBound, !tokens[index].breakBefore || index == start {
      let token = tokens[index]
      if span(at: index) != nil { break }
      if ["your", "this", "that", "these", "those", "his", "her", "their", "its", "every", "some", "any"].contains(
        token.word)
      {
        return nil
      }
      // "the" points at one thing too, but for names and what one does ("playing the cello").
      if token.word == "the", !isActivity, span(at: index + 1) == nil { return nil }
      if token.traits.contains(.determiner)
        || (token.traits.contains(.adverb) && ["really", "all", "very", "so"].contains(token.word))
      {
        index += 1
      } else if token.traits.contains(.lightGerund), index + 1 < sentence.tokens.upperBound, isPlainNoun(index + 1) {
        isActivity = true
        index += 1
      } else {
        break
      }
    }
    guard index < sentence.tokens.upperBound, !tokens[index].breakBefore || index == start else { return nil }
    if let span = span(at: index) {
      guard spans[span].tokens.lowerBound == index, !tokens[spans[span].tokens.upperBound - 1].isPossessive else {
        return nil
      }
      return (spans[span].key, spans[span].tokens.upperBound)
    }
    var end = index
    while end < sentence.tokens.upperBound, end - index < 3, span(at: end) == nil {
      let token = tokens[end]
      let stops: WordTraits = [
        .function, .hollow, .calendar, .preposition, .negation, .personVerb, .distance, .like, .dislike,
      ]
      if token.form != .lower || (token.breakBefore && end > index) || token.traits.intersects(stops) { break }
      end += 1
      if token.isPossessive { return nil }
      if end == index + 1, token.word.hasSuffix("ing"), token.word.utf8.count > 5, !token.traits.contains(.adjective) {
        // "hiking in the hills": a pastime stands for itself; other gerunds are verbs of a clause.
        if !token.traits.contains(.activity) || takesObject(at: end, in: sentence) { return nil }
        break
      }
    }
    while end > index, Self.weakEnds.contains(tokens[end - 1].word) { end -= 1 }
    guard end > index else { return nil }
    // What goes on with a verb or a hollow word was a clause: "I love going home".
    if end < sentence.tokens.upperBound, !tokens[end].breakBefore, end - index == 1,
      tokens[index].traits.contains(.common),
      tokens[end].traits.contains(.hollow), !tokens[end].traits.contains(.function)
    {
      return nil
    }
    if end - index == 1 {
      let word = tokens[index].word
      if tokens[index].traits.contains(.adjective) || word.utf8.count < 3 || Self.weakSingles.contains(word) {
        return nil
      }
    }
    let text = surface(index..<end)
    guard add(index..<end, kind: .preference, isCertain: true, surface: text) != nil else { return nil }
    return (EntityKey.normalized(text), end)
  }

  /// What a light gerund can be about: "playing the cello", not "reading in bed".
  private func isPlainNoun(_ index: Int) -> Bool {
    if tokens[index].breakBefore { return false }
    if span(at: index) != nil || ["the", "my", "a"].contains(tokens[index].word) { return true }
    return tokens[index].form == .lower
      && !tokens[index].traits.intersects([.function, .preposition, .hollow, .calendar])
  }

  /// What follows a gerund belongs to it: "running my own studio".
  private func takesObject(at index: Int, in sentence: GraphSentence) -> Bool {
    guard index < sentence.tokens.upperBound, !tokens[index].breakBefore else { return false }
    return tokens[index].traits.contains(.determiner)
      || ["me", "him", "them", "us", "you", "it"].contains(tokens[index].word)
  }

  private static let weakSingles: Set<String> = [
    "red", "blue", "green", "yellow", "pink", "purple", "orange", "black", "white", "grey", "gray", "brown",
  ]

  private static let weakEnds: Set<String> = [
    "because", "since", "too", "also", "though", "lately", "anymore", "today", "together", "outside", "here", "there",
    "most", "best",
    "especially", "either", "right", "please", "thanks", "lol", "haha", "soon",
  ]
}
