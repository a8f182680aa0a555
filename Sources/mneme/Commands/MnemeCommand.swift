import ArgumentParser

@main
struct MnemeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mneme",
    abstract: "A self-hosted personal AI that remembers.",
    discussion: """
      Exit status: 0 done; 1 it failed, or a check or a line of an import did; 64 wrong usage; 75 another process has \
      the data directory; 78 wrong configuration.
      """,
    version: Version.current,
    subcommands: [
      ServeCommand.self, ChatCommand.self, RememberCommand.self, RecallCommand.self, ExplainCommand.self,
      MemoriesCommand.self, SessionsCommand.self, SearchCommand.self, GraphCommand.self, ForgetCommand.self,
      PersonaCommand.self, ExportCommand.self, ImportCommand.self, BackupCommand.self, RestoreCommand.self,
      EventsCommand.self, InteractionsCommand.self,
      MaintainCommand.self, RebuildCommand.self, EvalCommand.self, ModelsCommand.self, DoctorCommand.self,
      MCPCommand.self, ToolsCommand.self, ApprovalsCommand.self, ScheduleCommand.self, KeysCommand.self,
      PeopleCommand.self, ServiceCommand.self, CompletionsCommand.self, ConfinedRunCommand.self,
    ])
}

enum Version {
  static let current = "0.1.0"
}
