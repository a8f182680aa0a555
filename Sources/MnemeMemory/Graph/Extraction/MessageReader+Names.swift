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
  private func isLoud(_ sentence: GraphSentence) -> Bool {
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

  private func isNamePart(_ index: Int) -> Bool {
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
  private func nameEnd(from start: Int, in sentence: GraphSentence) -> Int? {
    guard isNamePart(start) || (tokens[start].traits.contains(.demonym) && tokens[start].isWrittenAsName) else {
      return nil
    }
    var end = start + 1
    while end < sentence.tokens.upperBound {
      if tokens[end - 1].isPossessive || tokens[end].breakBefore { break }
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
  private func connected(at index: Int, after start: Int, in sentence: GraphSentence) -> Int? {
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
  private func trimmed(_ range: Range<Int>, in sentence: GraphSentence) -> Range<Int>? {
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

  // MARK: What is kept

  private mutating func accept(_ range: Range<Int>, isLoud: Bool, in sentence: GraphSentence) {
    if let known = phrase(at: range.lowerBound, upTo: range.upperBound) {
      add(range.lowerBound..<known.end, kind: known.kind, isCertain: true)
      let rest = known.end..<range.upperBound
      if !rest.isEmpty, !isLoud { accept(rest, isLoud: isLoud, in: sentence) }
      return
    }
    var range = range
    // "Project Heron" and "the Heron project" are one.
    if range.count > 1, tokens[range.lowerBound].word == "project" {
      add(
        range, kind: .project, isCertain: true,
        key: EntityKey.normalized(surface((range.lowerBound + 1)..<range.upperBound)))
      return
    }
    // A place or product and a name beside it without a comma are two names: "Berlin Tomas", not "Lisbon Marathon".
    if range.count == 2, tokens[range.lowerBound].traits.contains(.place),
      tokens[range.lowerBound + 1].traits.contains(.givenName)
    {
      add(range.lowerBound..<(range.lowerBound + 1), kind: .place, isCertain: true)
      range = (range.lowerBound + 1)..<range.upperBound
    }
    let first = tokens[range.lowerBound]
    let last = tokens[range.upperBound - 1]
    if first.traits.contains(.title), range.count > 1, tokens[range.lowerBound + 1].isWrittenAsName,
      !last.traits.intersects(Self.ends.union(.common))
    {
      let name = (range.lowerBound + 1)..<range.upperBound
      add(range, kind: .person, isCertain: true, key: EntityKey.normalized(surface(name)))
      return
    }
    if range.count == 1 {
      acceptWord(range.lowerBound, isLoud: isLoud, in: sentence)
    } else {
      acceptWords(range, isLoud: isLoud, in: sentence)
    }
  }

  private mutating func acceptWord(_ index: Int, isLoud: Bool, in sentence: GraphSentence) {
    let token = tokens[index]
    let traits = token.traits
    let isInitial = token.isInitial && !sentence.hasHangul
    let range = index..<(index + 1)
    if traits.contains(.givenName) {
      add(range, kind: .person, isCertain: true)
    } else if traits.intersects(.thing), !(traits.contains(.wordy) && (isInitial || isLoud)) {
      let kind: EntityKind =
        traits.contains(.place) ? .place : traits.contains(.organization) ? .organization : .product
      add(range, kind: kind, isCertain: true)
    } else if traits.intersects([.maybeGivenName, .maybePlace]) {
      // Kept where something beside it says what it is; see `classify`.
      let isPlain = traits.intersects([.function, .common, .calendar, .demonym])
      // "I saw Will" names him, "Mark your calendar" nobody.
      let isWord =
        isPlain
        && !(traits.contains(.function) && !traits.contains(.calendar) && !isInitial && token.form == .capitalised)
      let isSure = !isWord && (!isInitial || traits.contains(.likelyPlace))
      if isLoud || (!isSure && !isCued(index, in: sentence)) { return }
      add(range, kind: traits.contains(.likelyPlace) ? .place : .concept, isCertain: false)
    } else if traits.intersects(.noName.union([.common, .title])) {
      if isNamed(index, in: sentence) { add(range, kind: .concept, isCertain: false) }
    } else if isInitial {
      // The first word of a sentence is a name only where something says so.
      guard !Self.looksInflected(token.word) || isNamed(index, in: sentence), isCued(index, in: sentence) else {
        return
      }
      add(range, kind: .concept, isCertain: false)
    } else if !isLoud || isCued(index, in: sentence) {
      if token.form == .upper, token.word.utf8.count > 6 { return }
      add(range, kind: token.form == .mixed && !Self.isSurname(surface(range)) ? .product : .concept, isCertain: false)
    }
  }

  private mutating func acceptWords(_ range: Range<Int>, isLoud: Bool, in sentence: GraphSentence) {
    let parts = tokens[range]
    guard let first = parts.first, let last = parts.last else { return }
    // "Happy Birthday", "Good Luck": nothing but words.
    let isPlain = parts.allSatisfy { $0.traits.intersects([.common, .function, .calendar, .demonym, .hollow]) }
    let isUnsure = isPlain && (isLoud || first.isInitial || !last.traits.intersects(Self.ends))
    if isUnsure, !isNamed(range.lowerBound, in: sentence) { return }
    if last.traits.intersects(Self.ends) || first.traits.intersects([.organizationHead, .placeHead])
      || Self.houses.contains(first.word)
    {
      if let kind = kindByParts(range) {
        add(range, kind: kind, isCertain: true)
        return
      }
    }
    if first.traits.contains(.givenName) {
      add(range, kind: .person, isCertain: !last.traits.contains(.common))
      return
    }
    if isLoud { return }
    if parts.contains(where: { $0.traits.contains(.product) && !$0.traits.contains(.wordy) }) {
      add(range, kind: .product, isCertain: false)
      return
    }
    add(range, kind: .concept, isCertain: false)
  }

  /// What the first and last word of a name of several words make it.
  private func kindByParts(_ range: Range<Int>) -> EntityKind? {
    let first = tokens[range.lowerBound].traits
    let last = tokens[range.upperBound - 1].traits
    // "Ingrid Banks" is a person, "Ingrid Bakery" is not.
    if last.contains(.eventEnd) { return .event }
    if last.contains(.organizationEnd) { return .organization }
    if last.contains(.placeEnd) { return .place }
    if Self.houses.contains(tokens[range.lowerBound].word), !last.intersects([.common, .givenName]) {
      return .organization
    }
    if first.contains(.organizationHead), range.contains(where: { tokens[$0].word == "of" }) { return .organization }
    if first.contains(.placeHead), !last.intersects([.common, .givenName]) { return .place }
    if last.contains(.productEnd) { return .product }
    return nil
  }

  /// They stand before the name of a house: "Hotel Miravalle".
  private static let houses: Set<String> = [
    "hotel", "cafe", "bistro", "restaurant", "hostel", "osteria", "trattoria", "pizzeria", "brasserie", "radio",
    "museum", "gallery",
  ]

  /// "McKay", "O'Brien", "MacLeod", "DeLuca".
  static func isSurname(_ word: String) -> Bool {
    ["Mc", "Mac", "O'", "O\u{2019}", "De", "Di", "La", "Le", "Van", "Fitz"].contains { prefix in
      word.hasPrefix(prefix) && word.dropFirst(prefix.count).first?.isUppercase == true
        && word.dropFirst(prefix.count + 1).allSatisfy(\.isLowercase)
    }
  }

  // MARK: Titles and repeats

  /// "Lord of the Winds" between quotation marks: every word that carries meaning begins with a capital.
  mutating func findTitles() {
    for quote in scan.quotes where quote.count <= 7 {
      let words = tokens[quote]
      let isKoreanTitle = words.allSatisfy { $0.form == .hangul || $0.form == .number } && isBracketed(quote)
      let isTitle =
        words.allSatisfy { $0.isWrittenAsName || $0.form == .number || $0.traits.contains(.function) }
        && words.first?.isWrittenAsName == true
        && words.contains { $0.isWrittenAsName && !$0.traits.contains(.function) }
      let isCued = quote.lowerBound > 0 && tokens[quote.lowerBound - 1].traits.intersects([.noun, .named])
      guard isKoreanTitle || (isTitle && (words.count > 1 || isCued)) else { continue }
      // "Thanks", "Good Luck": somebody's words.
      if !isCued, !isKoreanTitle, words.allSatisfy({ $0.traits.intersects([.function, .greeting]) }) { continue }
      add(quote, kind: .concept, isCertain: true)
    }
  }

  /// In 『 』 or 《 》, which enclose titles and nothing else.
  private func isBracketed(_ quote: Range<Int>) -> Bool {
    let start = tokens[quote.lowerBound].range.lowerBound
    guard start >= 3 else { return false }
    let mark = bytes[(start - 3)..<start]
    return [0x300E, 0x300A].contains { (value: UInt32) in
      Unicode.Scalar(value).map { Array(String($0).utf8) == Array(mark) } ?? false
    }
  }

  /// A first word of a sentence that stands elsewhere in the message as a name is that name.
  mutating func findRepeatedNames() {
    let known = Dictionary(
      spans.filter { $0.tokens.count == 1 }.map { (tokens[$0.tokens.lowerBound].word, ($0.kind, $0.isCertain)) }
    ) { first, _ in first }
    guard !known.isEmpty else { return }
    for index in tokens.indices where tokens[index].isInitial && tokens[index].isWrittenAsName && spanOfToken[index] < 0
    {
      if let (kind, isCertain) = known[tokens[index].word], !tokens[index].traits.intersects(.noName) {
        add(index..<(index + 1), kind: kind, isCertain: isCertain)
      }
    }
  }
}
