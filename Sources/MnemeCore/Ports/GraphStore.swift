/// The knowledge graph of each space: a derived aggregate of what single messages say (messages are the source of truth).
///
/// What each reader said of each message is kept, and entities and relations are sums over it: recording in any order
/// gives the same graph but for ordinals, and what is taken back leaves no trace. Erasing a message erases what it said
/// here in the same transaction; the call that forgets reports the `GraphChange`.
package protocol GraphStore: Sendable {
  /// Records what messages say and removes `finishing` from the job queue, in one transaction.
  ///
  /// For each message and reader the extraction replaces the one recorded before; an empty one takes it back. Of several
  /// with the same message and reader in one call the last counts. Extractions of messages that the space does not hold
  /// (any more) are skipped. An entity or relation lives while at least one message mentions or states it; a new ordinal is
  /// greater than every one before it. A message counts once for an entity, a spelling or a relation, whatever its readers:
  /// where they disagree about a relation's validity, the earliest beginning holds, and an end only if both state one (the
  /// later one).
  ///
  /// Cost: proportional to what the extractions say and said, and to the number of messages that mention an entity whose
  /// name or kind must be decided again.
  /// - Returns: every entity, relation and mention that is now different, as in `GraphChange`.
  func record(_ extractions: [GraphExtraction], in space: SpaceID, finishing: [Int64])
    async throws(MnemeError) -> GraphChange

  /// Entities whose ordinal is greater than `ordinal`, ascending, at most `limit`.
  func entities(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Entity]

  /// Relations whose ordinal is greater than `ordinal`, ascending, at most `limit`.
  func relations(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Relation]

  /// Mentions greater than `mention` (nil: from the first), ascending by entity and message, at most `limit`.
  func mentions(in space: SpaceID, after mention: EntityMention?, limit: Int)
    async throws(MnemeError) -> [EntityMention]

  /// Ids of the messages that mention the entity or state the relation, newest (highest ordinal) first, at most `limit`;
  /// empty when there is no such element in the space.
  func provenance(of element: GraphElement, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String]
}

/// An entity or a relation, by ordinal.
package enum GraphElement: Sendable, Hashable {
  case entity(Int64)
  case relation(Int64)
}
