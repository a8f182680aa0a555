import GRDB
import MnemeCore

/// Adds and removes full-text entries of messages.
struct LexiconWriter {
  let db: Database

  func add(_ document: LexicalTerms.Document, _ ordinal: Int64, space: Int64) throws {
    try db.run("INSERT INTO lexicon (rowid, terms) VALUES (?, ?)", [ordinal, document.content(space: space)])
  }

  /// The index keeps no texts, so taking an entry out needs the text that went in.
  func remove(_ document: LexicalTerms.Document, _ ordinal: Int64, space: Int64) throws {
    try db.run(
      "INSERT INTO lexicon (lexicon, rowid, terms) VALUES ('delete', ?, ?)",
      [ordinal, document.content(space: space)])
  }
}
