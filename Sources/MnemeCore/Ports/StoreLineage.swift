/// By what a derived file knows the store that it was made from.
///
/// A store that was replaced by an older copy of itself, or by another one, gives the numbers of lost messages to new ones: what
/// was derived from the lost ones must not be taken for what is there now.
package protocol StoreLineage: Sendable {
  /// How far the store has come in this run: at or beyond everything that was read from it before the call.
  func reach() async throws(MnemeError) -> StoreReach
  /// Whether everything that a store held at that point was still there when the next run began.
  func holds(_ reach: StoreReach) -> Bool
}

/// A point in the life of a store.
package struct StoreReach: Sendable, Hashable {
  /// Names the run, among those of all stores.
  package let generation: String
  /// The highest numbers that were given out.
  package let messageOrdinal: Int64
  package let ledgerSequence: Int64

  package init(generation: String, messageOrdinal: Int64, ledgerSequence: Int64) {
    self.generation = generation
    self.messageOrdinal = messageOrdinal
    self.ledgerSequence = ledgerSequence
  }
}
