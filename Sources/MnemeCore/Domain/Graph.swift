package import Foundation

/// What an entity is. Declared from the least to the most specific: where messages disagree, the most specific wins.
package enum EntityKind: String, Sendable, Codable, CaseIterable, Comparable {
  /// Nothing more is known than that it was spoken of.
  case concept
  /// Something a person likes, dislikes or does as a hobby.
  case preference
  case event, product, project, place, organization, person

  /// 0 for the least specific; the code of a kind in compact tables and stores.
  package var rank: Int {
    switch self {
    case .concept: 0
    case .preference: 1
    case .event: 2
    case .product: 3
    case .project: 4
    case .place: 5
    case .organization: 6
    case .person: 7
    }
  }

  package static func < (a: EntityKind, b: EntityKind) -> Bool { a.rank < b.rank }
}

/// What a relation says, in snake case: an open vocabulary, since models name relations too.
package struct RelationType: RawRepresentable, Hashable, Sendable, Codable, Comparable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  /// Spoken of together; nothing is stated.
  package static let relatedTo = RelationType(rawValue: "related_to")
  package static let livesIn = RelationType(rawValue: "lives_in")
  package static let comesFrom = RelationType(rawValue: "comes_from")
  package static let worksAt = RelationType(rawValue: "works_at")
  package static let studiesAt = RelationType(rawValue: "studies_at")
  package static let worksOn = RelationType(rawValue: "works_on")
  package static let visited = RelationType(rawValue: "visited")
  package static let likes = RelationType(rawValue: "likes")
  package static let dislikes = RelationType(rawValue: "dislikes")
  package static let uses = RelationType(rawValue: "uses")
  package static let petOf = RelationType(rawValue: "pet_of")
  package static let friendOf = RelationType(rawValue: "friend_of")
  package static let partnerOf = RelationType(rawValue: "partner_of")
  package static let colleagueOf = RelationType(rawValue: "colleague_of")

  /// It says the same read from either end, so it is kept in one direction only: from the smaller key.
  package var isSymmetric: Bool {
    switch self {
    case .relatedTo, .friendOf, .partnerOf, .colleagueOf: true
    default: false
    }
  }

  package static func < (a: RelationType, b: RelationType) -> Bool { EntityKey.precedes(a.rawValue, b.rawValue) }
}

/// Keys of entities: names as they are compared.
package enum EntityKey {
  /// The owner of the space. No name is brought to this form.
  package static let owner = "$owner"
  /// How the owner's entity is spelled.
  package static let ownerName = "me"
  /// Unicode scalars of the longest key; a longer name is no name.
  package static let longest = 100

  /// A name without case, diacritics, punctuation, possessive ending and leading article, its words parted by single
  /// spaces; empty when nothing is left or it is longer than `longest`. Idempotent. Linear.
  ///
  /// Signs that tell names apart stay: "C++", "C#", "AT&T", "Node.js". Korean particles stay too: whether a last syllable
  /// is one cannot be seen from the word alone.
  package static func normalized(_ name: String) -> String {
    // Nearly every word of a text is normal as it is.
    if name.utf8.count <= longest, name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }) {
      return name
    }
    var source: [Unicode.Scalar] = []
    source.reserveCapacity(name.utf8.count)
    for scalar in CharacterFolding.fold(name).unicodeScalars {
      source.append(("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
    }
    var key: [Unicode.Scalar] = []
    key.reserveCapacity(source.count)
    func isWord(_ index: Int) -> Bool { index >= 0 && index < source.count && Self.isWord(source[index]) }
    for (index, scalar) in source.enumerated() {
      switch scalar {
      case _ where Self.isWord(scalar): break
      case "'":
        // "O'Brien" is one word; "Ingrid's" ends before its mark.
        let isPossessive = isWord(index - 1) && isWord(index + 1) && source[index + 1] == "s"
        if isPossessive, !source[(index + 2)...].contains(where: Self.isWord) { return finished(key) }
        continue
      case "+", "#":
        if isWord(index - 1) || key.last == scalar { break }
        continue
      case "&" where isWord(index - 1) && isWord(index + 1): break
      case "." where isWord(index - 1) && isWord(index + 1):
        if isWord(index + 2) { break }
        continue
      case ".", "\u{200D}", "\u{FE0F}", "\u{AD}": continue
      default:
        if let last = key.last, last != " " { key.append(" ") }
        continue
      }
      key.append(scalar)
      if key.count > longest { return "" }
    }
    return finished(key)
  }

  /// `CharacterFolding.isWord` of a folded scalar, with the usual case first.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x61...0x7A, 0x30...0x39, 0xAC00...0xD7A3: true
    case 0..<0x80: false
    default: CharacterFolding.isWord(scalar)
    }
  }

  private static func finished(_ key: [Unicode.Scalar]) -> String {
    var result = key[...]
    while result.last == " " { result.removeLast() }
    while result.starts(with: article), result.count > article.count { result.removeFirst(article.count) }
    return String(String.UnicodeScalarView(result))
  }

  private static let article: [Unicode.Scalar] = ["t", "h", "e", " "]

  /// Order of keys and spellings wherever a tie must be broken: by their UTF-8 bytes, as SQLite's BINARY collation.
  package static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}

