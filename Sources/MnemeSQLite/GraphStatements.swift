import Foundation
import GRDB
import MnemeCore

/// One replacement's statements: rows of what is said and relations, each loaded and written with a constant number of
/// statements. Entities must stand already.
struct GraphStatements {
  private struct RelationState {
    let row: GraphRows.Relation
    /// nil: new.
    let old: GraphRows.Occurrences?
    var ordinal: Int64
    /// Valid after `run`.
    var now: GraphRows.Occurrences
    var isTouched = false
    /// Something it was decided by is gone: times are read from what is still said.
    var isDecidedAgain = false
  }

  /// Place of a row within its message.
  private struct Place: Hashable {
    let reader: GraphExtraction.Reader
    let relation: Int
  }

  private struct Validity: Hashable {
    var from: Int64?
    var to: Int64?
    /// Some reader of the message states no end.
    var holds: Bool
  }

  private struct Written {
    let message: Int64
    let at: Int64
    let place: Place
    let validity: Validity
  }

  private let db: Database
  private let space: SpaceID
  private let spaceKey: Int64
  private let mentions: GraphMentions
  private var relations: [RelationState] = []
  private var relationOfRow: [GraphRows.Relation: Int] = [:]
  private var relationOfOrdinal: [Int64: Int] = [:]
  private var written: [Written] = []
  private var gone = JSONRows()

  init(db: Database, space: SpaceID, key: Int64, mentions: GraphMentions) {
    self.db = db
    self.space = space
    spaceKey = key
    self.mentions = mentions
  }

  mutating func run(_ replacement: GraphReplacement, _ messages: [Int64]) throws {
    let before = try loadSaid(messages)
    try loadRelations(replacement)
    for message in messages { compare(message, before[message] ?? [:], replacement) }
    try insertRelations()
    try writeSaid()
    try updateRelations()
    let dead = removedRelations
    if !dead.isEmpty {
      try db.run("DELETE FROM relations WHERE ordinal IN (SELECT value FROM json_each(?1))", [JSONList.encode(dead)])
    }
  }

  func report(in change: inout GraphChange) {
    change.removedRelations = removedRelations
    for state in relations where state.isTouched && state.now.count > 0 {
      let now = state.row.relation(ordinal: state.ordinal, space: space, state.now)
      if state.old.map({ state.row.relation(ordinal: state.ordinal, space: space, $0) }) != now {
        change.relations.append(now)
      }
    }
    change.relations.sort { $0.ordinal < $1.ordinal }
  }

  private var removedRelations: [Int64] {
    relations.filter { $0.old != nil && $0.now.count == 0 }.map(\.ordinal).sorted()
  }

  // MARK: Loading

  private mutating func loadSaid(_ messages: [Int64]) throws -> [Int64: [Place: Validity]] {
    let rows = try db.rows(
      """
      SELECT s.message, s.reader, s.valid_from, s.valid_to, s.holds, \(GraphRows.Relation.columns)
      FROM json_each(?1) l CROSS JOIN relation_statements s ON s.message = l.value
        CROSS JOIN relations r ON r.ordinal = s.relation
      """, [JSONList.encode(messages)])
    var result: [Int64: [Place: Validity]] = [:]
    while let row = try rows.next() {
      let place = Place(reader: try GraphExtraction.Reader(code: row[1]), relation: add(row, from: 5))
      result[row[0], default: [:]][place] = Validity(from: row[2], to: row[3], holds: row[4])
    }
    return result
  }

  /// Loads the relations that are stated now, and makes room for those that are not there yet.
  private mutating func loadRelations(_ replacement: GraphReplacement) throws {
    var stated: Set<GraphRows.Relation> = []
    for readings in replacement.readings.values {
      for case .some(let extraction) in readings.values {
        for statement in extraction.statements { if let relation = relation(statement) { stated.insert(relation) } }
      }
    }
    let missing = stated.filter { relationOfRow[$0] == nil }.sorted()
    if missing.isEmpty { return }
    var triples = JSONRows()
    for relation in missing {
      triples.add(.integer(relation.source), .text(relation.type), .integer(relation.target))
    }
    let rows = try db.rows(
      """
      SELECT \(GraphRows.Relation.columns) FROM \(JSONRows.table("source", "type", "target")) d
      CROSS JOIN relations r
        ON r.space = ?2 AND r.source = d.source AND r.type = d.type AND r.target = d.target
      """, [triples.text, spaceKey])
    while let row = try rows.next() { _ = add(row, from: 0) }
    for relation in missing where relationOfRow[relation] == nil {
      relationOfRow[relation] = relations.count
      relations.append(RelationState(row: relation, old: nil, ordinal: 0, now: GraphRows.Occurrences()))
    }
  }

  /// The relation's place; it is the same for all its rows.
  private mutating func add(_ row: Row, from column: Int) -> Int {
    let ordinal: Int64 = row[column]
    if let known = relationOfOrdinal[ordinal] { return known }
    let relation = GraphRows.Relation(row, from: column)
    let occurrences = GraphRows.Occurrences(row, from: column)
    relationOfOrdinal[ordinal] = relations.count
    relationOfRow[relation] = relations.count
    relations.append(RelationState(row: relation, old: occurrences, ordinal: ordinal, now: occurrences))
    return relations.count - 1
  }

  private func relation(_ statement: GraphExtraction.Statement) -> GraphRows.Relation? {
    guard let source = mentions.ordinal(ofKey: statement.source),
      let target = mentions.ordinal(ofKey: statement.target)
    else { return nil }
    return GraphRows.Relation(source: source, type: StoredName.encode(statement.type.rawValue), target: target)
  }

