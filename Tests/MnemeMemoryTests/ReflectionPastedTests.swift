import Foundation
import MnemeCore
import MnemeMemory
import Testing

/// What stands in a user's message without being their own word.
@Suite struct ReflectionPastedTests {
  @Test(arguments: [
    ("Summarise this email:\n\nI live in Oslo.", "Summarise this email:"),
    ("Translate into German: I live in Oslo.", "Translate into German:"),
    ("A customer wrote: I live in Oslo.", "A customer wrote:"), ("이 글을 번역해 줘: 저는 오슬로에 살아요.", "이 글을 번역해 줘:"),
    ("I like tea.\nHere is the article:\nI live in Oslo.", "I like tea.\nHere is the article:"),
  ])
  func pastedTextIsNobodysOwnWord(_ text: String, _ own: String) {
    #expect(PastedText.ownWords(of: text) == own)
  }

  @Test(arguments: [
    "Remember this: I live in Oslo.", "My address: Main Street 4.", "I wrote: I live in Oslo.", "It is 10:30.",
    "Note: I moved to Oslo.", "I live in Oslo.", "Summarise this email:", "이것을 기억해 줘: 저는 오슬로에 살아요.",
    "My email: a@example.org",
  ])
  func ownWordsStay(_ text: String) {
    #expect(PastedText.ownWords(of: text) == text)
  }

  @Test func reflectionReadsOwnWordsAlone() {
    func texts(_ message: String) -> [String] {
      Reflector().candidates(
        in: message, role: .user, speaker: nil, trust: .user, at: Date(milliseconds: 1_750_000_000_000)
      ).map(\.text)
    }
    #expect(texts("I live in Lisbon.").count == 1)
    #expect(texts("I live in Lisbon.\nTranslate: I live in Oslo.") == texts("I live in Lisbon."))
    #expect(texts("Summarise this email:\n\nI live in Oslo. My name is Zoe.").isEmpty)
  }
}
