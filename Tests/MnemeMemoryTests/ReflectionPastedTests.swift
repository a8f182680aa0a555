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
    ("Summarise this email I got:\nI live in Oslo", "Summarise this email I got:"),
    ("Translate my mother's letter: I live in Oslo.", "Translate my mother's letter:"),
    ("Translate this note: I live in Oslo.", "Translate this note:"),
    ("My landlord wrote: I live in Oslo.", "My landlord wrote:"),
    ("The email I got:\nI live in Oslo.", "The email I got:"),
    ("내 동료의 메일을 요약해 줘:\n저는 오슬로에 살아요.", "내 동료의 메일을 요약해 줘:"),
    ("기억나는 대로 번역해 줘: 저는 오슬로에 살아요.", "기억나는 대로 번역해 줘:"),
    ("At 10:30 a customer wrote: I live in Oslo.", "At 10:30 a customer wrote:"),
    ("Can you translate this?\n\nI live in Oslo.", "Can you translate this?"),
    ("이 메일을 요약해 줘\n\n저는 오슬로에 살아요.", "이 메일을 요약해 줘"),
    ("I like tea.\nHere is the article:\nI live in Oslo.", "I like tea.\nHere is the article:"),
  ])
  func pastedTextIsNobodysOwnWord(_ text: String, _ own: String) {
    #expect(PastedText.ownWords(of: text) == own)
  }

  @Test(arguments: [
    "Remember this: I live in Oslo.", "My address: Main Street 4.", "I wrote: I live in Oslo.", "It is 10:30.",
    "Note: I moved to Oslo.", "I live in Oslo.", "Summarise this email:", "이것을 기억해 줘: 저는 오슬로에 살아요.",
    "My email: a@example.org", "As I wrote in my letter: I live in Oslo.", "I said: I live in Oslo.",
    "Please remember this summary: I live in Oslo.", "Note to self: I live in Oslo.", "내 메일: a@example.org",
    "I review contracts for a living.\n\nI live in Oslo.",
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