  // MARK: Comparing

  private mutating func compare(_ message: Int64, _ before: [Place: Validity], _ replacement: GraphReplacement) {
    var after = before.filter { replacement.reading(of: message, by: $0.key.reader) == nil }
    for reader in GraphExtraction.Reader.allCases {
      guard case .some(.some(let extraction)) = replacement.reading(of: message, by: reader) else { continue }
      for statement in extraction.statements {
        guard let relation = relation(statement).flatMap({ relationOfRow[$0] }) else { continue }
        after[Place(reader: reader, relation: relation)] = Validity(
          from: statement.validFrom?.milliseconds, to: statement.validTo?.milliseconds, holds: false)
      }
    }
    // An end counts only if every reader of the message that states the relation states one.
    let holding = Set(after.filter { $0.value.to == nil }.map(\.key.relation))
    for place in after.keys { after[place]?.holds = holding.contains(place.relation) }
    if before == after { return }
    for (place, validity) in before where after[place] != validity {
      relations[place.relation].isTouched = true
      relations[place.relation].isDecidedAgain = true
      if after[place] == nil {
        gone.add(.integer(message), .integer(place.reader.code), .integer(relations[place.relation].ordinal))
      }
    }
    for (place, validity) in after where before[place] != validity {
      let at = replacement.times[message] ?? 0
      relations[place.relation].isTouched = true
      relations[place.relation].now.merge(at: at, from: validity.from, to: validity.to, holds: validity.holds)
      written.append(Written(message: message, at: at, place: place, validity: validity))
    }
    let old = Set(before.keys.map(\.relation))
    let new = Set(after.keys.map(\.relation))
    for relation in new.subtracting(old) { relations[relation].now.count += 1 }
    for relation in old.subtracting(new) { relations[relation].now.count -= 1 }
  }

  // MARK: Writing

  private mutating func insertRelations() throws {
    var rows = JSONRows()
    for state in relations where state.old == nil {
      rows.add(
        .integer(state.row.source), .text(state.row.type), .integer(state.row.target), .integer(state.now.count),
        .integer(state.now.firstSeen), .integer(state.now.lastSeen), .integer(state.now.validFrom),
        .integer(state.now.lastEnd), .integer(state.now.lastHeld))
    }
    if rows.isEmpty { return }
    let columns = JSONRows.table(
      "source", "type", "target", "occurrences", "first_seen", "last_seen", "valid_from", "last_end", "last_held")
    let inserted = try db.rows(
      """
      INSERT INTO relations
        (space, source, type, target, occurrences, first_seen, last_seen, valid_from, last_end, last_held)
      SELECT ?2, source, type, target, occurrences, first_seen, last_seen, valid_from, last_end, last_held FROM \(columns)
      RETURNING ordinal, source, type, target
      """, [rows.text, spaceKey])
    while let row = try inserted.next() {
      let relation = GraphRows.Relation(source: row[1], type: row[2], target: row[3])
      guard let index = relationOfRow[relation] else { throw GraphRows.damaged }
      relations[index].ordinal = row[0]
      relationOfOrdinal[row[0]] = index
    }
  }

  private func writeSaid() throws {
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

  private mutating func updateRelations() throws {
    var rows = JSONRows()
    for state in relations where state.isTouched && state.old != nil && state.now.count > 0 {
      rows.add(
        .integer(state.ordinal), .integer(state.isDecidedAgain ? 1 : 0), .integer(state.now.count),
        .integer(state.now.firstSeen), .integer(state.now.lastSeen), .integer(state.now.validFrom),
        .integer(state.now.lastEnd), .integer(state.now.lastHeld))
    }
    if rows.isEmpty { return }
    let updated = try db.rows(Self.update, [rows.text])
    while let row = try updated.next() {
      guard let index = relationOfOrdinal[row[0]] else { throw GraphRows.damaged }
      relations[index].now = GraphRows.Occurrences(row, from: -3)
    }
  }

  /// What is decided again is sought in the indexes.
  private static let update = """
    UPDATE relations SET occurrences = d.occurrences,
      first_seen = CASE WHEN d.again THEN (\(time("min"))) ELSE d.first_seen END,
      last_seen = CASE WHEN d.again THEN (\(time("max"))) ELSE d.last_seen END,
      valid_from = CASE WHEN d.again THEN (\(said("min(s.valid_from)", "s.valid_from IS NOT NULL"))) ELSE d.valid_from END,
      last_end = CASE WHEN d.again THEN (\(said("max(s.valid_to)", "s.holds = 0"))) ELSE d.last_end END,
      last_held = CASE WHEN d.again THEN (\(said("max(s.at)", "s.holds = 1"))) ELSE d.last_held END
    FROM \(JSONRows.table(
      "ordinal", "again", "occurrences", "first_seen", "last_seen", "valid_from", "last_end", "last_held")) d
    WHERE relations.ordinal = d.ordinal
    RETURNING ordinal, occurrences, first_seen, last_seen, valid_from, last_end, last_held
    """

  private static func said(_ value: String, _ condition: String) -> String {
    "SELECT \(value) FROM relation_statements s WHERE s.relation = relations.ordinal AND \(condition)"
  }

  private static func time(_ function: String) -> String {
    "SELECT \(function)((\(said("\(function)(s.at)", "s.holds = h.column1")))) FROM (VALUES (0), (1)) h"
  }
}
