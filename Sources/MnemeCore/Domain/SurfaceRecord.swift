package import Foundation

/// What a client keeps here through another program's protocol and what has no place in archive or memory: a stored response,
/// an item of a conversation, a block of an agent, what a memory client attached to a memory.
package struct SurfaceRecord: Sendable, Hashable {
  /// What kind of thing it is; ids are unique inside one collection of a space.
  package var collection: String
  package var id: String
  /// What it belongs to inside its collection: items of a conversation name the conversation.
  package var owner: String?
  /// The conversation of the archive it tells of: it goes when a message of that is forgotten.
  package var session: String?
  /// The memory it tells of: it goes when that is forgotten.
  package var memory: String?
  package var createdAt: Date
  package var document: JSONValue
  /// Ascending in the order in which records were first stored; 0 before it is stored.
  package var position: Int64

  package init(
    collection: String, id: String, owner: String? = nil, session: String? = nil, memory: String? = nil,
    createdAt: Date, document: JSONValue, position: Int64 = 0
  ) {
    self.collection = collection
    self.id = id
    self.owner = owner
    self.session = session
    self.memory = memory
    self.createdAt = createdAt
    self.document = document
    self.position = position
  }
}

/// Which records of a collection are listed.
package struct RecordQuery: Sendable, Hashable {
  package var collection: String
  /// Nil: of all owners.
  package var owner: String?
  /// Only those behind this position in the order asked for.
  package var after: Int64?
  /// The first stored first.
  package var ascending: Bool
  /// At least 1.
  package var limit: Int

  package init(collection: String, owner: String? = nil, after: Int64? = nil, ascending: Bool = true, limit: Int) {
    self.collection = collection
    self.owner = owner
    self.after = after
    self.ascending = ascending
    self.limit = limit
  }
}
