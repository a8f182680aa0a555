import Foundation
import MnemeCore

/// Relatives, friends, colleagues and pets by name.
extension MessageReader {
  /// To whom a noun belongs.
  enum Possessor: Hashable {
    case speaker
    case person(String)
    /// "his": somebody, but nobody knows who.
    case unknown
  }

  /// "my", "Mira's", "his" before a noun, adjectives between; nil where nothing owns it.
  func possessor(ofNounAt noun: Int, in sentence: GraphSentence) -> Possessor? {
    var index = noun - 1
    while index >= sentence.tokens.lowerBound, noun - index <= 3, tokens[index].traits.contains(.adjective) {
      index -= 1
    }
    guard index >= sentence.tokens.lowerBound else { return nil }
    if let span = span(at: index) {
      return tokens[index].isPossessive && spans[span].kind == .person ? .person(spans[span].key) : nil
    }
    switch tokens[index].word {
    case "my", "our": return .speaker
    case "his", "her", "their": return onlyPerson(before: index).map(Possessor.person) ?? .unknown
    default: return nil
    }
  }

  /// The only person that the message names before a token.
  func onlyPerson(before index: Int) -> String? {
    var found: String?
    for span in spans where span.kind == .person && span.tokens.lowerBound < index {
      if let found, found != span.key { return nil }
      found = span.key
    }
    return found
  }

  mutating func findKin(in sentence: GraphSentence) {
    for index in sentence.tokens where tokens[index].traits.contains(.kin) && tokens[index].form == .lower {
      guard span(at: index) == nil else { continue }
      let relation = lexicon.kinRelations[Int(tokens[index].info.kin)]
      if let owner = possessor(ofNounAt: index, in: sentence) {
        let names = namesAfter(kin: index, in: sentence) + namesBefore(kin: index, in: sentence)
        for name in names { relate(name, relation, to: owner) }
      } else if let owner = haver(ofNounAt: index, in: sentence), index + 2 < sentence.tokens.upperBound,
        tokens[index + 1].traits.contains(.named), let name = personSpan(at: index + 2, relation)
      {
        relate(name, relation, to: owner)
      }
    }
  }

  private mutating func relate(_ name: Int, _ relation: RelationType, to owner: Possessor) {
    if relation == .petOf {
      // A pet bears a person's name often enough.
      if spans[name].kind == .person || spans[name].kind == .concept { demote(name) }
    } else {
      set(name, kind: .person)
    }
    let key = spans[name].key
    switch owner {
    case .speaker:
      guard let speaker else { return }
      state(key, relation, speaker.key)
      kinNames[relation] = kinNames[relation] == nil ? key : ""
    case .person(let other): if speaker != nil { state(key, relation, other) }
    case .unknown: break
    }
  }

  /// "I have a sister called Mira".
  private func haver(ofNounAt noun: Int, in sentence: GraphSentence) -> Possessor? {
    var index = noun - 1
    while index >= sentence.tokens.lowerBound, noun - index <= 4,
      tokens[index].traits.intersects([.adjective, .determiner]) || tokens[index].form == .number
    {
      index -= 1
    }
    guard index > sentence.tokens.lowerBound, ["have", "got", "'ve", "has", "adopted"].contains(tokens[index].word)
    else { return nil }
    while index > sentence.tokens.lowerBound,
      tokens[index].traits.contains(.adverb) || tokens[index].word == "got" || tokens[index].word == "adopted"
    {
      index -= 1
    }
    return ["i", "we"].contains(tokens[index].word) ? .speaker : nil
  }

  /// "my sister Mira", "my sister is called Mira", "my sister's name is Mira", "my sisters Mira and Ana".
  private mutating func namesAfter(kin: Int, in sentence: GraphSentence) -> [Int] {
    let relation = lexicon.kinRelations[Int(tokens[kin].info.kin)]
    var index = kin + 1
    let end = sentence.tokens.upperBound
    guard index < end else { return [] }
    if tokens[kin].isPossessive {
      guard tokens[index].word == "name" || tokens[index].word == "names" else { return [] }
      index += 1
      guard index < end, ["is", "was", "are"].contains(tokens[index].word) else { return [] }
      index += 1
    } else if ["is", "was", "are"].contains(tokens[index].word), !tokens[index].breakBefore {
      index += 1
      if index < end, tokens[index].traits.contains(.named) { index += 1 }
    } else if tokens[index].word == "name", index + 1 < end, ["is", "was"].contains(tokens[index + 1].word) {
      index += 2
    } else if tokens[index].traits.contains(.named) {
      index += 1
    } else if tokens[index].breakBefore, let span = span(at: index) {
      // "my sister, Mira, …" names her; "my sister, Mira and Jon" is a list.
      let after = spans[span].tokens.upperBound
      if after < end, !tokens[after].breakBefore || tokens[after].word == "and" { return [] }
    }
    guard index < end, let first = personSpan(at: index, relation) else { return [] }
    var names = [first]
    let isPlural = tokens[kin].word.hasSuffix("s") || tokens[kin].word == "children"
    while isPlural {
      let next = spans[names[names.count - 1]].tokens.upperBound
      guard next < end else { break }
      let isJoined = tokens[next].word == "and" && next + 1 < end
      guard isJoined || tokens[next].breakBefore, let other = personSpan(at: isJoined ? next + 1 : next, relation)
      else { break }
      names.append(other)
    }
    return names
  }

  /// "Mira, my sister", "Mira is my sister".
  private mutating func namesBefore(kin: Int, in sentence: GraphSentence) -> [Int] {
    var index = kin - 1
    while index > sentence.tokens.lowerBound, tokens[index].traits.contains(.adjective) { index -= 1 }
    guard ["my", "our"].contains(tokens[index].word), index > sentence.tokens.lowerBound else { return [] }
    let isApposed = tokens[index].breakBefore
    index -= 1
    if ["is", "was", "been"].contains(tokens[index].word), index > sentence.tokens.lowerBound, !isApposed {
      let isPerfect = tokens[index].word == "been"
      index -= 1
      if isPerfect, ["has", "have"].contains(tokens[index].word), index > sentence.tokens.lowerBound { index -= 1 }
    } else if !isApposed {
      return []
    } else if kin + 1 < sentence.tokens.upperBound, !tokens[kin + 1].breakBefore {
      // "With Mira, my sister went home" says nothing of Mira.
      return []
    }
    guard let span = span(at: index), spans[span].kind == .person || spans[span].kind == .concept,
      !tokens[index].isPossessive
    else {
      return []
    }
    return [span]
  }

  /// A span that can be a living being; a given name in lower letters counts here too.
  private mutating func personSpan(at index: Int, _ relation: RelationType) -> Int? {
    if let span = span(at: index) {
      guard spans[span].tokens.lowerBound == index, !tokens[index].traits.contains(.demonym) else { return nil }
      let isBeing = spans[span].kind == .person || !spans[span].isCertain
      return isBeing || relation == .petOf ? span : nil
    }
    guard tokens.indices.contains(index) else { return nil }
    let token = tokens[index]
    if token.form == .lower, token.traits.contains(.givenName), !token.traits.intersects([.common, .function]) {
      return add(index..<(index + 1), kind: .person, isCertain: true, surface: surface(index..<(index + 1)).capitalized)
    }
    // "my dog Biscuit", "my cat Pixel": words are names where relatives and pets are named.
    if token.form == .capitalised, !token.isInitial, !token.traits.intersects([.function, .demonym, .calendar, .kin]) {
      return add(index..<(index + 1), kind: .concept, isCertain: false)
    }
    return nil
  }
}
