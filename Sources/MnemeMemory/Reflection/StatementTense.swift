/// Whether a statement tells of what is over.
enum StatementTense {
  case past
  /// The present, the future, or nothing that tells.
  case open

  init(of text: String) { self = Self.hasPastVerb(text) && !Self.setsDate(text) ? .past : .open }

  /// A verb in its beginning stands in the past. A participle ("is called", "we are married") does not.
  static func hasPastVerb(_ text: String) -> Bool {
    var before: Substring = ""
    for word in beginning(of: text).lowercased().split(whereSeparator: { !$0.isLetter && $0 != "'" }) {
      if isPast(word), !auxiliaries.contains(where: { before == $0 || ($0.hasPrefix("'") && before.hasSuffix($0)) }) {
        return true
      }
      before = word
    }
    return false
  }

  /// What was arranged is still to come: "I booked a table for Friday", "the viewing was moved to Monday".
  private static func setsDate(_ text: String) -> Bool {
    let words = beginning(of: text).lowercased().split { !$0.isLetter && $0 != "'" }
    return words.contains { arrangements.contains(String($0)) || arranged.contains(where: $0.contains) }
      || zip(words, words.dropFirst()).contains { first, second in
        passives.contains(String(first)) && moves.contains(String(second))
          || moves.contains(String(first)) && determiners.contains(String(second))
      }
  }

  static func beginning(of text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(scalars).map { $0 == "\u{2019}" ? "'" : $0 }))
  }

  private static func isPast(_ word: Substring) -> Bool {
    guard let first = word.unicodeScalars.first else { return false }
    if (0xAC00...0xD7A3).contains(first.value) {
      // The syllable before the ending is closed by ㅆ: 갔, 했, 었 (but not 있, 겠).
      return word.unicodeScalars.contains { scalar in
        guard (0xAC00...0xD7A3).contains(scalar.value), scalar != "있", scalar != "겠" else { return false }
        return (scalar.value - 0xAC00) % 28 == 20
      }
    }
    return pastVerbs.contains(String(word)) || (word.utf8.count > 4 && word.hasSuffix("ed") && !word.hasSuffix("eed"))
  }

  /// Unicode scalars of a statement that are looked at.
  private static let scalars = 160
  private static let auxiliaries = ["is", "are", "am", "be", "been", "being", "'s", "'re", "'m"]
  private static let pastVerbs: Set<String> = [
    "was", "were", "had", "did", "went", "got", "took", "made", "saw", "came", "bought", "sold", "found", "said",
    "told",
    "met", "gave", "felt", "left", "kept", "began", "ran", "ate", "drank", "wrote", "won", "lost", "broke", "sang",
    "swam", "flew", "drove", "rode", "spent", "sent", "built", "fell", "grew", "heard", "held", "knew", "thought",
    "brought", "taught", "caught", "wore", "slept", "stood", "spoke", "chose", "froze", "became", "used",
  ]
  private static let arrangements: Set<String> = [
    "booked", "reserved", "scheduled", "rescheduled", "postponed", "planned", "arranged", "invited",
  ]
  private static let passives: Set<String> = ["was", "were", "been", "got"]
  /// "They moved the meeting to Monday"; "I moved on Monday" is over.
  private static let determiners: Set<String> = ["the", "our", "my", "it"]
  private static let moves: Set<String> = ["moved", "changed", "shifted", "pushed", "set", "brought", "put"]
  private static let arranged = ["바뀌었", "바꿨", "옮겼", "옮겨졌", "미뤘", "미뤄졌", "당겼", "예약했", "잡았", "잡혔", "기로"]
}
