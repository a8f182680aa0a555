package import MnemeCore

/// A program and its arguments, as they go to the system: no shell is between.
package struct CommandLineParts: Sendable, Hashable {
  package let program: String
  package let arguments: [String]

  /// Of checked arguments of `run_command`: `program` and `arguments`, or `command`, one line that is taken apart here.
  /// - Throws: `command` for a line with an open quote or with what only a shell understands.
  init(_ arguments: JSONValue) throws(ToolFailure) {
    if let program = arguments.string("program") {
      self.init(program: program, arguments: arguments.strings("arguments") ?? [])
    } else {
      try self.init(line: arguments.string("command") ?? "")
    }
    guard !program.isEmpty else { throw ToolFailure(.missingParameter, "There is no program to run.") }
    guard !([program] + self.arguments).contains(where: { $0.utf8.contains(0) }) else {
      throw ToolFailure(.invalidFormat, "A command has no zero characters.")
    }
  }

  init(program: String, arguments: [String]) {
    self.program = program
    self.arguments = arguments
  }

  /// Words separated by blanks; quotes and backslashes as in a shell, and nothing else of a shell.
  init(line: String) throws(ToolFailure) {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let ended = word { words.append(ended) }
        word = nil
      } else if "|&;<>()$`".contains(character) {
        throw ToolFailure(
          .command,
          "There is no shell: the sign \(character) means nothing here. Quote it, or give program and arguments.")
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else { throw ToolFailure(.command, "The command line has an open quote.") }
    if let ended = word { words.append(ended) }
    program = words.first ?? ""
    arguments = Array(words.dropFirst())
  }
}

/// Which commands the owner lets run.
package struct CommandRules: Sendable {
  private struct Rule: Sendable {
    let program: String
    let arguments: [String]
    /// Any further arguments.
    let isOpen: Bool
  }

  private let rules: [Rule]

  /// - Throws: `configuration` for a pattern that cannot be read.
  package init(_ patterns: [String]) throws(MnemeError) {
    var rules: [Rule] = []
    for pattern in patterns {
      let parts: CommandLineParts
      do { parts = try CommandLineParts(line: pattern) } catch {
        throw MnemeError(.configuration, "tools.allow_commands: \(error.message)")
      }
      guard !parts.program.isEmpty, !parts.program.contains("*") else {
        throw MnemeError(.configuration, "tools.allow_commands: each begins with the program's name, without '*'.")
      }
      let isOpen = parts.arguments.last == "*"
      rules.append(
        Rule(
          program: parts.program, arguments: isOpen ? Array(parts.arguments.dropLast()) : parts.arguments,
          isOpen: isOpen))
    }
    self.rules = rules
  }

  package var isEmpty: Bool { rules.isEmpty }

  /// Of checked arguments of `run_command`.
  func allows(_ arguments: JSONValue) -> Bool {
    guard let parts = try? CommandLineParts(arguments) else { return false }  // what is no command is not allowed
    return allows(parts)
  }

  package func allows(_ command: CommandLineParts) -> Bool {
    rules.contains { rule in
      rule.program == command.program
        && (rule.isOpen
          ? command.arguments.count >= rule.arguments.count : command.arguments.count == rule.arguments.count)
        && zip(rule.arguments, command.arguments).allSatisfy { Self.fits($1, $0) }
    }
  }

  /// `*` stands for any characters of one argument. O(pattern · text) at most.
  static func fits(_ text: String, _ pattern: String) -> Bool {
    let text = Array(text.utf8)
    let pattern = Array(pattern.utf8)
    let star = UInt8(ascii: "*")
    var place = 0
    var at = 0
    var retry: (place: Int, at: Int)?
    while place < text.count {
      if at < pattern.count, pattern[at] == star {
        retry = (place, at)
        at += 1
      } else if at < pattern.count, pattern[at] == text[place] {
        place += 1
        at += 1
      } else if let last = retry {
        retry = (last.place + 1, last.at)
        place = last.place + 1
        at = last.at + 1
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == star }
  }
}
