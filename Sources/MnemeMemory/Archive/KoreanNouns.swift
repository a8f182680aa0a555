import MnemeCore

/// Tells the nouns of a conversation from its verbs, and nouns from their particles, by endings and by what else is said.
///
/// 이 after a consonant is a particle or the end of a noun (가격이, 고양이); what other particles the conversation puts to the
/// word decides, and where it tells nothing, a list of endings of nouns.
struct KoreanNouns: Sendable {
  /// Words that stand before particles that no noun ends in.
  private var stems: Set<String> = []

  /// - Parameter words: every Korean word of the conversation.
  init(_ words: some Sequence<ArraySlice<Unicode.Scalar>>) {
    for word in words {
      guard let ending = Self.ending(of: word), ending.isSafe else { continue }
      stems.insert(Self.text(word.dropLast(ending.count)))
    }
  }

  func word(_ piece: DigestWordScanner.Piece, in scalars: [Unicode.Scalar]) -> DigestWord {
    let word = scalars[piece.range]
    let full = Self.text(word)
    func made(_ count: Int, _ kind: DigestWord.Kind, endsPhrase: Bool) -> DigestWord {
      let range = piece.range.lowerBound..<(piece.range.lowerBound + count)
      let text = Self.text(scalars[range])
      return DigestWord(
        text: text, key: text, kind: kind, isHangul: true, isName: false, joinsPrevious: piece.joinsPrevious,
        endsPhrase: endsPhrase, range: range)
    }
    if CommonWords.isKoreanBreaking(full) { return made(word.count, .breaking, endsPhrase: true) }
    // 여행했어, 여행하고: the noun before 하다.
    if let count = Self.nounOfVerb(word) {
      return made(count, kind(of: Self.text(word.prefix(count)), count: count), endsPhrase: true)
    }
    guard !Self.isPredicate(full, word) else { return made(word.count, .breaking, endsPhrase: true) }
    guard !stems.contains(full), let ending = Self.ending(of: word) else {
      return made(word.count, kind(of: full, count: word.count), endsPhrase: false)
    }
    let count = word.count - ending.count
    let stem = Self.text(word.prefix(count))
    let isKnown = stems.contains(stem)
    if !ending.isSafe, !isKnown, Self.nounEndings.contains(where: full.hasSuffix) {
      return made(word.count, kind(of: full, count: word.count), endsPhrase: false)
    }
    var kind = kind(of: stem, count: count)
    // 배우는: one who acts, or who learns?
    if kind == .content, ending.isAdnominal, !isKnown, count < 3 { kind = .weak }
    return made(count, kind, endsPhrase: true)
  }

  private func kind(of noun: String, count: Int) -> DigestWord.Kind {
    if CommonWords.isKoreanBreaking(noun) { return .breaking }
    let hasDigits = noun.unicodeScalars.contains { ("0"..."9").contains($0) }
    return count < 2 || hasDigits || CommonWords.isKoreanWeak(noun) ? .weak : .content
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(scalars: scalars)
  }

  // MARK: Particles

  private struct Ending {
    let count: Int
    /// No noun ends so.
    let isSafe: Bool
    /// 은 and 는 also end verbs before a noun.
    let isAdnominal: Bool
  }

  /// The longest particle that fits what is before it: 을 follows a consonant, 를 a vowel.
  private static func ending(of word: ArraySlice<Unicode.Scalar>) -> Ending? {
    for particle in particles where word.count > particle.scalars.count {
      guard word.suffix(particle.scalars.count).elementsEqual(particle.scalars) else { continue }
      let before = word[word.endIndex - particle.scalars.count - 1]
      let final = (0xAC00...0xD7A3).contains(before.value) ? (before.value - 0xAC00) % 28 : nil
      let fits: Bool =
        switch particle.follows {
        case .any: true
        // After letters of other scripts both are written.
        case .consonant: final != 0
        case .vowel: final == nil || final == 0 || (final == 8 && particle.scalars.first == "로")
        }
      // A noun of one syllable keeps what may be its end: 도로, 사과.
      guard fits, particle.isSafe || word.count - particle.scalars.count > 1 else { continue }
      return Ending(
        count: particle.scalars.count, isSafe: particle.isSafe && !particle.isAdnominal,
        isAdnominal: particle.isAdnominal)
    }
    return nil
  }

  private enum Follows { case any, consonant, vowel }

  private struct Particle {
    let scalars: [Unicode.Scalar]
    let follows: Follows
    let isSafe: Bool
    let isAdnominal: Bool
  }

