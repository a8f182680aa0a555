import MnemeCore

/// What a Korean sentence states about somebody. Korean drops the first person: without another subject it is the speaker.
extension MessageReader {
  mutating func findKoreanStatements(in sentence: GraphSentence) {
    if sentence.tokens.contains(where: { korean.selfWords.contains(hangul[$0]) }) { speaksOfSelf = true }
    findKoreanKin(in: sentence)
    if isHearsayOrQuestion(sentence) { return }
    for index in sentence.tokens {
      if let span = span(at: index), spans[span].tokens.upperBound == index + 1 {
        placeStatement(span, last: index, in: sentence)
        productStatement(span, last: index, in: sentence)
      }
      organizationStatement(index, in: sentence)
      tasteStatement(index, in: sentence)
    }
  }

  // MARK: Places

  private static let living: HangulList = """
    살아 살고 삽니다 산다 살구 거주 살지만 사는데 살거든 사는 살았 살던 살다 살면서 사셔 사세요
    """
  private static let lived: HangulList = "살았 살던 살다"
  private static let moving: HangulList = "이사 옮겼 이민"
  private static let moved: HangulList = "했 왔 갔 옮겼 와서 와요 함"
  private static let going: HangulList = "갔 가봤 다녀왔 여행 놀러 방문 출장"
  private static let went: HangulList = "갔 가봤 다녀왔 왔어 왔다 했어 했다 왔습 갔습 다녀옴"
  private static let growing: HangulList = "자랐 태어"
  private static let hometown: HangulList = "고향은 고향이"
  private static let origin: HangulList = "출신"
  private static let notAnyMore: HangulList = "이제 더 더이상 이젠 이제는"
  private static let negation: HangulList = "않"
  private static let negatedVerb: HangulList = "지"

  private mutating func placeStatement(_ span: Int, last index: Int, in sentence: GraphSentence) {
    let kind = spans[span].kind
    guard kind == .place || (kind == .concept && !spans[span].isCertain) else { return }
    let key = spans[span].key
    let particle = particle(after: index, span)
    let words = following(index, in: sentence)
    if particle == .copula || particle == .none {
      // "고향은 전주예요", "광주 출신이에요"
      let before = spans[span].tokens.lowerBound - 1
      if before >= sentence.tokens.lowerBound, Self.hometown.contains(hangul[before]), let speaker {
        state(speaker.key, .comesFrom, key)
      } else if let next = words.first, Self.origin.begin(next),
        let subject = koreanSubject(before: before + 1, in: sentence)
      {
        state(subject, .comesFrom, key)
      }
      return
    }
    guard particle == .place || particle == .direction || particle == .object,
      let verb = words.prefix(3).firstIndex(where: { word in
        Self.living.begin(word) || Self.moving.begin(word) || Self.going.begin(word) || Self.growing.begin(word)
      }), let subject = koreanSubject(before: spans[span].tokens.lowerBound, in: sentence)
    else { return }
    let word = words[verb]
    let isLateDenial =
      Self.negatedVerb.areIn(word) && words[verb...].dropFirst().first.map(Self.negation.begin) ?? false
    let isDenied = isNegated(words[..<verb]) || isLateDenial
    if Self.growing.begin(word) {
      if particle == .place, kind == .place, !isDenied { state(subject, .comesFrom, key) }
    } else if Self.moving.begin(word) {
      guard particle != .object, !isDenied, words[verb...].prefix(2).contains(where: Self.moved.areIn) else { return }
      set(span, kind: .place)
      state(subject, .livesIn, key)
    } else if Self.living.begin(word) {
      guard particle == .place else { return }
      set(span, kind: .place)
      let isPast = Self.lived.begin(word)
      if isDenied, !isPast, !sentence.tokens.contains(where: { Self.notAnyMore.contains(hangul[$0]) }) { return }
      state(subject, .livesIn, key, to: isPast || isDenied ? date : nil)
    } else if kind == .place, !isDenied, words[verb...].prefix(3).contains(where: Self.went.areIn) {
      state(subject, .visited, key)
    }
  }

  // MARK: Work and school

