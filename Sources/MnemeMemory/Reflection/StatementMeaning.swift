import MnemeCore

/// Coarse comparisons of two statements: what vectors cannot see.
enum StatementMeaning {
  /// Numbers, negation or names differ: near in meaning, and yet not the same statement.
  static func contradict(_ a: String, _ b: String) -> Bool {
    if isDenial(a) != isDenial(b) || numbers(a) != numbers(b) { return true }
    let namesA = names(a)
    let namesB = names(b)
    if !namesA.isSubset(of: words(b)) && !namesB.isSubset(of: words(a)) { return true }
    // A single differing content word on both sides is another value ("allergic to nuts", "allergic to pollen").
    let contentA = contentWords(a)
    let contentB = contentWords(b)
    return !contentA.subtracting(contentB).isEmpty && !contentB.subtracting(contentA).isEmpty
  }

  static func sameWords(_ a: String, _ b: String) -> Bool {
    isDenial(a) == isDenial(b) && contentWords(a) == contentWords(b)
  }

  static func isDenial(_ text: String) -> Bool {
    tokens(text).contains { denials.contains($0.word) || $0.word.hasPrefix("않") || $0.word.hasPrefix("아니") }
  }

  /// Words that carry meaning, plural s and Korean particles cut.
  static func contentWords(_ text: String) -> Set<String> {
    Set(
      tokens(text).map(\.word).filter { !hollow.contains($0) }.map { word in
        if word.utf8.first.map({ $0 > 0x7F }) == true { return KoreanParticles.stripped(word) }
        return word.count > 3 && word.hasSuffix("s") && !word.hasSuffix("ss") ? String(word.dropLast()) : word
      })
  }

  private static func tokens(_ text: String) -> [RuleToken] { CompiledRules.shared.tokenizer.tokens(text) }

  private static func words(_ text: String) -> Set<String> { Set(tokens(text).map(\.word)) }

  private static func numbers(_ text: String) -> Set<String> {
    Set(tokens(text).filter { $0.isNumber }.map { NumberWords.value(of: $0.word).map(String.init) ?? $0.word })
  }

  private static func names(_ text: String) -> Set<String> {
    Set(tokens(text).dropFirst().filter { $0.isCapitalised && $0.word != "i" }.map(\.word))
  }

  private static let denials: Set<String> = [
    "not", "no", "never", "longer", "stopped", "quit", "without", "안", "못", "없어요", "없다", "없어", "아니에요",
  ]
  private static let hollow: Set<String> = [
    "i", "a", "an", "the", "am", "is", "are", "was", "were", "be", "been", "my", "our", "we", "me", "to", "of", "in",
    "at",
    "on", "for", "and", "or", "but", "so", "it", "that", "this", "have", "has", "had", "do", "does", "did", "'s",
    "really",
    "just", "very", "also", "now", "actually", "still", "with", "from", "as", "will", "would", "some", "by", "there",
    "currently", "저는", "나는", "난", "제", "내", "우리", "정말", "진짜", "아주", "너무",
  ]
}
