import MnemeCore

/// From the words of a question to entities.
extension KnowledgeGraph {
  /// Words of the longest name that is looked for.
  private static let longestName = 5
  /// Entities that "my friends" may stand for.
  private static let kinLimit = 8

  /// Entities that a question names, in order of mention, each once: by key or spelling, whatever the case; names of
  /// persons also by part (see `linked(to:)`); relatives by their relation ("my sister", "Mira's husband", "우리 언니"); the
  /// owner for "I", "me" and "my". A word that is a name and an ordinary word ("Will", "Hope") counts only where it is
  /// written as a name. O(length of the question).
  package func entities(in query: String) -> [Int64] {
    let reader = QueryNames(query, graph: self)
    return reader.slots().map { ordinal(ofEntity: $0) }
  }

  /// Entities that a name may stand for: those that bear it, and the one person whose full name it begins or ends, or whose
  /// first name it is, where only one does ("Mira" and "Mira Holm"). A name borne by nobody also finds the one entity of
  /// any kind that begins with it ("Halden" for "Halden Systems"). Most mentioned first, then by key; empty when nobody or
  /// more than one answers. O(1) and the number of bearers of the name's words.
  package func linked(to name: String) -> [Int64] {
    linkedSlots(to: EntityKey.normalized(name)).map { ordinal(ofEntity: $0) }
  }

  func linkedSlots(to normal: String) -> [Int] {
    let exact = slots(named: normal)
    let isOneWord = !normal.utf8.contains(UInt8(ascii: " "))
    let bearers = isOneWord ? words.slots(of: normal) : []
    // So it is with nearly every word of a text.
    if isOneWord, bearers.isEmpty { return exact }
    var found = Set(exact)
    let parts = normal.split(separator: " ").map(String.init)
    if parts.count == 1 {
      let people = bearers.filter { isPerson($0) && isName($0, endedBy: normal) && !found.contains($0) }
      if people.count == 1, exact.isEmpty || exact.contains(where: isPerson) { found.formUnion(people) }
      if found.isEmpty, people.isEmpty {
        let begun = bearers.filter { key(at: $0).hasPrefix(normal + " ") }
        if begun.count == 1 { found.formUnion(begun) }
      }
    } else if let first = parts.first, exact.isEmpty {
      let people = slots(named: first).filter { key(at: $0) == first && isPerson($0) }
      // Somebody else of the same first name makes it unsure.
      let others = words.slots(of: first).filter { isPerson($0) && key(at: $0).hasPrefix(first + " ") }
      if people.count == 1, others.isEmpty { found.formUnion(people) }
    }
    return found.sorted(by: precedes)
  }

  func isPerson(_ slot: Int) -> Bool { nodes.read(slot) { $0.kind == .person } }

  /// The name's first or last word; for a Korean full name the given name.
  private func isName(_ slot: Int, endedBy word: String) -> Bool {
    let key = key(at: slot)
    return key.hasPrefix(word + " ") || key.hasSuffix(" " + word)
      || (key.hasSuffix(word) && key.utf8.count == word.utf8.count + 3)
  }

  /// The other ends of an entity's relations of one type that lead to it: who is its sister.
  func slots(related type: RelationType, to slot: Int) -> [Int] {
    guard let number = types.known(type) else { return [] }
    let found = incident[slot].map(Int.init).filter { link in
      links[link].type == number && (Int(links[link].target) == slot || type.isSymmetric)
    }
    return ordered(found, limit: Self.kinLimit).map { Int(links[$0].other(than: Int32(slot))) }
  }

  func names(at slot: Int) -> (isLower: Bool, kind: EntityKind) {
    nodes.read(slot) { node in (node.name.unicodeScalars.first?.properties.isLowercase ?? false, node.kind) }
  }

  var longestNameWords: Int { Self.longestName }
}

/// Reads the names of one question.
private struct QueryNames {
  private let graph: KnowledgeGraph
  private let scan: GraphScan
  private let bytes: [UInt8]
  private let lexicon = Lexicon.shared
  private let korean = KoreanLexicon.shared
  private var found: [Int] = []
  private var namesOwner = false

  init(_ query: String, graph: KnowledgeGraph) {
    self.graph = graph
    bytes = Array(query.utf8)
    scan = GraphScanner.scan(query)
    read()
  }

  func slots() -> [Int] {
    var seen: Set<Int> = []
    let all = namesOwner && graph.owner >= 0 ? found + [Int(graph.owner)] : found
    return all.filter { seen.insert($0).inserted }
  }

  private mutating func read() {
    var index = 0
    while index < scan.tokens.count {
      let token = scan.tokens[index]
      if MessageReader.selfWords.contains(token.word) || HangulWord(token.word).map(korean.selfWords.contains) ?? false
      {
        namesOwner = true
      }
      if let (slots, end) = longestName(from: index) {
        found += slots
        index = relatives(of: slots, from: end) ?? end
        continue
      }
      if let slots = relatives(at: index) {
        found += slots
      } else if token.form == .hangul {
        found += hangul(token.word)
      } else {
        let slots = word(index)
        found += slots
        if !slots.isEmpty, let end = relatives(of: slots, from: index + 1) {
          index = end
          continue
        }
      }
      index += 1
    }
  }

