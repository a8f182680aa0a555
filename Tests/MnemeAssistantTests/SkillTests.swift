import Foundation
import Logging
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeAssistant

@Suite struct SkillTests {
  private let directory = FileManager.default.temporaryDirectory.appending(path: "mneme-skills-\(UUID().uuidString)")
  private let clock = ManualClock()

  private func write(_ text: String, folder: String) throws {
    let folder = directory.appending(path: "skills").appending(path: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: folder.appending(path: "SKILL.md"))
  }

  private func shelf() -> SkillShelf {
    SkillShelf(
      directory: directory.path, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private static let review = """
    ---
    key: code-review
    description: "How we review"
    emoji: 🔎
    requires: [read_file]
    ---
    Read the whole change first.
    """

  @Test func aSkillIsListedWhereItsToolsAreAndReadOnDemand() async throws {
    try write(Self.review, folder: "review")
    let shelf = shelf()
    #expect(await shelf.head(for: ["load_skill"]).isEmpty)
    let head = await shelf.head(for: ["load_skill", "read_file", "recall"])
    #expect(head.contains("- code-review: 🔎 How we review") && !head.contains("whole change"))
    let turn = ToolTurn(
      space: .me, session: nil, channel: "test", now: clock.now(), said: [], message: nil, leavesHome: false)
    #expect(try await LoadSkillTool(shelf).run(["key": "code-review"], in: turn).text == "Read the whole change first.")
    let failure = await #expect(throws: ToolFailure.self) {
      try await LoadSkillTool(shelf).run(["key": "cooking"], in: turn)
    }
    #expect(failure?.message.contains("code-review") == true)
  }

  @Test func oneThatIsAlwaysLoadedStandsInEveryPrompt() async throws {
    try write("---\ndescription: Tone\nalways_load: true\n---\nAnswer in metric units.\n", folder: "tone")
    #expect(await shelf().head(for: []) == "Answer in metric units.")
  }

  @Test func filesAreReadAgainOnlyWhenTheyChange() async throws {
    try write(Self.review, folder: "review")
    let shelf = shelf()
    for _ in 0..<10 {
      _ = await shelf.all()
      clock.advance(by: 3)
    }
    #expect(await shelf.reads == 1)
    try write(Self.review + "\nThen its tests.", folder: "review")
    clock.advance(by: 3)
    #expect(await shelf.skill("code-review")?.body.hasSuffix("Then its tests.") == true)
    #expect(await shelf.reads == 2)
  }

  @Test(arguments: [
    "no head", "---\nkey: a b\ndescription: d\n---\nx", "---\nkey: a\n---\nx", "---\nkey: a\ndescription: d\n---\n",
    "---\nkey: a\ndescription: d\nalways_load: perhaps\n---\nx", "---\nkey a\n---\nx", "---\nkey: a\ndescription: d\n",
  ])
  func aBrokenFileIsLeftOutAndTheOthersAreNot(_ text: String) async throws {
    try write(text, folder: "broken")
    try write(Self.review, folder: "review")
    #expect(await shelf().all().map(\.key) == ["code-review"])
  }
}
