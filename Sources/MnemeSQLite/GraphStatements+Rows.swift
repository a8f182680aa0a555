import Foundation
import GRDB
import MnemeCore

/// Reading and writing its rows, each kind with a constant number of statements.
extension GraphStatements {
  // MARK: Loading

  /// What was said of the messages, with the relations that it was said of.
  mutating func loadSaid(_ messages: [Int64]) throws -> [Int64: [Place: Validity]] {
    let rows = try db.rows(
      """
      SELECT s.message, s.reader, s.relation, s.valid_from, s.valid_to, s.holds
      FROM json_each(?1) l CROSS JOIN relation_statements s ON s.message = l.value
      """, [JSONList.encode(messages)])
    var said: [(message: Int64, reader: GraphExtraction.Reader, relation: Int64, validity: Validity)] = []
    while let row = try rows.next() {
      let validity = Validity(from: row[3], to: row[4], holds: row[5])
      said.append((row[0], try GraphExtraction.Reader(code: row[1]), row[2], validity))
    }
    if said.isEmpty { return [:] }
    try loadRelations(
      """
      json_each(?1) l CROSS JOIN relations r INDEXED BY relations_by_space ON r.space = ?2 AND r.ordinal = l.value
      """, JSONList.encode(Set(said.map(\.relation)).sorted()))
    return said.reduce(into: [:]) { result, row in
      // Relations of other spaces are not loaded.
      guard let relation = relationOfOrdinal[row.relation] else { return }
      result[row.message, default: [:]][Place(reader: row.reader, relation: relation)] = row.validity
    }
  }

  /// Loads the relations that are stated now, and makes room for those that are not there yet.
  mutating func loadRelations(_ replacement: GraphReplacement) throws {
    var stated: Set<GraphRows.Relation> = []
    for extraction in replacement.extractions {
      for statement in extraction.statements { if let relation = relation(statement) { stated.insert(relation) } }
    }
    let missing = stated.filter { relationOfRow[$0] == nil }.sorted()
    if missing.isEmpty { return }
    var triples = JSONRows()
    for relation in missing {
      triples.add(.integer(relation.source), .text(relation.type), .integer(relation.target))
    }
    try loadRelations(
      """
      \(JSONRows.table("source", "type", "target")) d CROSS JOIN relations r INDEXED BY relations_by_source
        ON r.space = ?2 AND r.source = d.source AND r.type = d.type AND r.target = d.target
      """, triples.text)
    for relation in missing where relationOfRow[relation] == nil {
      relationOfRow[relation] = relations.count
      relations.append(RelationState(row: relation, old: nil, ordinal: 0, now: GraphRows.Occurrences()))
    }
  }

  private mutating func loadRelations(_ tables: String, _ list: String) throws {
    let rows = try db.rows("SELECT \(GraphRows.Relation.columns) FROM \(tables)", [list, spaceKey])
    while let row = try rows.next() {
      let relation = GraphRows.Relation(row)
      let occurrences = GraphRows.Occurrences(row, from: 4)
      relationOfOrdinal[row[0]] = relations.count
      relationOfRow[relation] = relations.count
      relations.append(RelationState(row: relation, old: occurrences, ordinal: row[0], now: occurrences))
    }
  }

  func relation(_ statement: GraphExtraction.Statement) -> GraphRows.Relation? {
    guard let source = mentions.ordinal(ofKey: statement.source),
      let target = mentions.ordinal(ofKey: statement.target)
    else { return nil }
    return GraphRows.Relation(source: source, type: StoredName.encode(statement.type.rawValue), target: target)
  }

  // MARK: Writing

  /// Writes relations that are new or to which something was added.
  mutating func writeRelations() throws {
    let rows = rows(of: relations.filter { $0.isTouched && !$0.isDecidedAgain })
    if rows.isEmpty { return }
    let written = try db.rows(
      Self.upsert + Self.sums + "RETURNING ordinal, source, type, target", [rows.text, spaceKey])
    while let row = try written.next() {
      let relation = GraphRows.Relation(source: row[1], type: row[2], target: row[3])
      guard let index = relationOfRow[relation] else { throw GraphRows.damaged }
      relations[index].ordinal = row[0]
      relationOfOrdinal[row[0]] = index
    }
  }