  /// The longest run of words from here that is a name.
  private func longestName(from start: Int) -> (slots: [Int], end: Int)? {
    knownName(from: start) ?? (scan.tokens[start].form == .capitalised ? otherName(from: start) : nil)
  }

  private func knownName(from start: Int) -> (slots: [Int], end: Int)? {
    // A name of several words has its first one in the index of words.
    let first = scan.tokens[start].word
    guard graph.words.contains(first) || first.utf8.contains(UInt8(ascii: "-")) else { return nil }
    var end = start + 1
    var best: (slots: [Int], end: Int)?
    while end < scan.tokens.count, end - start < graph.longestNameWords, !scan.tokens[end - 1].isPossessive,
      !scan.tokens[end].breakBefore || scan.tokens[end - 1].dotAfter
    {
      end += 1
      let slots = graph.slots(named: EntityKey.normalized(surface(start..<end)))
      if !slots.isEmpty { best = (slots, end) }
    }
    return best
  }

  /// "Mira Holm" where only "Mira" is known, or another Mira, who is nobody.
  private func otherName(from start: Int) -> (slots: [Int], end: Int)? {
    guard isName(start), graph.names.contains(scan.tokens[start].word) else { return nil }
    var end = start + 1
    while end < scan.tokens.count, end - start < graph.longestNameWords, !scan.tokens[end - 1].isPossessive,
      scan.tokens[end].form == .capitalised, !scan.tokens[end].breakBefore,
      !scan.tokens[end].traits.intersects([.function, .common]), !graph.names.contains(scan.tokens[end].word)
    {
      end += 1
    }
    guard end - start > 1, graph.slots(named: scan.tokens[start].word).contains(where: graph.isPerson) else {
      return nil
    }
    return (graph.linkedSlots(to: EntityKey.normalized(surface(start..<end))), end)
  }

  private func word(_ index: Int) -> [Int] {
    let isName = isName(index)
    if !isName, scan.tokens[index].traits.intersects([.function, .hollow]) { return [] }
    let slots = graph.linkedSlots(to: EntityKey.normalized(surface(index..<(index + 1))))
    if slots.isEmpty || isName { return slots }
    // "coffee" names the coffee that somebody likes, "hope" not the Hope whom somebody knows.
    return slots.filter { graph.names(at: $0).isLower }
  }

  /// Written or known as a name, not as an ordinary word.
  private func isName(_ index: Int) -> Bool {
    let token = scan.tokens[index]
    if token.traits.intersects([.function, .common, .calendar, .demonym, .acronym, .hollow]) {
      return token.isWrittenAsName && !token.isInitial && !token.traits.contains(.calendar)
    }
    return true
  }

  private func hangul(_ text: String) -> [Int] {
    guard let word = HangulWord(text) else { return graph.linkedSlots(to: text) }
    for stem in KoreanStem.all(of: word) {
      // "민지 씨", "민지님", "지훈이": what a name is called by.
      for form in Self.endings.end(stem.word) ? [stem.word, stem.word.dropLast()] : [stem.word] {
        guard form.count >= 2 || form == word else { continue }
        let slots = graph.linkedSlots(to: form.text)
        if !slots.isEmpty { return slots }
      }
    }
    return []
  }

  private static let endings: HangulList = "씨 님 이"

  // MARK: Relatives

  /// "my sister", "우리 언니".
  private func relatives(at index: Int) -> [Int]? {
    guard graph.owner >= 0 else { return nil }
    let token = scan.tokens[index]
    if token.form == .hangul {
      for stem in HangulWord(token.word).map(KoreanStem.all) ?? [] {
        guard let relation = korean.kin[stem.word] else { continue }
        let slots = graph.slots(related: relation, to: Int(graph.owner))
        if !slots.isEmpty { return slots }
      }
      return nil
    }
    guard token.traits.contains(.kin), owns(index) else { return nil }
    return graph.slots(related: lexicon.kinRelations[Int(token.info.kin)], to: Int(graph.owner))
  }

  private func owns(_ noun: Int) -> Bool {
    var index = noun - 1
    while index >= 0, noun - index <= 3, scan.tokens[index].traits.contains(.adjective) { index -= 1 }
    return index >= 0 && ["my", "our"].contains(scan.tokens[index].word)
  }

  /// "Mira's husband": adds him and returns where the phrase ends.
  private mutating func relatives(of slots: [Int], from end: Int) -> Int? {
    guard end < scan.tokens.count, scan.tokens[end - 1].isPossessive, scan.tokens[end].traits.contains(.kin) else {
      return nil
    }
    let relation = lexicon.kinRelations[Int(scan.tokens[end].info.kin)]
    for slot in slots { found += graph.slots(related: relation, to: slot) }
    return end + 1
  }

  private func surface(_ range: Range<Int>) -> String {
    let first = scan.tokens[range.lowerBound].range.lowerBound
    return String(decoding: bytes[first..<scan.tokens[range.upperBound - 1].range.upperBound], as: UTF8.self)
  }
}
