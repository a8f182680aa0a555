/// Greetings, thanks and other words that carry a conversation along without saying what it is about.
enum SmallTalk {
  /// Whether a sentence says nothing else, given its words in lower case.
  static func isAll(_ words: [String]) -> Bool {
    guard let first = words.first else { return true }
    if words.allSatisfy({ phrases.contains($0) || isLaughter($0) }) { return true }
    // "Hi Ada!", "Thanks again, Ravi."
    return words.count <= 3 && openers.contains(first) && !words.dropFirst().contains(where: statements.contains)
  }

  /// Number of words at the beginning that only greet: "Hi there, ".
  ///
  /// - Parameter gaps: whether a sign stands after each word.
  static func opening(_ words: [String], gaps: [Bool]) -> Int {
    guard let first = words.first, openers.contains(first) else { return 0 }
    var count = 0
    while count < words.count, phrases.contains(words[count]), count < 5 {
      count += 1
      if gaps[count - 1] { break }
    }
    if gaps[count - 1] { return count }
    // A name between the greeting and a comma.
    for i in count..<min(count + 2, words.count) where gaps[i] { return i + 1 }
    return count
  }

  private static func isLaughter(_ word: String) -> Bool {
    let scalars = word.unicodeScalars
    if scalars.allSatisfy({ ["ㅋ", "ㅎ", "ㅠ", "ㅜ"].contains($0) }) { return true }
    return word.hasPrefix("haha") || word.hasPrefix("hehe") || word.hasPrefix("lol")
  }

  private static let openers: Set<String> = [
    "hi", "hello", "hey", "hiya", "howdy", "greetings", "morning", "evening", "good", "thanks", "thank", "bye",
    "goodbye",
    "welcome", "cheers", "congrats", "congratulations", "ok", "okay", "sure", "yes", "yeah", "yep", "no", "nope", "wow",
    "cool", "great", "nice", "awesome", "안녕", "안녕하세요", "안녕하십니까", "반가워", "반가워요", "반갑습니다", "고마워", "고마워요", "감사합니다", "네",
    "응", "어", "아니", "아니요", "그래", "그래요", "좋아", "좋아요", "알겠어", "알겠어요", "알겠습니다", "헬로", "하이",
  ]

  private static let phrases: Set<String> = openers.union([
    "there", "all", "everyone", "afternoon", "night", "day", "to", "you", "so", "much", "a", "lot", "again", "how",
    "are",
    "is", "it", "going", "doing", "today", "up", "what", "s", "what's", "how's", "i", "i'm", "am", "fine", "well",
    "and",
    "see", "later", "tomorrow", "soon", "take", "care", "please", "very", "my", "pleasure", "no", "problem", "you're",
    "sounds", "perfect", "right", "got", "that's", "haha", "oh", "ah", "hmm", "then", "for", "the", "help", "your",
    "have", "nice", "too", "same", "here", "잘", "자", "잘자", "가", "잘가", "지냈어", "지냈어요", "좋은",
    "아침", "아침이에요", "아침이야", "저녁", "하루", "보내", "보내세요", "정말", "너무", "진짜", "아", "음", "오", "와", "또", "봐", "봐요", "뭐해",
    "오늘", "어때", "오케이", "ㅇㅇ", "ㄴㄴ", "수고", "수고했어", "수고하세요",
  ])

  /// Words after which even a short sentence says something.
  private static let statements: Set<String> = [
    "i", "i'm", "we", "my", "need", "want", "is", "are", "was", "bought", "idea", "news", "나", "나는", "내가", "제가", "저는",
  ]
}
