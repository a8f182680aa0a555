/// Tells what people say of themselves and others from what they wish of an answer: "I always write long letters" is no wish, "I want
/// you to write long letters" is one. By words, in English and Korean; where that is not clear there is no wish.
enum SpeakerStatement {
  /// A sentence without the clauses that tell of somebody; empty where nothing is left.
  static func leftOut(of sentence: String) -> String {
    if koreanSubjects.contains(where: sentence.contains), !koreanWishes.contains(where: sentence.contains) { return "" }
    let namesAnswers = words(sentence).contains(where: answers.contains)
    return sentence.split { ",;:.!?\n".contains($0) }
      .filter { !isStatement(words($0), namesAnswers: namesAnswers) }.joined(separator: ", ")
  }

  /// In lower case, in their order; apostrophes belong to words.
  static func words(_ text: some StringProtocol) -> [String] {
    text.lowercased().replacing("\u{2019}", with: "'")
      .split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map(String.init)
  }

  /// - Parameter namesAnswers: the whole sentence names answers, their form, or the one who gives them.
  private static func isStatement(_ words: [String], namesAnswers: Bool) -> Bool {
    // "Always answer …", "Please no tables when I …": what is asked for comes first.
    if let first = words.first(where: { !openings.contains($0) }), orders.contains(first) { return false }
    guard let place = words.firstIndex(where: { speakers.contains($0) || others.contains($0) }) else { return false }
    if others.contains(words[place]) || !namesAnswers { return true }
    let rest = words[(place + 1)...].drop(while: adverbs.contains)
    guard let verb = rest.first, wishing.contains(verb) else { return true }
    // "I like to write", "I prefer writing": what they do themselves.
    let object = rest.dropFirst().first ?? ""
    if object == "to" { return !receiving.contains(rest.dropFirst(2).first ?? "") }
    return object.hasSuffix("ing") && !receiving.contains(object)
  }

  private static let speakers: Set<String> = [
    "i", "we", "i'm", "i'd", "i'll", "i've", "we'd", "we're", "we'll", "we've",
  ]
  private static let others: Set<String> = ["he", "she", "they", "he's", "she's", "they're"]
  private static let openings: Set<String> = [
    "please", "always", "never", "and", "but", "so", "also", "just", "then", "do", "not", "don't", "dont", "now", "or",
  ]
  private static let orders: Set<String> = [
    "answer", "reply", "respond", "explain", "write", "talk", "speak", "use", "no", "avoid", "stop", "keep", "be",
    "give",
    "make", "you", "without",
  ]
  private static let adverbs: Set<String> = [
    "always", "never", "really", "usually", "often", "also", "just", "generally", "sometimes", "do", "did", "don't",
    "dont", "didn't", "not", "would", "wouldn't", "will", "can", "could", "very", "much", "still", "only", "definitely",
    "normally", "mostly", "strongly",
  ]
  private static let wishing: Set<String> = [
    "want", "wanted", "prefer", "preferred", "like", "love", "hate", "dislike", "need", "wish", "ask", "asked", "told",
    "said", "expect", "appreciate", "enjoy", "rather", "think", "hope",
  ]
  private static let receiving: Set<String> = [
    "get", "have", "read", "see", "hear", "receive", "getting", "having", "reading", "seeing", "hearing", "receiving",
  ]
  private static let answers: Set<String> = [
    "answer", "answers", "reply", "replies", "response", "responses", "explanation", "explanations", "messages", "you",
    "your", "emoji", "emojis", "emoticons", "bullet", "bullets", "bulleted", "tables",
  ]
  private static let koreanSubjects = ["저는 ", "나는 ", "제가 ", "내가 ", "우리는 ", "우리가 ", "저희는 ", "그는 ", "그녀는 "]
  private static let koreanWishes = [
    "좋아", "좋겠", "싫", "원해", "원합", "바라", "바랍", "줘", "주세요", "주십", "해라", "하지 마", "하지마", "쓰지 마", "쓰지마", "선호", "부탁",
  ]
}
