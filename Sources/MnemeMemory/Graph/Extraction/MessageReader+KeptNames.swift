import MnemeCore

/// Which runs of capitalised words are names, and what the names say by themselves.
extension MessageReader {
  mutating func accept(_ range: Range<Int>, isLoud: Bool, in sentence: GraphSentence) {
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

  mutating func acceptWord(_ index: Int, isLoud: Bool, in sentence: GraphSentence) {
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

  mutating func acceptWords(_ range: Range<Int>, isLoud: Bool, in sentence: GraphSentence) {
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
  func kindByParts(_ range: Range<Int>) -> EntityKind? {
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
}
