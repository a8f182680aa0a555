import Foundation
import MnemeCore
import Testing

@Suite struct ConfigurationReferenceTests {
  @Test func theReferencePageIsWhatTheTableSays() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/configuration.md")
    if ProcessInfo.processInfo.environment["MNEME_TEST_WRITE_DOCS"] == "1" {
      try SettingsReference.markdown().write(to: page, atomically: true, encoding: .utf8)
    }
    let written = try String(contentsOf: page, encoding: .utf8)
    #expect(written == SettingsReference.markdown(), "run scripts/generate-docs")
  }

  @Test func namesAreUniqueAndEveryRowSaysSomething() {
    #expect(Set(Setting.all.map(\.key)).count == Setting.all.count)
    #expect(Set(Setting.all.map(\.environment)).count == Setting.all.count)
    for setting in Setting.all {
      #expect(setting.environment.hasPrefix("MNEME_"))
      #expect(setting.summary.hasSuffix("."))
      #expect(!setting.summary.contains("|"))
    }
  }

  @Test func theDefaultsLieInTheAllowedRanges() async throws {
    let folder = try ConfigurationFolder()
    for line in SettingsReference.markdown().split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      let text = cells[3]
      let name = cells[1].trimmingCharacters(in: ["`"])
      guard text.hasPrefix("`"), !text.contains(" ") else { continue }
      let loaded = await folder.load(environment: [name: text.trimmingCharacters(in: ["`"])])
      #expect(loaded.problems.isEmpty, "\(name)")
    }
  }
}
