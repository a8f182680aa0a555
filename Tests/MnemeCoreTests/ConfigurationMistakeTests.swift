import Foundation
import MnemeCore
import Testing

@Suite struct ConfigurationMistakeTests {
  /// Every setting with a restricted form, and values outside it.
  static let wrong: [(key: String, value: String)] = Setting.all.flatMap { setting -> [(key: String, value: String)] in
    let values: [String] =
      switch setting.form {
      case .text, .path, .list: []
      case .url: ["ftp://x", "localhost:8080", "http://", "http://a b"]
      case .timeZone: ["Mars/Olympus", "noon"]
      case .choice: ["loud", "0"]
      case .flag: ["maybe", "2", "tru"]
      case .integer(let range):
        ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "1.5", "ten", "0x10", "99999999999999999999", "1_000"]
      case .number(let range):
        ["\(range.lowerBound - 0.01)", "\(range.upperBound + 0.01)", "half", "nan", "inf", "1,5"]
      }
    return values.map { (setting.key, $0) }
  }

  @Test(arguments: wrong)
  func aWrongValueIsAnErrorThatNamesKeyValuePlaceAndRange(key: String, value: String) async throws {
    let setting = try #require(Setting.all.first { $0.key == key })
    let folder = try ConfigurationFolder()
    let loaded = await folder.load(environment: [setting.environment: value])
    let shown = setting.isSecret ? "the value (not shown)" : "'\(value)'"
    #expect(
      loaded.problems.map(\.message) == [
        "\(key): \(shown) from the environment variable \(setting.environment) is not allowed; "
          + "it must be \(setting.form.allowed)."
      ])
    #expect(throws: MnemeError.self) { try loaded.validated() }
    // The default stays, for doctor to go on with.
    #expect(loaded.settings == (await folder.load()).settings)
  }

  @Test func anIssuerOfTokensNeedsTheServersOwnAddressAndAWayThatNobodyChanges() async throws {
    let folder = try ConfigurationFolder()
    let address = "https://mneme.example.com/mcp"
    let alone = await folder.load(environment: ["MNEME_MCP_ISSUER": "https://issuer.example"])
    #expect(alone.problems.map(\.key) == ["mcp.resource"])
    #expect(throws: MnemeError.self) { try alone.validated() }
    for issuer in ["http://issuer.example", "http://192.168.1.4:9000", "http://127.evil.example"] {
      let loaded = await folder.load(environment: ["MNEME_MCP_ISSUER": issuer, "MNEME_MCP_RESOURCE": address])
      #expect(loaded.problems.map(\.key) == ["mcp.issuer"], "\(issuer)")
    }
    for issuer in ["https://issuer.example", "HTTPS://issuer.example/a", "http://127.0.0.1:9000", "http://localhost/a"]
    {
      let loaded = await folder.load(environment: ["MNEME_MCP_ISSUER": issuer, "MNEME_MCP_RESOURCE": address])
      #expect(loaded.problems.isEmpty, "\(issuer)")
    }
    #expect(await folder.load(environment: ["MNEME_MCP_RESOURCE": address]).problems.isEmpty)
  }

  @Test func theMessageNamesTheLayerTheValueCameFrom() async throws {
    let folder = try ConfigurationFolder()
    try folder.write("server:\n  port: seventy\n", to: "c.yaml")
    let file = await folder.load(file: "c.yaml")
    #expect(
      file.problems.map(\.message) == [
        "server.port: 'seventy' from server.port in \(folder.path)/c.yaml is not allowed; "
          + "it must be a whole number from 0 to 65535."
      ])
    try folder.write("MNEME_PORT=66000", to: ".env")
    let dotEnv = await folder.load()
    #expect(dotEnv.problems.first?.message.contains("MNEME_PORT in \(folder.path)/.env") == true)
    let flag = await folder.load(flags: ["server.port": "-1"])
    #expect(flag.problems.first?.message.hasPrefix("server.port: '-1' from --port is not allowed") == true)
  }

  @Test func everyProblemIsReportedAtOnce() async throws {
    let folder = try ConfigurationFolder()
    let loaded = await folder.load(environment: ["MNEME_PORT": "x", "MNEME_RECALL_SHARE": "2"])
    #expect(loaded.problems.map(\.key) == ["server.port", "memory.recall_share"])
    let error = #expect(throws: MnemeError.self) { try loaded.validated() }
    #expect(error?.code == .configuration)
    #expect(error?.message.split(separator: "\n").count == 2)
  }

  @Test func aWrongValueIsNotReplacedByALowerLayer() async throws {
    let folder = try ConfigurationFolder()
    try folder.write("server:\n  port: 1001\n", to: "c.yaml")
    let loaded = await folder.load(environment: ["MNEME_PORT": "no"], file: "c.yaml")
    #expect(loaded.problems.count == 1)
    #expect(loaded.settings.server.port == 8420)
  }

  @Test func aSecretIsNeverShown() async throws {
    let folder = try ConfigurationFolder()
    let secret = "hush-\u{7}-hush"
    let loaded = await folder.load(environment: ["MNEME_API_KEY": secret])
    #expect(loaded.problems.count == 1)
    #expect(loaded.problems.allSatisfy { !$0.message.contains("hush") && $0.message.contains("not shown") })
    try folder.write("server:\n  api_key: [hush, hush\nmodel: }\n", to: "broken.yaml")
    let broken = await folder.load(file: "broken.yaml")
    #expect(broken.problems.count == 1)
    #expect(broken.problems.allSatisfy { !$0.message.contains("hush") })
  }

  @Test(arguments: ["http://user:hush@host/v1", "http://host/v1?key=hush", "http://host/v1#hush"])
  func aURLThatMayHoldAPasswordIsNotShown(_ url: String) async throws {
    let folder = try ConfigurationFolder()
    let loaded = await folder.load(environment: ["MNEME_MODEL_URL": url])
    #expect(loaded.problems.count == 1)
    #expect(loaded.problems.allSatisfy { !$0.message.contains("hush") && $0.message.contains("not shown") })
    #expect(loaded.problems.allSatisfy { $0.message.contains("without password") })
  }

  @Test(arguments: ["server: 3", "server: [1, 2]", "server: hello", "memory: true"])
  func aSectionWithAValueIsAnError(_ line: String) async throws {
    let folder = try ConfigurationFolder()
    try folder.write(line + "\nlog_level: debug\n", to: "c.yaml")
    let loaded = await folder.load(file: "c.yaml")
    #expect(loaded.problems.count == 1)
    #expect(loaded.problems.first?.message.contains("is a section") == true)
    #expect(loaded.warnings.isEmpty)
  }

  @Test(arguments: ["data_dir:\n  path: x", "server:\n  port:\n    number: 1"])
  func aSettingWithSettingsBelowItIsAnError(_ text: String) async throws {
    let folder = try ConfigurationFolder()
    try folder.write(text + "\n", to: "c.yaml")
    let loaded = await folder.load(file: "c.yaml")
    #expect(loaded.problems.first?.message.contains("takes one value") == true)
  }

  @Test(arguments: ["server:", "server: ~", "server: null", "server:\n  # port: 1\nlog_level: info", "server: {}"])
  func anEmptySectionIsNoMistake(_ text: String) async throws {
    let folder = try ConfigurationFolder()
    try folder.write(text + "\n", to: "c.yaml")
    let loaded = await folder.load(file: "c.yaml")
    #expect(loaded.problems.isEmpty)
    #expect(loaded.warnings.isEmpty)
  }

  @Test func unknownNamesAreWarningsThatNameTheNearestOne() async throws {
    let folder = try ConfigurationFolder()
    try folder.write("sever:\n  port: 1\nserver:\n  prot: 1\nport: 2\ncompletely_different: 1\n", to: "c.yaml")
    try folder.write("MNEME_LOGLEVEL=debug\nOTHER=1\n", to: ".env")
    let loaded = await folder.load(environment: ["MNEME_API_KEE": "hush", "MNEME_EVAL_DIR": "x"], file: "c.yaml")
    #expect(loaded.problems.isEmpty)
    let file = folder.path + "/c.yaml"
    #expect(
      loaded.warnings == [
        "the environment: there is no setting 'MNEME_API_KEE'. Did you mean 'MNEME_API_KEY'?",
        "\(folder.path)/.env: there is no setting 'MNEME_LOGLEVEL'. Did you mean 'MNEME_LOG_LEVEL'?",
        "\(file): there is no setting 'completely_different'. docs/configuration.md lists them all.",
        "\(file): there is no setting 'port'. docs/configuration.md lists them all.",
        "\(file): there is no setting 'server.prot'. Did you mean 'server.port'?",
        "\(file): there is no setting 'sever.port'. Did you mean 'server.port'?",
      ])
  }

  @Test func aFileThatIsNamedMustBeThereAndReadable() async throws {
    let folder = try ConfigurationFolder()
    try FileManager.default.createDirectory(atPath: folder.path + "/d.yaml", withIntermediateDirectories: true)
    try folder.write("- a\n- b\n", to: "list.yaml")
    try folder.write("# nothing\n\n", to: "comments.yaml")
    try Data([0xFF, 0xFE, 0x00]).write(to: URL(fileURLWithPath: folder.path + "/bytes.yaml"))
    #expect(await folder.load(file: "none.yaml").problems.first?.message.contains("no such configuration file") == true)
    #expect(await folder.load(file: "d.yaml").problems.first?.message.contains("a folder") == true)
    #expect(await folder.load(file: "list.yaml").problems.first?.message.contains("names and values") == true)
    #expect(await folder.load(file: "bytes.yaml").problems.first?.message.contains("UTF-8") == true)
    #expect(await folder.load(file: "comments.yaml").problems.isEmpty)
  }
}

@Suite struct DotEnvTests {
  @Test func assignmentsCommentsQuotesAndExportsAreRead() {
    let contents = DotEnv.parse(
      """
      # a comment
      A=1
       export B = two words
      C="with # and \\"quotes\\" and \\n"
      D='single $x'
      E=value # a comment
      F=a#b
      G=
      A=last
      not an assignment
      =x
      H="open
      """)
    #expect(
      contents.values == [
        "A": "last", "B": "two words", "C": "with # and \"quotes\" and \n", "D": "single $x", "E": "value",
        "F": "a#b", "G": "",
      ])
    #expect(contents.malformedLines == [10, 11, 12])
  }

  @Test func windowsLineEndsAndAByteOrderMarkDoNotMatter() {
    #expect(DotEnv.parse("\u{FEFF}A=1\r\nB=2\r\n").values == ["A": "1", "B": "2"])
  }
}
