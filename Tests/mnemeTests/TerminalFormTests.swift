import MnemeCore
import MnemeMCP
import Synchronization
import Testing

@testable import mneme

/// Forms of servers, at the terminal.
@Suite struct TerminalFormTests {
  private func answer(_ lines: [String]) async -> (ElicitationAnswer, String) {
    let rest = Mutex(lines)
    let shown = Mutex("")
    let forms = TerminalForms(
      console: Console(write: { _ in }, writeError: { text in shown.withLock { $0 += text } }),
      nextLine: { rest.withLock { $0.isEmpty ? nil : $0.removeFirst() } })
    let form = ElicitationForm(
      message: "Which\u{1B}[2J room?",
      schema: [
        "type": "object",
        "properties": ["beds": ["type": "integer", "default": 1], "name": ["type": "string"]],
      ])
    return (await forms.ask("hotel", form), shown.withLock { $0 })
  }

  @Test func linesBecomeValuesAndNothingIsSentUnasked() async {
    let (given, shown) = await answer(["2", "Ada", "y"])
    #expect(given == .accept(["beds": 2, "name": "Ada"]))
    #expect(!shown.contains("\u{1B}"))
    #expect(await answer(["", "", "y"]).0 == .accept([:]))
    #expect(await answer(["two", "Ada", "y"]).0 == .accept(["beds": "two", "name": "Ada"]))
    #expect(await answer(["2", "Ada", ""]).0 == .decline)
    #expect(await answer(["2"]).0 == .decline)
  }

  @Test func whatIsToBeTrustedIsShownWithAllThatNobodyWouldSee() {
    let lines = TrustRemoteServer.lines(
      name: "say\u{200B}",
      ToolDescription(
        name: "desk__say", title: "Say\u{202E}", summary: "One.\nTwo\u{E0041}\u{FE0F}.",
        parameters: ["type": "object", "properties": ["a\u{E0042}": ["description": "\u{1B}[2J"]]]))
    #expect(
      lines.prefix(4) == [
        #"say\u{200b}"#, #"    Say\u{202e}"#, "    One.", #"    Two\u{e0041}\u{fe0f}."#,
      ])
    #expect(lines[4].contains(#""a\u{e0042}""#) && !lines.joined().unicodeScalars.contains(where: \.isHidden))
  }

  @Test func rememberedTextSteersNoTerminal() {
    #expect("a\u{2028}b\u{202E}c\u{2067}d\n".oneLine == "a b c d ")
    #expect("a\u{2029}b\u{202A}\u{1B}c\n\td".terminalSafe == "abc\n\td")
    #expect("👩\u{200D}💻 ⚠\u{FE0F} 한\u{3000}글 אב".oneLine == "👩\u{200D}💻 ⚠\u{FE0F} 한\u{3000}글 אב")
  }
}
