import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore {
  /// Checks the file, its invariants and that the full-text index is what a rebuild from the messages would give.
  ///
  /// Reads the whole store; writers are not held up but for the moment in which the index checks its own structure.
  /// Returns what is wrong, one line each, empty when all is well; never any text of a message.
  package func verifyIndexes() async throws(MnemeError) -> [String] {
    var findings = try await readSnapshot { db in
      var findings = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        .map { "File: \($0)" }
      let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
      if orphans > 0 { findings.append("\(orphans) rows refer to rows that are not there.") }
      findings += try LexiconCheck.compare(db)
      findings += try Self.graphFindings(db)
      let miscounted = try db.integer(
        """
        SELECT count(*) FROM sessions s WHERE message_count <>
          (SELECT count(*) FROM messages m WHERE m.space = s.space AND m.session = s.id)
        """)
      if let miscounted, miscounted > 0 {
        findings.append("\(miscounted) sessions count their messages wrongly.")
      }
      return findings
    }
    do {
      try await writer.write(rows: 1) { db in
        try db.run("INSERT INTO lexicon (lexicon) VALUES ('integrity-check')")
      }
    } catch {
      guard (error.underlying as? DatabaseError)?.resultCode == .SQLITE_CORRUPT else { throw error }
      findings.append("Full-text index: its structure is damaged; rebuild it.")
    }
    return findings
  }
}

/// Compares the full-text index with the rows it is derived from.
enum LexiconCheck {
  /// A document's postings as a number that does not depend on their order.
  private static func hash(_ term: String, offset: Int64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in term.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return (hash ^ UInt64(bitPattern: offset)) &* 0x9E37_79B9_7F4A_7C15
  }

  static func compare(_ db: Database) throws -> [String] {
    var documents: [Int64: UInt64] = [:]
    try LexiconBuild.forEachDocument(db, upTo: try db.lexiconOrdinal()) { text, ordinal, space in
      let document = LexicalTerms.Document(text)
      let prefix = LexicalTerms.prefix(space: space)
      var sum: UInt64 = 0
      for (offset, term) in document.terms.enumerated() { sum &+= hash(prefix + term, offset: Int64(offset)) }
      if !document.terms.isEmpty { documents[ordinal] = sum }
    }
    let postings = try Row.fetchCursor(db, sql: "SELECT term, doc, \"offset\" FROM lexicon_postings")
    var extra: Set<Int64> = []
    while let row = try postings.next() {
      let number: Int64 = row[1]
      if documents[number] == nil { extra.insert(number) }
      documents[number]? &-= hash(row[0], offset: row[2])
    }
    var findings: [String] = []
    let wrong = documents.filter { $0.value != 0 }.keys.sorted()
    if !wrong.isEmpty {
      findings.append("Full-text index: \(wrong.count) documents differ from their rows: \(list(wrong)).")
    }
    if !extra.isEmpty {
      findings.append("Full-text index: \(extra.count) entries have no row: \(list(extra.sorted())).")
    }
    return findings
  }

  private static func list(_ numbers: [Int64]) -> String {
    numbers.prefix(5).map(String.init).joined(separator: ", ") + (numbers.count > 5 ? ", …" : "")
  }
}
