package import Foundation

/// The archive of messages: the source of truth.
///
/// Every method names a space. A returned append is durable: it survives power loss.
package protocol MessageStore: Sendable {
  /// Appends in order, in one transaction, together with each message's jobs and its session row (made where missing with
  /// `channel`; its last activity grows to the message's time).
  ///
  /// A message whose id or external id exists in its space is skipped; its outcome carries the stored one.
  /// Concurrent calls share a commit.
  func append(_ messages: [NewMessage], channel: String) async throws(MnemeError) -> [AppendOutcome]

  /// Those that exist, in the order asked.
  func messages(ids: [String], in space: SpaceID) async throws(MnemeError) -> [Message]

  /// Those that exist, in the order asked.
  func messages(ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Message]

  /// The newest `limit` messages of a session in ascending order of arrival; only those before `ordinal` where given.
  func messages(session: String, in space: SpaceID, before ordinal: Int64?, limit: Int)
    async throws(MnemeError) -> [Message]

  /// Messages with one of these path hashes, newest first.
  func messages(pathHashes: [String], in space: SpaceID) async throws(MnemeError) -> [Message]

  /// Key, session and time of every message after `ordinal` in ascending order, at most `limit`: what derived indexes need.
  func outline(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError)
    -> [MessageOutline]

  /// Ordinal and text of every message after `ordinal` in ascending order, at most `limit`: what the lexical index needs.
  func texts(of space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [ItemText]
}

/// The words of a stored row.
package struct ItemText: Sendable, Hashable {
  package let ordinal: Int64
  package let text: String

  package init(ordinal: Int64, text: String) {
    self.ordinal = ordinal
    self.text = text
  }
}

/// What an index needs to know of a message without its text.
package struct MessageOutline: Sendable, Hashable {
  package let ordinal: Int64
  package let session: String
  package let speaker: String?
  package let role: Role
  package let createdAt: Date

  package init(ordinal: Int64, session: String, speaker: String?, role: Role, createdAt: Date) {
    self.ordinal = ordinal
    self.session = session
    self.speaker = speaker
    self.role = role
    self.createdAt = createdAt
  }
}

/// Sessions of a space.
package protocol SessionStore: Sendable {
  /// The session with the latest activity on this channel that is not ended, if any.
  func openSession(in space: SpaceID, channel: String) async throws(MnemeError) -> Session?
  func session(_ id: String, in space: SpaceID) async throws(MnemeError) -> Session?
  /// Latest activity first.
  func sessions(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Session]
  /// Marks it ended and queues its digest; ending twice keeps the first time.
  func end(session: String, in space: SpaceID, at: Date) async throws(MnemeError)
  /// Ends every session of every space whose last activity is before `idleSince`, at the time of that activity, at most
  /// `limit`, longest idle first, and queues their digests. Returns those ended.
  func endSessions(idleSince: Date, limit: Int) async throws(MnemeError) -> [Session]
  /// Stores the digest and removes `finishing` from the job queue, in one transaction; one of a session that is gone is
  /// dropped.
  func put(_ digest: SessionDigest?, session: String, in space: SpaceID, finishing: [Int64]) async throws(MnemeError)
}

/// Which conversations hold words of others: what the assistant said since may be made of them.
package protocol ForeignTextStore: Sendable {
  /// Durable on return; forgotten with the conversation. One that is not kept is no error.
  func markForeignText(session: String, in space: SpaceID) async throws(MnemeError)
  /// It was marked, or holds messages that are neither the user's nor the assistant's. O(messages of the conversation).
  func holdsForeignText(session: String, in space: SpaceID) async throws(MnemeError) -> Bool
}

/// Long-term memories and their ledger.
package protocol MemoryStore: Sendable {
  /// Applies all changes in one transaction, each with a ledger entry; queues `embedMemory` for every memory whose text is
  /// new, and removes `finishing` from the job queue in the same transaction. Digests of sessions that were made of messages
  /// which may not be told any more go, and are queued to be made again; likewise when they may be told again. Returns the
  /// memories as stored.
  func apply(_ changes: [MemoryChange], in space: SpaceID, at: Date, finishing: [Int64])
    async throws(MnemeError) -> [Memory]

  /// Those that exist, in the order asked.
  func memories(ids: [String], in space: SpaceID) async throws(MnemeError) -> [Memory]

  /// Those that exist, in the order asked.
  func memories(ordinals: [Int64], in space: SpaceID) async throws(MnemeError) -> [Memory]

  /// Newest first; `before` is the ordinal of the last one of the page before.
  func memories(in space: SpaceID, includeInactive: Bool, before: Int64?, limit: Int)
    async throws(MnemeError) -> [Memory]

  /// Active memories of one subject (nil: the owner) and attribute, newest first.
  func memories(subject: String?, attribute: String, in space: SpaceID) async throws(MnemeError)
    -> [Memory]

  /// Oldest first; empty when the memory never existed.
  func history(of memory: String, in space: SpaceID) async throws(MnemeError) -> [LedgerEntry]
}

/// Memories as derived indexes and time travellers read them.
package protocol MemoryArchive: Sendable {
  /// Memories as they stood at a point in both times, in the words of that time, newest first; `before` as in
  /// `memories(in:includeInactive:before:limit:)`. Only those that spoke then.
  func memories(asOf: AsOf, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError) -> [Memory]

  /// Memories that a ledger entry after `sequence` is about, each once as it is now, with the last sequence read: what an
  /// index has missed. At most `limit` entries are read; the same `sequence` comes back when there are none. Memories
  /// that have been forgotten are left out.
  func changes(in space: SpaceID, after sequence: Int64, limit: Int) async throws(MnemeError) -> MemoryChanges

  /// Memories that wait for their owner's consent, newest first.
  func inbox(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Memory]

  /// Messages that must not be believed as they stand, because of what became of the memories made of them.
  func outdatedMessages(in space: SpaceID) async throws(MnemeError) -> OutdatedMessages

  /// Ids of the memories that must not be sent to a model that runs elsewhere, of the messages they were distilled
  /// from, and of the answers that those got; retired ones too.
  func localOnlyItems(in space: SpaceID) async throws(MnemeError) -> Set<String>

  /// Brings the full-text index of the archive up to the last message stored before the call.
  func followMessages() async throws(MnemeError)
}

/// Messages by their ordinals.
package struct OutdatedMessages: Sendable, Hashable {
  /// Every memory made of them is retired, awaits consent or was worded anew by its owner: what they state must not be
  /// recalled from them either; nor from the answers they got.
  package var silenced: Set<Int64>
  /// A memory made of them was superseded: the ordinal of the one that speaks in its place now.
  package var replaced: [Int64: Int64]

  package init(silenced: Set<Int64> = [], replaced: [Int64: Int64] = [:]) {
    self.silenced = silenced
    self.replaced = replaced
  }
}

package struct MemoryChanges: Sendable {
  package let memories: [Memory]
  package let sequence: Int64

  package init(memories: [Memory], sequence: Int64) {
    self.memories = memories
    self.sequence = sequence
  }
}

/// Embeddings beside their rows. Vectors of different models are never mixed.
package protocol VectorStore: Sendable {
  /// Replaces the vectors of each row and removes `finishing` from the job queue, in one transaction.
  /// Rows that no longer exist are skipped.
  func put(_ rows: [VectorRow], model: String, in space: SpaceID, finishing: [Int64])
    async throws(MnemeError)

  /// Vectors of one model of active rows of one source whose ordinal is greater than `ordinal`, ascending, at most `limit`
  /// rows (a row's chunks are never parted).
  func vectors(
    of source: ItemSource, model: String, in space: SpaceID, after ordinal: Int64, limit: Int
  ) async throws(MnemeError) -> [VectorRow]

  /// Vectors of one model of those of these rows that are active and have any, in the order asked.
  func vectors(of source: ItemSource, model: String, in space: SpaceID, ordinals: [Int64]) async throws(MnemeError)
    -> [VectorRow]

  /// The ordinals that ``vectors(of:model:in:after:limit:)`` would give, without the vectors: ascending, after `ordinal`, at
  /// most `limit`. Reads no vector.
  func vectorOrdinals(
    of source: ItemSource, model: String, in space: SpaceID, after ordinal: Int64, limit: Int
  ) async throws(MnemeError) -> [Int64]

  /// Number of vectors stored for this model.
  func vectorCount(model: String, in space: SpaceID) async throws(MnemeError) -> Int
}

/// The chunks of one row: `values.count` is a positive multiple of `dimension`; each chunk has unit length.
package struct VectorRow: Sendable, Hashable {
  package let key: ItemKey
  package let dimension: Int
  package let values: [Float]

  package init(key: ItemKey, dimension: Int, values: [Float]) {
    self.key = key
    self.dimension = dimension
    self.values = values
  }
}

/// A document found by its words.
package struct LexicalMatch: Sendable, Hashable {
  package let key: ItemKey
  package let score: Double

  package init(key: ItemKey, score: Double) {
    self.key = key
    self.score = score
  }
}

/// The durable queue. At-least-once: a job claimed by a process that dies is claimable again at the next start.
package protocol JobQueue: Sendable {
  /// Marks up to `limit` due jobs of one kind as running and returns them, all of one space and in the order of their
  /// subjects, which is that of time for messages and memories. Spaces take turns.
  func claim(_ kind: JobKind, limit: Int, at: Date) async throws(MnemeError) -> [Job]
  /// Removes finished jobs.
  func finish(_ ids: [Int64]) async throws(MnemeError)
  /// Counts a failed try; due again at `retryAt`, or kept as failed for good when nil. `reason` is a code, never text.
  func fail(_ ids: [Int64], retryAt: Date?, reason: String) async throws(MnemeError)
  /// Makes running jobs claimable again.
  func recover() async throws(MnemeError)
  /// `space` nil: all spaces.
  func status(of space: SpaceID?, at: Date) async throws(MnemeError) -> QueueStatus
}
