import Foundation
import GRDB
import MnemeCore

/// Rows of the graph to values.
enum GraphRows {
  static let damaged = MnemeError(
    .storage, "The knowledge graph is damaged; run 'mneme doctor' to check the database.")

  /// - Parameter spellings: encoded, with the number of messages that use each; those that none uses do not count.
  static func entity(
    ordinal: Int64, space: SpaceID, key: String, _ aggregate: GraphMentions.Aggregate,
    spellings: [(surface: String, messages: Int64)]
  ) throws -> Entity {
    let used = spellings.filter { $0.messages > 0 }.sorted { EntityKey.precedes($0.surface, $1.surface) }
    var name = used.first
    for spelling in used.dropFirst() where spelling.messages > (name?.messages ?? 0) { name = spelling }
    return Entity(
      ordinal: ordinal, space: space, key: StoredName.decode(key), name: StoredName.decode(name?.surface ?? key),
      kind: try EntityKind(code: aggregate.kind), aliases: used.map { StoredName.decode($0.surface) },
      mentions: Int(aggregate.mentions), firstSeen: Date(milliseconds: aggregate.firstSeen),
      lastSeen: Date(milliseconds: aggregate.lastSeen))
  }

  /// Two entities by ordinal, and what is said of them.
  struct Relation: Hashable, Comparable {
    static let columns = "r.ordinal, r.source, r.type, r.target, \(Occurrences.columns)"

    let source: Int64
    /// Encoded.
    let type: String
    let target: Int64

    init(source: Int64, type: String, target: Int64) {
      self.source = source
      self.type = type
      self.target = target
    }

    /// Reads the ends and the type among `columns`.
    init(_ row: Row) {
      self.init(source: row[1], type: row[2], target: row[3])
    }

    static func < (a: Relation, b: Relation) -> Bool {
      if a.source != b.source { return a.source < b.source }
      return a.type != b.type ? EntityKey.precedes(a.type, b.type) : a.target < b.target
    }

    func relation(ordinal: Int64, space: SpaceID, _ said: Occurrences) -> MnemeCore.Relation {
      MnemeCore.Relation(
        ordinal: ordinal, space: space, source: source, target: target,
        type: RelationType(rawValue: StoredName.decode(type)), occurrences: Int(said.count),
        firstSeen: Date(milliseconds: said.firstSeen), lastSeen: Date(milliseconds: said.lastSeen),
        validFrom: Columns.date(said.validFrom), validTo: Columns.date(said.validTo))
    }
  }

  /// How often and when a relation is stated, as a sum.
  struct Occurrences: Equatable {
    static let columns = "occurrences, first_seen, last_seen, valid_from, last_end, last_held"

    var count: Int64 = 0
    var firstSeen: Int64 = .max
    var lastSeen: Int64 = .min
    var validFrom: Int64?
    /// The latest end that a message states, and the time of the latest message that states none.
    var lastEnd: Int64?
    var lastHeld: Int64?

    init() {}

    /// Reads `columns`, the first of which stands at `column`.
    init(_ row: Row, from column: Int) {
      count = row[column]
      firstSeen = row[column + 1]
      lastSeen = row[column + 2]
      validFrom = row[column + 3]
      lastEnd = row[column + 4]
      lastHeld = row[column + 5]
    }

    /// nil when it holds, or holds again.
    var validTo: Int64? {
      guard let lastEnd else { return nil }
      return (lastHeld ?? .min) > lastEnd ? nil : lastEnd
    }

    mutating func merge(at: Int64, from: Int64?, to: Int64?, holds: Bool) {
      firstSeen = min(firstSeen, at)
      lastSeen = max(lastSeen, at)
      if let from { validFrom = min(validFrom ?? from, from) }
      if holds {
        lastHeld = max(lastHeld ?? at, at)
      } else if let to {
        lastEnd = max(lastEnd ?? to, to)
      }
    }
  }
}
