import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: GraphStore {
  package func record(_ extractions: [GraphExtraction], in space: SpaceID, finishing: [Int64])
    async throws(MnemeError) -> GraphChange
  {
    if extractions.isEmpty, finishing.isEmpty { return GraphChange() }
    let claims = claims(of: finishing)
    let size = extractions.reduce(finishing.count) { $0 + 1 + $1.mentions.count + $1.statements.count }
    let change = try await writer.write(rows: size) { db in
      var change = GraphChange()
      // A space without a key holds no message.
      if !extractions.isEmpty, let key = try db.key(of: space) {
        change = try db.replaceGraph(try GraphReplacement(extractions, in: key, db), in: space, key: key)
      }
      try db.finishJobs(claims)
      return change
    }
    release(finishing)
    return change
  }

  package func entities(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Entity] {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT e.ordinal, e.key, e.kind, e.mentions, e.first_seen, e.last_seen, s.surface, s.messages
        FROM (
          SELECT ordinal, key, kind, mentions, first_seen, last_seen FROM entities INDEXED BY entities_by_space
          WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND ordinal > ?2 ORDER BY ordinal LIMIT ?3) e
        CROSS JOIN entity_spellings s INDEXED BY entity_spellings_by_surface ON s.entity = e.ordinal
        ORDER BY e.ordinal
        """, [space.rawValue, ordinal, max(0, limit)])
      var result: [Entity] = []
      var last: (ordinal: Int64, key: String, aggregate: GraphMentions.Aggregate)?
      var spellings: [(surface: String, messages: Int64)] = []
      func finish() throws {
        guard let last else { return }
        result.append(
          try GraphRows.entity(
            ordinal: last.ordinal, space: space, key: last.key, last.aggregate, spellings: spellings))
      }
      while let row = try rows.next() {
        let ordinal: Int64 = row[0]
        if last?.ordinal != ordinal {
          try finish()
          spellings.removeAll(keepingCapacity: true)
          last = (
            ordinal, row[1],
            GraphMentions.Aggregate(kind: row[2], mentions: row[3], firstSeen: row[4], lastSeen: row[5])
          )
        }
        spellings.append((row[6], row[7]))
      }
      try finish()
      return result
    }
  }

  package func relations(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Relation] {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT \(GraphRows.Relation.columns) FROM relations r INDEXED BY relations_by_space
        WHERE r.space = (SELECT key FROM spaces WHERE id = ?1) AND r.ordinal > ?2 ORDER BY r.ordinal LIMIT ?3
        """, [space.rawValue, ordinal, max(0, limit)])
      var result: [Relation] = []
      while let row = try rows.next() {
        let relation = GraphRows.Relation(row)
        result.append(
          relation.relation(ordinal: row[0], space: space, GraphRows.Occurrences(row, from: 4)))
      }
      return result
    }
  }

  package func mentions(in space: SpaceID, after mention: EntityMention?, limit: Int)
    async throws(MnemeError) -> [EntityMention]
  {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT DISTINCT entity, message FROM entity_mentions INDEXED BY entity_mentions_by_entity
        WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND (entity, message) > (?2, ?3)
        ORDER BY entity, message LIMIT ?4
        """, [space.rawValue, mention?.entity ?? .min, mention?.message ?? .min, max(0, limit)])
      var result: [EntityMention] = []
      while let row = try rows.next() { result.append(EntityMention(entity: row[0], message: row[1])) }
      return result
    }
  }

  package func provenance(of element: GraphElement, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String]
  {
    let space = space.rawValue
    let key = "(SELECT key FROM spaces WHERE id = ?1)"
    let (ordinal, said) =
      switch element {
      case .entity(let ordinal): (ordinal, "entity_mentions WHERE space = \(key) AND entity = ?2")
      case .relation(let ordinal):
        (
          ordinal,
          """
          relation_statements
          WHERE relation = (SELECT ordinal FROM relations WHERE ordinal = ?2 AND space = \(key))
          """
        )
      }
    return try await read { db in
      let rows = try db.rows(
        """
        SELECT (SELECT id FROM messages WHERE ordinal = p.message) FROM (
          SELECT DISTINCT message FROM \(said) ORDER BY message DESC LIMIT ?3) p
        ORDER BY p.message DESC
        """, [space, ordinal, max(0, limit)])
      var result: [String] = []
      while let row = try rows.next() { result.append(row[0]) }
      return result
    }
  }

  /// Makes entities, spellings and relations anew from what the messages say, in one transaction; ordinals stay. For a
  /// graph whose sums are found to be wrong. Indexes in memory are to be loaded again afterwards.
  package func rebuildGraphAggregates() async throws(MnemeError) {
    try await writer.write(rows: GroupCommit.rowLimit) { db in try db.rebuildGraphAggregates() }
  }
}
