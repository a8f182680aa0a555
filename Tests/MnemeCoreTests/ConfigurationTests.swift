import Foundation
import MnemeCore
import Testing

/// A folder with a home of its own, so that no test sees the machine's configuration.
struct ConfigurationFolder: ~Copyable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "mneme-configuration-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path + "/home", withIntermediateDirectories: true)
  }

  // Nothing depends on the folder being gone.
  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
  }

  func load(
    flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil
  ) async -> LoadedSettings {
    await SettingsLoader(
      flags: flags, environment: environment.merging(["HOME": path + "/home"]) { own, _ in own },
      workingDirectory: path, configurationFile: file
    ).load()
  }
}

@Suite struct ConfigurationPrecedenceTests {
  @Test func withoutAnyInputTheDefaultsHold() async throws {
    let folder = try ConfigurationFolder()
    let loaded = await folder.load()
    #expect(loaded.problems.isEmpty)
    #expect(loaded.warnings.isEmpty)
    #expect(loaded.origins.isEmpty)
    #expect(loaded.settings.server == ServerSettings())
    #expect(loaded.settings.chatModel == ChatModelSettings())
    var memory = MemorySettings()
    memory.timeZone = .current
    #expect(loaded.settings.memory == memory)
    #if os(Linux)
      #expect(loaded.settings.dataDirectory == folder.path + "/home/.local/share/mneme")
      #expect(loaded.settings.cacheDirectory == folder.path + "/home/.cache/mneme")
    #endif
  }

  @Test func eachLayerWinsOverTheOnesBelowIt() async throws {
    let folder = try ConfigurationFolder()
    try folder.write("server:\n  port: 1001\n  host: ::1\n  max_turns: 7\nlog_level: debug\n", to: "c.yaml")
    let file = await folder.load(file: "c.yaml")
    #expect(file.settings.server.port == 1001)
    #expect(file.settings.server.maxConcurrentTurns == 7)
    #expect(file.settings.logLevel == "debug")

    try folder.write("MNEME_PORT=1002\nMNEME_HOST=127.0.0.2\n", to: ".env")
    let dotEnv = await folder.load(file: "c.yaml")
    #expect(dotEnv.settings.server.port == 1002)
    #expect(dotEnv.settings.server.host == "127.0.0.2")
    #expect(dotEnv.settings.server.maxConcurrentTurns == 7)

    let environment = await folder.load(environment: ["MNEME_PORT": "1003"], file: "c.yaml")
    #expect(environment.settings.server.port == 1003)
    #expect(environment.settings.server.host == "127.0.0.2")

    let flags = await folder.load(
      flags: ["server.port": "1004"], environment: ["MNEME_PORT": "1003"], file: "c.yaml")
    #expect(flags.settings.server.port == 1004)
    #expect(flags.origins["server.port"] == .flag)
    #expect(flags.origins["server.host"] == .file(folder.path + "/.env"))
    #expect(flags.origins["log_level"] == .file(folder.path + "/c.yaml"))
  }

  @Test func anEmptyValueCountsAsNotGiven() async throws {
    let folder = try ConfigurationFolder()
    try folder.write("server:\n  port: 1001\n  api_key:\nmodel:\n  url: ~\n", to: "c.yaml")
    let loaded = await folder.load(environment: ["MNEME_PORT": "", "MNEME_API_KEY": " "], file: "c.yaml")
    #expect(loaded.problems.isEmpty)
    #expect(loaded.settings.server.port == 1001)
    #expect(loaded.settings.server.apiKey == nil)
    #expect(loaded.settings.chatModel.baseURL == nil)
  }

  @Test func theFileIsLookedForInTheDataDirectoryAndThenInTheHome() async throws {
    let folder = try ConfigurationFolder()
    try folder.write("server:\n  port: 2001\n", to: "home/.config/mneme/config.yaml")
    #expect(await folder.load().settings.server.port == 2001)
    try folder.write("server:\n  port: 2002\n", to: "data/config.yaml")
    let loaded = await folder.load(environment: ["MNEME_DATA_DIR": "data"])
    #expect(loaded.settings.server.port == 2002)
    #expect(loaded.configurationFile == folder.path + "/data/config.yaml")
    try folder.write("server:\n  port: 2003\n", to: "other.yaml")
    let named = await folder.load(environment: ["MNEME_CONFIG": "other.yaml", "MNEME_DATA_DIR": "data"])
    #expect(named.settings.server.port == 2003)
    #expect(await folder.load(file: "data/config.yaml").settings.server.port == 2002)
  }

  @Test func pathsStartAtTheWorkingDirectoryOrTheHome() async throws {
    let folder = try ConfigurationFolder()
    let loaded = await folder.load(environment: [
      "MNEME_DATA_DIR": "a/./b/../c/", "MNEME_CACHE_DIR": "~/cache", "MNEME_EMBEDDING_MODEL_DIR": "/m//x",
    ])
    #expect(loaded.settings.dataDirectory == folder.path + "/a/c")
    #expect(loaded.settings.cacheDirectory == folder.path + "/home/cache")
    #expect(loaded.settings.embeddingModelDirectory == "/m/x")
    let cached = await folder.load(environment: ["MNEME_CACHE_DIR": "/k"])
    #expect(cached.settings.embeddingModelDirectory == "/k/models/all-MiniLM-L6-v2")
  }

  @Test func listsComeFromCommasAndFromYAMLSequences() async throws {
    let folder = try ConfigurationFolder()
    try folder.write("server:\n  allowed_hosts: [one.example, two.example]\n", to: "c.yaml")
    let loaded = await folder.load(environment: ["MNEME_ALLOWED_ORIGINS": "http://a, ,http://b"], file: "c.yaml")
    #expect(loaded.settings.server.allowedHosts == ["one.example", "two.example"])
    #expect(loaded.settings.server.allowedOrigins == ["http://a", "http://b"])
  }

  private func isOn(byDefault key: String) async throws -> Bool {
    let folder = try ConfigurationFolder()
    return await folder.load(flags: [key: "true"]).settings == folder.load().settings
  }

  @Test(arguments: Setting.all.map(\.key))
  func everySettingCanBeGivenInEveryLayer(key: String) async throws {
    let setting = try #require(Setting.all.first { $0.key == key })
    let value =
      switch setting.form {
      case .text, .path: "/somewhere"
      case .url: "http://127.0.0.1:9/v1"
      case .timeZone: "Antarctica/Troll"
      // The first one may be the default.
      case .choice(let names): names[names.count - 1]
      case .flag: try await isOn(byDefault: key) ? "false" : "true"
      case .integer(let range): String(range.lowerBound + 1)
      case .number(let range): String(range.upperBound)
      case .list: "one"
      }
    let folder = try ConfigurationFolder()
    let parts = key.split(separator: ".")
    let yaml =
      parts.count == 1 ? "\(key): \(value)\n" : "\(parts[0]):\n  \(parts[1]): \(value)\n"
    try folder.write(yaml, to: "c.yaml")
    let plain = await folder.load().settings
    let results = [
      await folder.load(flags: [key: value]), await folder.load(environment: [setting.environment: value]),
      await folder.load(file: "c.yaml"),
    ]
    for result in results {
      // Another one may be needed beside it.
      #expect(result.problems.allSatisfy { $0.key != key } && result.warnings.isEmpty)
      #expect(result.origins[key] != nil)
      #expect(result.settings != plain)
      #expect(result.settings == results[0].settings)
    }
  }
}
