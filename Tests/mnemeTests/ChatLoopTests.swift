import MnemeCore
import Synchronization
import Testing

@testable import mneme

/// Lines as a person or a pipe gives them.
private final class Lines: Sendable {
  private let rest: Mutex<[String]>

  init(_ lines: [String]) { rest = Mutex(lines) }

  func next() -> String? { rest.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}

@Suite struct ChatLoopTests {
  private func run(
    _ lines: [String], services: FakeServices, interactive: Bool = false
  ) async -> (CapturedConsole, Bool) {
    let console = CapturedConsole()
    let input = Lines(lines)
    let loop = ChatLoop(
      services: services.services(), space: .me, console: console.console, isInteractive: interactive,
      nextLine: { input.next() })
    return (console, await loop.run())
  }

  @Test func pipedLinesAreMessagesAndNoPromptIsShown() async {
    let services = FakeServices()
    let (console, allWell) = await run(["Where does Ravi live?", "", "  ", "And Mina?"], services: services)
    #expect(console.out == "Oslo, since [31mMay.\nOslo, since [31mMay.\n")
    #expect(console.error == "")
    #expect(allWell)
    let requests = services.state.withLock { $0.requests }
    #expect(requests.map { $0.messages.map(\.content) } == [["Where does Ravi live?"], ["And Mina?"]])
    // The first message continues the open conversation, the next ones name it.
    #expect(requests.map(\.session) == [nil, "s-1"])
    #expect(requests.allSatisfy { $0.memory == .full && $0.channel == "terminal" })
    // The same words typed twice are two messages.
    #expect(Set(requests.compactMap(\.idempotencyKey)).count == 2)
  }

  @Test func aPersonSeesAPrompt() async {
    let (console, _) = await run(["hi"], services: FakeServices(), interactive: true)
    #expect(console.out.hasPrefix("Type a message"))
    #expect(console.out.contains("\n> Oslo, "))
  }

  @Test func quitEndsBeforeTheRest() async {
    let services = FakeServices()
    let (_, allWell) = await run(["/quit", "hi"], services: services)
    #expect(allWell)
    #expect(services.state.withLock { $0.requests.isEmpty })
  }

  @Test func commandsAskMemoryAndNotTheModel() async {
    let services = FakeServices()
    let (console, _) = await run(["/recall  where is Ravi ", "/sessions", "/help", "/nope"], services: services)
    #expect(services.state.withLock { $0.requests.isEmpty })
    #expect(services.state.withLock { $0.queries.map(\.text) } == ["where is Ravi"])
    #expect(console.out.contains("1. Ravi lives in Oslo.  (fact, 2025-06-15, score 0.75)"))
    #expect(console.out.contains("4 messages  terminal  s-1"))
    #expect(console.out.contains("/recall TEXT"))
    #expect(console.error == "There is no command /nope; /help lists them.\n")
  }

  @Test func aFailedTurnIsToldAndThePipeGoesOn() async {
    let services = FakeServices(failure: MnemeError(.upstream, "The model went away."))
    let (console, allWell) = await run(["a", "b"], services: services)
    #expect(!allWell)
    #expect(console.out == "Oslo, \nOslo, \n")
    #expect(console.error == "mneme: The model went away.\nmneme: The model went away.\n")
    #expect(services.state.withLock { $0.requests.count } == 2)
  }

  @Test func aRecallWithoutTextIsAnErrorAndNotTheEnd() async {
    let services = FakeServices()
    let (console, _) = await run(["/recall", "hi"], services: services)
    #expect(console.error.contains("the query is empty"))
    #expect(services.state.withLock { $0.requests.count } == 1)
  }

  @Test func pathsAreMessages() {
    #expect(ChatInput("/usr/bin/env is a path") == .message("/usr/bin/env is a path"))
    #expect(ChatInput("/exit") == .quit)
    #expect(ChatInput(" /recall a b ") == .recall("a b"))
    #expect(ChatInput("\t") == .empty)
  }
}

@Suite struct OutputTests {
  @Test func rememberedTextCannotSteerTheTerminal() {
    #expect("a\u{1B}]0;x\u{7}\nb".oneLine == "a ]0;x  b")
    #expect("a\u{1B}[2J\n\tb\u{9B}".terminalSafe == "a[2J\n\tb")
  }

  @Test func explanationsStandUnderTheirItems() {
    let text = RecallOutput.text(RecallResult(hits: [FakeServices.hit], dropped: [FakeServices.hit], lexicalOnly: true))
    #expect(
      text == """
        1. Ravi lives in Oslo.  (fact, 2025-06-15, score 0.75)
           lexical #1, decay 0.9000
           kept
        Looked at and dropped:
        -  Ravi lives in Oslo.  (fact, 2025-06-15, score 0.75)
           lexical #1, decay 0.9000
           kept
        (Found by words alone: the sentence encoder is not there. 'mneme doctor' says why.)

        """)
  }

  @Test func wrongLimitsAndTextsAreRefused() {
    #expect(throws: MnemeError.self) { try MemoryVerbs.query("x", in: .me, limit: 0, explain: false) }
    #expect(throws: MnemeError.self) { try MemoryVerbs.query("x", in: .me, limit: 201, explain: false) }
    #expect(throws: MnemeError.self) { try MemoryVerbs.query(" ", in: .me, limit: 1, explain: false) }
    #expect(throws: MnemeError.self) { try MemoryVerbs.statement("\n") }
    #expect(throws: MnemeError.self) {
      try MemoryVerbs.statement(String(repeating: "a", count: Limits.memoryCharacters + 1))
    }
    #expect(throws: MnemeError.self) { try EvalRecallCommand.depths("5,x") }
    #expect(throws: MnemeError.self) { try EvalRecallCommand.depths("0") }
  }

  @Test func explainedRecallsLeaveNoTrace() throws {
    let query = try MemoryVerbs.query(
      String(repeating: "é", count: Limits.queryCharacters + 5), in: .me, limit: 3, explain: true)
    #expect(!query.observe)
    #expect(query.text.unicodeScalars.count == Limits.queryCharacters)
    #expect(try MemoryVerbs.query("x", in: .me, limit: 3, explain: false).observe)
  }

  @Test func depthsAreSortedAndOnce() throws {
    #expect(try EvalRecallCommand.depths("20, 5,10,5") == [5, 10, 20])
  }
}
