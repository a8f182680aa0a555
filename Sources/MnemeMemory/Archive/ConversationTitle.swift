import MnemeCore

/// The title of a conversation: its most characteristic phrase or two, else its first sentence.
struct ConversationTitle: Sendable {
  private(set) var text = ""
  /// Messages it was taken from, in order of time.
  private(set) var sources: [String] = []

  /// A second phrase is added where it is worth this share of the first.
  private static let secondShare = 0.5

  init(_ sentences: [DigestSentence], phrases: PhraseRanking) {
    if let first = phrases.phrases.first {
      var parts = [first]
      let room = ConversationDigest.titleLimit - first.text.unicodeScalars.count - 2
      if let second = phrases.phrases.first(where: { phrase in
        phrase.score >= Self.secondShare * first.score && phrase.text.unicodeScalars.count <= room
          && Set(phrase.keys).isDisjoint(with: first.keys)
      }) {
        // The one that says more goes first.
        if first.keys.count == 1, second.keys.count > 1 { parts.insert(second, at: 0) } else { parts.append(second) }
      }
      text = Self.capitalised(parts.map(\.text).joined(separator: ", "))
      let holding = Set(parts.flatMap { phrases.messages(holding: $0.keys) })
      var seen: Set<String> = []
      sources = sentences.map(\.message).filter { holding.contains($0) && seen.insert($0).inserted }
    } else if let sentence = sentences.first(where: \.isUser) ?? sentences.first {
      text = Self.capitalised(Self.cut(sentence.text, to: ConversationDigest.titleLimit))
      while let last = text.unicodeScalars.last, ".,;:".unicodeScalars.contains(last) {
        text.unicodeScalars.removeLast()
      }
      sources = [sentence.message]
    }
  }

  /// The first letter in upper case, where the word is not written its own way ("iPhone").
  static func capitalised(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, first.properties.isLowercase else { return text }
    let word = text.unicodeScalars.prefix { $0.properties.isAlphabetic }
    guard !word.dropFirst().contains(where: \.properties.isUppercase) else { return text }
    return first.properties.uppercaseMapping + String(text.unicodeScalars.dropFirst())
  }

  /// At most `limit` Unicode scalars: cut at a word border, "…" at the end; inside a word where it has no border.
  static func cut(_ text: String, to limit: Int) -> String {
    let scalars = Array(text.unicodeScalars)
    guard scalars.count > limit, limit > 1 else { return text }
    var end = limit - 1
    while end > 0, scalars[end] != " " { end -= 1 }
    if end < limit / 2 { end = limit - 1 }
    while end > 0, " .,;:!?-".unicodeScalars.contains(scalars[end - 1]) { end -= 1 }
    return String(scalars: scalars[..<end]) + "…"
  }
}
