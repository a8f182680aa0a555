/// Cuts a Korean word into the words of time, units and particles that it is composed of.
enum KoreanWordPieces {
  typealias Piece = (lexeme: TimeLexeme, end: Int)

  /// The pieces in order, the longest first where there is a choice; nil where a part of the word is unknown, so that
  /// "오늘날" is not "오늘". A form of 이다 may end the word ("어제였나").
  ///
  /// - Parameters:
  ///   - word: Hangul syllables, at most 32.
  ///   - afterNumber: it is written to a number, so that it may begin with a unit.
  static func cut(_ word: ArraySlice<UInt32>, afterNumber: Bool) -> [Piece]? {
    var dead: UInt32 = 0
    var pieces: [Piece] = []
    // Most words have no first piece: nothing is allocated for them.
    guard cut(word, at: word.startIndex, into: &pieces, dead: &dead) else { return nil }
    pieces.reverse()
    if !afterNumber, let first = pieces.first, first.lexeme.word == .particle, pieces.count == 1 { return nil }
    return pieces
  }

  /// Appends the pieces from `index` on, last one first. `dead` marks places from which no way leads to the end, so that
  /// each is tried once.
  private static func cut(
    _ word: ArraySlice<UInt32>, at index: Int, into pieces: inout [Piece], dead: inout UInt32
  ) -> Bool {
    if index == word.endIndex { return true }
    let bit = UInt32(1) << UInt32(index - word.startIndex)
    if dead & bit != 0 { return false }
    if index > word.startIndex, isCopula(word[index...]) { return true }
    for candidate in TimeLexicon.korean(word[index...]) {
      if cut(word, at: candidate.end, into: &pieces, dead: &dead) {
        pieces.append(candidate)
        return true
      }
    }
    dead |= bit
    return false
  }

  /// 였다, 이었다, 입니다, 인가, 이야, 예요 and so on.
  private static func isCopula(_ rest: ArraySlice<UInt32>) -> Bool {
    guard let first = rest.first else { return false }
    switch first {
    // 였 예 야 입 인 임
    case 0xC600, 0xC608, 0xC57C, 0xC785, 0xC778, 0xC784: return true
    // 이 before 었 야 에 지 라 고 며 니 면 던 네
    case 0xC774:
      guard rest.count > 1 else { return false }
      switch rest[rest.startIndex + 1] {
      case 0xC5C8, 0xC57C, 0xC5D0, 0xC9C0, 0xB77C, 0xACE0, 0xBA70, 0xB2C8, 0xBA74, 0xB358, 0xB124: return true
      default: return false
      }
    default: return false
    }
  }
}
