import Foundation
import GRDB
import MnemeCore

/// One replacement's mentions: rows of what is said, spellings and entities, each loaded and written with a constant
/// number of statements.
///
/// Order of use: `run`, then relations are brought up to date, then `removeDead`, because a relation holds its entities.
struct GraphMentions {
  /// An entity's row without its names.
  struct Aggregate: Equatable {
    var kind: Int64
    var mentions: Int64
    var firstSeen: Int64
    var lastSeen: Int64
  }

  private struct EntityState {
    let key: String
    /// 0 until it has a row.
    var ordinal: Int64
    let old: Aggregate?
    /// Valid after `run`.
    var now: Aggregate
    var spellings: [Int] = []
    var isTouched = false
    /// Something it was decided by is gone: kind and times are read from what is still said.
    var isDecidedAgain = false

    mutating func merge(kind: Int64, at: Int64) {
      now.kind = max(now.kind, kind)
      now.firstSeen = min(now.firstSeen, at)
      now.lastSeen = max(now.lastSeen, at)
    }
  }

  private struct Spelling: Hashable {
    let entity: Int
    let surface: String
  }

  private struct SpellingState {
    let name: Spelling
    /// 0 until it has a row.
    var number: Int64
    let old: Int64
    var messages: Int64
  }

  /// Place of a row within its message.
  private struct Place: Hashable {
    let reader: GraphExtraction.Reader
    let spelling: Int
  }

  private struct Written {
    let message: Int64
    let at: Int64
    let place: Place
    let kind: Int64
  }

  private let db: Database
  private let space: SpaceID
  private let spaceKey: Int64
  private var entities: [EntityState] = []
  private var entityOfKey: [String: Int] = [:]
  private var entityOfOrdinal: [Int64: Int] = [:]
  private var spellings: [SpellingState] = []
  private var spellingOfName: [Spelling: Int] = [:]
  private var spellingOfNumber: [Int64: Int] = [:]
  private var written: [Written] = []
  private var gone = JSONRows()
  private var added: [(entity: Int, message: Int64)] = []
  private var removed: [EntityMention] = []

  init(db: Database, space: SpaceID, key: Int64) {
    self.db = db
    self.space = space
    spaceKey = key
  }

  /// Ordinal of the entity with this key, which the replacement mentions.
  func ordinal(ofKey key: String) -> Int64? { entityOfKey[StoredName.encode(key)].map { entities[$0].ordinal } }

  mutating func run(_ replacement: GraphReplacement, _ messages: [Int64]) throws {
    let said = try loadSaid(messages)
    try loadEntities(said, replacement)
    try loadSpellings()
    let before = try said.reduce(into: [Int64: [Place: Int64]]()) { result, row in
      guard let spelling = spellingOfNumber[row.spelling] else { throw GraphRows.damaged }
      result[row.message, default: [:]][Place(reader: row.reader, spelling: spelling)] = row.kind
    }
    for message in messages { compare(message, before[message] ?? [:], replacement) }
    try insertEntities()
    try writeSpellings()
    try writeSaid()
    try updateEntities()
  }

  /// Removes spellings and entities that nothing mentions any more.
  func removeDead() throws {
    let dead = spellings.filter { $0.messages == 0 && $0.number != 0 }.map(\.number)
    if !dead.isEmpty {
      try db.run(
        "DELETE FROM entity_spellings WHERE number IN (SELECT value FROM json_each(?1))",
        [JSONList.encode(dead.sorted())])
    }
    let entities = removedEntities
    if !entities.isEmpty {
      try db.run(
        "DELETE FROM entities WHERE ordinal IN (SELECT value FROM json_each(?1))", [JSONList.encode(entities)])
    }
  }

  func report(in change: inout GraphChange) throws {
    change.removedEntities = removedEntities
    change.mentions =
      added.map { EntityMention(entity: entities[$0.entity].ordinal, message: $0.message) }.sorted()
    change.removedMentions = removed.sorted()
    for state in entities where state.isTouched && state.now.mentions > 0 {
      let now = try entity(state, state.now, \.messages)
      if try state.old.map({ try entity(state, $0, \.old) }) != now { change.entities.append(now) }
    }
    change.entities.sort { $0.ordinal < $1.ordinal }
  }

  private var removedEntities: [Int64] {
    entities.filter { $0.old != nil && $0.now.mentions == 0 }.map(\.ordinal).sorted()
  }

  private func entity(_ state: EntityState, _ aggregate: Aggregate, _ messages: KeyPath<SpellingState, Int64>) throws
    -> Entity
  {
    try GraphRows.entity(
      ordinal: state.ordinal, space: space, key: state.key, aggregate,
      spellings: state.spellings.map { (spellings[$0].name.surface, spellings[$0][keyPath: messages]) })
  }

