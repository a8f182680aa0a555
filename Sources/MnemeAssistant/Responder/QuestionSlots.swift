import MnemeCore
import MnemeMemory

/// Which single-valued slots a question asks for.
///
/// `preferred` are tried first, `related` when those are empty: where somebody works tells the job as well.
struct QuestionSlots: Equatable {
  var preferred: [String] = []
  var related: [String] = []

  var isEmpty: Bool { preferred.isEmpty }
  var all: [String] { preferred + related }

  init(_ text: String, words: [String], isKorean: Bool) {
    if isKorean { readKorean(text) } else { readEnglish(Set(words), words) }
  }

  private mutating func readEnglish(_ set: Set<String>, _ words: [String]) {
    func any(_ wanted: String...) -> Bool { wanted.contains(where: set.contains) }
    let sentence = " " + words.joined(separator: " ") + " "
    let asksPlace = any("where", "city", "town", "country", "village") || sentence.contains(" whereabouts ")
    if sentence.contains(" work out ") || sentence.contains(" working out ") { return }
    if any("how", "what", "age"), any("old", "age"), !any("when") {
      preferred = ["age"]; related = ["birthday"]; return
    }
    if any("birthday", "bday", "birthdate") || (any("when") && any("born")) { preferred = ["birthday"]; return }
    if any("born") { preferred = asksPlace ? ["birthplace"] : []; related = asksPlace ? ["hometown"] : []; return }
    if any("from", "hometown") || (any("grow", "grew") && any("up")), asksPlace || any("hometown") {
      preferred = ["hometown"]
      related = ["birthplace"]
      return
    }
    if any("address"), any("email", "mail") { preferred = ["email"]; return }
    if any("email", "mail") { preferred = ["email"]; return }
    if any("phone", "telephone", "mobile", "cell"), !any("provider", "plan", "contract", "bill", "company", "case") {
      let asksNumber = any("number", "reach", "call", "digits", "end", "telephone")
      preferred = asksNumber ? ["phone"] : ["phone model"]
      related = asksNumber ? [] : ["phone"]
      return
    }
    if any("weigh", "weight"), any("i", "my") { preferred = ["weight"]; return }
    if any("when", "why", "how") { return }
    if any("live", "living", "lives"), any("with", "alone", "together") { preferred = ["household"]; return }
    if any("employer", "company")
      || (any("work", "works", "working", "worked", "job") && any("where", "who", "which", "whom"))
    {
      preferred = ["employer"]
      related = ["job"]
      return
    }
    let asksDoing =
      any("what") && any("do", "does", "did") && (words.last.map { ["do", "does"].contains($0) } ?? false)
    if any("job", "profession", "occupation", "career") || (any("do", "does", "did", "earn") && any("living"))
      || (any("what") && any("work", "works")) || asksDoing
    {
      preferred = ["job", "employer"]
      return
    }
    if asksPlace, any("live", "lives", "living", "lived", "reside", "home", "based") { preferred = ["home"]; return }
    if any("car", "drive", "driving", "vehicle"), any("what", "which"), !any("colour", "color") {
      preferred = ["car"]; return
    }
    if any("name", "called"), !any("middle", "last", "first", "surname", "maiden", "nick", "user", "family") {
      preferred = ["name"]
      return
    }
    if any("school", "university", "college") { preferred = ["school"]; return }
    if any("major", "degree", "studying", "study"), any("what", "which") { preferred = ["field of study"]; return }
    if any("tall", "height") { preferred = ["height"]; return }
    if sentence.contains(" blood type ") || sentence.contains(" blood group ") { preferred = ["blood type"]; return }
    if any("married", "single", "divorced", "engaged", "dating", "relationship") || sentence.contains(" seeing any") {
      preferred = ["marital status", "partner"]
      return
    }
    if any("diet", "vegan", "vegetarian", "pescatarian") || (any("eat") && any("meat", "fish") && any("do")) {
      preferred = ["diet"]
      return
    }
    if any("who", "whos"), !any("name"),
      any("partner", "husband", "wife", "girlfriend", "boyfriend", "spouse", "fiance", "dating", "seeing")
    {
      preferred = ["partner"]
      return
    }
    if any("who", "whos"), any("boss", "manager", "landlord", "supervisor") || (any("friend") && any("best", "closest"))
    {
      preferred = ["name"]; return
    }
  }

  private mutating func readKorean(_ text: String) {
    func any(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
    if any("몇 살", "몇살", "나이") { preferred = ["age"]; related = ["birthday"]; return }
    if any("생일") { preferred = ["birthday"]; return }
    if any("전화번호", "뒷자리", "연락처") { preferred = ["phone"]; return }
    if any("이메일", "메일") { preferred = ["email"]; return }
    if any("고향") { preferred = ["hometown"]; return }
    if any("전공") { preferred = ["field of study"]; return }
    if any("직장", "회사", "다니", "다녀"), any("어디", "어느", "무슨", "뭐") { preferred = ["employer"]; related = ["job"]; return }
    if any("직업", "일을 하", "무슨 일", "일해", "일하") { preferred = ["job", "employer"]; return }
    if any("어디"), any("살", "사는", "사나", "사니", "집") { preferred = ["home"]; return }
    if any("이름") { preferred = ["name"]; return }
    if any("여자친구", "남자친구", "여친", "남친"), any("있") { preferred = ["partner", "marital status"]; return }
    if any("결혼", "미혼", "이혼", "사귀", "애인") { preferred = ["marital status", "partner"]; return }
    if any("폰", "휴대전화"), any("무슨", "뭐", "어떤", "어느") { preferred = ["phone model"]; return }
    if any("비건", "채식", "식단") || (any("고기", "생선") && any("먹어", "먹나", "먹지", "먹니")) { preferred = ["diet"]; return }
    if any("운영체제", "운영 체제") { preferred = ["operating system"]; return }
  }
}
