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
    #expect(ProgramLog.secrets(of: settings) == ["a", "b", "c", "d"])
    #expect(Setting.all.count { $0.isSecret } == 4)
  }
}