  // MARK: Loading

  private struct Said {
    let message: Int64
    let reader: GraphExtraction.Reader
    let spelling: Int64
    let entity: Int64
    let kind: Int64
  }

  private func loadSaid(_ messages: [Int64]) throws -> [Said] {
    let rows = try db.rows(
      """
      SELECT m.message, m.reader, m.spelling, m.entity, m.kind
      FROM json_each(?1) l CROSS JOIN entity_mentions m ON m.message = l.value
      """, [JSONList.encode(messages)])
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
  private mutating func loadEntities(_ said: [Said], _ replacement: GraphReplacement) throws {
    var keys: Set<String> = []
    for readings in replacement.readings.values {
      for case .some(let extraction) in readings.values {
        for mention in extraction.mentions { keys.insert(StoredName.encode(mention.key)) }
      }
    }
    let sorted = keys.sorted(by: EntityKey.precedes)
    if !keys.isEmpty {
      try loadEntities(
        "CROSS JOIN entities e ON e.space = ?2 AND e.key = l.value", [JSONList.encode(sorted), spaceKey])
    }
    let others = Set(said.map(\.entity)).filter { entityOfOrdinal[$0] == nil }.sorted()
    if !others.isEmpty {
      try loadEntities("CROSS JOIN entities e ON e.ordinal = l.value", [JSONList.encode(others)])
    }
    for key in sorted where entityOfKey[key] == nil {
      let nobody = Aggregate(kind: 0, mentions: 0, firstSeen: .max, lastSeen: .min)
      add(EntityState(key: key, ordinal: 0, old: nil, now: nobody))
    }
  }

  private mutating func loadEntities(_ condition: String, _ arguments: StatementArguments) throws {
    let rows = try db.rows(
      """
      SELECT e.ordinal, e.key, e.kind, e.mentions, e.first_seen, e.last_seen FROM json_each(?1) l \(condition)
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

  private mutating func loadSpellings() throws {
    if entityOfOrdinal.isEmpty { return }
    let rows = try db.rows(
      """
      SELECT s.number, s.entity, s.surface, s.messages
      FROM json_each(?1) l CROSS JOIN entity_spellings s ON s.entity = l.value
      """, [JSONList.encode(entityOfOrdinal.keys.sorted())])
    while let row = try rows.next() {
      guard let entity = entityOfOrdinal[row[1]] else { throw GraphRows.damaged }
      let name = Spelling(entity: entity, surface: row[2])
      spellingOfNumber[row[0]] = add(SpellingState(name: name, number: row[0], old: row[3], messages: row[3]))
    }
  }

  private mutating func add(_ spelling: SpellingState) -> Int {
    let index = spellings.count
    spellings.append(spelling)
    spellingOfName[spelling.name] = index
    entities[spelling.name.entity].spellings.append(index)
    return index
  }

  // MARK: Comparing

  private mutating func compare(_ message: Int64, _ before: [Place: Int64], _ replacement: GraphReplacement) {
    var after = before.filter { replacement.reading(of: message, by: $0.key.reader) == nil }
    for reader in GraphExtraction.Reader.allCases {
      guard case .some(.some(let extraction)) = replacement.reading(of: message, by: reader) else { continue }
      for mention in extraction.mentions {
        guard let entity = entityOfKey[StoredName.encode(mention.key)] else { continue }
        let name = Spelling(entity: entity, surface: StoredName.encode(mention.surface))
        let spelling = spellingOfName[name] ?? add(SpellingState(name: name, number: 0, old: 0, messages: 0))
        after[Place(reader: reader, spelling: spelling)] = Int64(mention.kind.rank)
      }
    }
    if before == after { return }
    for (place, kind) in before where after[place] != kind {
      entities[spellings[place.spelling].name.entity].isDecidedAgain = true
      touch(place)
      if after[place] == nil {
        gone.add(.integer(message), .integer(place.reader.code), .integer(spellings[place.spelling].number))
      }
    }
    for (place, kind) in after where before[place] != kind {
      // Only what a message of the space says is written, and its time is known.
      let at = replacement.times[message] ?? 0
      entities[spellings[place.spelling].name.entity].merge(kind: kind, at: at)
      touch(place)
      written.append(Written(message: message, at: at, place: place, kind: kind))
    }
    count(message, Set(before.keys.map(\.spelling)), Set(after.keys.map(\.spelling)))
  }

  private mutating func touch(_ place: Place) { entities[spellings[place.spelling].name.entity].isTouched = true }

  /// A message counts once for a spelling and once for an entity.
  private mutating func count(_ message: Int64, _ before: Set<Int>, _ after: Set<Int>) {
    for spelling in after.subtracting(before) { spellings[spelling].messages += 1 }
    for spelling in before.subtracting(after) { spellings[spelling].messages -= 1 }
    let old = Set(before.map { spellings[$0].name.entity })
    let new = Set(after.map { spellings[$0].name.entity })
    for entity in new.subtracting(old) {
      entities[entity].now.mentions += 1
      added.append((entity, message))
    }
    for entity in old.subtracting(new) {
      entities[entity].now.mentions -= 1
      removed.append(EntityMention(entity: entities[entity].ordinal, message: message))
    }
  }

  // MARK: Writing

  private mutating func insertEntities() throws {
    var rows = JSONRows()
    for entity in entities where entity.old == nil {
      rows.add(
        .text(entity.key), .integer(entity.now.kind), .integer(entity.now.mentions), .integer(entity.now.firstSeen),
        .integer(entity.now.lastSeen))
    }
    if rows.isEmpty { return }
    // In the order of their keys, so that the same call gives the same ordinals.
    let inserted = try db.rows(
      """
      INSERT INTO entities (space, key, kind, mentions, first_seen, last_seen)
      SELECT ?2, key, kind, mentions, first_seen, last_seen
      FROM \(JSONRows.table("key", "kind", "mentions", "first_seen", "last_seen"))
      RETURNING ordinal, key
      """, [rows.text, spaceKey])
    while let row = try inserted.next() {
      guard let entity = entityOfKey[row[1]] else { throw GraphRows.damaged }
      entities[entity].ordinal = row[0]
      entityOfOrdinal[row[0]] = entity
    }
  }

  private mutating func writeSpellings() throws {
    var new = JSONRows()
    var changed = JSONRows()
    for spelling in spellings where spelling.messages != spelling.old {
      if spelling.number == 0 {
        new.add(
          .integer(entities[spelling.name.entity].ordinal), .text(spelling.name.surface), .integer(spelling.messages))
      } else if spelling.messages > 0 {
        changed.add(.integer(spelling.number), .integer(spelling.messages))
      }
    }
    if !changed.isEmpty {
      try db.run(
        """
        UPDATE entity_spellings SET messages = d.messages FROM \(JSONRows.table("number", "messages")) d
        WHERE entity_spellings.number = d.number
        """, [changed.text])
    }
    if new.isEmpty { return }
    let inserted = try db.rows(
      """
      INSERT INTO entity_spellings (entity, surface, messages)
      SELECT entity, surface, messages FROM \(JSONRows.table("entity", "surface", "messages"))
      RETURNING number, entity, surface
      """, [new.text])
    while let row = try inserted.next() {
      guard let entity = entityOfOrdinal[row[1]],
        let spelling = spellingOfName[Spelling(entity: entity, surface: row[2])]
      else { throw GraphRows.damaged }
      spellings[spelling].number = row[0]
    }
  }

  private func writeSaid() throws {
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

  private mutating func updateEntities() throws {
    var rows = JSONRows()
    for entity in entities where entity.isTouched && entity.old != nil && entity.now.mentions > 0 {
      rows.add(
        .integer(entity.ordinal), .integer(entity.now.mentions), .integer(entity.isDecidedAgain ? 1 : 0),
        .integer(entity.now.kind), .integer(entity.now.firstSeen), .integer(entity.now.lastSeen))
    }
    if rows.isEmpty { return }
    let updated = try db.rows(Self.update, [rows.text])
    while let row = try updated.next() {
      guard let entity = entityOfOrdinal[row[0]] else { throw GraphRows.damaged }
      entities[entity].now = Aggregate(kind: row[1], mentions: row[2], firstSeen: row[3], lastSeen: row[4])
    }
  }

  /// What is decided again is sought in the index, one spelling and kind after the other.
  private static let update = """
    UPDATE entities SET mentions = d.mentions,
      kind = CASE WHEN d.again THEN (
          SELECT max((SELECT max(m.kind) FROM entity_mentions m WHERE m.spelling = s.number))
          FROM entity_spellings s WHERE s.entity = entities.ordinal)
        ELSE d.kind END,
      first_seen = CASE WHEN d.again THEN (\(extreme("min"))) ELSE d.first_seen END,
      last_seen = CASE WHEN d.again THEN (\(extreme("max"))) ELSE d.last_seen END
    FROM \(JSONRows.table("ordinal", "mentions", "again", "kind", "first_seen", "last_seen")) d
    WHERE entities.ordinal = d.ordinal
    RETURNING ordinal, kind, mentions, first_seen, last_seen
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
