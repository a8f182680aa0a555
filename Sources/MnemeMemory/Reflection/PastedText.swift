/// Text that somebody else wrote and the speaker put into a message to have something done with it: what stands after "Summarise
/// this email:" is not the speaker's own word.
package enum PastedText {
  /// Longest introduction that is looked at, in Unicode scalars.
  private static let introduction = 160

  /// The message up to the pasted text. O(length).
  package static func ownWords(of text: String) -> Substring {
    guard text.contains(where: { $0 == ":" || $0 == "\u{FF1A}" }) else { return text[...] }
    var start = text.startIndex
    while start < text.endIndex {
      let end = text[start...].firstIndex(where: \.isNewline) ?? text.endIndex
      if let cut = introductionEnd(text[start..<end]), text[cut...].contains(where: { $0.isLetter || $0.isNumber }) {
        return text[..<cut]
      }
      start = end < text.endIndex ? text.index(after: end) : end
    }
    return text[...]
  }

  /// The place after the colon of a line that introduces somebody else's text.
  private static func introductionEnd(_ line: Substring) -> Substring.Index? {
    guard let colon = line.firstIndex(where: { $0 == ":" || $0 == "\u{FF1A}" }) else { return nil }
    let head = line[..<colon]
    guard head.unicodeScalars.count <= introduction else { return nil }
    let lowered = head.lowercased()
    let words = Set(lowered.split { !$0.isLetter && $0 != "-" }.map(String.init))
    if !words.isDisjoint(with: wishes) || korean.wishes.contains(where: lowered.contains) { return nil }
    let isTask = !words.isDisjoint(with: tasks) || korean.tasks.contains(where: lowered.contains)
    let isSource = !words.isDisjoint(with: sources) || korean.sources.contains(where: lowered.contains)
    return isTask || isSource ? line.index(after: colon) : nil
  }

  /// What is to be kept is the speaker's own word, whatever it is called.
  private static let wishes: Set<String> = ["remember", "memorise", "memorize", "note", "i", "i'm", "my"]
  private static let tasks: Set<String> = [
    "summarise", "summarize", "summary", "translate", "translation", "proofread", "rewrite", "rephrase", "paraphrase",
    "shorten", "tldr", "analyse", "analyze", "classify", "extract", "review",
  ]
  private static let sources: Set<String> = [
    "email", "e-mail", "mail", "article", "letter", "webpage", "website", "page", "post", "document", "transcript",
    "newsletter", "comment", "ticket", "log", "wrote", "forwarded",
  ]
  private static let korean = (
    wishes: ["기억", "내 ", "나는", "저는"], tasks: ["요약", "번역", "교정", "다듬", "정리해", "분석"],
    sources: ["메일", "기사", "편지", "문서", "댓글", "게시글", "웹페이지", "다음 글", "아래 글"]
  )
}
