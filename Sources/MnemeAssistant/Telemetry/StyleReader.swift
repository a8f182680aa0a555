package import MnemeCore

/// Reads how an answer is written while it is streamed; every byte is looked at once.
package struct StyleReader: Sendable {
  private var style = AnswerStyle()
  private var hedges = HedgeMatcher.Pass()
  private let matcher: HedgeMatcher
  private var hasWords = false
  private var endedSentence = false
  private var line = LineStart.nothing

  private enum LineStart {
    case nothing, mark, digits, digitsEnd, text
  }

  package init(matcher: HedgeMatcher = .shared) {
    self.matcher = matcher
    matcher.begin(&hedges)
  }

  package mutating func read(_ text: String) {
    matcher.read(text.utf8, &hedges)
    for scalar in text.unicodeScalars {
      style.characters += 1
      readLine(scalar)
      switch scalar {
      case ".", "!", "?", "\u{3002}", "\u{FF01}", "\u{FF1F}": endedSentence = hasWords
      case "\n": endSentence(hasWords)
      default:
        if scalar.properties.isWhitespace {
          endSentence(endedSentence)
        } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
          hasWords = true
          endedSentence = false
        }
      }
    }
  }

  /// The counts when the answer ends here.
  package var finished: AnswerStyle {
    var copy = self
    copy.endSentence(copy.hasWords)
    matcher.end(&copy.hedges)
    copy.style.hedges = copy.hedges.count
    return copy.style
  }

  private mutating func endSentence(_ ends: Bool) {
    guard ends else { return }
    style.sentences += 1
    hasWords = false
    endedSentence = false
  }

  /// `- `, `* `, `• `, `1. ` or `1) ` at the beginning of a line is an item of a list.
  private mutating func readLine(_ scalar: Unicode.Scalar) {
    if scalar == "\n" {
      line = .nothing
      return
    }
    switch (line, scalar) {
    case (.nothing, " "), (.nothing, "\t"): break
    case (.nothing, "-"), (.nothing, "*"), (.nothing, "\u{2022}"), (.nothing, "+"): line = .mark
    case (.nothing, "0"..."9"), (.digits, "0"..."9"): line = .digits
    case (.digits, "."), (.digits, ")"): line = .digitsEnd
    case (.mark, " "), (.digitsEnd, " "):
      style.listItems += 1
      line = .text
      // The number is no sentence.
      hasWords = false
      endedSentence = false
    default: line = .text
    }
  }
}
