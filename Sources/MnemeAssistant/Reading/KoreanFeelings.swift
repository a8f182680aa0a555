import MnemeCore

/// Feelings in Korean by cue words, where the encoder knows English only.
enum KoreanFeelings {
  private static let positive = [
    "기쁘", "기뻐", "기쁨", "행복", "신나", "신난", "좋았", "좋아요", "좋다", "좋네", "즐거", "즐겁", "뿌듯", "고마", "감사", "다행", "최고", "사랑",
    "설레", "설렌", "기대돼", "기대된", "기대되", "만족", "마음에 들", "재밌", "재미있", "훌륭", "완벽", "대박", "축하", "감동", "편안", "자랑스",
    "반가", "반갑", "합격", "성공", "해냈",
  ]
  private static let negative = [
    "슬프", "슬퍼", "슬픔", "힘들", "지쳤", "지쳐", "지치", "피곤", "우울", "외롭", "외로", "화나", "화가 나", "화났", "짜증", "걱정", "불안", "무섭",
    "무서", "두렵", "두려", "싫", "최악", "실망", "후회", "속상", "답답", "막막", "괴롭", "괴로", "아프", "아파", "억울", "포기", "미치겠", "죽겠",
    "창피", "부끄", "서럽", "서운", "눈물", "울었", "짜증나", "질투", "실패", "망했", "별로",
  ]
  /// A cue followed by one of these says the opposite.
  private static let denials = ["지 않", "지 못", "지가 않", "진 않", "지도 않"]
  private static let negationsBefore = ["안 ", "못 ", "별로 "]
  private static let count = positive.count
  private static let matcher = PhraseMatcher(positive + negative)

  /// - Returns: neutral where nothing is felt; the confidence is the share of the prevailing side.
  static func read(_ text: String) -> (emotion: Emotion, confidence: Double) {
    var counts = (positive: 0, negative: 0)
    // Clauses: a denial turns what is felt in its own one.
    for clause in text.split(whereSeparator: { ".!?,\n".contains($0) }).flatMap(clauses) {
      let found = matcher.found(in: clause.utf8)
      guard !found.isEmpty else { continue }
      let isDenied =
        denials.contains(where: clause.contains)
        || negationsBefore.contains { clause.hasPrefix($0) || clause.contains(" " + $0) && $0 != "별로 " }
      for cue in Set(found) {
        if (cue < count) != isDenied { counts.positive += 1 } else { counts.negative += 1 }
      }
    }
    let (positive, negative) = (Double(counts.positive), Double(counts.negative))
    if positive == 0, negative == 0 { return (.neutral, 0.5) }
    if positive > 0, negative > 0 { return (.mixed, min(positive, negative) / max(positive, negative)) }
    return positive > 0 ? (.positive, 1) : (.negative, 1)
  }

  private static let joints = ["지만 ", "는데 ", "은데 ", "ㄴ데 ", "면서도 ", "고 "]

  /// In one pass: every joint ends with a blank.
  static func clauses(_ sentence: Substring) -> [Substring] {
    var rest = sentence
    var found: [Substring] = []
    for place in sentence.indices where sentence[place] == " " {
      let end = sentence.index(after: place)
      guard end < sentence.endIndex, joints.contains(where: { rest[..<end].hasSuffix($0) }) else { continue }
      found.append(rest[..<end])
      rest = rest[end...]
    }
    return found + [rest]
  }
}
