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

  struct EntityState {
    let key: String
    /// 0 until it has a row.
    var ordinal: Int64
    let old: Aggregate?
    /// Valid after `run`.
    var now: Aggregate
    var spellings: [Int] = []
    var isTouched = false
    /// Something it was decided by is gone: kind and times are sought in what is still said.
    var isDecidedAgain = false

    mutating func merge(kind: Int64, at: Int64) {
      now.kind = max(now.kind, kind)
      now.firstSeen = min(now.firstSeen, at)
      now.lastSeen = max(now.lastSeen, at)
    }
  }

  struct Spelling: Hashable {
    let entity: Int
    let surface: String
  }

  struct SpellingState {
    let name: Spelling
    /// 0 until it has a row.
    var number: Int64
    let old: Int64
    var messages: Int64
  }

  /// Place of a row within its message.
  struct Place: Hashable {
    let reader: GraphExtraction.Reader
    let spelling: Int
  }

  struct Written {
    let message: Int64
    let at: Int64
    let place: Place
    let kind: Int64
  }

  let db: Database
  private let space: SpaceID
  let spaceKey: Int64
  var entities: [EntityState] = []
  var entityOfKey: [String: Int] = [:]
  var entityOfOrdinal: [Int64: Int] = [:]
  var spellings: [SpellingState] = []
  var spellingOfName: [Spelling: Int] = [:]
  var spellingOfNumber: [Int64: Int] = [:]
  var written: [Written] = []
  var gone = JSONRows()
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
    try writeEntities()
    try writeSpellings()
    try writeSaid()
    try decideAgain()
  }

  /// Removes spellings and entities that nothing mentions any more.
  func removeDead() throws {
    var dead = JSONRows()
    for spelling in spellings where spelling.messages == 0 {
      dead.add(.integer(entities[spelling.name.entity].ordinal), .text(spelling.name.surface))
    }
    if !dead.isEmpty {
      try db.run(
        """
        DELETE FROM entity_spellings INDEXED BY entity_spellings_by_surface
        WHERE (entity, surface) IN \(JSONRows.table("entity", "surface"))
        """, [dead.text])
    }
    let gone = removedEntities
    if gone.isEmpty { return }
    try db.run(
      """
      DELETE FROM entities INDEXED BY entities_by_space
      WHERE space = ?2 AND ordinal IN (SELECT value FROM json_each(?1))
      """, [JSONList.encode(gone), spaceKey])
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

  // MARK: Comparing

  private mutating func compare(_ message: Int64, _ before: [Place: Int64], _ replacement: GraphReplacement) {
    var after = before.filter { !replacement.replaces(message, by: $0.key.reader) }
    for reader in GraphExtraction.Reader.allCases {
      guard let extraction = replacement.extraction(of: message, by: reader) else { continue }
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
}
