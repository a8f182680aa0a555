import MnemeCore

/// Coarse comparisons of two statements: what vectors cannot see.
package enum StatementMeaning {
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

  /// A statement of a number, a day or a time.
  package struct Measure: Sendable, Hashable {
    /// What it is said of, the measures left open ("i get up at #").
    package let key: String
    package let values: [String]
  }

  /// Both say the same of the same, with another number, day or time: "I get up at six", "I get up at seven now".
  static func restates(_ newer: String, _ older: String) -> Bool {
    guard let mine = measure(of: newer), let theirs = measure(of: older) else { return false }
    return mine.key == theirs.key && mine.values != theirs.values
  }

  /// Nil for a statement without one and for what is over: it does not end by happening again.
  package static func measure(of text: String) -> Measure? {
    // "A fox took one, I have three hens now": the last clause tells what holds.
    let text = text.split(separator: ",").last.map(String.init) ?? text
    guard !StatementTense.hasPastVerb(text) else { return nil }
    var parts: [String] = []
    var values: [String] = []
    for word in tokens(text).map(\.word) where !markers.contains(word) && !articles.contains(word) {
      if isMeasure(word) {
        values.append(NumberWords.value(of: word).map(String.init) ?? word)
        if parts.last != "#" { parts.append("#") }
      } else {
        parts.append(word)
      }
    }
    guard !values.isEmpty, parts.contains(where: { $0 != "#" && !hollow.contains($0) }) else { return nil }
    return Measure(key: parts.joined(separator: " "), values: values)
  }

  private static func isMeasure(_ word: String) -> Bool {
    word.utf8.first.map { (0x30...0x39).contains($0) } == true || NumberWords.value(of: word) != nil
      || units.contains(word) || days.contains { word.hasPrefix($0) }
  }

  static func hasDislike(_ tokens: [RuleToken]) -> Bool { tokens.contains { dislikes.contains($0.word) } }

  private static let dislikes: Set<String> = [
    "hate", "dislike", "despise", "detest", "loathe", "avoid", "hates", "dislikes",
  ]
  /// Verbs of liking, doing and having, and words that only say that something changed.
  static let attitudes: Set<String> = dislikes.union(denials).union(markers).union([
    "like", "love", "enjoy", "adore", "stand", "bear", "like", "can", "started", "liking", "after", "all", "any",
    "more",
    "it", "a", "fan", "plan", "going", "got", "used",
    "좋아해", "좋아해요", "좋아합니다", "싫어해", "싫어해요", "싫어합니다", "좋아하", "싫어하", "안", "못",
  ])
  private static let markers: Set<String> = [
    "나는", "난", "저는", "나", "저", "now", "instead", "actually", "currently", "already", "anyway", "again", "these", "days",
    "이제", "이제는", "지금은", "지금", "요즘",
    "요즘은", "다시",
  ]
  private static let units: Set<String> = ["am", "pm", "o'clock", "half", "quarter", "past"]
  private static let articles: Set<String> = ["a", "an", "the"]
  private static let days = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekend", "noon", "midnight",
    "january",
    "february", "march", "april", "june", "july", "august", "september", "october", "november", "december", "월요일",
    "화요일",
    "수요일", "목요일", "금요일", "토요일", "일요일", "주말", "평일", "오전", "오후",
  ]

  /// All the words that say what has ended stand in the statement.
  package static func holds(_ ended: [String], _ text: String) -> Bool {
    guard !ended.isEmpty else { return false }
    let wanted = Set(contentWords(ended.joined(separator: " ")).map(root))
    let words = Set(contentWords(text).map(root))
    return !wanted.isEmpty
      && wanted.allSatisfy { word in
        words.contains(word)
          || word.utf8.first.map { $0 > 0x7F } == true && word.count > 1
            && words.contains { $0.hasPrefix(word) || ($0.count > 1 && word.hasPrefix($0)) }
      }
  }

  /// An English verb without its endings, so that "taking" is "take"; coarse, for comparing alone.
  static func root(_ word: String) -> String {
    guard word.utf8.count > 3, word.utf8.allSatisfy({ $0 < 0x80 }) else { return word }
    for ending in ["ing", "ed", "es", "e", "s"] where word.hasSuffix(ending) && word.utf8.count >= ending.utf8.count + 3
    {
      return String(word.dropLast(ending.count))
    }
    return word
  }

  static func isDenial(_ text: String) -> Bool { isDenial(tokens(text)) }

  static func isDenial(_ tokens: [RuleToken]) -> Bool {
    tokens.contains { denials.contains($0.word) || $0.word.hasPrefix("않") || $0.word.hasPrefix("아니") }
  }

  /// Words that carry meaning, plural s and Korean particles cut.
  static func contentWords(_ text: String) -> Set<String> { contentWords(tokens(text)) }

  static func contentWords(_ tokens: [RuleToken]) -> Set<String> {
    Set(
      tokens.map(\.word).filter { !hollow.contains($0) }.map { word in
        if word.utf8.first.map({ $0 > 0x7F }) == true { return KoreanParticles.stripped(word) }
        return word.count > 3 && word.hasSuffix("s") && !word.hasSuffix("ss") ? String(word.dropLast()) : word
      })
  }

  static func tokens(_ text: String) -> [RuleToken] { CompiledRules.shared.tokenizer.tokens(text) }

  private static func words(_ text: String) -> Set<String> { Set(tokens(text).map(\.word)) }

  private static func numbers(_ text: String) -> Set<String> {
    Set(tokens(text).filter { $0.isNumber }.map { NumberWords.value(of: $0.word).map(String.init) ?? $0.word })
  }

  private static func names(_ text: String) -> Set<String> {
    Set(tokens(text).dropFirst().filter { $0.isCapitalised && $0.word != "i" }.map(\.word))
  }

  /// One is written in Hangul and the other is not: a name in another script is no other name.
  package static func differInScript(_ a: String, _ b: String) -> Bool {
    StatementText.isKorean(a) != StatementText.isKorean(b)
  }

  static let denials: Set<String> = [
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