  private static let working: HangulList = "일해 일하 일합 일한 일했 근무 다녀 다니 다닙 다녔 재학"
  private static let starting: HangulList = "입사 취직 취업 이직"
  private static let leaving: HangulList = "퇴사"
  private static let quitting: HangulList = "그만"
  private static let attending: HangulList = "다녀 다니 다닙 다녔 재학"
  private static let returning: HangulList = "다녀왔 다녀와 다녀올 다녀갔"
  private static let worked: HangulList = "했 하던 니던"
  private static let attended: HangulList = "다녔"
  private static let from: HangulList = "에서"
  private static let schools: HangulList = "학교 대"

  private mutating func organizationStatement(_ index: Int, in sentence: GraphSentence) {
    let known = span(at: index)
    if let known, spans[known].tokens.upperBound != index + 1 { return }
    var name = HangulWord.empty
    let particle: KoreanStem.Particle
    if let known {
      particle = self.particle(after: index, known)
    } else {
      guard let stem = stems[index].first(where: { $0.particle == .place || $0.particle == .direction }) else { return }
      name = stem.word
      particle = stem.particle
    }
    guard particle == .place || particle == .direction || particle == .object else { return }
    let words = following(index, in: sentence)
    guard
      let verb = words.prefix(2).firstIndex(where: { word in
        Self.working.begin(word) || Self.starting.begin(word) || Self.leaving.begin(word) || Self.quitting.begin(word)
      })
    else { return }
    let word = words[verb]
    let comesFrom =
      Self.from.end(hangul[index]) || (hangul[index].isEmpty && Self.from.begin(nextHangul(index, in: sentence)))
    let stays = particle == .place && Self.working.begin(word)
    let starts = particle != .object && !comesFrom && Self.starting.begin(word)
    let stops = Self.leaving.begin(word) || (Self.quitting.begin(word) && particle == .object)
    guard stays || starts || stops, !isNegated(words[..<verb]), !Self.returning.begin(word),
      let subject = koreanSubject(before: index, in: sentence),
      let span = workplace(known, name, index, in: sentence)
    else { return }
    let surface = spans[span].surface
    let isSchool = HangulWord(surface).map(Self.schools.end) ?? surface.lowercased().hasSuffix("university")
    let attends = Self.attending.begin(word) && isSchool
    let isOver = stops || (Self.worked.areIn(word) && !starts) || Self.attended.begin(word)
    state(subject, attends ? .studiesAt : .worksAt, spans[span].key, to: isOver ? date : nil)
  }

  private mutating func workplace(_ known: Int?, _ name: HangulWord, _ index: Int, in sentence: GraphSentence) -> Int? {
    guard let known else {
      return isWorkplaceName(name, hangul[index]) ? addKorean(index, name, kind: .organization) : nil
    }
    let kind = spans[known].kind
    guard kind == .organization || !spans[known].isCertain, kind != .person, kind != .place else { return nil }
    set(known, kind: .organization)
    return known
  }

  private static let placeNouns: HangulList = "쪽 곳 데 때 후 뒤 날 동안 들 업계 분야 직종 회사 업체 가게"
  private static let roles: HangulList = "직업으 직원으 로서 사로 원으"
  private static let asRole: HangulList = "로"
  private static let asThing: HangulList = "으로"
  private static let person: HangulList = "자"

  /// A word that is taken for a name because one works there: not a kind of workplace, nor a place, a time or a role.
  private func isWorkplaceName(_ name: HangulWord, _ word: HangulWord) -> Bool {
    guard (2...10).contains(name.count), !korean.hollow.contains(name), !korean.noSubjects.contains(name),
      korean.kin[name] == nil, !Self.placeNouns.end(name), !Self.roles.end(name)
    else { return false }
    // "작은회사에서": a kind with words before it.
    if korean.genericOrganizations.words.contains(where: { $0 == name || ($0.count >= 2 && name.ends(with: $0)) }) {
      return false
    }
    // "기자로 일해요"
    return !(Self.asRole.end(word) && !Self.asThing.end(word) && Self.person.end(name))
  }
}