  /// Longest first.
  private static let particles: [Particle] = {
    func list(_ text: String, _ follows: Follows, isSafe: Bool, isAdnominal: Bool = false) -> [Particle] {
      text.split(separator: " ").map {
        Particle(scalars: Array($0.unicodeScalars), follows: follows, isSafe: isSafe, isAdnominal: isAdnominal)
      }
    }
    let all =
      list("에서는 에서도 에서 에게 한테 까지 부터 처럼 보다 에는 에도 에요 예요 이에요 입니다 이었어요 까지는 부터는 마다 조차 밖에", .any, isSafe: true)
      + list("을 으로 으로는 이랑 이라고 이라는", .consonant, isSafe: true) + list("를 라고 라는", .vowel, isSafe: true)
      + list("은", .consonant, isSafe: true, isAdnominal: true) + list("는", .vowel, isSafe: true, isAdnominal: true)
      + list("에", .any, isSafe: true) + list("이 과 이야", .consonant, isSafe: false)
      + list("가 와 로 랑 야", .vowel, isSafe: false) + list("도 만 의 하고", .any, isSafe: false)
    return all.sorted { ($1.scalars.count, 0) < ($0.scalars.count, 0) }
  }()

  /// Ends of nouns that look like particles.
  private static let nounEndings = [
    "고양이", "호랑이", "원숭이", "거북이", "달팽이", "어린이", "늙은이", "떡볶이", "놀이", "걸이", "잡이", "구이", "쟁이", "팡이", "맞이", "꽂이", "먹이", "종이",
    "오이", "차이", "나이", "아이", "높이", "깊이", "길이", "넓이", "둥이", "파이", "토이", "타이", "레이", "플레이", "휴가", "작가", "화가", "국가", "평가",
    "요가", "전문가", "음악가", "물가", "휴대폰", "온도", "속도", "정도", "태도", "지도", "제도", "각도", "파도", "도로", "경로", "진로", "회로", "효과", "결과",
    "학과", "사과", "치과", "과로", "회의", "강의", "정의", "주의", "예의", "논의", "동의", "상의", "하의", "불만", "미만", "비만", "파스타", "영화", "평화",
    "분야", "시야", "심야",
  ]

  // MARK: Verbs

  /// Syllables of the noun, at least two, before a form of 하다 or 되다.
  private static func nounOfVerb(_ word: ArraySlice<Unicode.Scalar>) -> Int? {
    guard word.count >= 3 else { return nil }
    for i in (word.startIndex + 2)..<word.endIndex {
      switch word[i] {
      case "하", "했", "할", "한", "해", "합", "되", "됐", "될", "된", "돼", "됩":
        let rest = text(word[(i + 1)...])
        // 하 inside a noun (지하철) is followed by no ending of a verb.
        if rest.isEmpty ? word[i] != "하" && word[i] != "되" : verbEndings.contains(where: rest.hasPrefix) {
          return i - word.startIndex
        }
      default: continue
      }
    }
    return nil
  }

  private static let verbEndings = [
    "다", "고", "는", "던", "여", "면", "니", "려", "러", "기", "지", "게", "도", "서", "야", "요", "었", "어", "세", "시", "자", "네", "며",
    "거", "까", "래", "수", "때", "줘", "주", "봐", "보", "데", "걸", "것", "텐",
  ]

  private static func isPredicate(_ text: String, _ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    // The last consonant ㅆ stands in the past, in 있다 and 겠다: never in a noun.
    if scalars.contains(where: { (0xAC00...0xD7A3).contains($0.value) && ($0.value - 0xAC00) % 28 == 20 }) {
      return true
    }
    if scalars.last == "고", !nounsInGo.contains(text), !text.hasSuffix("광고"), !text.hasSuffix("사고") { return true }
    return predicateEndings.contains(where: text.hasSuffix)
  }

  private static let nounsInGo: Set<String> = ["광고", "사고", "창고", "보고", "참고", "최고", "재고", "냉장고", "금고", "원고", "경고", "해고"]

  private static let predicateEndings = [
    "니다", "니까", "어요", "아요", "여요", "네요", "군요", "지요", "죠", "까요", "나요", "데요", "세요", "래요", "게요", "려고", "려면", "면서", "어서",
    "아서",
    "해서", "라서", "려서", "워서", "는데", "은데", "인데", "운데", "지만", "다면", "으면", "이면", "거든", "거야", "거예요", "싶다", "싶은", "없다", "없어",
    "없는", "같아",
    "같다", "좋다", "좋아", "싫다", "싫어", "는지", "을지", "할지", "다고", "자고", "냐고", "는다", "구나", "더라", "던데", "잖아", "보자", "가자", "줘",
    "줄래",
    "볼래", "볼까", "갈까", "가는", "먹는", "보는", "쓰는", "사는", "오는", "읽는", "듣는", "드는", "키는", "리는", "추는", "빨리", "천천히", "열심히", "하게",
    "스럽게", "적으로", "가서", "와서", "봐서", "써서", "도록", "거나", "든지", "더니", "길래", "느라", "로운", "려운", "거운", "벼운", "러운", "추운", "더운",
    "매운", "스러운", "어야", "아야", "해야", "니까", "라니", "으니", "ㅋㅋ", "ㅎㅎ", "이야", "이다", "한다", "간다", "온다", "이라", "늘려볼까",
  ]
}
