import Foundation
import GRDB
package import MnemeCore
import Synchronization

/// Every store port on one SQLite file: one writer with group commit, a few readers, write-ahead log, `synchronous=FULL`.
///
/// A write returns when it is durable. Reads see every write that returned before they began. One process at a time owns
/// the file (the data directory's lock sees to that); within it the store is safe from any task.
package final class SQLiteStore: Sendable {
  /// Name of the database inside the data directory.
  package static let fileName = "mneme.sqlite"

  /// The database file.
  package let path: String
  let pool: DatabasePool
  let writer: GroupCommit
  let clock: any WallClock
  let claims = Mutex(JobClaims())
  let lexiconProgress = Mutex(LexiconProgress())
  let generations: Mutex<Generations>

  /// Opens the store of a data directory; both are made where missing, readable by this user alone.
  /// - Throws: `storage` when it cannot be opened, is no store of ours, or needs a newer program.
  package static func open(directory: String, options: SQLiteOptions = SQLiteOptions()) throws(MnemeError)
    -> SQLiteStore
  {
    try StoreFiles.makeDirectory(directory)
    let path = URL(fileURLWithPath: directory, isDirectory: true).appendingPathComponent(fileName).path
    return try SQLiteStore(path: path, options: options)
  }

  /// Opens or makes the store in this file, brings its schema up to date and rebuilds the full-text index when the text
  /// analysis has changed. A file that is refused is not touched.
  package init(path: String, options: SQLiteOptions = SQLiteOptions()) throws(MnemeError) {
    self.path = path
    clock = options.clock
    try StoreFiles.prepare(path)
    do {
      pool = try DatabasePool(path: path, configuration: Self.configuration(options))
    } catch {
      throw StoreErrors.translate(error)
    }
    writer = GroupCommit(pool: pool)
    do {
      try pool.writeWithoutTransaction { db in
        try Self.checkVersion(db)
        // Here and not where connections are prepared: GRDB sets NORMAL when it turns the log on, after that.
        try db.execute(sql: "PRAGMA synchronous = \(options.durability.rawValue)")
      }
      let version = try pool.read { db in try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 }
      if version > 0, version < Schema.version { try options.beforeMigration?(path, version, Schema.version) }
      try Schema.migrator().migrate(pool)
      generations = Mutex(try pool.write { try Generations(beginningIn: $0) })
      try rebuildLexiconIfNeeded()
      try scrubIfNeeded()
      try loadLexiconProgress()
      try StoreFiles.restrict(path)
    } catch {
      // The reason of the refusal matters, not whether the closing worked as well.
      try? pool.close()
      throw StoreErrors.translate(error)
    }
  }

  /// Waits for the writes under way, moves the log into the database and closes the file. Later calls throw
  /// `unavailable`. Idempotent.
  package func close() throws(MnemeError) {
    writer.close()
    // The next start recovers from the log when it cannot be moved now (a reader still holds it, the disk is full); a
    // closed pool has nothing to move.
    _ = try? pool.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
    do { try pool.close() } catch { throw StoreErrors.translate(error) }
  }

  private static func configuration(_ options: SQLiteOptions) -> Configuration {
    var configuration = Configuration()
    configuration.label = "mneme.store"
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(5)
    configuration.maximumReaderCount = max(1, min(16, options.readers))
    configuration.prepareDatabase { db in
      if let trace = options.trace {
        db.trace(options: .statement) { event in
          if case .statement(let statement) = event { trace(statement.sql) }
        }
      }
      // Reads go through the page cache and not through a memory map: a map would count every page once per connection
      // as resident memory, and an I/O error on a mapped page would kill the process instead of failing the call.
      try db.execute(sql: "PRAGMA mmap_size = 0")
      // What is freed inside the file is overwritten: forgetting must leave no traces.
      try db.execute(sql: "PRAGMA secure_delete = ON")
      try db.execute(sql: "PRAGMA cache_size = -4096")
      try db.execute(sql: "PRAGMA temp_store = MEMORY")
      // 16 MiB of log between checkpoints: a bulk import rewrites hot pages less often.
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 4096")
      try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
    }
    return configuration
  }

  /// The log may hold a newer schema than the file's header shows, so what `StoreFiles` saw is checked again.
  static func checkVersion(_ db: Database) throws {
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    if version == 0, tables == 0 { return }
    let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    guard application == Schema.applicationID else { throw StoreFiles.foreign }
    guard version <= Schema.version else {
      let program = try String.fetchOne(db, sql: "SELECT value FROM properties WHERE name = 'program'")
      throw StoreFiles.tooNew(version: version, program: program)
    }
  }

  /// Runs one statement that reads; it sees a consistent state because it is only one.
  func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws(MnemeError)
    -> Value
  {
    do { return try await pool.unsafeRead(body) } catch { throw StoreErrors.translate(error) }
  }

  /// Runs several statements on one snapshot.
  func readSnapshot<Value: Sendable>(_ body: @Sendable (Database) throws -> Value)
    async throws(MnemeError) -> Value
  {
    do { return try await pool.read(body) } catch { throw StoreErrors.translate(error) }
  }
}

extension Database {
  /// The small key of a space; nil when nothing was ever stored for it.
  func key(of space: SpaceID) throws -> Int64? {
    try integer("SELECT key FROM spaces WHERE id = ?", [space.rawValue])
  }

  /// The small key of a space, made where missing.
  func makeKey(of space: SpaceID) throws -> Int64 {
    if let key = try key(of: space) { return key }
    try run("INSERT INTO spaces (id) VALUES (?)", [space.rawValue])
    return lastInsertedRowID
  }
}
