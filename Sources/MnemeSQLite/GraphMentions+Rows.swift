import GRDB
import MnemeCore

/// Reading and writing its rows, each kind with a constant number of statements.
extension GraphMentions {
  // MARK: Loading

  struct Said {
    let message: Int64
    let reader: GraphExtraction.Reader
    let spelling: Int64
    let entity: Int64
    let kind: Int64
  }

  func loadSaid(_ messages: [Int64]) throws -> [Said] {
    let rows = try db.rows(
      """
      SELECT m.message, m.reader, m.spelling, m.entity, m.kind
      FROM json_each(?1) l CROSS JOIN entity_mentions m ON m.message = l.value
      WHERE m.space = ?2
      """, [JSONList.encode(messages), spaceKey])
    var result: [Said] = []
    while let row = try rows.next() {
      result.append(
        Said(
          message: row[0], reader: try GraphExtraction.Reader(code: row[1]), spelling: row[2], entity: row[3],
          kind: row[4]))
    }
    return result
  }

  /// Loads the entities that are or were mentioned, and makes room for those that are not there yet.
  mutating func loadEntities(_ said: [Said], _ replacement: GraphReplacement) throws {
    var keys: Set<String> = []
    for extraction in replacement.extractions {
      for mention in extraction.mentions { keys.insert(StoredName.encode(mention.key)) }
    }
    let sorted = keys.sorted(by: EntityKey.precedes)
    if !keys.isEmpty {
      try loadEntities(
        by: "entities_by_key ON e.space = ?2 AND e.key = l.value", [JSONList.encode(sorted), spaceKey])
    }
    let others = Set(said.map(\.entity)).filter { entityOfOrdinal[$0] == nil }.sorted()
    if !others.isEmpty {
      try loadEntities(
        by: "entities_by_space ON e.space = ?2 AND e.ordinal = l.value", [JSONList.encode(others), spaceKey])
    }
    for key in sorted where entityOfKey[key] == nil {
      let nobody = Aggregate(kind: 0, mentions: 0, firstSeen: .max, lastSeen: .min)
      add(EntityState(key: key, ordinal: 0, old: nil, now: nobody))
    }
  }

  private mutating func loadEntities(by index: String, _ arguments: StatementArguments) throws {
    let rows = try db.rows(
      """
      SELECT e.ordinal, e.key, e.kind, e.mentions, e.first_seen, e.last_seen
      FROM json_each(?1) l CROSS JOIN entities e INDEXED BY \(index)
      """, arguments)
    while let row = try rows.next() {
      let aggregate = Aggregate(kind: row[2], mentions: row[3], firstSeen: row[4], lastSeen: row[5])
      add(EntityState(key: row[1], ordinal: row[0], old: aggregate, now: aggregate))
    }
  }

  private mutating func add(_ entity: EntityState) {
    entityOfKey[entity.key] = entities.count
    if entity.ordinal != 0 { entityOfOrdinal[entity.ordinal] = entities.count }
    entities.append(entity)
  }

  mutating func loadSpellings() throws {
    if entityOfOrdinal.isEmpty { return }
    let rows = try db.rows(
      """
      SELECT s.number, s.entity, s.surface, s.messages
      FROM json_each(?1) l CROSS JOIN entity_spellings s INDEXED BY entity_spellings_by_surface ON s.entity = l.value
      """, [JSONList.encode(entityOfOrdinal.keys.sorted())])
    while let row = try rows.next() {
      guard let entity = entityOfOrdinal[row[1]] else { throw GraphRows.damaged }
      let name = Spelling(entity: entity, surface: row[2])
      spellingOfNumber[row[0]] = add(SpellingState(name: name, number: row[0], old: row[3], messages: row[3]))
    }
  }

  mutating func add(_ spelling: SpellingState) -> Int {
    let index = spellings.count
    spellings.append(spelling)
    spellingOfName[spelling.name] = index
    entities[spelling.name.entity].spellings.append(index)
    return index
  }

  // MARK: Writing

  /// Writes entities that are new or to which something was added.
  mutating func writeEntities() throws {
    let rows = rows(of: entities.filter { $0.isTouched && !$0.isDecidedAgain })
    if rows.isEmpty { return }
    // New ones in the order of their keys, so that the same call gives the same ordinals.
    let written = try db.rows(Self.upsert + Self.sums + "RETURNING ordinal, key", [rows.text, spaceKey])
    while let row = try written.next() {
      guard let entity = entityOfKey[row[1]] else { throw GraphRows.damaged }
      entities[entity].ordinal = row[0]
      entityOfOrdinal[row[0]] = entity
    }
  }

