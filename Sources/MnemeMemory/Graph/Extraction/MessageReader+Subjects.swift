import Foundation
import MnemeCore

/// Who does what a verb says, and what follows it.
extension MessageReader {
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

  func subjects(at index: Int, verb: Int, in sentence: GraphSentence, mayLackSubject: Bool) -> [String]? {
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
  func apposed(before index: Int, in sentence: GraphSentence) -> String? {
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
  func firstSubject(before index: Int, in sentence: GraphSentence) -> [String]? {
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
  func conjoined(before start: Int, in sentence: GraphSentence) -> [String] {
    guard start - 2 >= sentence.tokens.lowerBound, tokens[start - 1].word == "and" else { return [] }
    if let span = span(at: start - 2), spans[span].kind == .person, !tokens[start - 2].isPossessive {
      return [spans[span].key]
    }
    if tokens[start - 2].word == "i", let speaker { return [speaker.key] }
    return []
  }

  /// Something in the clause before the subject makes it a wish, a plan, hearsay or a condition.
  func isDistant(_ index: Int, in sentence: GraphSentence) -> Bool {
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
  func object(
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
  mutating func lowerPlace(after verb: Int, _ prepositions: Set<String>, in sentence: GraphSentence) -> Int? {
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

  mutating func place(after verb: Int, _ prepositions: Set<String>, in sentence: GraphSentence) -> String? {
    let found = object(after: verb, prepositions, in: sentence) ?? lowerPlace(after: verb, prepositions, in: sentence)
    guard let span = found, isPlaceLike(span) else { return nil }
    set(span, kind: .place)
    return spans[span].key
  }

  func isPlaceLike(_ span: Int) -> Bool {
    if spans[span].isCertain { return spans[span].kind == .place }
    return spans[span].kind == .place || spans[span].kind == .concept
      || tokens[spans[span].tokens.lowerBound].traits.contains(.maybePlace)
  }

  /// The day it began, where the sentence says one.
  func begin(_ sentence: GraphSentence) -> Date? {
    let hasDate = tokens[sentence.tokens].contains { token in
      token.form == .number || token.traits.contains(.calendar)
        || ["last", "ago", "yesterday", "since", "this"].contains(token.word)
    }
    guard hasDate else { return nil }
    return StatedDate.validFrom(in: surface(sentence.tokens), said: date)
  }

  func hasEnded(_ sentence: GraphSentence, after verb: Int) -> Bool {
    tokens[verb..<sentence.tokens.upperBound].contains { ["anymore", "until", "till"].contains($0.word) }
  }
}
