import Foundation
import Testing

@testable import MnemeMemory

@Suite struct ArchiveSummaryTextTests {
  private func prose(_ text: String) -> String {
    DigestText.prose(of: text, limit: 8000).split(separator: "\n").joined(separator: " ")
      .trimmingCharacters(in: .whitespaces)
  }

  @Test(arguments: [
    ("Run this:\n```swift\nlet a = 1\n```\nand tell me.", "Run this: and tell me."),
    ("~~~\ncode\n~~~\nAfter", "After"),
    ("```\nnever closed\nmore", ""),
    ("# A heading\ntext", "A heading text"),
    ("- buy milk\n* call Ada\n1. paint\n- [x] done", "buy milk call Ada paint done"),
    ("> quoted\nmine", "mine"),
    ("| a | b |\nrow", "row"),
    ("See [the guide](https://example.org/guide) first", "See the guide first"),
    ("![a boat](boat.png) is mine", "is mine"),
    ("[image: a photo of a boat] nice", "nice"),
    ("go to https://example.org/a?b=c now", "go to  now"),
    ("<b>bold</b> and 3 < 4", "bold and 3  4"),
    ("**very** `small`", "very small"),
    ("2026. A year", "2026. A year"),
    ("", ""),
  ])
  func markupCodeAndAddressesAreLeftOut(text: String, expected: String) {
    #expect(prose(text) == expected)
  }

  @Test(arguments: [
    ("여행을", "여행"), ("고양이가", "고양이"), ("부산으로", "부산"), ("서울에서는", "서울"), ("사과", "사과"), ("도로", "도로"), ("효과", "효과"),
    ("아이", "아이"),
    ("가격이", "가격"), ("호텔로", "호텔"), ("학교에", "학교"), ("음악과", "음악"), ("여행했어", "여행"), ("예약하려고", "예약"),
    ("robots.txt도", "robots.txt"),
    ("냉장고", "냉장고"), ("지하철", "지하철"), ("요청하고", "요청"),
  ])
  func koreanNounsLoseTheirParticles(word: String, noun: String) {
    #expect(read(word).map(\.text) == [noun])
    #expect(read(word).allSatisfy { $0.kind != .breaking })
  }

  @Test(arguments: ["갔어요", "먹었다", "있는데", "좋아요", "가려고", "만들고", "어려운", "빨리", "오늘", "그리고", "없어", "봤는데"])
  func koreanVerbsAndAdverbsPartPhrases(word: String) {
    #expect(read(word).allSatisfy { $0.kind == .breaking })
  }

  @Test func whatElseIsSaidTellsWhereAParticleBegins() {
    // 시계탑이 might end in 이; with 시계탑을 beside it, it does not.
    #expect(read("시계탑을 시계탑이").map(\.text) == ["시계탑", "시계탑"])
    // 판다가 as a whole stands before a particle.
    #expect(read("지킴이를 지킴이").map(\.text) == ["지킴이", "지킴이"])
  }

  @Test(arguments: [
    ("I painted the old fence", ["fence"]), ("a trip to Lisbon", ["trip", "Lisbon"]),
    ("we want to visit Sintra", ["Sintra"]),
    ("My teacher is strict", ["teacher"]), ("I have been baking bread", ["bread"]),
    ("knitting needles", ["knitting", "needles"]),
    ("He quickly repaired the derailleur", ["derailleur"]), ("the plan", ["plan"]), ("I plan", []),
    ("THE FENCE IS DOWN NOW", ["FENCE"]), ("Ada's check-in desk", ["Ada", "check-in", "desk"]),
  ])
  func englishContentWords(text: String, content: [String]) {
    #expect(read(text).filter(\.isContent).map(\.text) == content)
  }

  @Test(arguments: [
    ("hi", true), ("hi ada", true), ("thanks a lot", true), ("good morning everyone", true),
    ("hi i need help with taxes", false),
    ("good idea", false), ("안녕하세요", true), ("ㅋㅋㅋ", true), ("안녕 나는 지호야", false), ("thank you so much", true),
    ("bees", false),
  ])
  func smallTalkIsTold(text: String, isSmallTalk: Bool) {
    #expect(SmallTalk.isAll(text.split(separator: " ").map(String.init)) == isSmallTalk)
  }

  private func read(_ text: String) -> [DigestWord] {
    let scalars = Array(text.unicodeScalars)
    let pieces = DigestWordScanner.pieces(of: scalars)
    let nouns = KoreanNouns(pieces.lazy.filter { $0.isKorean(in: scalars) }.map { scalars[$0.range] })
    return DigestWordReader.words(of: pieces, in: scalars, nouns: nouns, names: SpeakerNames([]))
  }
}
