package import MnemeCore

/// Who may have what done: every call is judged by who asks, which tool, its arguments, and whether the wish may come from
/// words that the user did not write.
///
/// The rules are asked in order; the first that has an opinion decides. Paths and addresses are judged by the tools that open
/// them, on what was opened.
package struct ToolPolicy: Sendable {
  package enum Decision: Sendable, Hashable {
    case allow(String)
    case ask(String)
    case deny(String)
  }

  package struct Call: Sendable {
    let tool: any Tool
    let arguments: JSONValue
    let turn: ToolTurn

    var name: String { tool.description.name }
  }

  struct Rule: Sendable {
    let name: String
    /// Nil: no opinion.
    let judge: @Sendable (Call) -> Decision?
  }

  let commands: CommandRules
  let rules: [Rule]

  /// - Throws: `configuration` for a command that cannot be read.
  package init(_ settings: ToolSettings) throws(MnemeError) {
    let commands = try CommandRules(settings.commands)
    self.commands = commands
    let (allowed, asked) = (settings.allowed, settings.asked)
    rules = [
      Rule(name: "commands") { call in
        guard call.tool.category == .system, call.name == RunCommand.name else { return nil }
        return commands.allows(call.arguments)
          ? nil : .deny("This command is not on the owner's list (setting tools.allow_commands), so it was not run.")
      },
      Rule(name: "asked for by the owner") { call in
        asked.contains { Self.names($0, call.name) } ? .ask("The owner wants to be asked about this tool.") : nil
      },
      Rule(name: "clients") { call in
        if case .client = call.turn.caller { return .allow("A client of the owner asks.") }
        return nil
      },
      Rule(name: "allowed by the owner") { call in
        allowed.contains { Self.names($0, call.name) } ? .allow("The owner allows this tool.") : nil
      },
      Rule(name: "other servers") { call in
        // What a server says of its own tools is a hint, never a permission.
        call.tool.category == .remote ? .ask("It is a tool of another server.") : nil
      },
      Rule(name: "reading") { call in
        call.tool.description.annotations.isReadOnly ? .allow("It changes nothing.") : nil
      },
      Rule(name: "the user's own words") { call in
        // It keeps nothing that the user did not say in this conversation: no page can put words into their mouth.
        call.tool.category == .memory && call.name == "remember" ? .allow("It keeps the user's own words alone.") : nil
      },
      Rule(name: "words of others") { call in
        call.turn.holdsForeignText
          ? .ask("The conversation holds words of others, and the call changes something.") : nil
      },
    ]
  }

  package func decision(on call: Call) -> Decision {
    for rule in rules { if let decision = rule.judge(call) { return decision } }
    return .allow("The user's own conversation asks.")
  }

  /// `name`, or `beginning*`.
  private static func names(_ pattern: String, _ name: String) -> Bool {
    pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : name == pattern
  }
}
