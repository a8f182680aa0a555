import Foundation
import GRDB
import MnemeCore

/// One replacement's statements: rows of what is said and relations, each loaded and written with a constant number of
/// statements. Entities must stand already.
struct GraphStatements {
  struct RelationState {
    let row: GraphRows.Relation
    /// nil: new.
    let old: GraphRows.Occurrences?
    var ordinal: Int64
    /// Valid after `run`.
    var now: GraphRows.Occurrences
    var isTouched = false
    /// Something it was decided by is gone: times are sought in what is still said.
    var isDecidedAgain = false
  }

  /// Place of a row within its message.
  struct Place: Hashable {
    let reader: GraphExtraction.Reader
    let relation: Int
  }

  struct Validity: Hashable {
    var from: Int64?
    var to: Int64?
    /// Some reader of the message states no end.
    var holds: Bool
  }

  struct Written {
    let message: Int64
    let at: Int64
    let place: Place
    let validity: Validity
  }

  let db: Database
  private let space: SpaceID
  let spaceKey: Int64
  let mentions: GraphMentions
  var relations: [RelationState] = []
  var relationOfRow: [GraphRows.Relation: Int] = [:]
  var relationOfOrdinal: [Int64: Int] = [:]
  var written: [Written] = []
  var gone = JSONRows()

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
    try writeRelations()
    try writeSaid()
    try decideAgain()
    let dead = removedRelations
    if dead.isEmpty { return }
    try db.run(
      """
      DELETE FROM relations INDEXED BY relations_by_space
      WHERE space = ?2 AND ordinal IN (SELECT value FROM json_each(?1))
      """, [JSONList.encode(dead), spaceKey])
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

  // MARK: Comparing

  private mutating func compare(_ message: Int64, _ before: [Place: Validity], _ replacement: GraphReplacement) {
    var after = before.filter { !replacement.replaces(message, by: $0.key.reader) }
    for reader in GraphExtraction.Reader.allCases {
      guard let extraction = replacement.extraction(of: message, by: reader) else { continue }
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
}
