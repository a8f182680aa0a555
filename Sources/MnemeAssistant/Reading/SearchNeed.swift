import MnemeCore

/// Whether the answer to a question is likely to stand in the web: by words that say so, else by what similar questions need.
enum SearchNeed {
  private static let asked = PhraseMatcher([
    "search the web", "search online", "search for", "look up", "google", "latest news", "news about", "weather",
    "forecast",
    "stock price", "exchange rate", "release date", "opening hours", "right now in", "current price", "검색", "뉴스", "날씨",
    "환율", "시세",
    "주가", "최신", "영업시간", "개봉", "인터넷에서", "경기 결과",
  ])
  /// What is asked of the owner's own life stands in memory.
  private static let own = PhraseMatcher([
    "my", "did i", "do i", "have i", "am i", "was i", "remember", "i told", "i said", "we talked", "내가", "제가", "내 ",
    "제 ", "우리 ", "기억",
  ])
  /// How far the nearer side must be ahead to be believed, as a cosine.
  static let lead = 0.03

  /// - Parameter similar: what the encoder says, where it can.
  static func read(_ text: String, similar: (label: Bool, lead: Double)?) -> Bool {
    if asked.isIn(text.utf8) { return true }
    if own.isIn(text.utf8) { return false }
    guard let similar, similar.lead >= lead else { return false }
    return similar.label
  }
}
