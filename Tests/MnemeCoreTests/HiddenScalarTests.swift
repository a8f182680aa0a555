import MnemeCore
import Testing

/// What a reader does not see.
@Suite struct HiddenScalarTests {
  private static let hidden: [UInt32] = [
    0x00, 0x07, 0x0A, 0x1B, 0x7F, 0x85, 0xA0, 0xAD, 0x034F, 0x061C, 0x115F, 0x1680, 0x17B4, 0x180B, 0x2003, 0x200B,
    0x200D, 0x200E, 0x2028, 0x2029, 0x202E, 0x2060, 0x2066, 0x2800, 0x3000, 0x3164, 0xE000, 0xFE0F, 0xFEFF, 0xFFA0,
    0xFFF9, 0xE0001, 0xE0041, 0xE007F, 0xE0100, 0xE0FFF, 0xF0000, 0x10FFFD, 0x0378,
  ]

  @Test(arguments: hidden) func itIsHiddenAndWrittenOut(_ value: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(value))
    #expect(scalar.isHidden)
    let text = "a" + String(Character(scalar)) + "b"
    #expect(text.revealed() == "a\\u{" + String(value, radix: 16) + "}b")
    #expect(text.revealed(keeping: [scalar]) == text)
    #expect(text.withoutHidden() == (scalar.properties.generalCategory == .spaceSeparator ? "a b" : "ab"))
  }

  @Test func whatIsSeenStays() {
    let text = "Ünï, 한국어, עברית, العربية, 漢字, e\u{301}, 🙂, € ~ !"
    #expect(text.revealed() == text && text.withoutHidden() == text && !text.hidesWords)
  }

  @Test func aLayoutAndAPictureHideNothing() {
    for text in [
      "one\n\ttwo\r\n", "10\u{A0}km", "한\u{3000}글", "⚠\u{FE0F} Careful", "1\u{FE0F}\u{20E3}",
      "👩\u{200D}💻", "❤\u{FE0F}\u{200D}🔥",
    ] {
      #expect(!text.hidesWords, "\(text.revealed())")
    }
    for text in [
      "a\u{200B}b", "a\u{200D}b", "1\u{200D}2", "x\u{FE0F}", "⚠\u{FE0F}\u{FE0E}", "⚠\u{FE0F}\u{200D}\u{200D}",
      "\u{FE0F}",
      "🏴\u{E0067}\u{E007F}", "\u{202E}abc", "\u{1B}[2J", "\u{2800}", "a\n\u{FE0F}",
    ] {
      #expect(text.hidesWords, "\(text.revealed())")
    }
  }

  @Test func aValueHidesWhatAnyOfItsPartsHides() {
    #expect((["a": [1, ["b": "c\u{E0041}"]]] as JSONValue).hidesWords)
    #expect((["a\u{200B}": true] as JSONValue).hidesWords)
    #expect(!(["a": [1, ["b": "c"]], "d": .null] as JSONValue).hidesWords)
  }
}
