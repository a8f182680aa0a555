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
}
