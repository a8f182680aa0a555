/// Whether a statement is for or against what it speaks of: liking and disliking, doing and no longer doing.
package struct StatementStance: Sendable {
  package let isAgainst: Bool
  /// Its content words without those of liking and denying.
  private let words: Set<String>
  private let isOver: Bool

  /// Words beyond those that the later statement repeats.
  private static let further = 3

  package init(_ text: String) {
    let tokens = StatementMeaning.tokens(text)
    isAgainst =
      StatementMeaning.isDenial(tokens) || StatementMeaning.hasDislike(tokens)
      || ["싫", "질색", "못 먹", "안 먹"].contains(where: text.holds)
    words = Set(
      StatementMeaning.contentWords(tokens).subtracting(StatementMeaning.attitudes).map(StatementMeaning.root))
    isOver = StatementTense.hasPastVerb(text)
  }

  /// The same is liked, done or owned in one and not in the other, and this is the later one: "I like olives now" after "I
  /// can't stand olives".
  package func reverses(_ older: StatementStance) -> Bool {
    isAgainst != older.isAgainst && !older.isOver && !words.isEmpty && words.isSubset(of: older.words)
      && older.words.count - words.count <= Self.further
  }
}
