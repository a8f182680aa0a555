import Foundation
import MnemeCore
import Testing

@testable import mneme

@Suite struct SystemSecretsTests {
  /// A stand-in for the keyring's program: a script.
  private func keyring(_ home: TemporaryFolder, _ script: String, seconds: Double = 60) throws -> SystemSecrets {
    let path = try home.write("#!/bin/sh\n" + script, to: "secret-tool")
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    return SystemSecrets(
      environment: ["HOME": home.path, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/x", "MNEME_MODEL_KEY": "hush"],
      keyringProgram: path, seconds: seconds)
  }

  @Test func aCredentialIsReadFromTheFolderThatSystemdMade() async throws {
    let home = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: home.path + "/creds", withIntermediateDirectories: true)
    _ = try home.write("sk-from-systemd\n", to: "creds/anthropic")
    _ = try home.write(" \n", to: "creds/empty")
    let secrets = SystemSecrets(environment: ["CREDENTIALS_DIRECTORY": home.path + "/creds"])
    let kept = await secrets.look(up: [.credential("anthropic"), .credential("other"), .credential("empty")])
    #expect(kept.found == [.credential("anthropic"): "sk-from-systemd"])
    #expect(kept.reasons[.credential("other")]?.contains("LoadCredential=other:PATH") == true)
    #expect(kept.reasons[.credential("empty")]?.contains("empty") == true)
    let without = await SystemSecrets(environment: [:]).look(up: [.credential("anthropic")])
    #expect(without.reasons[.credential("anthropic")]?.contains("not started by systemd") == true)
  }

  @Test func theKeyringIsAskedForOneEntryWithNothingOfOursInItsEnvironment() async throws {
    let home = try TemporaryFolder()
    let secrets = try keyring(home, #"env > "$HOME/env"; echo "$@" > "$HOME/arguments"; printf 'sk-kept'"#)
    let kept = await secrets.look(up: [.keyring("anthropic")])
    #expect(kept.found == [.keyring("anthropic"): "sk-kept"] && kept.reasons.isEmpty)
    func file(_ name: String) -> String {
      String(decoding: FileManager.default.contents(atPath: home.path + "/" + name) ?? Data(), as: UTF8.self)
    }
    #expect(file("arguments").contains("mneme") && file("arguments").contains("anthropic"))
    #expect(file("env").contains("DBUS_SESSION_BUS_ADDRESS=") && !file("env").contains("hush"))
    #expect("\(kept)".contains("sk-kept") == false)
  }

  @Test func whatIsNotThereOrLockedIsToldWithoutItsWords() async throws {
    let home = try TemporaryFolder()
    let missing = await (try keyring(home, "echo hush-hush >&2; exit 1")).look(up: [.keyring("a")])
    #expect(missing.found.isEmpty && missing.reasons[.keyring("a")]?.contains("Store it with") == true)
    #expect(missing.reasons[.keyring("a")]?.contains("hush") == false)
    let locked = await (try keyring(home, "exec sleep 600", seconds: 0.3)).look(up: [.keyring("a")])
    #expect(locked.reasons[.keyring("a")]?.contains("is it unlocked") == true)
    let flood = await (try keyring(home, "exec cat /dev/zero")).look(up: [.keyring("a")])
    #expect(flood.found.isEmpty)
    let absent = await SystemSecrets(environment: [:], keyringProgram: "/nowhere").look(up: [.keyring("a")])
    #expect(absent.reasons[.keyring("a")]?.contains("libsecret-tools") == true)
  }

  @Test func settingsMayNameWhereTheirSecretIsKept() async throws {
    let home = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: home.path + "/creds", withIntermediateDirectories: true)
    _ = try home.write("sk-1", to: "creds/model")
    var settings = Settings(dataDirectory: home.path)
    settings.chatModel.apiKey = "credential:model"
    settings.embedding.apiKey = "credential:absent"
    settings.server.apiKey = "keyring is a word of my key"
    let problems = await SystemSecrets(environment: ["CREDENTIALS_DIRECTORY": home.path + "/creds"]).resolve(&settings)
    #expect(settings.chatModel.apiKey == "sk-1")
    #expect(settings.server.apiKey == "keyring is a word of my key")
    #expect(problems.count == 1 && problems[0].hasPrefix("embedding.key: "))
  }

  @Test(arguments: ["vault:x", "sk-abc", "keyring", "Credential:x", "my credential:x"])
  func otherTextsAreTheSecretItself(_ text: String) {
    #expect(SecretReference(setting: text) == nil && !SecretReference.isMeant(by: text))
  }

  /// It would be a key that stands in a file that everybody may read.
  @Test(arguments: ["credential:../x", "keyring:-f", "keyring:", "credential:a/b", "keyring:.x"])
  func aMistypedReferenceIsNeverTheSecretItself(_ text: String) async throws {
    var settings = Settings(dataDirectory: "/nowhere")
    settings.server.apiKey = text
    let problems = await SystemSecrets(environment: [:]).resolve(&settings)
    #expect(problems.count == 1 && problems[0].hasPrefix("server.api_key: "))
  }

  @Test func anAddressMayBeKeptBySystemdAsWellAndMustBeOneThen() async throws {
    let home = try TemporaryFolder()
    let loader = SettingsLoader(
      flags: [:], environment: ["MNEME_ALERT_URL": "credential:alert", "HOME": home.path], workingDirectory: home.path,
      configurationFile: nil)
    let loaded = await loader.load()
    #expect(loaded.problems.isEmpty && loaded.settings.telemetry.alertURL == "credential:alert")
    for (text, isRight) in [("https://alerts.example/hook", true), ("no address", false)] {
      _ = try home.write(text, to: "alert")
      var settings = loaded.settings
      let problems = await SystemSecrets(environment: ["CREDENTIALS_DIRECTORY": home.path]).resolve(&settings)
      #expect(problems.isEmpty == isRight)
      #expect(!problems.joined().contains(text))
    }
  }
}
