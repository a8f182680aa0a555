import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeModels

@Suite struct ProviderListTests {
  private func read(_ json: String, environment: [String: String] = [:], mode: Int = 0o600) throws -> (
    list: ProviderList, notes: [String]
  ) {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("providers-\(UUID()).json").path
    try Data(json.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try ProviderList.read(path, environment: environment, home: "/nowhere")
  }

  private func failure(_ json: String, mode: Int = 0o600) -> MnemeError? {
    do {
      _ = try read(json, mode: mode)
      return nil
    } catch {
      return error as? MnemeError
    }
  }

  @Test func aWholeListIsRead() throws {
    let (list, notes) = try read(
      """
      {"default": "large", "fallbacks": ["home"], "providers": [
        {"name": "cloud", "url": "https://api.anthropic.com", "requests_per_minute": 50,
         "keys": [{"id": "work", "env": "WORK_KEY", "tokens_per_day": 1000, "spend_per_day": 2.5}, {"env": "NOT_SET"}],
         "models": ["plain", {"name": "large", "remote": "claude-x", "window": 20000, "price": {"prompt": 3, "completion": 15}}]},
        {"name": "box", "url": "http://127.0.0.1:9/v1", "protocol": "openai", "models": ["home"]}]}
      """, environment: ["WORK_KEY": " secret-1 \n"])
    #expect(list.standard == "large" && list.fallbacks == ["home"])
    #expect(list.providers.map(\.name) == ["cloud", "box"])
    let cloud = list.providers[0]
    #expect(cloud.keys.map(\.secret) == ["secret-1"])
    #expect(cloud.keys[0].limits == KeyLimits(tokensPerDay: 1000, spendPerDay: 2.5))
    #expect(cloud.models.map(\.remote) == ["plain", "claude-x"] && cloud.models[1].window == 20000)
    #expect(notes == ["The key cloud/key2 is not set."])
    #expect(!"\(list)".contains("secret-1"))
  }

  @Test func keysThatTheSystemKeepsAreNamedFirstAndThenTaken() throws {
    let json = """
      {"providers": [{"name": "cloud", "url": "https://api.anthropic.com", "models": ["m"], "keys": [
        {"id": "unit", "credential": "anthropic"}, {"id": "desk", "keyring": "anthropic"}, {"id": "gone", "keyring": "other"}]}]}
      """
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("providers-\(UUID()).json").path
    // It holds no key itself: others may read it.
    try Data(json.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(
      try ProviderList.references(path) == [.credential("anthropic"), .keyring("anthropic"), .keyring("other")])
    var kept = KeptSecrets()
    kept.found = [.credential("anthropic"): "sk-unit", .keyring("anthropic"): "sk-desk"]
    kept.reasons = [.keyring("other"): "The keyring has no 'other'."]
    let (list, notes) = try ProviderList.read(path, environment: [:], home: "/nowhere", kept: kept)
    #expect(list.providers[0].keys.map(\.secret) == ["sk-unit", "sk-desk"])
    #expect(notes == ["The key cloud/gone: The keyring has no 'other'."])
    #expect(!"\(list)".contains("sk-"))
  }

  @Test(arguments: [
    (#"{"providers": [{"name": "a", "url": "http://127.0.0.1:9", "keys": [{"keyring": "-x"}]}]}"#, "at most 128"),
    (
      #"{"providers": [{"name": "a", "url": "http://127.0.0.1:9", "keys": [{"keyring": "x", "env": "A"}]}]}"#,
      "exactly one"
    ),
    (#"{"providers": [{"name": "a", "url": "http://127.0.0.1:9", "modles": []}]}"#, "providers[0].modles"),
    (#"{"providers": [{"name": "a"}]}"#, "providers[0].url"),
    (#"{"providers": [{"name": "a", "url": "ftp://x"}]}"#, "providers[0].url"),
    (#"{"providers": [{"name": "a/b", "url": "http://127.0.0.1:9"}]}"#, "providers[0].name"),
    (#"{"providers": [{"name": "a", "url": "http://127.0.0.1:9", "protocol": "soap"}]}"#, "openai, anthropic, gemini"),
    (
      #"{"providers": [{"name": "a", "url": "http://127.0.0.1:9", "keys": [{"env": "A", "file": "b"}]}]}"#,
      "exactly one"
    ),
    (#"{"providers": [{"name": "a", "url": "http://127.0.0.1:9", "models": [{"name": "m", "window": 3}]}]}"#, "window"),
    (
      #"{"providers": [{"name": "a", "url": "http://127.0.0.1:9", "keys": [{"id": "x", "key": "1"}, {"id": "x", "key": "2"}]}]}"#,
      "one id"
    ),
    (#"{"providers": [{"name": "a", "url": "http://127.0.0.1:9", "models": [7]}]}"#, "providers[0].models[0]"),
    ("[]", "beginning"), ("{", "beginning"),
  ])
  func aMistakeIsNamedByItsPlace(json: String, place: String) {
    let error = failure(json)
    #expect(error?.code == .configuration)
    #expect(error?.message.contains(place) == true, "\(error?.message ?? "none")")
  }

  @Test func keysInAFileThatOthersMayReadAreRefused() {
    let json = #"{"providers": [{"name": "a", "url": "http://127.0.0.1:9", "keys": [{"key": "sk-in-the-open"}]}]}"#
    let error = failure(json, mode: 0o644)
    #expect(error?.code == .configuration && error?.message.contains("chmod 600") == true)
    #expect(error?.message.contains("sk-in-the-open") == false)
    #expect(failure(json) == nil)
  }

  /// As secrets are mounted, and dot files kept: the link's own mode says nothing.
  @Test func aKeyFileIsJudgedByWhatItsLinkLeadsTo() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("sk-1\n".utf8).write(to: URL(fileURLWithPath: folder + "/real"))
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/real")
    let json =
      #"{"providers": [{"name": "a", "url": "http://127.0.0.1:9", "keys": [{"id": "k", "file": "\#(folder)/link"}]}]}"#
    for (mode, secrets) in [(0o600, ["sk-1"]), (0o644, [])] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder + "/real")
      let (list, notes) = try read(json)
      #expect(list.providers.flatMap(\.keys).map(\.secret) == secrets && notes.isEmpty == (mode == 0o600))
    }
  }

  @Test func oneLookThatFailsTakesNoModelAway() async throws {
    let (list, _) = try read(#"{"providers": [{"name": "box", "url": "http://127.0.0.1:9/v1"}]}"#)
    let fetcher = ScriptedFetcher([
      .status(200, #"{"data": [{"id": "home"}]}"#), .error(MnemeError(.timeout, "It did not answer in time.")),
    ])
    var settings = keyed
    settings.baseURL = nil
    let directory = ChatModelDirectory(settings: settings, providers: list, fetcher: fetcher)
    #expect(try await directory.resolve().models.map(\.name) == ["home"])
    #expect(try await directory.resolve().models.map(\.name) == ["home"])
  }

  @Test func modelsOfSeveralProvidersAreOfferedAndTheDefaultComesFirst() async throws {
    let (list, _) = try read(
      """
      {"default": "shared", "fallbacks": ["own", "gone"], "providers": [
        {"name": "one", "url": "http://127.0.0.1:9/v1", "models": ["own", "shared"]},
        {"name": "two", "url": "http://127.0.0.1:10/v1", "models": ["shared"]}]}
      """)
    let fetcher = ScriptedFetcher([
      .status(500), .status(500), .status(500), .status(503), .status(503), .status(503),
      .events(chunk("Hello.", finish: "stop")),
    ])
    var settings = keyed
    settings.baseURL = nil
    let found = try await ChatModelDirectory(settings: settings, providers: list, fetcher: fetcher).resolve()
    #expect(found.models.map(\.name) == ["shared", "own"])
    #expect(found.why == "The list of providers makes it the default.")
    #expect(found.notes == ["No server offers the model gone, which is to stand in for the default one."])
    #expect(found.standard?.routes.map(\.provider) == ["one", "two", "one"])
    // The key of model.url belongs to that server alone.
    #expect(fetcher.requests.all.allSatisfy { !$0.headers.contains { $0.name == "Authorization" } })
  }
}
