import Foundation
import MnemeCore
import Testing

@testable import MnemeTools

@Suite struct HiddenPlaceTests {
  @Test func whatIsForbiddenIsNotReadUnderAnyName() async throws {
    let house = try FileHouse(files: ["app/config.yaml": FileHouse.secret, "backup/one/all.txt": FileHouse.secret])
    defer { house.close() }
    let policy = PathPolicy(
      roots: [house.root], dataDirectory: nil,
      forbidden: ["app/config.yaml", "backup", "later.yaml"].map { house.root + "/" + $0 }, logger: ToolHouse.logger)
    let tool = ReadFile(files: FileAccess(policy: policy, workers: FileWorkers()))
    link(house.root + "/app/config.yaml", house.root + "/hard.yaml")
    try Data(FileHouse.secret.utf8).write(to: URL(fileURLWithPath: house.root + "/later.yaml"))
    for name in ["app/config.yaml", "hard.yaml", "backup/one/all.txt", "later.yaml"] {
      let output = try await house.call(tool, ["path": .string(house.root + "/" + name)])
      #expect(output.failure?.code == .permission && !output.text.contains(FileHouse.secret), "\(name)")
    }
    #expect(try await house.call(tool, ["path": .string(house.root + "/plain.txt")]).succeeded)
  }

  @Test func aFolderIsGivenWithoutLinksAndWithoutWhatIsOurs() throws {
    let house = try FileHouse(files: ["app/config.yaml": "", "app/main.txt": ""])
    defer { house.close() }
    let root = try #require(RealPath.existing(house.root))
    let given = CommandFolders.without(
      [house.root + "/data", house.root + "/app/config.yaml", house.root + "/none/yet"], house.root)
    #expect(given.contains(root + "/app/main.txt") && given.contains(root + "/plain.txt"))
    for name in ["link.txt", "linked", "inner.txt", "data", "app", "app/config.yaml"] {
      #expect(!given.contains(root + "/" + name), "\(name)")
    }
    #expect(CommandFolders.without([house.outside], house.root) == [root])
    #expect(CommandFolders.without([house.root], house.root + "/sub").isEmpty)
  }
}