  mutating func writeSpellings() throws {
    var rows = JSONRows()
    for spelling in spellings where spelling.messages != spelling.old && spelling.messages > 0 {
      rows.add(
        .integer(entities[spelling.name.entity].ordinal), .text(spelling.name.surface), .integer(spelling.messages))
    }
    if rows.isEmpty { return }
    let written = try db.rows(
      """
      INSERT INTO entity_spellings (entity, surface, messages)
      SELECT entity, surface, messages FROM \(JSONRows.table("entity", "surface", "messages")) WHERE true
      ON CONFLICT (entity, surface) DO UPDATE SET messages = excluded.messages
      RETURNING number, entity, surface
      """, [rows.text])
    while let row = try written.next() {
      guard let entity = entityOfOrdinal[row[1]],
        let spelling = spellingOfName[Spelling(entity: entity, surface: row[2])]
      else { throw GraphRows.damaged }
      spellings[spelling].number = row[0]
    }
  }

  func writeSaid() throws {
    if !gone.isEmpty {
      try db.run(
        """
        DELETE FROM entity_mentions
        WHERE (message, reader, spelling) IN \(JSONRows.table("message", "reader", "spelling"))
        """, [gone.text])
    }
    if written.isEmpty { return }
    var rows = JSONRows()
    for row in written {
      let spelling = spellings[row.place.spelling]
      rows.add(
        .integer(row.message), .integer(row.place.reader.code), .integer(spelling.number), .integer(row.kind),
        .integer(entities[spelling.name.entity].ordinal), .integer(row.at))
    }
    try db.run(
      """
      INSERT INTO entity_mentions (message, reader, spelling, kind, space, entity, at)
      SELECT message, reader, spelling, kind, ?2, entity, at
      FROM \(JSONRows.table("message", "reader", "spelling", "kind", "entity", "at")) WHERE true
      ON CONFLICT (message, reader, spelling) DO UPDATE SET kind = excluded.kind
      """, [rows.text, spaceKey])
  }

  /// Writes entities from which something was taken.
  mutating func decideAgain() throws {
    let rows = rows(of: entities.filter { $0.isDecidedAgain && $0.now.mentions > 0 })
    if rows.isEmpty { return }
    let written = try db.rows(
      Self.upsert + Self.sought + "RETURNING ordinal, kind, mentions, first_seen, last_seen", [rows.text, spaceKey])
    while let row = try written.next() {
      guard let entity = entityOfOrdinal[row[0]] else { throw GraphRows.damaged }
      entities[entity].now = Aggregate(kind: row[1], mentions: row[2], firstSeen: row[3], lastSeen: row[4])
    }
  }

  private func rows(of entities: [EntityState]) -> JSONRows {
    var rows = JSONRows()
    for entity in entities {
      rows.add(
        .integer(entity.ordinal == 0 ? nil : entity.ordinal), .text(entity.key), .integer(entity.now.kind),
        .integer(entity.now.mentions), .integer(entity.now.firstSeen), .integer(entity.now.lastSeen))
    }
    return rows
  }

  /// An upsert finds its rows by their key, whatever the planner thinks of the table's size.
  private static let upsert = """
    INSERT INTO entities (ordinal, space, key, kind, mentions, first_seen, last_seen)
    SELECT ordinal, ?2, key, kind, mentions, first_seen, last_seen
    FROM \(JSONRows.table("ordinal", "key", "kind", "mentions", "first_seen", "last_seen")) WHERE true
    ON CONFLICT (ordinal) DO UPDATE SET mentions = excluded.mentions,

    """

  private static let sums = """
    kind = excluded.kind, first_seen = excluded.first_seen, last_seen = excluded.last_seen

    """

  /// In the index, one spelling and kind after the other.
  private static let sought = """
    kind = (
      SELECT max((SELECT max(m.kind) FROM entity_mentions m WHERE m.spelling = s.number))
      FROM entity_spellings s WHERE s.entity = entities.ordinal),
    first_seen = (\(extreme("min"))), last_seen = (\(extreme("max")))

    """

  private static func extreme(_ function: String) -> String {
    """
    SELECT \(function)((
      SELECT \(function)(m.at) FROM entity_mentions m WHERE m.spelling = s.number AND m.kind = k.column1))
    FROM entity_spellings s CROSS JOIN (VALUES \(kinds)) k WHERE s.entity = entities.ordinal
    """
  }

  private static let kinds = EntityKind.allCases.map { "(\($0.rank))" }.joined(separator: ", ")
}
