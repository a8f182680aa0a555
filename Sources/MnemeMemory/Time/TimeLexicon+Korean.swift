extension TimeLexicon {
  static let koreanEntries: [Entry] =
    koreanDays + koreanPeriods + koreanCounts + koreanUnits + koreanPointers + koreanEndings + koreanOthers

  private static let koreanDays: [Entry] = [
    (.dayWord, 0, "오늘 금일 아까 방금"), (.dayWord, -1, "어제 어저께"), (.dayWord, -2, "그제 그저께 그저게"),
    (.dayWord, -3, "그끄제 그끄저께"), (.dayWord, 1, "내일 낼"), (.dayWord, 2, "모레 내일모레 낼모레"), (.dayWord, 3, "글피"),
    (.nightWord, -1, "어젯밤 간밤 엊저녁"),
    (.weekday, 0, "월요일"), (.weekday, 1, "화요일"), (.weekday, 2, "수요일"), (.weekday, 3, "목요일"), (.weekday, 4, "금요일"),
    (.weekday, 5, "토요일"), (.weekday, 6, "일요일"),
    (.weekend, 0, "주말"),
    (.part, DayPart.dawn.rawValue, "새벽"), (.part, DayPart.morning.rawValue, "아침"),
    (.part, DayPart.forenoon.rawValue, "오전"), (.part, DayPart.midday.rawValue, "점심 낮 한낮 정오"),
    (.part, DayPart.secondHalf.rawValue, "오후"), (.part, DayPart.evening.rawValue, "저녁"),
    (.part, DayPart.night.rawValue, "밤 한밤 심야"),
  ]

  private static let koreanPeriods: [Entry] = [
    (.yearWord, 0, "올해 금년"), (.yearWord, -1, "작년"), (.yearWord, -2, "재작년"), (.yearWord, -3, "재재작년"),
    (.yearWord, 1, "내년"), (.yearWord, 2, "내후년 후년"),
    (.monthWord, 0, "이달"), (.monthWord, 1, "내달"), (.weekWord, 0, "금주"), (.weekWord, 1, "내주"),
    (.season, 0, "봄"), (.season, 1, "여름"), (.season, 2, "가을"), (.season, 3, "겨울"), (.springBreak, 0, "방학 휴가"),
    (.halfName, 1, "상반기"), (.halfName, 2, "하반기"),
    (.recently, 0, "최근 요즘 요새 요즈음 근래"), (.aWhileAgo, 0, "얼마"), (.aroundNow, 0, "이맘때 이맘때쯤 이맘쯤"), (.now, 0, "지금 현재"),
    (.holiday, Holiday.christmas.rawValue, "크리스마스 성탄절"), (.holiday, Holiday.halloween.rawValue, "핼러윈 할로윈"),
    (.holiday, Holiday.newYear.rawValue, "신정"), (.holiday, Holiday.children.rawValue, "어린이날"),
    (.holiday, Holiday.liberation.rawValue, "광복절"), (.holiday, Holiday.samil.rawValue, "삼일절"),
    (.holiday, Holiday.hangul.rawValue, "한글날"), (.eve, 0, "이브"),
    (.trailingThird, 0, "초 초반 초순 초쯤 상순"), (.trailingThird, 1, "중순 중반"), (.trailingThird, 2, "말 말쯤 후반 하순"),
  ]

  private static let koreanCounts: [Entry] = [
    (.dayCount, count(1, 1), "하루"), (.dayCount, count(2, 2), "이틀"), (.dayCount, count(3, 3), "사흘"),
    (.dayCount, count(4, 4), "나흘"), (.dayCount, count(5, 5), "닷새"), (.dayCount, count(6, 6), "엿새"),
    (.dayCount, count(7, 7), "이레"), (.dayCount, count(8, 8), "여드레"), (.dayCount, count(9, 9), "아흐레"),
    (.dayCount, count(10, 10), "열흘"), (.dayCount, count(15, 15), "보름"), (.dayCount, count(2, 5), "며칠 몇일"),
    (.dayCount, count(1, 2), "하루이틀"), (.dayCount, count(2, 3), "이삼일"), (.dayCount, count(3, 4), "사나흘"),
    (.count, count(1, 1), "한"), (.count, count(2, 2), "두"), (.count, count(3, 3), "세 석"), (.count, count(4, 4), "네 넉"),
    (.count, count(5, 5), "다섯"), (.count, count(6, 6), "여섯"), (.count, count(7, 7), "일곱"),
    (.count, count(8, 8), "여덟"), (.count, count(9, 9), "아홉"), (.count, count(10, 10), "열"),
    (.count, count(11, 11), "열한"), (.count, count(12, 12), "열두"), (.count, count(20, 20), "스무"),
    (.vagueCount, count(1, 2), "한두"), (.vagueCount, count(2, 3), "두세 두어"), (.vagueCount, count(3, 4), "서너"),
    (.vagueCount, count(4, 5), "네댓 너댓"), (.vagueCount, count(2, 5), "몇 수"), (.vagueCount, count(3, 7), "여러"),
    (.halfYear, 6, "반년"), (.half, 0, "반"),
    (.sino, 1, "일 일날"), (.sino, 2, "이"), (.sino, 3, "삼"), (.sino, 4, "사"), (.sino, 5, "오"), (.sino, 6, "육"),
    (.sino, 7, "칠"), (.sino, 8, "팔"), (.sino, 9, "구"), (.sino, 10, "십"), (.sino, 100, "백"), (.sino, 1000, "천"),
    (.ordinal, 1, "첫 첫째 첫번째"), (.ordinal, 2, "둘째 두번째"), (.ordinal, 3, "셋째 세번째"), (.ordinal, 4, "넷째 네번째"),
    (.ordinal, 5, "다섯째"), (.ordinal, 0, "마지막"),
    (.approximately, 0, "여 쯤 쯤에 정도 경 께 무렵 즈음 약 한참"),
  ]

  private static let koreanUnits: [Entry] = [
    (.unit, TimeUnit.minute.rawValue, "분"), (.unit, TimeUnit.hour.rawValue, "시간"),
    (.unit, TimeUnit.week.rawValue, "주 주일 주간"), (.unit, TimeUnit.month.rawValue, "달 개월"),
    (.unit, TimeUnit.quarter.rawValue, "분기"), (.unit, TimeUnit.year.rawValue, "년 해"),
    (.monthMark, 0, "월 월달"), (.monthMark, 6, "유월"), (.monthMark, 10, "시월"), (.decadeMark, 0, "년대"),
  ]

  private static let koreanPointers: [Entry] = [
    (.pointer, -1, "지난 저번"), (.pointer, -2, "지지난 저저번"), (.pointer, 0, "이번 요번 올"), (.pointer, 1, "다음 담 오는 돌아오는"),
    (.pointer, 2, "다다음"), (.plan, 1, "앞으로 향후"), (.every, 0, "매주 매달 매년 매월 마다 마다의"),
  ]

  private static let koreanEndings: [Entry] = [
    (.koreanFrom, 0, "부터 부터는 부터의 부터도"), (.koreanIn, 0, "에서 에서는 에서의"),
    (.koreanAnd, 0, "와 과 하고 랑 이랑"), (.koreanUntil, 0, "까지 까지는 까지의 까지만 까지도"),
    (.koreanSince, 0, "이후 이후로 이후에 이후부터 이래 이래로"), (.koreanAfter, 0, "후 후에 후로 뒤 뒤에 뒤로 직후 직후에"),
    (.koreanBefore, 0, "이전 이전에 이전의 직전 직전에"), (.ago, 1, "전 전에 전의 전쯤 전쯤에 전에는 전에도"),
    (.koreanBetween, 0, "사이 사이에 사이의"),
    (.during, 0, "간 동안 동안의 내내 연속 만에 째 씩 치 이나"),
    (
      .particle, 0,
      "에 에는 에도 에만 에야 엔 의 은 는 도 만 가 을 를 로 으로 들 때 때는 때의 중 중에 보다 처럼 말고 밖에 나 께서"
    ),
  ]

  private static let koreanOthers: [Entry] = [
    (.plan, 0, "예정 계획 일정 약속"), (.another, 1, "엊그제 엊그저께"),
  ]
}
