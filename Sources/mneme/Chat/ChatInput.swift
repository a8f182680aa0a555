import Foundation

/// What a typed line means.
enum ChatInput: Sendable, Hashable {
  case empty
  case quit
  case help
  case sessions
  /// Ends the conversation: the next message begins another one.
  case new
  /// Goes on with another conversation.
  case session(String)
  /// Empty: which ones there are.
  case model(String)
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
    case "/new": self = .new
    case "/session": self = .session(argument)
    case "/model", "/models": self = .model(argument)
    case "/recall": self = .recall(argument)
    // A path such as /usr/bin/env is something a person may well talk about.
    case let name where name.dropFirst().contains("/"): self = .message(text)
    case let name: self = .unknown(String(name))
    }
  }
}
