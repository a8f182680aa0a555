import Foundation
import Testing

@testable import MnemeMemory

/// Now is Friday, May 8 2026.
@Suite struct TemporalKoreanTests {
  private func check(_ example: TemporalCase) {
    for place in [TemporalPlace.seoul, .newYork] {
      #expect(place.times(example.text) == example.times, "in \(place)")
    }
  }

  @Test(arguments: [
    TemporalCase("오늘 뭐 했지?", "2026-05-08"),
    TemporalCase("오늘은 어땠어", "2026-05-08"),
    TemporalCase("어제도 갔어", "2026-05-07"),
    TemporalCase("어제였나?", "2026-05-07"),
    TemporalCase("어제 저녁에 뭐 먹었지", "2026-05-07T17…2026-05-08T00"),
    TemporalCase("오늘 오전", "2026-05-08T00…2026-05-08T12"),
    TemporalCase("어제 오후에", "2026-05-07T12…2026-05-08T00"),
    TemporalCase("어젯밤에", "2026-05-07T18…2026-05-08T05"),
    TemporalCase("오늘밤", "2026-05-08T18…2026-05-09T05"),
    TemporalCase("그저께", "2026-05-06"),
    TemporalCase("그저게", "2026-05-06"),
    TemporalCase("그제 만난 사람", "2026-05-06"),
    TemporalCase("그끄저께", "2026-05-05"),
    TemporalCase("엊그제 말한 거", "2026-05-05…2026-05-07"),
    TemporalCase("내일 일정 알려줘", "2026-05-09"),
    TemporalCase("모레", "2026-05-10"),
    TemporalCase("내일모레", "2026-05-10"),
    TemporalCase("글피", "2026-05-11"),
  ])
  func daysNearToday(_ example: TemporalCase) { check(example) }

  @Test(arguments: [
    TemporalCase("3일 전", "2026-05-05"),
    TemporalCase("3일전에", "2026-05-05"),
    TemporalCase("삼일 전", "2026-05-05"),
    TemporalCase("십일 전", "2026-04-28"),
    TemporalCase("사흘 전에", "2026-05-05"),
    TemporalCase("하루 전", "2026-05-07"),
    TemporalCase("이틀 전", "2026-05-06"),
    TemporalCase("열흘 전", "2026-04-28"),
    TemporalCase("보름 전", "2026-04-23"),
    TemporalCase("며칠 전", "2026-05-03…2026-05-06"),
    TemporalCase("일주일 전", "2026-04-28…2026-05-04"),
    TemporalCase("이주일 전", "2026-04-21…2026-04-27"),
    TemporalCase("2주 전", "2026-04-21…2026-04-27"),
    TemporalCase("이 주 전", "2026-04-21…2026-04-27"),
    TemporalCase("약 2주 전", "2026-04-21…2026-04-27"),
    TemporalCase("한 달 전쯤", "2026-03-24…2026-04-23"),
    TemporalCase("두 달 전", "2026-02-21…2026-03-23"),
    TemporalCase("석 달 전", "2026-01-24…2026-02-23"),
    TemporalCase("두세 달 전", "2026-01-24…2026-03-23"),
    TemporalCase("3개월 전", "2026-01-24…2026-02-23"),
    TemporalCase("반년 전", "2025-10-24…2025-11-23"),
    TemporalCase("1년 반 전", "2024-10-24…2024-11-23"),
    TemporalCase("일 년 전", "2024-11-07…2025-11-06"),
    TemporalCase("십 년 전에", "2015-11-08…2016-11-06"),
    TemporalCase("10여 년 전", "2015-11-08…2016-11-06"),
    TemporalCase("한 시간 전", "2026-05-08T10:30…2026-05-08T11:30"),
    TemporalCase("얼마 전에", "2026-04-08…2026-05-07"),
    TemporalCase("3일 후", "2026-05-11"),
    TemporalCase("2주 뒤", "2026-05-19…2026-05-25"),
  ])
  func distances(_ example: TemporalCase) { check(example) }

