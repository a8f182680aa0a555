package import Foundation

/// Conversations as people look them up.
package protocol ArchiveService: Sendable {
  /// Latest first; `text` is looked for in titles, summaries and topics, the times are half-open.
  func sessions(_ search: SessionSearch, in space: SpaceID) async throws(MnemeError) -> [Session]
  /// The session and its newest `limit` messages in order of arrival, those before `before` where given. - Throws: `notFound`.
  func session(_ id: String, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError)
    -> (session: Session, messages: [Message])
  /// Ends it now; its title and summary follow. - Throws: `notFound`.
  func end(session id: String, in space: SpaceID) async throws(MnemeError) -> Session
  /// Messages with these words, the last stored first; a text in double quotes is looked for as a phrase. An empty text
  /// selects by time alone.
  func search(_ text: String, from: Date?, to: Date?, in space: SpaceID, limit: Int) async throws(MnemeError)
    -> [Message]
  func statistics(of space: SpaceID) async throws(MnemeError) -> SpaceStatistics
  /// What was measured of turns, latest first.
  func interactions(_ search: InteractionSearch, in space: SpaceID) async throws(MnemeError) -> [Interaction]
}

package struct SessionSearch: Sendable, Hashable {
  package var text: String?
  package var from: Date?
  package var to: Date?
  package var includeArchived: Bool
  package var limit: Int

  package init(
    text: String? = nil, from: Date? = nil, to: Date? = nil, includeArchived: Bool = false, limit: Int = 50
  ) {
    self.text = text
    self.from = from
    self.to = to
    self.includeArchived = includeArchived
    self.limit = limit
  }
}
