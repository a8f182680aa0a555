import Foundation
import MnemeCore

/// Where somebody lives, comes from and was.
extension MessageReader {
  mutating func live(_ verb: Int, in sentence: GraphSentence) {
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

  func hasPerfect(_ verb: Int, in sentence: GraphSentence) -> Bool {
    tokens[max(sentence.tokens.lowerBound, verb - 4)..<verb].contains {
      ["have", "has", "'ve", "'s"].contains($0.word) || $0.isPossessive
    }
  }

  mutating func move(_ verb: Int, in sentence: GraphSentence) {
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

  mutating func visit(_ index: Int, in sentence: GraphSentence) {
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

  /// "I'm from", "grew up in", "born in".
  mutating func origin(_ index: Int, in sentence: GraphSentence) {
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
