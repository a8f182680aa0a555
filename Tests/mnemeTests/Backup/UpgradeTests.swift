import Foundation
import GRDB
import MnemeCore
import Testing

@testable import MnemeSQLite
@testable import mneme

/// Data directories that earlier versions left.
@Suite struct UpgradeTests {
  /// A database as the program with the first `version` migrations left it, with a conversation in it.
  private func make(version: Int, at path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try Schema.migrator().migrate(queue, upTo: Schema.migrations[version - 1].name)
    try queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO spaces (key, id) VALUES (1, 'me');
          INSERT INTO sessions (space, id, channel, started_at, last_activity_at, ended_at, message_count)
            VALUES (1, 's-1', 'api', 1780000000000, 1780000002000, 1780000003000, 2);
          INSERT INTO messages (ordinal, space, id, session, role, trust, created_at, text) VALUES
            (1, 1, 'm-1', 's-1', 'user', 'user', 1780000000000, 'I live in Lisbon.'),
            (2, 1, 'm-2', 's-1', 'assistant', 'assistant', 1780000002000, 'Noted: a green boat.');
          INSERT INTO memories (ordinal, space, id, kind, importance, trust, session, valid_from, recorded_at, text)
            VALUES (1, 1, 'f-1', 'fact', 0.6, 'user', 's-1', 1780000000000, 1780000000000, 'I live in Lisbon.');
          INSERT INTO memory_sources (memory, position, message) VALUES (1, 0, 'm-1');
          INSERT INTO ledger (space, memory, action, reason, at, text)
            VALUES (1, 'f-1', 'added', 'said', 1780000000000, 'I live in Lisbon.');
          """)
      if version == 1 {
        try db.execute(
          sql: "INSERT INTO jobs (kind, space, subject, queued_at) VALUES ('embed', 1, 'm-1', 1780000000000)")
      }
    }
    try queue.close()
  }

  @Test(arguments: 1..<Schema.version)
  func everyEarlierSchemaIsReadAfterABackup(_ version: Int) async throws {
    let program = try Program()
    try FileManager.default.createDirectory(atPath: program.data, withIntermediateDirectories: true)
    try make(version: version, at: program.data + "/mneme.sqlite")
    let memories = try await program.decode(WireMemories.self, "memories").memories
    #expect(memories.map(\.text) == ["I live in Lisbon."])
    #expect(memories.first?.id == "f-1")
    let sessions = try await program.decode(WireSessions.self, "sessions").sessions
    #expect(sessions.map(\.id) == ["s-1"])
    #expect(try await program.out("search", "green boat").contains("Noted: a green boat."))
    #expect(try await program.out("memories", "history", "f-1").contains("added"))
    #expect(try await program.out("remember", "The boat is red now.") != "")
    let doctor = try await program.run("doctor")
    #expect(doctor.out.contains("ok    database        sound: schema \(Schema.version)"), "\(doctor.out)")

    let backups = try await program.decode(WireBackups.self, "backup", "list").backups
    #expect(backups.count == 1 && backups.first?.reason == .migration)
    let manifest = try await program.decode(BackupManifest.self, "backup", "verify")
    #expect(manifest.schemaVersion == version && manifest.counts["messages"] == 2)
    // The state before is to be had again, and brought up to date once more.
    let old = program.home.path + "/old"
    _ = try await program.out("restore", try #require(backups.first?.path), "--into", old)
    var other = program
    other.environment["MNEME_DATA_DIR"] = old
    #expect(try await other.out("memories").contains("Lisbon"))
  }

  @Test func withoutRoomForTheBackupNothingIsMigrated() async throws {
    var program = try Program()
    try FileManager.default.createDirectory(atPath: program.data, withIntermediateDirectories: true)
    try make(version: 3, at: program.data + "/mneme.sqlite")
    program.environment["MNEME_BACKUP_DIR"] = "/proc/none"
    try await program.refuses("memories", saying: "The database was left as it is")
    let queue = try DatabaseQueue(path: program.data + "/mneme.sqlite")
    #expect(try await queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 3)
    try queue.close()
    program.environment["MNEME_BACKUP_DIR"] = nil
    #expect(try await program.out("memories").contains("Lisbon"))
  }

  @Test func aBackupOfANewerSchemaIsRefused() async throws {
    let program = try Program()
    try await program.fill()
    let made = try await program.decode(WireBackup.self, "backup", "--to", program.home.path + "/b.tar.gz")
    // The same content under a manifest that tells of a later schema.
    let manifest = try BackupArchive(path: made.path, passphrase: nil).manifest()
    let newer = BackupManifest(
      madeAt: manifest.madeAt, reason: .manual,
      store: .init(schemaVersion: Schema.version + 1, program: "9.0.0", counts: manifest.counts), files: [])
    let path = program.home.path + "/mneme-newer.tar.gz"
    let file = try PartFile(for: path)
    let tar = TarWriter(try GzipSink(file), time: 0)
    try tar.add(BackupManifest.name, newer.encoded())
    try tar.finish()
    try file.put()
    let into = program.home.path + "/into"
    try await program.refuses("restore", path, "--into", into, saying: "Install Mneme 9.0.0")
    #expect(!FileManager.default.fileExists(atPath: into + "/mneme.sqlite"))
  }
}
