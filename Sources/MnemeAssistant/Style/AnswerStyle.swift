import Foundation

/// How an answer is written, in numbers that say nothing of what it says.
package struct AnswerStyle: Sendable, Hashable {
  /// Share of sentences with a hedge ("I think", "아마"), 0…1, to three decimals.
  package let hedgeRatio: Double
  /// Characters per sentence, to one decimal.
  package let sentenceLength: Double

  /// The phrases of the specification: five of English, seven of Korean.
  package static let hedges = [
    "i think", "i'm not sure", "maybe", "perhaps", "probably", "아마", "것 같", "듯하", "듯해", "싶어요", "모르겠", "추측",
  ]
  private static let matcher = PhraseMatcher(hedges)
  /// Characters below which a text has no style.
  private static let shortest = 10

  /// - Parameter holdsHedge: whether a sentence holds a hedge; asked once for each.
  package init(
    of text: String, holdsHedge: (Substring.UTF8View) -> Bool = { AnswerStyle.matcher.isIn($0) }
  ) {
    let sentences = text.split { ".!?。".contains($0) }.filter { $0.contains { !$0.isWhitespace } }
    guard text.count >= Self.shortest, !sentences.isEmpty else {
      (hedgeRatio, sentenceLength) = (0, 0)
      return
    }
    let hedged = sentences.count { holdsHedge($0.utf8) }
    hedgeRatio = (Double(hedged) / Double(sentences.count) * 1_000).rounded() / 1_000
    sentenceLength = (Double(text.count) / Double(sentences.count) * 10).rounded() / 10
  }
}
