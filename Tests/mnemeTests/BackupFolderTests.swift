import Foundation
import MnemeCore
import Testing

@testable import mneme

@Suite struct BackupFolderTests {
  @Test func whatIsOlderThanTheErasureIsNamed() async throws {
    let folder = try TemporaryFolder()
    let erased = Date(timeIntervalSince1970: 1_700_000_000)
    for (name, offset) in [("old.sqlite", -60.0), ("same.sqlite", 0), ("new.sqlite", 60)] {
      let path = try folder.write("x", to: name)
      try FileManager.default.setAttributes(
        [.modificationDate: erased.addingTimeInterval(offset)], ofItemAtPath: path)
    }
    let backups = await BackupFolder(path: folder.path).backups(before: erased)
    #expect(backups == [folder.path + "/old.sqlite", folder.path + "/same.sqlite"])
    #expect(await BackupFolder(path: folder.path + "/none").backups(before: erased).isEmpty)
    let file = folder.path + "/old.sqlite"
    #expect(await BackupFolder(path: file).backups(before: erased) == [file], "no folder: it is named itself")
  }

  @Test func theReceiptOfAServerNamesTheBackups() async throws {
    var program = try Program()
    program.environment["MNEME_BACKUP_DIR"] = program.home.path + "/backups"
    try await program.fill()
    try FileManager.default.createDirectory(
      atPath: program.home.path + "/backups", withIntermediateDirectories: true)
    let copy = try program.home.write("a copy", to: "backups/mneme.sqlite")
    let planned = try await program.decode(WireReceipt.self, "forget", "--person", "Ingrid", "--dry-run")
    #expect(planned.backups == [copy])
    let receipt = try await program.decode(WireReceipt.self, "forget", "--person", "Ingrid", "--yes")
    #expect(receipt.messages > 0 && receipt.backups == [copy])
  }
}
