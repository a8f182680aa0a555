import ArgumentParser
import MnemeCore

struct ToolsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tools", abstract: "Tools that models and clients may call.",
    subcommands: [ListTools.self, CallTool.self, AuditTools.self], defaultSubcommand: ListTools.self)
}

struct ListTools: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Every tool: name, category and what it does.")

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await view.run { services in
      await services.useRemoteTools(true)
      return try await services.tools.listTools(in: view.space)
    } json: {
      WireTools(tools: $0.map(WireTool.init))
    } text: {
      ToolOutputText.tools($0)
    }
  }
}

struct CallTool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "Run a tool.", discussion: "Exit status 1 when the call failed.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The tool's name.") var name: String
  @Argument(help: "Its arguments, as a JSON object.") var arguments = "{}"

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let arguments = try JSONValue(parsing: self.arguments)
      let output = try await view.answer(draining: .seconds(10), console: console) { services in
        await services.useRemoteTools(true)
        return try await services.tools.call(name, arguments: arguments, by: "cli", in: view.space)
      }
      try view.output.write(output, console) {
        WireToolOutput($0)
      } text: {
        ToolOutputText.output($0)
      }
      if !output.succeeded { throw ExitCode(1) }
    }
  }
}

struct AuditTools: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "The log of calls, latest first: never arguments or results.")

  @OptionGroup var view: ViewOptions
  @OptionGroup var times: TimeOptions
  @Option(help: "Of this tool alone.") var tool: String?
  @Option(help: "Entries at most.") var limit = 50

  func validate() throws { try Arguments.check(limit: limit, upTo: 1000) }

  func run() async throws {
    try await view.run {
      try await $0.tools.audit(
        ToolAuditSearch(tool: tool, from: times.from?.date, to: times.to?.date, limit: limit), in: view.space)
    } json: {
      WireCalls(calls: $0.map(WireToolCall.init))
    } text: {
      ToolOutputText.audit($0)
    }
  }
}
