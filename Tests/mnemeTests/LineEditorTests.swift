import Testing

@testable import mneme

/// Keys at the terminal; Tests/clients/terminal_tests.py types them into the program.
@Suite struct LineEditorTests {
  private func type(_ keys: String, into editor: inout LineEditor) -> LineEditor.Outcome {
    var outcome = LineEditor.Outcome.nothing
    for byte in keys.utf8 { outcome = editor.take(byte) }
    return outcome
  }

  private func typed(_ keys: String, history: [String] = []) -> LineEditor.Outcome {
    var editor = LineEditor(history: history)
    return type(keys, into: &editor)
  }

  @Test func lettersOfEveryAlphabetAreTypedAndTakenBack() {
    #expect(typed("Grüße, 한국 👍🏽\r") == .submitted("Grüße, 한국 👍🏽"))
    #expect(typed("한국\u{7F}\r") == .submitted("한"))
    #expect(typed("e\u{301}x\u{7F}\u{7F}ok\r") == .submitted("ok"), "a combined letter is one")
    var editor = LineEditor()
    for byte: UInt8 in [0xFF, 0xE2, 0x28, 0xA1, 0x41] { _ = editor.take(byte) }
    #expect(type("\r", into: &editor) == .submitted("A") || type("", into: &editor) == .nothing)
  }

  @Test func theCursorGoesWhereItIsSent() {
    #expect(typed("world\u{1}hello \r") == .submitted("hello world"))
    #expect(typed("ab\u{1B}[D\u{1B}[Dx\u{1B}[Fz\r") == .submitted("xabz"))
    #expect(typed("one two three\u{17}\u{17}2\r") == .submitted("one 2"))
    #expect(typed("one two\u{1B}[1;5D\u{B}2\r") == .submitted("one 2"))
    #expect(typed("abc\u{1B}[H\u{1B}[3~\r") == .submitted("bc"))
    #expect(typed("drop this\u{15}keep\r") == .submitted("keep"))
  }

  @Test func linesAreAddedByAltEnterBackslashAndPasting() {
    #expect(typed("one\u{1B}\rtwo\r") == .submitted("one\ntwo"))
    #expect(typed("one\\\rtwo\r") == .submitted("one\ntwo"))
    #expect(typed("\u{1B}[200~one\rtwo\u{3}\u{1B}[201~!\r") == .submitted("one\ntwo!"))
    // The arrows go through the lines before they go through the history.
    #expect(typed("ab\u{1B}\rcd\u{1B}[Ax\r", history: ["old"]) == .submitted("abx\ncd"))
  }

  @Test func earlierLinesComeBackAndSoDoesWhatWasBegun() {
    let history = ["first", "second"]
    #expect(typed("\u{1B}[A\r", history: history) == .submitted("second"))
    #expect(typed("\u{1B}[A\u{1B}[A\u{1B}[A\r", history: history) == .submitted("first"))
    #expect(typed("begun\u{1B}[A\u{1B}[B\r", history: history) == .submitted("begun"))
    var editor = LineEditor(history: history)
    #expect(type("third\r", into: &editor) == .submitted("third"))
    #expect(type("\u{10}\r", into: &editor) == .submitted("third"))
    #expect(type("\u{1B}[A\u{1B}[A\r", into: &editor) == .submitted("second"), "what is said twice stands there once")
  }

  @Test func controlKeysDropEndAndClear() {
    #expect(typed("abc\u{3}") == .dropped)
    #expect(typed("\u{4}") == .ended)
    #expect(typed("a\u{4}") == .nothing)
    #expect(typed("a\u{C}") == .cleared)
    #expect(typed("\u{1B}[99;99;99q\u{1B}Zok\r") == .submitted("ok"), "keys that mean nothing")
  }

  @Test func wideLettersTakeTwoColumns() {
    #expect(TextWidth.of("abc") == 3 && TextWidth.of("한국") == 4 && TextWidth.of("👍") == 2)
    #expect(TextWidth.of("e\u{301}") == 1)
    var view = LineView(columns: 10, prompt: "> ", more: ". ", promptWidth: 2)
    var editor = LineEditor()
    _ = type("한국어는", into: &editor)
    // Two of prompt and eight of text fill the row: the cursor stands at the beginning of the next one.
    #expect(view.drawing(editor).hasSuffix("는\r\n\r"))
    _ = type("x", into: &editor)
    #expect(view.drawing(editor) == "\r\u{1B}[1A\u{1B}[J> 한국어는x\r\u{1B}[1C")
  }

  @Test func coloursAreForTerminalsThatWantThem() {
    #expect(TerminalStyle(environment: [:], isTerminal: true).isColoured)
    #expect(!TerminalStyle(environment: [:], isTerminal: false).isColoured)
    #expect(!TerminalStyle(environment: ["NO_COLOR": "1"], isTerminal: true).isColoured)
    #expect(TerminalStyle(environment: ["NO_COLOR": ""], isTerminal: true).isColoured)
    #expect(!TerminalStyle(environment: ["TERM": "dumb"], isTerminal: true).isColoured)
    #expect(TerminalStyle.plain.aside("x") == "x")
  }
}