  func writeSaid() throws {
    if !gone.isEmpty {
      try db.run(
        """
        DELETE FROM relation_statements
        WHERE (message, reader, relation) IN \(JSONRows.table("message", "reader", "relation"))
        """, [gone.text])
    }
    if written.isEmpty { return }
    var rows = JSONRows()
    for row in written {
      rows.add(
        .integer(row.message), .integer(row.place.reader.code), .integer(relations[row.place.relation].ordinal),
        .integer(row.at), .integer(row.validity.from), .integer(row.validity.to), .integer(row.validity.holds ? 1 : 0))
    }
    try db.run(
      """
      INSERT INTO relation_statements (message, reader, relation, at, valid_from, valid_to, holds)
      SELECT message, reader, relation, at, valid_from, valid_to, holds
      FROM \(JSONRows.table("message", "reader", "relation", "at", "valid_from", "valid_to", "holds")) WHERE true
      ON CONFLICT (message, reader, relation) DO UPDATE SET
        valid_from = excluded.valid_from, valid_to = excluded.valid_to, holds = excluded.holds
      """, [rows.text])
  }

  /// Writes relations from which something was taken.
  mutating func decideAgain() throws {
    let rows = rows(of: relations.filter { $0.isDecidedAgain && $0.now.count > 0 })
    if rows.isEmpty { return }
    let written = try db.rows(
      Self.upsert + Self.sought + "RETURNING \(GraphRows.Occurrences.columns), ordinal", [rows.text, spaceKey])
    while let row = try written.next() {
      guard let index = relationOfOrdinal[row[6]] else { throw GraphRows.damaged }
      relations[index].now = GraphRows.Occurrences(row, from: 0)
    }
  }

  private func rows(of relations: [RelationState]) -> JSONRows {
    var rows = JSONRows()
    for state in relations {
      rows.add(
        .integer(state.ordinal == 0 ? nil : state.ordinal), .integer(state.row.source), .text(state.row.type),
        .integer(state.row.target), .integer(state.now.count), .integer(state.now.firstSeen),
        .integer(state.now.lastSeen), .integer(state.now.validFrom), .integer(state.now.lastEnd),
        .integer(state.now.lastHeld))
    }
    return rows
  }

  /// An upsert finds its rows by their key, whatever the planner thinks of the table's size.
  private static let upsert = """
    INSERT INTO relations (ordinal, space, source, type, target, \(GraphRows.Occurrences.columns))
    SELECT ordinal, ?2, source, type, target, \(GraphRows.Occurrences.columns)
    FROM \(JSONRows.table(
      "ordinal", "source", "type", "target", "occurrences", "first_seen", "last_seen", "valid_from", "last_end",
      "last_held")) WHERE true
    ON CONFLICT (ordinal) DO UPDATE SET occurrences = excluded.occurrences,

    """

  private static let sums = """
    first_seen = excluded.first_seen, last_seen = excluded.last_seen, valid_from = excluded.valid_from,
    last_end = excluded.last_end, last_held = excluded.last_held

    """

  /// In the indexes.
  private static let sought = """
    first_seen = (\(time("min"))), last_seen = (\(time("max"))),
    valid_from = (\(said("min(s.valid_from)", "s.valid_from IS NOT NULL"))),
    last_end = (\(said("max(s.valid_to)", "s.holds = 0"))), last_held = (\(said("max(s.at)", "s.holds = 1")))

    """

  private static func said(_ value: String, _ condition: String) -> String {
    "SELECT \(value) FROM relation_statements s WHERE s.relation = relations.ordinal AND \(condition)"
  }

  private static func time(_ function: String) -> String {
    "SELECT \(function)((\(said("\(function)(s.at)", "s.holds = h.column1")))) FROM (VALUES (0), (1)) h"
  }
}
