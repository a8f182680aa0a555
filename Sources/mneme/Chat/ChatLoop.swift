import Foundation
import MnemeCore

/// A conversation in a terminal, or over a pipe.
struct ChatLoop: Sendable {
  let services: Services
  let space: SpaceID
  let console: Console
  /// Show prompts and hints.
  let isInteractive: Bool
  let nextLine: @Sendable () async -> String?
  /// Names each message, so that the same words said twice are two messages and not a repeat of one.
  var identifiers: any IdentifierSource = UUIDv7Source()

  static let help = """
    /recall TEXT  what memory has to say to TEXT
    /sessions     earlier conversations
    /help         this list
    /quit         end (or Ctrl-D)

    """

  private static let channel = "terminal"

  /// Runs until `/quit` or the end of input.
  /// - Returns: false when input was piped in and a turn failed.
  func run() async -> Bool {
    if isInteractive { console.write("Type a message, /help for commands, /quit to end.\n") }
    var session: String?
    var allWell = true
    while true {
      if isInteractive { console.write("> ") }
      guard let line = await nextLine() else {
        if isInteractive { console.line() }
        return allWell
      }
      do {
        switch ChatInput(line) {
        case .empty: continue
        case .quit: return allWell
        case .help: console.write(Self.help)
        case .unknown(let name): console.writeError("There is no command \(name.oneLine); /help lists them.\n")
        case .sessions: try await showSessions()
        case .recall(let text):
          let query = try MemoryVerbs.query(text, in: space, limit: 10, explain: false)
          console.write(RecallOutput.text(try await services.memory.recall(query)))
        case .message(let text): session = try await turn(text, session: session) ?? session
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
  private func turn(_ text: String, session: String?) async throws -> String? {
    var current: String?
    var endsLine = true
    let request = ChatRequest(
      space: space, session: session, channel: Self.channel,
      messages: [ModelMessage(role: .user, content: text)], idempotencyKey: identifiers.next())
    defer { if !endsLine { console.line() } }
    for try await event in services.chat.reply(to: request) {
      switch event {
      case .started(let start): current = start.session
      case .text(let piece):
        let safe = piece.terminalSafe
        guard !safe.isEmpty else { continue }
        console.write(safe)
        endsLine = safe.hasSuffix("\n")
      case .tool(.started(let call)):
        if !endsLine { console.line() }
        endsLine = true
        console.writeError("(\(call.name.oneLine)…)\n")
      case .tool(.waits(let call, let approval)):
        if !endsLine { console.line() }
        endsLine = true
        console.writeError(
          "(\(call.name.oneLine) waits for your approval: mneme approvals approve \(approval.id))\n")
      case .tool, .toolCalls: break
      case .finished(let end):
        if end.finish == .length {
          if !endsLine { console.line() }
          endsLine = true
          console.writeError("(The answer was cut at the model's limit.)\n")
        }
      }
    }
    return current
  }

  private func showSessions() async throws {
    let sessions = try await services.chat.sessions(in: space, limit: 20)
    if sessions.isEmpty { console.line("There are no conversations yet.") }
    for session in sessions { console.line(ArchiveOutput.line(session)) }
  }
}

/// What a typed line means.
enum ChatInput: Sendable, Hashable {
  case empty
  case quit
  case help
  case sessions
  case recall(String)
  case unknown(String)
  case message(String)

  init(_ line: String) {
    let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
    guard text.hasPrefix("/") else {
      self = text.isEmpty ? .empty : .message(text)
      return
    }
    let parts = text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    let argument = parts.count > 1 ? String(parts[1]).trimmingCharacters(in: .whitespacesAndNewlines) : ""
    switch parts[0] {
    case "/quit", "/exit": self = .quit
    case "/help": self = .help
    case "/sessions": self = .sessions
    case "/recall": self = .recall(argument)
    // A path such as /usr/bin/env is something a person may well talk about.
    case let name where name.dropFirst().contains("/"): self = .message(text)
    case let name: self = .unknown(String(name))
    }
  }
}