  @Test(arguments: [
    TemporalCase("지난주에 뭐 했어", "2026-04-27…2026-05-03"),
    TemporalCase("지난 주", "2026-04-27…2026-05-03"),
    TemporalCase("저번주", "2026-04-27…2026-05-03"),
    TemporalCase("지지난주", "2026-04-20…2026-04-26"),
    TemporalCase("이번 주", "2026-05-04…2026-05-10"),
    TemporalCase("다음주", "2026-05-11…2026-05-17"),
    TemporalCase("다다음 주", "2026-05-18…2026-05-24"),
    TemporalCase("지난달", "2026-04-01…2026-04-30"),
    TemporalCase("이번 달", "2026-05-01…2026-05-31"),
    TemporalCase("이 달", "2026-05-01…2026-05-31"),
    TemporalCase("다음 달 1일", "2026-06-01"),
    TemporalCase("지난달 15일", "2026-04-15"),
    TemporalCase("지난달 말", "2026-04-21…2026-04-30"),
    TemporalCase("지난달 첫째 주", "2026-04-01…2026-04-07"),
    TemporalCase("올해", "2026-01-01…2026-12-31"),
    TemporalCase("작년에", "2025-01-01…2025-12-31"),
    TemporalCase("지난해", "2025-01-01…2025-12-31"),
    TemporalCase("재작년", "2024-01-01…2024-12-31"),
    TemporalCase("내년 봄", "2027-03-01…2027-05-31"),
    TemporalCase("올해 초", "2026-01-01…2026-04-30"),
    TemporalCase("작년 말", "2025-09-01…2025-12-31"),
    TemporalCase("작년 5월", "2025-05-01…2025-05-31"),
    TemporalCase("작년 5월 3일", "2025-05-03"),
    TemporalCase("작년 이맘때", "2025-04-23…2025-05-23"),
    TemporalCase("지난 3일", "2026-05-05…2026-05-08"),
    TemporalCase("지난 3일 동안", "2026-05-05…2026-05-08"),
    TemporalCase("지난 일주일", "2026-05-01…2026-05-08"),
    TemporalCase("최근 3개월", "2026-02-08…2026-05-08"),
    TemporalCase("요즘", "2026-04-25…2026-05-08"),
  ])
  func periodsNearNow(_ example: TemporalCase) { check(example) }

  @Test(arguments: [
    TemporalCase("월요일에", "2026-05-04"),
    TemporalCase("금요일에 뭐 했어", "2026-05-01"),
    TemporalCase("금요일 일정", "2026-05-15"),
    TemporalCase("지난 화요일", "2026-05-05"),
    TemporalCase("지난주 화요일", "2026-04-28"),
    TemporalCase("이번 주 화요일", "2026-05-05"),
    TemporalCase("다음 주 금요일", "2026-05-15"),
    TemporalCase("주말에", "2026-05-02…2026-05-03"),
    TemporalCase("지난주말에", "2026-05-02…2026-05-03"),
    TemporalCase("이번 주말", "2026-05-09…2026-05-10"),
    TemporalCase("다음 주말", "2026-05-16…2026-05-17"),
    TemporalCase("월요일마다", ""),
    TemporalCase("매주 월요일", ""),
  ])
  func weekdays(_ example: TemporalCase) { check(example) }

  @Test(arguments: [
    TemporalCase("2023년 5월 3일", "2023-05-03"),
    TemporalCase("2023년 5월 3일에 뭐 했어?", "2023-05-03"),
    TemporalCase("2023년5월3일", "2023-05-03"),
    TemporalCase("5월 3일", "2026-05-03"),
    TemporalCase("7월 15일에 뭐 했어?", "2025-07-15"),
    TemporalCase("5월 3일 일요일에", "2026-05-03"),
    TemporalCase("오월 삼일", "2026-05-03"),
    TemporalCase("십이월 이십오일", "2025-12-25"),
    TemporalCase("유월", "2025-06-01…2025-06-30"),
    TemporalCase("시월", "2025-10-01…2025-10-31"),
    TemporalCase("이천이십삼년 오월", "2023-05-01…2023-05-31"),
    TemporalCase("23년 5월", "2023-05-01…2023-05-31"),
    TemporalCase("98년에", "1998-01-01…1998-12-31"),
    TemporalCase("2023. 5. 3.", "2023-05-03"),
    TemporalCase("2023.5.3", "2023-05-03"),
    TemporalCase("5/3에", "2026-05-03"),
    TemporalCase("2023年5月3日", "2023-05-03"),
    TemporalCase("3일에 뭐 했지", "2026-05-03"),
    TemporalCase("3일날", "2026-05-03"),
    TemporalCase("15일에", "2026-04-15"),
    TemporalCase("31일에", "2026-03-31"),
    TemporalCase("7월에 뭐 했어?", "2025-07-01…2025-07-31"),
    TemporalCase("2023년", "2023-01-01…2023-12-31"),
    TemporalCase("90년대", "1990-01-01…1999-12-31"),
    TemporalCase("1990년대 초", "1990-01-01…1992-12-31"),
    TemporalCase("3분기", "2025-07-01…2025-09-30"),
    TemporalCase("2023년 3분기", "2023-07-01…2023-09-30"),
    TemporalCase("작년 하반기", "2025-07-01…2025-12-31"),
    TemporalCase("여름에", "2025-06-01…2025-08-31"),
    TemporalCase("지난 여름", "2025-06-01…2025-08-31"),
    TemporalCase("작년 겨울", "2025-12-01…2026-02-28"),
    TemporalCase("여름방학", "2025-06-01…2025-08-31"),
    TemporalCase("봄에", "2026-03-01…2026-05-31"),
    TemporalCase("4월 초", "2026-04-01…2026-04-10"),
    TemporalCase("4월 중순에", "2026-04-11…2026-04-20"),
    TemporalCase("4월 마지막 주", "2026-04-24…2026-04-30"),
    TemporalCase("크리스마스에", "2025-12-25"),
    TemporalCase("작년 5월과 6월", "2025-05-01…2025-05-31 & 2025-06-01…2025-06-30"),
    TemporalCase("3년 전 여름", "2023-06-01…2023-08-31"),
    TemporalCase("한 삼 개월 전", "2026-01-24…2026-02-23"),
    TemporalCase("지난달 둘째 주 금요일", "2026-04-10"),
    TemporalCase("4월 둘째 주", "2026-04-08…2026-04-14"),
    TemporalCase("2주 전 화요일에", "2026-04-21"),
  ])
  func dates(_ example: TemporalCase) { check(example) }

