import Foundation
import MnemeCore
import MnemeNet
import Synchronization
import Testing

@testable import mneme

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Backups and restores as a person makes them.
@Suite struct BackupProgramTests {
  @Test(arguments: Reach.allCases)
  func whatIsBackedUpIsRestoredElsewhere(_ reach: Reach) async throws {
    try await reach.run { program in
      try Data("name: Ada's".utf8).write(to: URL(fileURLWithPath: program.data + "/notes.yaml"))
      let made = try await program.decode(WireBackup.self, "backup")
      #expect(made.path.hasPrefix(program.data + "/backups/mneme-") && !made.encrypted && made.reason == .manual)
      #expect(try program.home.mode(of: "data/backups") == 0o700)
      let mode = try FileManager.default.attributesOfItem(atPath: made.path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(try await program.decode(WireBackups.self, "backup", "list").backups.map(\.path) == [made.path])
      #expect(try await program.out("backup", "verify").contains("is sound"))
      let manifest = try await program.decode(BackupManifest.self, "backup", "verify", made.path)
      #expect(manifest.counts["messages"] == 5)
      #expect(manifest.files.map(\.path).contains("notes.yaml"))
      let leftOut = ["lock", "server.json", "index", "backups", "backup.lock", "mneme.sqlite-wal"]
      #expect(!manifest.files.contains { leftOut.contains($0.path.split(separator: "/").first.map(String.init) ?? "") })

      // Into a new home, which then is like the old one.
      var other = program
      other.environment["MNEME_DATA_DIR"] = program.home.path + "/other"
      let told = try await other.out("restore", made.path)
      #expect(told.contains("5 messages"))
      let before = try await program.out("memories", "--json", "--limit", "200")
      #expect(try await other.out("memories", "--json", "--limit", "200") == before)
      #expect(try await other.out("search", "Lumen").contains("Lumen Labs"))
      #expect(FileManager.default.contents(atPath: program.home.path + "/other/notes.yaml") == Data("name: Ada's".utf8))
    }
  }

  @Test func anEncryptedBackupOpensWithItsPassphraseOnly() async throws {
    let program = try Program()
    try await program.fill()
    let right = try program.home.write("correct horse battery\nignored\n", to: "right")
    let wrong = try program.home.write("correct horse\n", to: "wrong")
    let made = try await program.decode(WireBackup.self, "backup", "--passphrase-file", right)
    #expect(made.encrypted && made.path.hasSuffix(".tar.gz.enc"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: made.path))
    #expect(bytes.range(of: Data("Ingrid".utf8)) == nil && bytes.range(of: Data("SQLite format".utf8)) == nil)
    try await program.refuses("backup", "verify", made.path, saying: "--passphrase-file")
    try await program.refuses("backup", "verify", made.path, "--passphrase-file", wrong, saying: "passphrase is not")
    let other = program.home.path + "/other"
    try await program.refuses(
      "restore", made.path, "--into", other, "--passphrase-file", wrong, saying: "nothing was changed")
    #expect(!FileManager.default.fileExists(atPath: other))
    _ = try await program.out("restore", made.path, "--into", other, "--passphrase-file", right)
    var second = program
    second.environment["MNEME_DATA_DIR"] = other
    #expect(try await second.out("search", "Lumen").contains("Lumen Labs"))
    // The settings' passphrase encrypts without being asked.
    second.environment["MNEME_BACKUP_PASSPHRASE"] = "another one"
    #expect(try await second.decode(WireBackup.self, "backup").encrypted)
    #expect(try await second.out("backup", "verify").contains("is sound"))
  }

  @Test func everythingAcknowledgedBeforeTheCopyIsInIt() async throws {
    let program = try Program()
    let (server, url) = try await program.serve()
    let acknowledged = Acknowledged()
    let services = RemoteServices.connect(to: url, key: nil)
    let backup = try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          var number = 0
          while !Task.isCancelled {
            let session = "writer-\(writer)"
            let message = ImportedMessage(
              externalID: "\(writer)-\(number)", session: session, time: Date(timeIntervalSince1970: 1_780_000_000),
              role: .user, speaker: nil, text: "Note \(number) of \(writer).")
            do {
              _ = try await services.imports.importMessages([message], in: .me)
            } catch {
              if Task.isCancelled { return }
              throw error
            }
            acknowledged.add("\(writer)-\(number)")
            number += 1
          }
        }
      }
      while acknowledged.all.count < 200 { try await Task.sleep(for: .milliseconds(5)) }
      let before = acknowledged.all
      let made = try await program.decode(WireBackup.self, "backup")
      let after = acknowledged.all.count
      #expect(after > before.count, "the writers went on")
      group.cancelAll()
      return (made: made, before: before)
    }
    await services.close()
    #expect(try await program.end(server, SIGTERM) == 0)
    var other = program
    other.environment["MNEME_DATA_DIR"] = program.home.path + "/other"
    _ = try await other.out("restore", backup.made.path)
    let lines = try await other.out("export").split(separator: "\n")
    let held = Set(
      lines.compactMap { line -> String? in
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return object?["external_id"] as? String
      })
    #expect(backup.before.count >= 200)
    #expect(Set(backup.before).subtracting(held).isEmpty)
    #expect(try await other.run("doctor").out.contains("ok    database        sound"))
  }

  @Test func aRestoreRefusesWhatItShouldAndPutsAsideTheRest() async throws {
    let program = try Program()
    try await program.fill()
    let made = try await program.decode(WireBackup.self, "backup", "--to", program.home.path + "/b.tar.gz")
    _ = try await program.out("remember", "The boat is red now.")
    try await program.refuses("restore", made.path, saying: "--replace")
    let (server, _) = try await program.serve()
    try await program.refuses("restore", made.path, "--replace", status: 75, saying: "Stop it first")
    #expect(try await program.end(server, SIGTERM) == 0)
    for (name, change) in [
      ("cut", { Data($0.dropLast(200)) }), ("short", { Data($0.prefix(30)) }), ("other", { _ in Data("x".utf8) }),
      ("empty", { _ in Data() }),
      (
        "changed",
        { (bytes: Data) in
          var bytes = bytes
          bytes[bytes.count / 2] ^= 0x10
          return bytes
        }
      ),
    ] as [(String, (Data) -> Data)] {
      let path = program.home.path + "/" + name
      try change(try Data(contentsOf: URL(fileURLWithPath: made.path))).write(to: URL(fileURLWithPath: path))
      let refused = try await program.run("restore", path, "--replace")
      #expect(refused.status == 1 && refused.error.contains("nothing was changed"), "\(name): \(refused.error)")
    }
    #expect(try await program.out("memories").contains("red now"))
    let told = try await program.out("restore", made.path, "--replace")
    #expect(told.contains("before-restore-"))
    #expect(try await !program.out("memories").contains("red now"))
    let aside = try #require(
      try FileManager.default.contentsOfDirectory(atPath: program.data).first { $0.hasPrefix("before-restore-") })
    #expect(FileManager.default.fileExists(atPath: program.data + "/\(aside)/mneme.sqlite"))
    // An earlier state is a copy, too: receipts name it.
    let receipt = try await program.decode(WireReceipt.self, "forget", "--person", "Ingrid", "--dry-run")
    #expect(receipt.backups.contains(program.data + "/" + aside))
  }

  @Test func aMomentIsRestoredFromTheBackupBeforeIt() async throws {
    let program = try Program()
    try await program.fill()
    let folder = program.home.path + "/shelf"
    let first = try await program.decode(WireBackup.self, "backup", "--to", folder + "/")
    _ = try await program.out("remember", "The boat is red now.")
    let second = try await program.decode(WireBackup.self, "backup", "--to", folder)
    let manager = FileManager.default
    try manager.moveItem(atPath: first.path, toPath: folder + "/mneme-20260601T120000Z.tar.gz")
    try manager.moveItem(atPath: second.path, toPath: folder + "/mneme-20260602T120000Z.tar.gz")
    for (time, isRed) in [("2026-06-01T12:00:00Z", false), ("2026-06-02T11:59:59Z", false), ("2026-06-03", true)] {
      let into = program.home.path + "/at-" + time
      _ = try await program.out("restore", "--as-of", time, "--from", folder, "--into", into)
      var other = program
      other.environment["MNEME_DATA_DIR"] = into
      #expect(try await other.out("memories").contains("red now") == isRed, "\(time)")
    }
    try await program.refuses(
      "restore", "--as-of", "2026-05-01", "--from", folder, saying: "the oldest is of 2026-06-01T12:00:00Z")
    _ = try await program.out("backup", "--to", folder, "--keep", "2")
    #expect(try manager.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("mneme-") }.count == 2)
    #expect(!manager.fileExists(atPath: folder + "/mneme-20260601T120000Z.tar.gz"))
  }

  @Test func killedBackupsAndRestoresLeaveAUsableState() async throws {
    let program = try Program()
    try await program.fill()
    // Something to be busy with for a while.
    try Data((0..<(12 << 20)).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }).write(
      to: URL(fileURLWithPath: program.data + "/notes.bin"))
    let made = try await program.decode(WireBackup.self, "backup", "--to", program.home.path + "/b.tar.gz")
    let manager = FileManager.default
    for delay in [120, 250, 400, 600, 900] {
      let process = try program.start(["backup"], name: "backup-\(delay)")
      try await Task.sleep(for: .milliseconds(delay))
      _ = try await program.end(process, SIGKILL)
    }
    for backup in try await program.decode(WireBackups.self, "backup", "list").backups {
      #expect(try await program.out("backup", "verify", backup.path).contains("is sound"))
    }
    _ = try await program.out("backup")
    let left = try manager.subpathsOfDirectory(atPath: program.data).filter {
      $0.hasSuffix(".part") || $0.contains(".staging")
    }
    #expect(left.isEmpty, "\(left)")

    _ = try await program.out("remember", "The boat is red now.")
    for delay in [120, 250, 400, 600, 900] {
      let process = try program.start(["restore", made.path, "--replace"], name: "restore-\(delay)")
      try await Task.sleep(for: .milliseconds(delay))
      _ = try await program.end(process, SIGKILL)
      // Either state, whole.
      #expect(try await program.out("memories").contains("Lisbon"))
      #expect(try await program.run("doctor").out.contains("ok    database        sound"))
      #expect(!manager.fileExists(atPath: program.data + "/restore.staging"))
      #expect(!manager.fileExists(atPath: program.data + "/restore.journal"))
    }
  }

  @Test func aFullDiskIsToldAndLeavesNoHalfFile() async throws {
    let program = try Program()
    try await program.fill()
    // No file may grow beyond 100 KiB: the copy of the database cannot be written.
    let shell = try ChildProcess(
      path: "/bin/sh",
      arguments: ["-c", "trap '' XFSZ; ulimit -f 200; exec \"$0\" backup", Program.path],
      environment: program.environment, directory: program.home.path, input: program.home.write("", to: "in"),
      output: program.home.path + "/full.out", error: program.home.path + "/full.error")
    while shell.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    #expect(shell.terminationStatus == 1)
    #expect(program.read("full.error").contains("cannot be written"), "\(program.read("full.error"))")
    let left = try FileManager.default.subpathsOfDirectory(atPath: program.data).filter {
      $0.contains("staging") || $0.hasSuffix(".gz") || $0.hasSuffix(".part")
    }
    #expect(left.isEmpty, "\(left)")
    #expect(try await program.out("memories").contains("Lisbon"))
  }

  @Test func aServerMakesItsBackupsAndTellsOfThem() async throws {
    var program = try Program()
    try await program.fill()
    let folder = program.home.path + "/shelf"
    program.environment["MNEME_BACKUP_DIR"] = folder
    let (server, url) = try await program.serve()
    var names: [String] = []
    while names.isEmpty {
      try await Task.sleep(for: .milliseconds(10))
      names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasPrefix("mneme-") }
    }
    #expect(names.allSatisfy { $0.hasSuffix("-scheduled.tar.gz") })
    let fetcher = HTTPFetcher()
    let client = APIClient(http: fetcher, base: url, key: nil)
    let answer = try await client.decode(WireBackup.self, client.request("POST", "/v1/backups"))
    let all = try await client.decode(WireBackups.self, client.request("GET", "/v1/backups"))
    await fetcher.shutdown()
    #expect(all.backups.count == 2 && all.backups.contains { $0.path == answer.path })
    #expect(answer.reason == .manual && answer.path.hasPrefix(folder))
    let doctor = try await program.run("doctor")
    #expect(doctor.out.contains("ok    server backup"), "\(doctor.out)")
    #expect(try await program.end(server, SIGTERM) == 0)
  }

  private final class Acknowledged: Sendable {
    private let ids = Mutex<[String]>([])
    func add(_ id: String) { ids.withLock { $0.append(id) } }
    var all: [String] { ids.withLock { $0 } }
  }
}
