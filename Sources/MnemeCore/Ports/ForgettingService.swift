package import Foundation

/// Irreversible erasure with a receipt.
package protocol ForgettingService: Sendable {
  /// Erases the selection and everything derived from it, in the store, in every index and cache and on disk. With
  /// `dryRun` nothing is changed and the receipt says what would go.
  /// - Throws: `notFound` when the memory, message or session named does not exist.
  func forget(_ selection: ForgetSelection, in space: SpaceID, dryRun: Bool) async throws(MnemeError) -> ForgetReceipt
}

/// What an erasure removed. Holds counts and ids, never content.
package struct ForgetReceipt: Sendable, Hashable, Codable {
  package let space: SpaceID
  package let at: Date
  package let isDryRun: Bool
  package let messages: Int
  package let memories: Int
  /// Memories that stayed and lost a source.
  package let lessenedMemories: Int
  /// Ids of messages that stayed although a forgotten memory came from them, because they carry other memories too.
  package let keptSources: [String]
  package let sessions: Int
  package let digests: Int
  package let vectors: Int
  package let ledgerEntries: Int
  package let entities: Int
  package let relations: Int
  package let jobs: Int
  /// Files that may still hold the data: backups made before.
  package let backups: [String]

  package init(
    space: SpaceID, at: Date, isDryRun: Bool, messages: Int, memories: Int, lessenedMemories: Int,
    keptSources: [String],
    sessions: Int = 0, digests: Int = 0, vectors: Int = 0, ledgerEntries: Int = 0, entities: Int = 0,
    relations: Int = 0, jobs: Int = 0, backups: [String] = []
  ) {
    self.space = space
    self.at = at
    self.isDryRun = isDryRun
    self.messages = messages
    self.memories = memories
    self.lessenedMemories = lessenedMemories
    self.keptSources = keptSources
    self.sessions = sessions
    self.digests = digests
    self.vectors = vectors
    self.ledgerEntries = ledgerEntries
    self.entities = entities
    self.relations = relations
    self.jobs = jobs
    self.backups = backups
  }
}