/// Somebody or something that the messages of a space speak of.
///
/// Derived: every field but `ordinal` is an aggregate of what single messages say, the same in whatever order they were
/// read.
package struct Entity: Sendable, Hashable, Codable {
  /// Position in the store, positive, never used again; compact key of derived indexes.
  package let ordinal: Int64
  package let space: SpaceID
  /// Unique in the space; see `EntityKey`.
  package let key: String
  /// The spelling that most messages use; of equals the first by `EntityKey.precedes`.
  package var name: String
  /// The most specific kind that a message gives.
  package var kind: EntityKind
  /// Spellings seen, `name` among them, in the order of `EntityKey.precedes`.
  package var aliases: [String]
  /// Number of messages that mention it, 1 or more.
  package var mentions: Int
  /// Times of the earliest and latest message that mentions it.
  package var firstSeen: Date
  package var lastSeen: Date

  package var isOwner: Bool { key == EntityKey.owner }

  package init(
    ordinal: Int64, space: SpaceID, key: String, name: String, kind: EntityKind, aliases: [String],
    mentions: Int, firstSeen: Date, lastSeen: Date
  ) {
    self.ordinal = ordinal
    self.space = space
    self.key = key
    self.name = name
    self.kind = kind
    self.aliases = aliases
    self.mentions = mentions
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
  }
}

/// A statement about two entities, aggregated over the messages that make it. Its weight is not stored: it follows from
/// the counts.
package struct Relation: Sendable, Hashable, Codable {
  /// Position in the store, positive, never used again.
  package let ordinal: Int64
  package let space: SpaceID
  /// Ordinals of the entities; never equal.
  package let source: Int64
  package let target: Int64
  package let type: RelationType
  /// Number of messages that state it, 1 or more.
  package var occurrences: Int
  /// Times of the earliest and latest message that states it.
  package var firstSeen: Date
  package var lastSeen: Date
  /// The earliest beginning that a message states; nil when none does.
  package var validFrom: Date?
  /// The latest end that a message states, unless a message of a later time states the relation without an end: then it
  /// holds again, and this is nil.
  package var validTo: Date?

  package init(
    ordinal: Int64, space: SpaceID, source: Int64, target: Int64, type: RelationType, occurrences: Int,
    firstSeen: Date, lastSeen: Date, validFrom: Date? = nil, validTo: Date? = nil
  ) {
    self.ordinal = ordinal
    self.space = space
    self.source = source
    self.target = target
    self.type = type
    self.occurrences = occurrences
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.validFrom = validFrom
    self.validTo = validTo
  }
}

/// An entity is mentioned by a message.
package struct EntityMention: Sendable, Hashable, Codable, Comparable {
  /// Ordinal of the entity.
  package let entity: Int64
  /// Ordinal of the message.
  package let message: Int64

  package init(entity: Int64, message: Int64) {
    self.entity = entity
    self.message = message
  }

  /// By entity, then by message.
  package static func < (a: EntityMention, b: EntityMention) -> Bool { (a.entity, a.message) < (b.entity, b.message) }
}

