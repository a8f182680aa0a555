import MnemeMemory

/// Words of a text as the responder compares them.
enum WordForms {
  /// Lower-case words in order, apostrophe endings cut; Korean words lose their particles.
  static func words(_ text: String) -> [String] {
    text.lowercased().replacing("\u{2019}", with: "'").split { !($0.isLetter || $0.isNumber || $0 == "'") }
      .map { part in
        let word = part.hasSuffix("'s") ? String(part.dropLast(2)) : String(part.filter { $0 != "'" })
        return StatementText.isKorean(word) ? KoreanParticles.stripped(word) : word
      }.filter { !$0.isEmpty }
  }

  /// A light English stem: enough to join "planning" with "plan" and "cities" with "city".
  static func stem(_ word: String) -> String {
    guard word.utf8.count > 3, word.utf8.allSatisfy({ $0 < 0x80 }) else { return word }
    var stem = word
    if stem.hasSuffix("ies") {
      stem = stem.dropLast(3) + "y"
    } else if stem.hasSuffix("sses") || stem.hasSuffix("shes") || stem.hasSuffix("ches") {
      stem.removeLast(2)
    } else if stem.hasSuffix("s"), !stem.hasSuffix("ss"), !stem.hasSuffix("us"), !stem.hasSuffix("is") {
      stem.removeLast()
    }
    for ending in ["ing", "ed"] where stem.hasSuffix(ending) && stem.count > ending.count + 2 {
      stem.removeLast(ending.count)
      if let last = stem.last, stem.dropLast().last == last, !"lsz".contains(last) { stem.removeLast() }
      break
    }
    if stem.hasSuffix("e"), stem.count > 3 { stem.removeLast() }
    return stem
  }
}
