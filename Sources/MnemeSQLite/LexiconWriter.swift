import GRDB
import MnemeCore

/// Adds and removes full-text entries; `finish` brings the size of each touched space up to date.
struct LexiconWriter {
  private struct Growth {
    var rows = 0
    var terms = 0
  }

  private let db: Database
  private var growth: [Int64: Growth] = [:]

  init(db: Database) { self.db = db }

  mutating func add(_ document: LexicalTerms.Document, _ key: ItemKey, space: Int64) throws {
    try db.run(
      "INSERT INTO lexicon (rowid, terms) VALUES (?, ?)",
      [document.number(key), document.content(space: space, source: key.source)])
    growth[space, default: Growth()].rows += 1
    growth[space, default: Growth()].terms += document.terms.count
  }

  /// The index keeps no texts, so taking an entry out needs the text that went in.
  mutating func remove(_ document: LexicalTerms.Document, _ key: ItemKey, space: Int64) throws {
    try db.run(
      "INSERT INTO lexicon (lexicon, rowid, terms) VALUES ('delete', ?, ?)",
      [document.number(key), document.content(space: space, source: key.source)])
    growth[space, default: Growth()].rows -= 1
    growth[space, default: Growth()].terms -= document.terms.count
  }

  mutating func finish() throws {
    for (space, growth) in growth {
      try db.run(
        "UPDATE spaces SET lexical_rows = lexical_rows + ?, lexical_terms = lexical_terms + ? WHERE key = ?",
        [growth.rows, growth.terms, space])
    }
    growth = [:]
  }
}
