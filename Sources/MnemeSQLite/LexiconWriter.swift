import GRDB
import MnemeCore

/// Adds and removes full-text entries of messages.
struct LexiconWriter {
  let db: Database

  func add(_ document: LexicalTerms.Document, _ ordinal: Int64, space: Int64) throws {
    try db.run("INSERT INTO lexicon (rowid, terms) VALUES (?, ?)", [ordinal, document.content(space: space)])
  }

  /// Entries of one statement.
  static let together = 32

  /// The same for several, in few statements.
  func add(_ entries: [(ordinal: Int64, content: String)]) throws {
    for start in stride(from: 0, to: entries.count, by: Self.together) {
      let some = entries[start..<min(start + Self.together, entries.count)]
      let rows = Array(repeating: "(?, ?)", count: some.count).joined(separator: ", ")
      try db.run(
        "INSERT INTO lexicon (rowid, terms) VALUES \(rows)",
        some.reduce(into: StatementArguments()) { $0 += [$1.ordinal, $1.content] })
    }
  }

  /// The index keeps no texts, so taking an entry out needs the text that went in.
  func remove(_ document: LexicalTerms.Document, _ ordinal: Int64, space: Int64) throws {
    try db.run(
      "INSERT INTO lexicon (lexicon, rowid, terms) VALUES ('delete', ?, ?)",
      [ordinal, document.content(space: space)])
  }
}
