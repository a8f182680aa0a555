/// Endings that Korean puts on a noun.
package enum KoreanParticles {
  /// The word without its particle ("포르투에서" → "포르투"), longest ending first; one syllable always stays.
  package static func stripped(_ word: String) -> String {
    let bytes = word.utf8
    for ending in endings where bytes.count >= ending.utf8.count + 3 && word.hasSuffix(ending) {
      return String(word.dropLast(ending.count))
    }
    return word
  }

  /// Longest first.
  static let endings: [String] = [
    "이라고요", "이었어요", "입니다만", "이라고", "이에요", "이예요", "입니다", "에서는", "에서도", "으로는", "이랑은",
    "라고요", "에서", "에게", "한테", "으로", "부터", "까지", "이랑", "하고", "예요", "에요", "이야", "라고", "처럼", "보다",
    "에는", "에도", "이고", "인데", "이며", "임", "은", "는", "이", "가", "을", "를", "에", "의", "와", "과", "로", "도", "만",
    "랑", "야", "고",
  ]
}
