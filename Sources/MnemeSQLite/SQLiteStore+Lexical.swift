import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: LexicalIndex {
  package func search(_ terms: [String], sources: Set<ItemSource>, in space: SpaceID, limit: Int)
    async throws(MnemeError) -> [LexicalMatch]
  {
    var seen: Set<String> = []
    let cleaned = terms.map(LexicalTerms.clean).filter { !$0.isEmpty && seen.insert($0).inserted }
    if cleaned.isEmpty || sources.isEmpty || limit <= 0 { return [] }
    let ordered = ItemSource.allCases.filter(sources.contains)
    return try await readSnapshot { db in
      guard
        let row = try db.firstRow(
          "SELECT key, lexical_rows, lexical_terms FROM spaces WHERE id = ?", [space.rawValue])
      else { return [] }
      let key: Int64 = row[0]
      var ranking = BM25Ranking(rows: row[1], terms: row[2])
      let statement = try db.cachedStatement(sql: "SELECT doc FROM lexicon_postings WHERE term = ?")
      for term in cleaned {
        for source in ordered {
          let stored = LexicalTerms.prefix(space: key, source: source) + term
          let cursor = try Int64.fetchCursor(statement, arguments: [stored])
          while let document = try cursor.next() { ranking.add(document) }
        }
        ranking.endTerm()
      }
      return ranking.best(limit)
    }
  }
}
