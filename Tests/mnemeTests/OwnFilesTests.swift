import MnemeCore
import Testing

@testable import mneme

@Suite struct OwnFilesTests {
  @Test func everyFileThatMayHoldKeysIsNamed() {
    var settings = Settings(dataDirectory: "/home/ada/data")
    settings.chatModel.providersFile = "/home/ada/providers.json"
    settings.backup.directory = "/home/ada/backups"
    let files = OwnFiles.outsideOfData(
      settings, environment: ["HOME": "/home/ada", "MNEME_CONFIG": "one.yaml"],
      arguments: ["mneme", "serve", "--config", "~/two.yaml", "--config=../three.yaml"],
      workingDirectory: "/home/ada/work")
    #expect(
      files == [
        "/home/ada/.config/mneme/config.yaml", "/home/ada/work/one.yaml", "/home/ada/two.yaml", "/home/ada/three.yaml",
        "/home/ada/providers.json", "/home/ada/backups",
      ])
  }
}
