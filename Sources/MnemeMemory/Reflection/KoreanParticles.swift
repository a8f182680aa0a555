/// Endings that Korean puts on a noun.
package enum KoreanParticles {
  /// The word without its particle ("포르투에서" → "포르투"), longest ending first; one syllable always stays.
  package static func stripped(_ word: String) -> String {
    if whole.contains(word) { return word }
    let bytes = word.utf8
    for ending in endings where bytes.count >= ending.utf8.count + 3 && word.hasSuffix(ending) {
      return String(word.dropLast(ending.count))
    }
    return word
  }

  /// Nouns of everyday talk that end like a particle.
  private static let whole: Set<String> = [
    "고양이", "아이", "어린이", "나이", "오이", "종이", "놀이", "호랑이", "원숭이", "거북이", "회의", "강의", "포도", "지도", "수도", "온도", "속도",
    "휴가", "작가", "화가", "국가", "요가", "평가", "물가", "결과", "사과", "효과", "치과", "내과", "안과", "학과", "도로", "진로", "피로", "마을", "가을",
    "노을", "최고", "창고", "광고", "보고", "사고", "냉장고", "분야", "효도", "마음", "처음", "다음", "얼음",
  ]

  /// Longest first.
  static let endings: [String] = [
    "이라고요", "이었어요", "입니다만", "이라고", "이에요", "이예요", "입니다", "에서는", "에서도", "으로는", "이랑은",
    "라고요", "에서", "에게", "한테", "으로", "부터", "까지", "이랑", "하고", "예요", "에요", "이야", "라고", "처럼", "보다",
    "에는", "에도", "이고", "인데", "이며", "임", "은", "는", "이", "가", "을", "를", "에", "의", "와", "과", "로", "도", "만",
    "랑", "야", "고",
  ]
}
