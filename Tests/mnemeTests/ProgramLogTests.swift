import MnemeCore
import Testing

@testable import mneme

@Suite struct ProgramLogTests {
  @Test func everySecretOfTheSettingsIsKnown() {
    var settings = Settings(dataDirectory: "/nowhere")
    settings.server.apiKey = "a"
    settings.chatModel.apiKey = "b"
    settings.embedding.apiKey = "c"
    settings.telemetry.alertURL = "d"
    settings.backup.passphrase = "e"
    #expect(ProgramLog.secrets(of: settings) == ["a", "b", "c", "d", "e"])
    #expect(Setting.all.count { $0.isSecret } == 5)
  }
}
