import Synchronization

/// What a store asks its database, statement by statement; give `record` to the store as its trace.
package final class StatementLog: Sendable {
  private let statements = Mutex<[String]>([])

  package init() {}

  package func record(_ statement: String) { statements.withLock { $0.append(statement) } }

  /// What ran since the last call, in order. Left out are statements of SQLite's own modules (they start with `--`) and the
  /// look at the file header with which every read begins.
  package func take() -> StatementList {
    statements.withLock { list in
      defer { list = [] }
      return StatementList(all: list.filter { !$0.hasPrefix("--") && $0 != "PRAGMA schema_version" })
    }
  }
}

/// Statements in the order in which they ran.
package struct StatementList: Sendable {
  package let all: [String]

  package init(all: [String]) { self.all = all }

  /// Statements that begin with one of these words and hold the text, in any case of letters.
  package func count(_ verbs: [String], _ text: String = "") -> Int {
    all.count { statement in
      verbs.contains { statement.lowercased().hasPrefix($0.lowercased()) }
        && (text.isEmpty || statement.lowercased().contains(text.lowercased()))
    }
  }

  /// Statements without those that begin and end transactions and savepoints.
  package var work: [String] {
    let frames = ["BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"]
    return all.filter { statement in !frames.contains { statement.hasPrefix($0) } }
  }

  /// Transactions that wrote to any of these tables, or to any at all where none is named.
  package func writingTransactions(to tables: [String] = []) -> Int {
    var count = 0
    var writes = false
    for statement in all {
      if statement.hasPrefix("BEGIN") { writes = false }
      if Self.writes(statement, tables) { writes = true }
      if statement.hasPrefix("COMMIT"), writes {
        count += 1
        writes = false
      }
    }
    return count
  }

  private static func writes(_ statement: String, _ tables: [String]) -> Bool {
    let verbs = ["INSERT INTO ", "INSERT OR REPLACE INTO ", "INSERT OR IGNORE INTO ", "UPDATE ", "DELETE FROM "]
    return verbs.contains { verb in
      statement.hasPrefix(verb)
        && (tables.isEmpty || tables.contains { statement.dropFirst(verb.count).hasPrefix($0) })
    }
  }
}
