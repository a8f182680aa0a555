import MnemeCore

/// Where names stand: runs of capitalised words, and titles in quotation marks.
extension MessageReader {
  /// Share of capitalised words from which on a sentence is a heading or shouted, and capitals say nothing.
  private static let headingShare = 0.75

  mutating func findNames(in sentence: GraphSentence) {
    let isLoud = isLoud(sentence)
    var index = sentence.tokens.lowerBound
    while index < sentence.tokens.upperBound {
      if span(at: index) == nil, let end = nameEnd(from: index, in: sentence) {
        let range = trimmed(index..<end, in: sentence)
        if let range { accept(range, isLoud: isLoud, in: sentence) }
        index = max(end, index + 1)
      } else {
        index += 1
      }
    }
  }

  /// Capitals say nothing: a heading, a shout, or a language that is not English (which has a word of grammar in every
  /// few).
  func isLoud(_ sentence: GraphSentence) -> Bool {
    var words = 0
    var capitals = 0
    var grammar = 0
    for token in tokens[sentence.tokens] where token.form != .number && token.form != .hangul {
      words += 1
      if token.isWrittenAsName, token.word != "i" { capitals += 1 }
      if token.traits.intersects([.function, .acronym]) || token.isPossessive { grammar += 1 }
    }
    if words >= 2, capitals == words, !sentence.hasHangul { return true }
    if words >= 7, grammar * 6 < words, !sentence.hasHangul { return true }
    return words >= 4 && Double(capitals) >= Self.headingShare * Double(words)
  }

  func isNamePart(_ index: Int) -> Bool {
    let token = tokens[index]
    guard token.isWrittenAsName, spanOfToken[index] < 0 else { return false }
    if token.traits.contains(.title), token.dotAfter { return true }
    if token.traits.intersects([.function, .calendar, .acronym]) {
      // "Will Harker", "North Carolina": part of a name where the lists say so.
      return token.traits.intersects([.maybeGivenName, .phraseHead, .place]) && token.form == .capitalised
    }
    // A single capital is an initial or nothing.
    return token.range.count > 1 || token.dotAfter
  }

  /// The end of the run of name parts that begins here; nil where none does.
  func nameEnd(from start: Int, in sentence: GraphSentence) -> Int? {
    guard isNamePart(start) || (tokens[start].traits.contains(.demonym) && tokens[start].isWrittenAsName) else {
      return nil
    }
    var end = start + 1
    while end < sentence.tokens.upperBound {
      if tokens[end].breakBefore, !tokens[end - 1].dotAfter { break }
      // "St. Brigid's Church" goes on after its possessive, "Mira's Church" might not.
      if tokens[end - 1].isPossessive {
        let isHouse = end - start > 1 && tokens[end].isWrittenAsName && tokens[end].traits.intersects(Self.ends)
        if !isHouse { break }
      }
      if isNamePart(end) {
        end += 1
        continue
      }
      // Numbers belong to products: "Pixel 9".
      if tokens[end].form == .number, tokens[end].word.utf8.count <= 3, end - start == 1,
        tokens[start].traits.contains(.product)
      {
        end += 1
        break
      }
      guard let next = connected(at: end, after: start, in: sentence) else { break }
      end = next
    }
    return end
  }

  /// The end after a connecting word and the name part behind it: "van Berg", "of the North".
  func connected(at index: Int, after start: Int, in sentence: GraphSentence) -> Int? {
    var next = index
    let first = tokens[index]
    guard first.form == .lower else { return nil }
    if first.traits.contains(.particle) {
      while next < sentence.tokens.upperBound, tokens[next].traits.contains(.particle), next - index < 2 { next += 1 }
    } else if first.word == "of" || first.word == "for" {
      let head = tokens[index - 1].traits
      let isHead =
        head.intersects([.organizationHead, .organizationEnd, .eventEnd])
        || [
          "lord", "isle", "gulf", "bay", "cape", "statue", "tower", "museum", "ministry", "department", "bank",
          "republic",
        ]
        .contains(tokens[index - 1].word)
      guard isHead else { return nil }
      next += 1
      if next < sentence.tokens.upperBound, tokens[next].word == "the" { next += 1 }
    } else {
      return nil
    }
    guard next < sentence.tokens.upperBound, !tokens[next].breakBefore, isNamePart(next) else { return nil }
    return next + 1
  }

  /// The run without what is capitalised for its place, at its head, or is no name, at its ends.
  func trimmed(_ range: Range<Int>, in sentence: GraphSentence) -> Range<Int>? {
    var range = range
    while let first = range.first {
      let token = tokens[first]
      let next = range.count > 1 ? tokens[first + 1] : nil
      if token.traits.contains(.demonym), !token.traits.intersects([.place, .givenName, .maybeGivenName]) {
        // "Swiss Air" is a name, "Swiss Tomas" is not.
        if let last = range.last, last > first, tokens[last].traits.intersects(Self.ends) { break }
      } else if token.traits.contains(.title) || token.word == "project", next != nil {
        break
      } else if phrase(at: first, upTo: range.upperBound) != nil {
        break
      } else if token.isInitial, !sentence.hasHangul {
        guard let next else { break }
        let isKnown = token.traits.intersects([.givenName, .place, .organization, .product])
        let isWord = token.traits.intersects([.common, .function, .calendar]) || Self.looksInflected(token.word)
        let isNextKnown =
          next.traits.intersects([.givenName, .place, .title]) || phrase(at: first + 1, upTo: range.upperBound) != nil
        if isKnown || token.dotAfter || (!isWord && !isNextKnown) { break }
        if isWord, token.traits.contains(.maybeGivenName), !next.traits.intersects([.common, .givenName, .place]) {
          break
        }
        // "Blue Lantern Studio called": a sentence may begin with a name that ends like one.
        if let last = range.last, last > first + 1, tokens[last].traits.intersects(Self.ends), !isNextKnown,
          !token.traits.contains(.function)
        {
          break
        }
      } else {
        break
      }
      range = (first + 1)..<range.upperBound
    }
    while let last = range.last, tokens[last].traits.intersects([.calendar, .function]), range.count > 1 {
      range = range.lowerBound..<last
    }
    return range.isEmpty ? nil : range
  }

  static let ends: WordTraits = [.organizationEnd, .placeEnd, .eventEnd, .productEnd]

  /// Looks like a verb or adverb.
  static func looksInflected(_ word: String) -> Bool {
    word.utf8.count >= 5 && (word.hasSuffix("ing") || word.hasSuffix("ed") || word.hasSuffix("ly"))
  }

  /// A known name of several words that begins at a token: its kind and end, the longest one.
  func phrase(at index: Int, upTo end: Int) -> (kind: EntityKind, end: Int)? {
    guard tokens[index].traits.contains(.phraseHead) else { return nil }
    var text = tokens[index].word
    var found: (EntityKind, Int)?
    var next = index + 1
    while next < end, next - index < Lexicon.longestPhrase, !tokens[next].breakBefore || tokens[next - 1].dotAfter {
      text += " " + tokens[next].word
      next += 1
      if let kind = lexicon.phrase(text) { found = (kind, next) }
    }
    return found
  }

}