  @Test(arguments: [
    TemporalCase("5월 1일부터", "≥2026-05-01"),
    TemporalCase("지난주부터", "≥2026-04-27"),
    TemporalCase("3일 전부터", "≥2026-05-05"),
    TemporalCase("3일 이후", "≥2026-05-03"),
    TemporalCase("작년 이후로", "≥2025-01-01"),
    TemporalCase("작년까지", "<2026-01-01"),
    TemporalCase("어제까지", "<2026-05-08"),
    TemporalCase("2020년 이전", "<2020-01-01"),
    TemporalCase("5월 3일 전에", "<2026-05-03"),
    TemporalCase("5월 3일 후에", "≥2026-05-04"),
    TemporalCase("3월부터 4월까지", "2026-03-01…2026-04-30"),
    TemporalCase("6월부터 7월까지", "2025-06-01…2025-07-31"),
    TemporalCase("4월 3일부터 10일까지", "2026-04-03…2026-04-10"),
    TemporalCase("4월 3일~5일", "2026-04-03…2026-04-05"),
    TemporalCase("4월 3~5일", "2026-04-03…2026-04-05"),
    TemporalCase("2~3월", "2026-02-01…2026-03-31"),
    TemporalCase("3일부터 5일까지", "2026-05-03…2026-05-05"),
    TemporalCase("월요일부터 수요일까지", "2026-05-04…2026-05-06"),
    TemporalCase("어제부터 오늘까지", "2026-05-07…2026-05-08"),
    TemporalCase("2월에서 4월 사이", "2026-02-01…2026-04-30"),
    TemporalCase("2월과 4월 사이에", "2026-02-01…2026-04-30"),
    TemporalCase("2019~2021년", "2019-01-01…2021-12-31"),
    TemporalCase("작년부터 지금까지", "2025-01-01…2026-05-08"),
    TemporalCase("2023년 5월부터 7월까지", "2023-05-01…2023-07-31"),
    TemporalCase("어제와 오늘", "2026-05-07 & 2026-05-08"),
  ])
  func boundsAndRanges(_ example: TemporalCase) { check(example) }

  @Test(arguments: [
    "오늘날", "주말농장", "13월", "2월 30일", "2023년 2월 29일", "3일 동안", "3일간", "3일 걸렸어", "10년에 한 번", "해 봄", "봄비",
    "세계일주 전에", "전주에 간 적 있어?", "지난번에", "일이 많아", "사이가 좋아", "이사했어", "제일 좋아", "천만에", "2000원",
    "월급", "일기", "주소", "오전", "년", "부터", "까지", "세 시에", "수 있어", "이 일 전에", "99년 동안", "구월동",
  ])
  func whatNamesNoTime(text: String) {
    #expect(TemporalPlace.seoul.times(text) == "")
  }

  @Test func syllablesWrittenAsSingleLettersReadTheSame() {
    for text in ["지난주 화요일", "5월 3일부터 10일까지", "작년 여름에"] {
      let decomposed = text.decomposedStringWithCanonicalMapping
      #expect(decomposed.unicodeScalars.count > text.unicodeScalars.count)
      #expect(TemporalPlace.seoul.times(decomposed) == TemporalPlace.seoul.times(text))
      let place = TemporalPlace.seoul.read(decomposed).spans.first?.textRange
      #expect(place?.lowerBound == 0 && (place?.upperBound ?? 0) <= decomposed.unicodeScalars.count)
    }
  }
}
