import Foundation
import GRDB
package import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Copies of the database file: one file without a log, checked before anybody relies on it.
///
/// A copy is read over a connection of its own, also while another process writes: SQLite's write-ahead log gives the reader the
/// state that was committed when its first page was read, whatever is written meanwhile, and holds up no writer. Only the log
/// cannot be moved into the database until the copy is done.
package struct StoreCopy: Sendable, Hashable {
  package let schemaVersion: Int
  /// The oldest program that can read it.
  package let program: String?
  /// Rows of the tables a person asks about; a table that the schema does not have yet is left out.
  package let counts: [String: Int]

  package init(schemaVersion: Int, program: String?, counts: [String: Int]) {
    self.schemaVersion = schemaVersion
    self.program = program
    self.counts = counts
  }

  /// The schema that this program writes; a newer one cannot be read.
  package static var currentSchema: Int { Schema.version }

  private static let countedTables = ["spaces", "sessions", "messages", "memories", "ledger"]

  /// Copies the database at `source` into a new file at `target`, readable by this user alone, and checks the copy. Blocks.
  /// - Throws: `notFound` when there is no database, `storage` when the copy cannot be written or is not sound; no file stays then.
  package static func make(of source: String, at target: String) throws(MnemeError) -> StoreCopy {
    guard FileManager.default.fileExists(atPath: source) else {
      throw MnemeError(.notFound, "There is no database yet: nothing was ever stored in \(source).")
    }
    let file = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else {
      throw MnemeError(.storage, "\(target) cannot be made: \(String(cString: strerror(errno))).")
    }
    close(file)
    do {
      try copy(source, target)
      return try check(target)
    } catch {
      for suffix in ["", "-journal", "-wal", "-shm"] { unlink(target + suffix) }
      throw full(error, target)
    }
  }

  private static func copy(_ source: String, _ target: String) throws(MnemeError) {
    var reading = Configuration()
    reading.readonly = true
    reading.busyMode = .timeout(5)
    reading.label = "mneme.copy.source"
    var writing = Configuration()
    writing.label = "mneme.copy.target"
    do {
      let from = try DatabaseQueue(path: source, configuration: reading)
      let to = try DatabaseQueue(path: target, configuration: writing)
      defer {
        // Reading is over or has failed: how the closing goes changes nothing.
        try? from.close()
        try? to.close()
      }
      try from.read { db in try SQLiteStore.checkVersion(db) }
      // All pages in one step: one read transaction, so that writers cannot make it begin again.
      try from.backup(to: to)
      try to.writeWithoutTransaction { db in
        // The copy says of itself that it has a log; it gets none.
        try db.execute(sql: "PRAGMA journal_mode = DELETE")
      }
    } catch {
      throw StoreErrors.translate(error)
    }
  }

  /// Reads a copy whole: pages, references and counts. Linear in its size. Blocks.
  /// - Throws: `storage` when it is damaged, is no store of ours or needs a newer program.
  package static func check(_ path: String) throws(MnemeError) -> StoreCopy {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "mneme.copy.check"
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      defer { try? queue.close() }  // it was only read
      return try queue.read { db in
        try SQLiteStore.checkVersion(db)
        guard try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") == "ok",
          try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil
        else { throw MnemeError(.storage, "The database is damaged ('mneme doctor' says how).") }
        return try StoreCopy(reading: db)
      }
    } catch {
      throw StoreErrors.translate(error)
    }
  }

  private init(reading db: Database) throws {
    schemaVersion = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let tables = Set(try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'"))
    program =
      tables.contains("properties")
      ? try String.fetchOne(db, sql: "SELECT value FROM properties WHERE name = 'program'") : nil
    var counts: [String: Int] = [:]
    for table in Self.countedTables where tables.contains(table) {
      counts[table] = try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)")
    }
    self.counts = counts
  }

  /// A full disk is told with the place of the copy: it need not be that of the data.
  private static func full(_ error: MnemeError, _ target: String) -> MnemeError {
    guard let reason = (error.underlying as? DatabaseError)?.resultCode,
      [.SQLITE_FULL, .SQLITE_IOERR].contains(reason)
    else { return error }
    return MnemeError(
      .storage, "The copy \(target) cannot be written: the disk is full or reports an error. Free some space there.",
      underlying: error.underlying)
  }
}
