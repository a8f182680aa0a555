import Foundation
import MnemeCore

/// A conversation in a terminal, or over a pipe.
struct ChatLoop: Sendable {
  let services: Services
  let space: SpaceID
  let console: Console
  /// Show prompts and hints.
  let isInteractive: Bool
  var nextLine: @Sendable () async -> String?
  /// Names each message, so that the same words said twice are two messages and not a repeat of one.
  var identifiers: any IdentifierSource = UUIDv7Source()
  var style = TerminalStyle.plain
  /// Whoever reads the lines shows no prompt.
  var showsPrompt = true
  /// Returns at Ctrl-C; nil where nobody can press it.
  var interrupted: (@Sendable () async -> Void)?
  /// One key of the person; nil where no key can be asked for.
  var key: (@Sendable () async -> Character?)?

  static let help = """
    /recall TEXT  what memory has to say to TEXT
    /new          end this conversation and begin another one
    /sessions     earlier conversations
    /session ID   go on with one of them
    /model NAME   ask another model; without a name: which ones there are
    /help         this list
    /quit         end (or Ctrl-D)
    Keys: Alt-Enter, or a backslash before Enter, begins a line more; the arrows bring back what you typed before; Ctrl-C stops
    an answer, or drops what is typed.

    """

  static let channel = "terminal"

  /// Runs until `/quit` or the end of input.
  /// - Returns: false when input was piped in and a turn failed.
  func run() async -> Bool {
    if isInteractive { console.write("Type a message, /help for commands, /quit to end.\n") }
    var session: String?
    var model: String?
    var allWell = true
    while true {
      if isInteractive, showsPrompt { console.write("> ") }
      guard let line = await nextLine() else {
        if isInteractive, showsPrompt { console.line() }
        return allWell
      }
      do {
        switch ChatInput(line) {
        case .empty: continue
        case .quit: return allWell
        case .help: console.write(Self.help)
        case .unknown(let name): console.writeError("There is no command \(name.oneLine); /help lists them.\n")
        case .sessions: try await showSessions()
        case .new:
          if let open = session { _ = try await services.archive.end(session: open, in: space) }
          session = identifiers.next()
          console.line("A new conversation.")
        case .session(let id): session = try await goOn(id) ?? session
        case .model(let name): model = try await choose(name) ?? model
        case .recall(let text):
          let query = try MemoryVerbs.query(text, in: space, limit: 10, explain: false)
          console.write(RecallOutput.text(try await services.memory.recall(query)))
        case .message(let text): session = try await turn(text, session: session, model: model) ?? session
        }
      } catch let error as MnemeError {
        // One failed turn does not end a conversation.
        console.fail(error.message)
        allWell = isInteractive
      } catch {
        console.fail("The answer broke off (\(type(of: error))).")
        allWell = isInteractive
      }
    }
  }

  /// - Returns: the session the turn belongs to.
  private func turn(_ text: String, session: String?, model: String?) async throws -> String? {
    let request = ChatRequest(
      space: space, session: session, channel: Self.channel,
      messages: [ModelMessage(role: .user, content: text)], model: model, idempotencyKey: identifiers.next())
    let turn = ChatTurn(
      services: services, console: console, style: style, isInteractive: isInteractive, interrupted: interrupted)
    let outcome = try await turn.run(request)
    if isInteractive { for approval in outcome.waiting { try await decide(approval.id) } }
    return outcome.session
  }

  /// Shows exactly the call that waits, and asks. Without keys, or without an answer, it goes on waiting.
  private func decide(_ id: String) async throws {
    let search = ApprovalSearch(id: id, isPending: true, limit: 1)
    guard let call = try await services.tools.approvals(search, in: space).first(where: { $0.id == id }) else { return }
    console.writeError(ToolOutputText.approval(call))
    guard let key else {
      return console.writeError("It waits: mneme approvals approve \(id)\n")
    }
    console.writeError(style.asking("Run it? y, n, any other key decides later: "))
    let answer = await key()
    console.writeError((answer.map { String($0).oneLine } ?? "") + "\n")
    guard let approves: Bool = answer == "y" || answer == "Y" ? true : answer == "n" || answer == "N" ? false : nil else {
      return console.writeError("It waits: mneme approvals approve \(id)\n")
    }
    let decided = try await services.tools.decide(id, token: call.token, approves: approves, in: space)
    console.writeError(
      style.aside("(\(decided.tool.oneLine): \(decided.state.rawValue))") + "\n"
        + (decided.result.map { $0.terminalSafe + "\n" } ?? ""))
  }

  private func showSessions() async throws {
    let sessions = try await services.chat.sessions(in: space, limit: 20)
    if sessions.isEmpty { console.line("There are no conversations yet.") }
    for session in sessions { console.line(ArchiveOutput.line(session)) }
  }

  private func goOn(_ id: String) async throws -> String? {
    guard !id.isEmpty else {
      console.writeError("Which one? /sessions lists them.\n")
      return nil
    }
    let found = try await services.archive.session(id, in: space, before: nil, limit: 1).session
    console.line(ArchiveOutput.line(found))
    return found.id
  }

  private func choose(_ name: String) async throws -> String? {
    let names = await services.chat.models().map(\.name)
    if name.isEmpty {
      for name in names { console.line(name.oneLine) }
      return nil
    }
    guard name == "mneme" || names.contains(name) else {
      throw MnemeError(.notFound, "There is no model of this name; /model lists them.")
    }
    return name
  }
}
