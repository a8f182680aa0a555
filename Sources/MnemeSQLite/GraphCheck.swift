import GRDB
import MnemeCore

/// The graph's sums, made from what messages say with one aggregation each: what the incremental upkeep must be equal to.
enum GraphCheck {
  /// Columns of `entities`, of rows of `entity_mentions m`.
  fileprivate static let entity = "count(DISTINCT m.message), max(m.kind), min(m.at), max(m.at)"
  /// Columns of `relations`, of rows of `relation_statements s`.
  fileprivate static let relation = """
    count(DISTINCT s.message), min(s.at), max(s.at), min(s.valid_from), max(s.valid_to) FILTER (WHERE s.holds = 0),
    max(s.at) FILTER (WHERE s.holds = 1)
    """
  /// Whether a reader of the message states the relation without an end.
  fileprivate static func holds(_ row: String) -> String {
    """
    EXISTS (SELECT 1 FROM relation_statements o
      WHERE o.message = \(row).message AND o.relation = \(row).relation AND o.valid_to IS NULL)
    """
  }

  /// Each selects ordinals of what is wrong.
  private static let checks: [(what: String, sql: String)] = [
    (
      "mentions do not fit their message, spelling or space: messages",
      """
      SELECT DISTINCT m.message FROM entity_mentions m
      LEFT JOIN messages o ON o.ordinal = m.message LEFT JOIN entity_spellings s ON s.number = m.spelling
      WHERE o.created_at IS NOT m.at OR o.space IS NOT m.space OR s.entity IS NOT m.entity
      """
    ),
    (
      "spellings count their messages wrongly: entities",
      """
      SELECT s.entity FROM entity_spellings s
      LEFT JOIN (SELECT spelling, count(DISTINCT message) AS messages FROM entity_mentions GROUP BY spelling) m
        ON m.spelling = s.number
      WHERE s.messages IS NOT m.messages
      """
    ),
    (
      "entities differ from what the messages say",
      """
      SELECT e.ordinal FROM entities e
      WHERE (e.mentions, e.kind, e.first_seen, e.last_seen) IS NOT (
        SELECT \(entity) FROM entity_mentions m WHERE m.space = e.space AND m.entity = e.ordinal)
      """
    ),
    (
      "statements do not fit their message, or their entities are not mentioned by it: messages",
      """
      SELECT DISTINCT s.message FROM relation_statements s
      LEFT JOIN messages o ON o.ordinal = s.message LEFT JOIN relations r ON r.ordinal = s.relation
      WHERE o.created_at IS NOT s.at OR o.space IS NOT r.space OR s.holds <> \(holds("s"))
        OR (SELECT count(DISTINCT m.entity) FROM entity_mentions m
          WHERE m.message = s.message AND m.reader = s.reader AND m.entity IN (r.source, r.target)) <> 2
      """
    ),
    (
      "relations differ from what the messages state",
      """
      SELECT r.ordinal FROM relations r
      WHERE (r.occurrences, r.first_seen, r.last_seen, r.valid_from, r.last_end, r.last_held) IS NOT (
        SELECT \(relation) FROM relation_statements s WHERE s.relation = r.ordinal)
      """
    ),
  ]

  fileprivate static func findings(_ db: Database) throws -> [String] {
    try checks.compactMap { what, sql in
      let wrong = try Int64.fetchAll(
        db, sql: "WITH wrong (ordinal) AS (\(sql)) SELECT ordinal FROM wrong ORDER BY ordinal")
      if wrong.isEmpty { return nil }
      let list = wrong.prefix(5).map(String.init).joined(separator: ", ") + (wrong.count > 5 ? ", …" : "")
      return "Knowledge graph: \(wrong.count) \(what) \(list)."
    }
  }
}

extension SQLiteStore {
  /// Compares the graph's sums with what the messages say; one line for each kind of difference, with ordinals and
  /// without any text. Reads all that was said once.
  static func graphFindings(_ db: Database) throws -> [String] { try GraphCheck.findings(db) }
}

extension Database {
  /// Makes the graph's sums anew from what the messages say. What nothing speaks of goes; ordinals of the rest stay.
  func rebuildGraphAggregates() throws {
    try execute(
      sql: """
        DELETE FROM relations WHERE ordinal NOT IN (SELECT relation FROM relation_statements);
        DELETE FROM entity_spellings WHERE number NOT IN (SELECT spelling FROM entity_mentions);
        DELETE FROM entities WHERE NOT EXISTS (
          SELECT 1 FROM entity_mentions m WHERE m.space = entities.space AND m.entity = entities.ordinal);
        UPDATE entity_mentions SET at = (SELECT created_at FROM messages WHERE ordinal = message);
        UPDATE relation_statements SET at = (SELECT created_at FROM messages WHERE ordinal = message),
          holds = \(GraphCheck.holds("relation_statements"));
        UPDATE entity_spellings SET messages = (
          SELECT count(DISTINCT m.message) FROM entity_mentions m WHERE m.spelling = number);
        UPDATE entities SET (mentions, kind, first_seen, last_seen) = (
          SELECT \(GraphCheck.entity) FROM entity_mentions m
          WHERE m.space = entities.space AND m.entity = entities.ordinal);
        UPDATE relations SET (occurrences, first_seen, last_seen, valid_from, last_end, last_held) = (
          SELECT \(GraphCheck.relation) FROM relation_statements s WHERE s.relation = relations.ordinal);
        """)
  }
}
