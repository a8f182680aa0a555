import Foundation
import MnemeCore
import MnemeModels

/// The parts that language models come from, made of the settings.
struct ChatModelSetup: Sendable {
  let directory: ChatModelDirectory
  /// Nil where there is nothing to run.
  let engine: LocalEngine?
  let notes: [String]
  /// Keys of the providers: no answer may hold them.
  let secrets: [String]

  /// - Parameter kept: the keys that the system keeps, of ``keptKeys(_:)``.
  /// - Throws: `configuration` for a list of providers that is wrong, or a local model that is not there.
  init(
    _ settings: Settings, kept: KeptSecrets, usage: any UsageStore, fetcher: any HTTPFetching, clock: any WallClock
  ) throws(MnemeError) {
    var (list, notes) = (ProviderList(), [String]())
    if let path = Self.providersFile(settings) {
      (list, notes) = try ProviderList.read(
        path, environment: ProcessInfo.processInfo.environment,
        home: FileManager.default.homeDirectoryForCurrentUser.path, kept: kept)
    }
    let choice = try EngineFiles(cacheDirectory: settings.cacheDirectory).choice(settings.chatModel.localEngine)
    engine = choice.map {
      LocalEngine(choice: $0, settings: settings.chatModel, fetcher: fetcher, clock: clock)
    }
    directory = ChatModelDirectory(
      settings: settings.chatModel, providers: list, ledger: RouteLedger(usage: usage, clock: clock),
      local: engine.map(LocalChatModel.init), fetcher: fetcher, clock: clock)
    self.notes = notes
    secrets = list.providers.flatMap { $0.keys.map(\.secret) }
  }

  /// Looks the keys up that the list of providers leaves to the system.
  /// - Throws: `configuration` for a list that is wrong.
  static func keptKeys(_ settings: Settings) async throws(MnemeError) -> KeptSecrets {
    guard let path = providersFile(settings) else { return KeptSecrets() }
    let references = try ProviderList.references(path)
    if references.isEmpty { return KeptSecrets() }
    return await SystemSecrets(environment: ProcessInfo.processInfo.environment).look(up: references)
  }

  /// The file that is named, or the one in the data folder, if there is one.
  static func providersFile(_ settings: Settings) -> String? {
    if let named = settings.chatModel.providersFile { return named }
    let usual = settings.dataDirectory + "/providers.json"
    return FileManager.default.fileExists(atPath: usual) ? usual : nil
  }
}
