import Foundation
import MnemeCore
import MnemeMemory

/// The responder's sentences, in English and Korean.
struct AnswerText {
  let isKorean: Bool
  let calendar: Calendar

  static let hintMark = "MNEME_MODEL_URL"

  var hint: String { Self.hint(isKorean: isKorean) }

  static func hint(isKorean: Bool) -> String {
    isKorean
      ? "(지금은 기억만으로 답하고 있어요. 언어 모델을 연결하려면 MNEME_MODEL_URL을 설정하거나 Ollama를 켜세요. README를 참고하세요.)"
      : "(I answer from memory alone. To connect a language model, set MNEME_MODEL_URL or start Ollama; see the README.)"
  }

  var unknown: String {
    isKorean
      ? "그건 제 기억에 없어요. 아직 말씀해 주신 적이 없는 것 같아요." : "I don't know: I find nothing about that in what you have told me."
  }

  var greeting: String { isKorean ? "안녕하세요! 무엇이든 말씀해 주세요. 기억해 둘게요." : "Hello! Tell me anything; I will remember it." }
  var thanks: String { isKorean ? "천만에요!" : "You're welcome!" }
  var heard: String { isKorean ? "네, 잘 들었어요." : "Understood." }

  func noted(_ texts: [String]) -> String {
    let quoted = texts.prefix(3).map { "\u{201C}\(Self.brief($0))\u{201D}" }.joined(separator: ", ")
    return isKorean ? "기억해 둘게요: \(quoted)" : "Noted: \(quoted)"
  }

  func quote(_ answer: AnswerFinder.Answer, wanted: QuestionReading.Wanted) -> String {
    let sentence = answer.sentence
    var text = sentence.text
    if answer.needsContext, let before = sentence.before { text = before + " " + text }
    let date = day(sentence.date)
    let isOther = sentence.hit.trust == .other || sentence.hit.speaker != nil
    let who = isOther ? sentence.hit.speaker : nil
    var line: String
    if isKorean {
      line = "\(date)에 \(who.map { "\($0) 님이" } ?? "") 이렇게 말씀하셨어요: \u{201C}\(text)\u{201D}".replacing("  ", with: " ")
    } else {
      line = "On \(date) \(who ?? "you") said: \u{201C}\(text)\u{201D}"
    }
    let stated = StatedDate.all(in: text, said: sentence.date, calendar: calendar).filter(\.isRelative)
    if wanted == .date, let first = stated.first {
      line += isKorean ? " (\(resolved(first)))" : " (that is \(resolved(first)))"
    }
    if sentence.isPast { line += isKorean ? " (예전 이야기예요.)" : " (That was before; it has changed since.)" }
    return line
  }

  private func resolved(_ date: StatedDate) -> String {
    let parts = calendar.dateComponents([.year, .month, .day], from: date.start)
    let year = parts.year ?? 0
    let month = parts.month ?? 1
    switch date.precision {
    case .day: return day(date.start)
    case .week: return isKorean ? "\(day(date.start)) 무렵" : "around \(day(date.start))"
    case .month: return isKorean ? "\(year)년 \(month)월" : "\(Self.months[month - 1]) \(year)"
    case .year: return isKorean ? "\(year)년" : "\(year)"
    }
  }

  private func day(_ date: Date) -> String {
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    let (year, month, day) = (parts.year ?? 0, parts.month ?? 1, parts.day ?? 1)
    return isKorean ? "\(year)년 \(month)월 \(day)일" : "\(day) \(Self.months[month - 1]) \(year)"
  }

  private static func brief(_ text: String) -> String { text.count > 160 ? text.prefix(157) + "\u{2026}" : text }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}