/// What one reading of one message says about entities. Canonical: two extractions that say the same are equal.
package struct GraphExtraction: Sendable, Hashable {
  /// Who read the message. Readings are kept apart, so that one can be repeated without losing the other; an entity or
  /// relation that both find counts once for the message.
  package enum Reader: String, Sendable, Codable, CaseIterable {
    case rules, model
  }

  package struct Mention: Sendable, Hashable {
    /// As the message spells it; `EntityKey.ownerName` for the owner.
    package let surface: String
    package let key: String
    package let kind: EntityKind

    package var isOwner: Bool { key == EntityKey.owner }

    package init(surface: String, key: String, kind: EntityKind) {
      self.surface = surface
      self.key = key
      self.kind = kind
    }

    /// The owner of the space.
    package static let owner = Mention(surface: EntityKey.ownerName, key: EntityKey.owner, kind: .person)
  }

  package struct Statement: Sendable, Hashable {
    /// Keys of the entities.
    package let source: String
    package let type: RelationType
    package let target: String
    /// When it began to hold, where the message says so.
    package let validFrom: Date?
    /// When it ceased to hold, where the message says that it did.
    package let validTo: Date?

    /// A symmetric relation is turned so that its source is the smaller key.
    package init(
      source: String, type: RelationType, target: String, validFrom: Date? = nil, validTo: Date? = nil
    ) {
      let isTurned = type.isSymmetric && EntityKey.precedes(target, source)
      self.source = isTurned ? target : source
      self.type = type
      self.target = isTurned ? source : target
      self.validFrom = validFrom
      self.validTo = validTo
    }
  }

  /// Id and ordinal of the message, and when it was said.
  package let message: String
  package let messageOrdinal: Int64
  package let at: Date
  package let reader: Reader
  /// By key, then surface; each pair once, with its most specific kind.
  package let mentions: [Mention]
  /// By source, type and target; each such triple once.
  package let statements: [Statement]

  /// Brings what was found into canonical form: repeats are merged (the earliest beginning and the latest end stay; a
  /// statement without an end outweighs one with an end), names without key and relations of an entity with itself are
  /// left out, and the end of a statement that is not among the mentions becomes one.
  package init(
    message: String, messageOrdinal: Int64, at: Date, reader: Reader = .rules, mentions: [Mention],
    statements: [Statement] = []
  ) {
    self.message = message
    self.messageOrdinal = messageOrdinal
    self.at = at
    self.reader = reader
    var kinds: [Pair: EntityKind] = [:]
    var keys: Set<String> = []
    for mention in mentions where !mention.key.isEmpty && !mention.surface.isEmpty {
      let pair = Pair(first: mention.key, second: mention.isOwner ? EntityKey.ownerName : mention.surface)
      kinds[pair] = mention.isOwner ? .person : max(kinds[pair] ?? .concept, mention.kind)
      keys.insert(mention.key)
    }
    var merged: [Triple: Statement] = [:]
    for statement in statements
    where statement.source != statement.target && !statement.source.isEmpty && !statement.target.isEmpty {
      let triple = Triple(ends: Pair(first: statement.source, second: statement.target), type: statement.type)
      merged[triple] = merged[triple].map { Self.merge($0, statement) } ?? statement
      for key in [statement.source, statement.target] where keys.insert(key).inserted {
        let isOwner = key == EntityKey.owner
        kinds[Pair(first: key, second: isOwner ? EntityKey.ownerName : key)] = isOwner ? .person : .concept
      }
    }
    self.mentions = kinds.map { Mention(surface: $0.key.second, key: $0.key.first, kind: $0.value) }
      .sorted { a, b in
        a.key != b.key ? EntityKey.precedes(a.key, b.key) : EntityKey.precedes(a.surface, b.surface)
      }
    self.statements = merged.values.sorted { a, b in
      if a.source != b.source { return EntityKey.precedes(a.source, b.source) }
      return a.type != b.type ? a.type < b.type : EntityKey.precedes(a.target, b.target)
    }
  }

  /// It says nothing; recording it takes back what the same reader said of the message before.
  package var isEmpty: Bool { mentions.isEmpty && statements.isEmpty }

  private struct Pair: Hashable {
    let first: String
    let second: String
  }

  private struct Triple: Hashable {
    let ends: Pair
    let type: RelationType
  }

  private static func merge(_ a: Statement, _ b: Statement) -> Statement {
    let from = [a.validFrom, b.validFrom].compactMap(\.self).min()
    var to: Date?
    if let first = a.validTo, let second = b.validTo { to = max(first, second) }
    return Statement(source: a.source, type: a.type, target: a.target, validFrom: from, validTo: to)
  }
}

/// What a write changed in a space's graph, for indexes to follow. Applying it twice is applying it once; changes are
/// applied in the order their writes were committed.
package struct GraphChange: Sendable, Hashable {
  /// Entities that are new or have changed, as they are now, by ordinal.
  package var entities: [Entity]
  /// Relations that are new or have changed, as they are now, by ordinal.
  package var relations: [Relation]
  /// Ordinals of entities and relations that nothing speaks of any more, ascending.
  package var removedEntities: [Int64]
  package var removedRelations: [Int64]
  /// Mentions that are new, and those that are gone, ascending.
  package var mentions: [EntityMention]
  package var removedMentions: [EntityMention]

  package init(
    entities: [Entity] = [], relations: [Relation] = [], removedEntities: [Int64] = [],
    removedRelations: [Int64] = [], mentions: [EntityMention] = [], removedMentions: [EntityMention] = []
  ) {
    self.entities = entities
    self.relations = relations
    self.removedEntities = removedEntities
    self.removedRelations = removedRelations
    self.mentions = mentions
    self.removedMentions = removedMentions
  }

  package var isEmpty: Bool {
    entities.isEmpty && relations.isEmpty && removedEntities.isEmpty && removedRelations.isEmpty
      && mentions.isEmpty && removedMentions.isEmpty
  }
}
