import ArgumentParser
import MnemeCore
import MnemeMCP

/// A program that speaks MCP, and where it is told of servers.
enum ClientProgram: String, CaseIterable, ExpressibleByArgument {
  case claude
  case claudeCode = "claude-code"
  case cursor, vscode, windsurf, zed

  enum System { case linux, macOS }

  static var system: System {
    #if os(macOS)
      .macOS
    #else
      .linux
    #endif
  }

  var title: String {
    switch self {
    case .claude: "Claude Desktop"
    case .claudeCode: "Claude Code"
    case .cursor: "Cursor"
    case .vscode: "Visual Studio Code"
    case .windsurf: "Windsurf"
    case .zed: "Zed"
    }
  }

  /// The file of the user's own settings.
  /// - Parameters:
  ///   - home: the user's folder.
  ///   - configuration: `$XDG_CONFIG_HOME`, nil where it is not set.
  func file(home: String, configuration: String? = nil, on system: System = ClientProgram.system) -> String {
    let shared = configuration ?? home + "/.config"
    let support = system == .macOS ? home + "/Library/Application Support" : shared
    return switch self {
    case .claude: support + "/Claude/claude_desktop_config.json"
    case .claudeCode: home + "/.claude.json"
    case .cursor: home + "/.cursor/mcp.json"
    case .vscode: support + "/Code/User/mcp.json"
    case .windsurf: home + "/.codeium/windsurf/mcp_config.json"
    case .zed: shared + "/zed/settings.json"
    }
  }

  /// The member of the file that holds the servers.
  var section: String {
    switch self {
    case .vscode: "servers"
    case .zed: "context_servers"
    case .claude, .claudeCode, .cursor, .windsurf: "mcpServers"
    }
  }

  /// What the program is told.
  func entry(command: String, arguments: [String]) -> JSONValue {
    let entry: JSONValue = ["command": .string(command), "args": .array(arguments.map(JSONValue.string))]
    return switch self {
    case .vscode, .claudeCode: entry.setting("type", to: "stdio")
    case .zed: entry.setting("source", to: "custom").setting("env", to: [:])
    case .claude, .cursor, .windsurf: entry
    }
  }
}
