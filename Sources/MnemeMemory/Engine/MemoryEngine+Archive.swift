package import Foundation
package import MnemeCore

extension MemoryEngine: ArchiveService {
  package func sessions(_ search: SessionSearch, in space: SpaceID) async throws(MnemeError) -> [Session] {
    try await stores.history.searchSessions(
      search.text, from: search.from, to: search.to, includeArchived: search.includeArchived, in: space,
      limit: search.limit)
  }

  package func session(_ id: String, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError)
    -> (session: Session, messages: [Message])
  {
    guard let session = try await stores.sessions.session(id, in: space) else { throw Self.noSession }
    return (
      session, try await stores.messages.messages(session: id, in: space, before: before, limit: limit)
    )
  }

  package func interactions(_ search: InteractionSearch, in space: SpaceID) async throws(MnemeError) -> [Interaction] {
    try await stores.interactions.interactions(search, in: space)
  }

  package func end(session id: String, in space: SpaceID) async throws(MnemeError) -> Session {
    guard try await stores.sessions.session(id, in: space) != nil else { throw Self.noSession }
    try await stores.sessions.end(session: id, in: space, at: clock.now())
    guard let session = try await stores.sessions.session(id, in: space) else { throw Self.noSession }
    events.publish(.sessionEnded(session: id), in: space)
    signal.signal()
    return session
  }

  package func search(_ text: String, from: Date?, to: Date?, in space: SpaceID, limit: Int) async throws(MnemeError)
    -> [Message]
  {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    let isPhrase = trimmed.count > 2 && trimmed.hasPrefix("\"") && trimmed.hasSuffix("\"")
    let terms = isPhrase ? TextAnalyzer.terms(String(trimmed.dropFirst().dropLast())) : TextAnalyzer.queryTerms(trimmed)
    // Words of which nothing can be looked for find nothing, and not everything.
    if terms.isEmpty, !trimmed.isEmpty { return [] }
    return try await stores.history.searchMessages(
      ArchiveSearch(terms: terms, isPhrase: isPhrase, from: from, to: to, limit: limit), in: space)
  }

  package func statistics(of space: SpaceID) async throws(MnemeError) -> SpaceStatistics {
    try await stores.history.statistics(of: space)
  }

  static let noSession = MnemeError(.notFound, "There is no conversation with this id in this space.")

  /// Messages of a session that its digest looks at.
  private static let digestedMessages = SessionDigester.messageLimit

  /// Gives the sessions of these jobs titles and summaries, made of what may be told: not of messages whose memories were
  /// retired, worded anew or wait for consent, nor of the answers to them.
  func digest(_ jobs: [Job], in space: SpaceID) async throws(MnemeError) {
    let silenced = try await stores.archive.outdatedMessages(in: space).silenced
    for job in jobs {
      let messages = try await stores.messages.messages(
        session: job.subject, in: space, before: nil, limit: Self.digestedMessages
      ).filter { !silenced.contains($0.ordinal) }
      let digest = digester.digest(messages)
      let isEmpty = digest.title.isEmpty && digest.sentences.isEmpty
      try await stores.sessions.put(
        isEmpty
          ? nil
          : SessionDigest(title: digest.title, summary: digest.summary, topics: digest.topics, sources: digest.sources),
        session: job.subject, in: space, finishing: [job.id])
    }
  }
}
