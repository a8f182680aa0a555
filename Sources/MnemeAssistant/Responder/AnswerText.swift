import Foundation
import MnemeCore
import MnemeMemory

/// The responder's sentences, in English and Korean.
struct AnswerText {
  let isKorean: Bool
  let calendar: Calendar

  static let hintMark = "MNEME_MODEL_URL"
  /// Characters of a quotation.
  private static let quoted = 300

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
  /// The question says "she" or "he", and nothing says who that is.
  var unknownPerson: String { "I don't know whom you mean; ask again with the name." }
  var nothingPlanned: String {
    isKorean ? "그때의 계획은 제 기억에 없어요." : "I don't know: I remember no plans of yours that are still ahead."
  }
  var nothingTold: String {
    isKorean ? "그때 하신 말씀은 제 기억에 없어요." : "I don't know: I remember nothing that you told me then."
  }

  func greeting(keeps: Bool) -> String {
    if keeps { return isKorean ? "안녕하세요! 무엇이든 말씀해 주세요. 기억해 둘게요." : "Hello! Tell me anything; I will remember it." }
    return isKorean ? "안녕하세요! 이 대화는 저장되지 않아요." : "Hello! Nothing of this conversation is kept."
  }
  var thanks: String { isKorean ? "천만에요!" : "You're welcome!" }
  func heard(keeps: Bool) -> String {
    if keeps { return isKorean ? "네, 잘 들었어요." : "Understood." }
    return isKorean ? "네, 잘 들었어요. 이 대화는 저장되지 않아요." : "Understood; nothing of this conversation is kept."
  }
  /// Asked for something that memory cannot give.
  var needsModel: String {
    isKorean
      ? "저는 말씀해 주신 것만 답할 수 있어요. 그 밖의 일에는 언어 모델이 필요해요."
      : "I can only answer from what you have told me; anything else needs a language model."
  }
  var identity: String {
    isKorean
      ? "저는 Mneme예요. 말씀해 주신 것을 기억하는 개인 비서예요.\n하신 말씀을 날짜와 함께 찾아 드려요. 예: \"나에 대해 뭘 알고 있어?\", \"어제 내가 뭐라고 했지?\""
      : """
      I am Mneme, a personal assistant that remembers what you tell it.
      Ask me about anything you have told me, or "What do you know about me?"; I answer with your words and their dates.
      """
  }
  var howToForget: String {
    isKorean
      ? "대화만으로는 지울 수 없어요. 웹 페이지의 기억 목록에서 지우거나, `mneme forget` 명령 또는 API(`DELETE /v1/memories/{id}`)를 쓰세요."
      : "I cannot erase anything from here. To forget it, use the memories on the page, the command `mneme forget`, or "
        + "the API (`DELETE /v1/memories/{id}`)."
  }

  /// - Parameter asks: what is noted waits for consent.
  func noted(_ texts: [String], keeps: Bool, asks: Bool = false) -> String {
    let quoted = texts.prefix(3).map { "\u{201C}\(Self.brief($0))\u{201D}" }.joined(separator: ", ")
    if keeps, asks {
      return isKorean
        ? "기억해도 되는지 받은 편지함에서 확인해 주세요: \(quoted)" : "May I remember this? It waits in the inbox: \(quoted)"
    }
    if keeps { return isKorean ? "기억해 둘게요: \(quoted)" : "Noted: \(quoted)" }
    return isKorean
      ? "이 대화에서만 알아 둘게요(저장되지 않아요): \(quoted)" : "For this conversation only (nothing is kept): \(quoted)"
  }

  /// One line of an answer.
  func quote(_ answer: AnswerFinder.Answer, wanted: QuestionReading.Wanted) -> String {
    let sentence = answer.sentence
    var text = sentence.text
    if answer.needsContext, let before = sentence.before { text = before + " " + text }
    text = Self.brief(text)
    var line = answer.isFormer ? former(sentence, text) : current(sentence, text)
    let stated = StatedDate.all(in: text, said: sentence.date, calendar: calendar).filter(\.isRelative)
    if wanted == .date, let first = stated.first {
      line += isKorean ? " (\(resolved(first)))" : " (that is \(resolved(first)))"
    }
    return line
  }

  private func current(_ sentence: EvidenceSentence, _ text: String) -> String {
    if sentence.isOfThisConversation {
      return isKorean
        ? "이 대화에서 이렇게 말씀하셨어요: \u{201C}\(text)\u{201D}"
        : "Earlier in this conversation you said: \u{201C}\(text)\u{201D}"
    }
    let date = day(sentence.date)
    let isOther = sentence.hit.trust == .other || sentence.speaker != nil
    let who = isOther ? sentence.speaker : nil
    if isKorean {
      return "\(date)에 \(who.map { "\($0) 님이" } ?? "") 이렇게 말씀하셨어요: \u{201C}\(text)\u{201D}".replacing("  ", with: " ")
    }
    return "On \(date) \(who ?? "you") said: \u{201C}\(text)\u{201D}"
  }

  private func former(_ sentence: EvidenceSentence, _ text: String) -> String {
    let said = day(sentence.date)
    // An end does not hold until something: "we broke up" was so before something else began.
    if sentence.statements.contains(where: \.tellsOfEnd) {
      return isKorean
        ? "그 전에는: \u{201C}\(text)\u{201D} (\(said)에 하신 말씀)" : "Before that: \u{201C}\(text)\u{201D} (said on \(said))"
    }
    if isKorean {
      let until = sentence.until.map { "\(day($0))까지" } ?? "예전에는"
      return "\(until): \u{201C}\(text)\u{201D} (\(said)에 하신 말씀)"
    }
    return "\(sentence.until.map { "Until \(day($0))" } ?? "Before"): \u{201C}\(text)\u{201D} (said on \(said))"
  }

  /// A line of a list.
  func item(_ sentence: EvidenceSentence) -> String {
    let date = sentence.isOfThisConversation ? (isKorean ? "이 대화" : "this conversation") : day(sentence.date)
    return "- \u{201C}\(Self.brief(sentence.text))\u{201D} (\(sentence.speaker.map { "\($0), " } ?? "")\(date))"
  }

  private func resolved(_ date: StatedDate) -> String {
    let parts = calendar.dateComponents([.year, .month, .day], from: date.start)
    let year = parts.year ?? 0
    let month = parts.month ?? 1
    switch date.precision {
    case .day: return day(date.start)
    case .week: return isKorean ? "\(day(date.start)) 무렵" : "around \(day(date.start))"
    case .month, .quarter:
      if date.precision == .quarter, date.range.upperBound < .distantFuture {
        let last = day(date.range.upperBound.addingTimeInterval(-1))
        return isKorean ? "\(day(date.start))부터 \(last)까지" : "from \(day(date.start)) to \(last)"
      }
      return isKorean ? "\(year)년 \(month)월" : "\(Self.months[month - 1]) \(year)"
    case .year: return isKorean ? "\(year)년" : "\(year)"
    }
  }

  private func day(_ date: Date) -> String {
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    let (year, month, day) = (parts.year ?? 0, parts.month ?? 1, parts.day ?? 1)
    return isKorean ? "\(year)년 \(month)월 \(day)일" : "\(day) \(Self.months[month - 1]) \(year)"
  }

  private static func brief(_ text: String) -> String {
    text.count > quoted ? text.prefix(quoted - 1) + "\u{2026}" : text
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}
