import GRDB
package import MnemeCore

/// Examines a database file without changing it: the caller holds the data directory's lock.
package struct StoreInspection: Sendable, Hashable {
  package let messages: Int
  package let activeMemories: Int
  package let jobs: Int
  package let failedJobs: Int
  package let schemaVersion: Int
  /// What is wrong, one sentence each; empty for a sound store.
  package let problems: [String]

  /// Reads every page once and compares the full-text index with what the texts yield: linear in the store.
  /// - Throws: `storage` when the file cannot be read, is no database of ours or needs a newer program.
  package static func examine(path: String) async throws(MnemeError) -> StoreInspection {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "mneme.inspection"
    let queue: DatabaseQueue
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
    } catch {
      throw StoreErrors.translate(error)
    }
    do {
      let result = try await queue.read { db in try StoreInspection(db) }
      try queue.close()
      return result
    } catch {
      // The reason of the failure matters, not whether the closing worked as well.
      try? queue.close()
      throw StoreErrors.translate(error)
    }
  }

  private init(_ db: Database) throws {
    try SQLiteStore.checkVersion(db)
    schemaVersion = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    guard schemaVersion == Schema.version else {
      // An older or an empty file is brought up to date at the next start; its tables are not those of this version.
      (messages, activeMemories, jobs, failedJobs) = (0, 0, 0, 0)
      problems = try Self.damages(db)
      return
    }
    func count(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: "SELECT count(*) FROM \(sql)") ?? 0 }
    messages = try count("messages")
    activeMemories = try count("memories m WHERE \(Columns.activeMemory)")
    failedJobs = try count("deferred_jobs WHERE due_at IS NULL")
    jobs = try count("jobs") + count("deferred_jobs WHERE due_at IS NOT NULL")
    var problems = try Self.damages(db)
    // The index of a damaged file says nothing.
    if problems.isEmpty, try !Self.indexEqualsRebuild(db) {
      problems.append("The full-text index does not match the texts.")
    }
    self.problems = problems
  }

  private static func damages(_ db: Database) throws -> [String] {
    // SQLite names pages and indexes, never contents; the first finding is enough to act on.
    let sound = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") == "ok"
    if !sound { return ["The database file is damaged."] }
    let dangling = try Row.fetchOne(db, sql: "PRAGMA foreign_key_check")
    return dangling == nil ? [] : ["Some rows refer to others that are gone."]
  }

  /// Compares sums of hashes of all postings (term, document, position): equal sets have equal sums, and a difference
  /// stays unseen with a chance of 2⁻⁶⁴.
  private static func indexEqualsRebuild(_ db: Database) throws -> Bool {
    let made = try String.fetchOne(db, sql: "SELECT value FROM properties WHERE name = 'lexicon'")
    // Made by another analysis: the next start rebuilds it.
    guard made == LexicalTerms.fingerprint else { return true }
    var stored: UInt64 = 0
    let postings = try Row.fetchCursor(db, sql: "SELECT term, doc, offset FROM lexicon_postings")
    while let row = try postings.next() {
      let term: String = row[0]
      stored &+= hash(term, document: row[1], position: row[2])
    }
    var expected: UInt64 = 0
    try LexiconBuild.forEachDocument(db, upTo: try db.lexiconOrdinal()) { text, ordinal, space in
      let document = LexicalTerms.Document(text)
      let prefix = LexicalTerms.prefix(space: space)
      for (position, term) in document.terms.enumerated() {
        expected &+= hash(prefix + term, document: ordinal, position: position)
      }
    }
    return stored == expected
  }

  /// FNV-1a over the term, mixed with place and document by the finaliser of SplitMix64.
  private static func hash(_ term: String, document: Int64, position: Int) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in term.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for part in [UInt64(bitPattern: document), UInt64(position)] {
      hash = hash ^ part &* 0x9e37_79b9_7f4a_7c15
      hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
      hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
      hash ^= hash >> 31
    }
    return hash
  }
}
