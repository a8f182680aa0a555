import Foundation
import MnemeCore

/// Intents by words alone: what begins with a slash, and Korean where the encoder knows English only.
enum IntentRules {
  /// Nil where the words do not decide.
  static func read(_ text: String, isKorean: Bool) -> Intent? {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if trimmed.hasPrefix("/"), trimmed.dropFirst().first?.isLetter == true { return .command }
    guard isKorean else { return nil }
    for (intent, cues) in korean where cues.contains(where: { $0.allSatisfy(trimmed.contains) }) { return intent }
    return .chat
  }

  /// All words of one row; the first row that stands in the text decides.
  private static let korean: [(Intent, [[String]])] = [
    (
      .memoryQuery,
      [
        ["기억나"], ["기억해?"], ["기억하"], ["라고 했"], ["다고 했"], ["했더라"], ["였더라"], ["내 ", "뭐"], ["내 ", "언제"], ["내 ", "어디"],
        ["내 ", "누구"],
        ["제 ", "뭐"], ["제 ", "언제"], ["제 ", "어디"], ["내가", "했지"], ["내가", "였지"], ["제가", "했죠"], ["나에 대해"], ["저에 대해"],
        ["내가 말한"], ["내가 좋아"],
      ]
    ),
    (
      .creative,
      [
        ["시를"], ["시 써"], ["시 한 편"], ["동화"], ["소설"], ["이야기를 지어"], ["이야기 지어"], ["지어 줘"], ["지어줘"], ["가사"], ["노랫말"], ["문구"],
        ["축사"],
        ["슬로건"], ["광고", "써"], ["편지", "써"], ["상상해"], ["만들어 봐"],
      ]
    ),
    (
      .toolUse,
      [
        ["검색"], ["날씨"], ["뉴스"], ["찾아 줘"], ["찾아줘"], ["찾아봐"], ["알람"], ["타이머"], ["계산"], ["링크"], ["파일"], ["환율"],
        ["일정", "추가"], ["메일"],
        ["예약"], ["몇 시야"], ["시세"], ["주가"], ["다운로드"],
      ]
    ),
    (
      .command,
      [
        ["꺼 줘"], ["꺼줘"], ["켜 줘"], ["켜줘"], ["설정"], ["초기화"], ["멈춰"], ["중지"], ["재시작"], ["바꿔"], ["변경해"], ["지워"], ["삭제"],
        ["새 대화"], ["모드"],
      ]
    ),
  ]
}
