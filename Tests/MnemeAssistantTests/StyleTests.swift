import MnemeAssistant
import MnemeCore
import Testing

/// How answers are read.
@Suite struct StyleTests {
  private func style(_ text: String, pieces size: Int = .max) -> AnswerStyle {
    var reader = StyleReader()
    var rest = Substring(text)
    while !rest.isEmpty {
      reader.read(String(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    return reader.finished
  }

  @Test(arguments: [
    ("I think so. It might be late, perhaps.", 3), ("I'm not sure.\nMaybe?", 2), ("Mayor Perhapsburg may bear it.", 0),
    ("확실하지 않지만 아마 내일인 것 같아요.", 3), ("The sky is blue.", 0), ("", 0), ("MAYBE", 1),
  ])
  func hedgesAreCounted(_ text: String, _ hedges: Int) {
    #expect(style(text).hedges == hedges)
  }

  @Test func piecesOfAnySizeReadTheSame() {
    let text = "I think it may be so.  Version 3.14 is out!\n\n1. One\n2) Two\n- 아마 그럴 것 같아요\n* last one"
    let whole = style(text)
    #expect(whole.listItems == 4 && whole.hedges == 4 && whole.sentences == 6)
    for size in 1...9 { #expect(style(text, pieces: size) == whole) }
  }

  @Test func eachByteIsLookedAtOnce() {
    let text = String(repeating: "i think maybe ", count: 1000)
    var pass = HedgeMatcher.Pass()
    HedgeMatcher.shared.begin(&pass)
    HedgeMatcher.shared.read(text.utf8, &pass)
    #expect(pass.bytes == text.utf8.count && pass.count >= 1999)
  }
}
