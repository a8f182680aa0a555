import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: LexicalIndex {
  /// Postings one search reads. Rare terms come first; a term that would go beyond is left out, provided that a rarer one
  /// alone fills the limit. So the cost of a search is bounded however large the store: what is left out are the terms
  /// with the smallest weight in the sum.
  static let postingBudget = 4_096

  package func search(_ terms: [String], sources: Set<ItemSource>, in space: SpaceID, limit: Int)
    async throws(MnemeError) -> [LexicalMatch]
  {
    var seen: Set<String> = []
    let cleaned = terms.map(LexicalTerms.clean).filter { !$0.isEmpty && seen.insert($0).inserted }
    if cleaned.isEmpty || sources.isEmpty || limit <= 0 { return [] }
    let ordered = ItemSource.allCases.filter(sources.contains)
    try await catchUpLexicon()
    return try await readSnapshot { db in
      guard
        let row = try db.firstRow(
          "SELECT key, lexical_rows, lexical_terms FROM spaces WHERE id = ?", [space.rawValue])
      else { return [] }
      let lists = try PostingLists(db: db, terms: cleaned, sources: ordered, space: row[0])
      var ranking = BM25Ranking(rows: row[1], terms: row[2])
      try lists.read(lists.chosen(limit: limit, budget: Self.postingBudget), into: &ranking)
      return ranking.best(limit)
    }
  }
}

/// The posting lists of a query's terms, each term in one list per source.
private struct PostingLists {
  private struct Term {
    let lists: [String]
    var documents: Int
  }

  private let db: Database
  private var terms: [Term]

  init(db: Database, terms: [String], sources: [ItemSource], space: Int64) throws {
    self.db = db
    let prefixes = sources.map { LexicalTerms.prefix(space: space, source: $0) }
    self.terms = terms.map { term in Term(lists: prefixes.map { $0 + term }, documents: 0) }
    // `key / sources` is the term's index. CROSS JOIN keeps the list outside and the index inside.
    let rows = try db.rows(
      """
      SELECT list.key, frequency.doc
      FROM json_each(?) list CROSS JOIN lexicon_frequencies frequency ON frequency.term = list.value
      """, [JSONList.encode(self.terms.flatMap(\.lists))])
    while let row = try rows.next() {
      let index: Int = row[0]
      self.terms[index / sources.count].documents += row[1]
    }
  }

  /// The terms to read, rarest first (equally rare ones in the order of the query).
  func chosen(limit: Int, budget: Int) -> [Int] {
    let byRarity = terms.indices.filter { terms[$0].documents > 0 }
      .sorted { (terms[$0].documents, $0) < (terms[$1].documents, $1) }
    var result: [Int] = []
    var read = 0
    var candidates = 0
    for index in byRarity {
      let documents = terms[index].documents
      if candidates >= limit, read + documents > budget { break }
      result.append(index)
      read += documents
      candidates = documents
    }
    return result
  }

  func read(_ chosen: [Int], into ranking: inout BM25Ranking) throws {
    let lists = chosen.flatMap { terms[$0].lists }
    let perTerm = max(1, terms.first?.lists.count ?? 1)
    for index in chosen { ranking.expect(documents: terms[index].documents) }
    let rows = try db.rows(
      """
      SELECT list.key, posting.doc
      FROM json_each(?) list CROSS JOIN lexicon_postings posting ON posting.term = list.value
      """, [JSONList.encode(lists)])
    while let row = try rows.next() { ranking.add(row[1], term: (row[0] as Int) / perTerm) }
  }
}
