/// Upkeep on request. The same work is done by itself from time to time.
package protocol MaintenanceService: Sendable {
  /// Consolidation of every space (or one), ending of idle sessions, archiving, retention, compaction and the integrity
  /// check. With `dryRun` nothing is written, no model is called, and the report says what would be done.
  func maintain(_ space: SpaceID?, dryRun: Bool) async throws(MnemeError) -> MaintenanceReport
  /// Makes every derived index again from messages and ledger: memories, full text, lexical index, graph; vectors are
  /// embedded again when `vectors` is set, in the background.
  func rebuild(vectors: Bool) async throws(MnemeError) -> RebuildReport
}

package struct MaintenanceReport: Sendable, Hashable, Codable {
  package struct Space: Sendable, Hashable, Codable {
    package let space: SpaceID
    /// Active memories looked at.
    package var checked: Int
    package var preserved: Int
    package var expired: Int
    package var merged: Int
    package var reassessed: Int
    /// Episodic memories generalised, and the semantic ones made of them.
    package var generalised: Int
    package var semantic: Int
    /// Messages removed because they are older than the retention allows.
    package var outlived: Int

    package init(
      space: SpaceID, checked: Int = 0, preserved: Int = 0, expired: Int = 0, merged: Int = 0, reassessed: Int = 0,
      generalised: Int = 0, semantic: Int = 0, outlived: Int = 0
    ) {
      self.space = space
      self.checked = checked
      self.preserved = preserved
      self.expired = expired
      self.merged = merged
      self.reassessed = reassessed
      self.generalised = generalised
      self.semantic = semantic
      self.outlived = outlived
    }
  }

  package let isDryRun: Bool
  package var spaces: [Space]
  package var endedSessions: Int
  package var archivedSessions: Int
  /// What the integrity check found; empty when all is well.
  package var findings: [String]

  package init(
    isDryRun: Bool, spaces: [Space] = [], endedSessions: Int = 0, archivedSessions: Int = 0, findings: [String] = []
  ) {
    self.isDryRun = isDryRun
    self.spaces = spaces
    self.endedSessions = endedSessions
    self.archivedSessions = archivedSessions
    self.findings = findings
  }
}

package struct RebuildReport: Sendable, Hashable, Codable {
  package let spaces: Int
  package let messages: Int
  package let memories: Int
  package let entities: Int
  package let relations: Int
  /// Rows whose vectors are made again.
  package let queuedEmbeddings: Int

  package init(spaces: Int, messages: Int, memories: Int, entities: Int, relations: Int, queuedEmbeddings: Int) {
    self.spaces = spaces
    self.messages = messages
    self.memories = memories
    self.entities = entities
    self.relations = relations
    self.queuedEmbeddings = queuedEmbeddings
  }
}
