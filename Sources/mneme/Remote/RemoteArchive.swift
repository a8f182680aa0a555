import Foundation
import MnemeCore

/// Conversations of a running server.
struct RemoteArchive: ArchiveService {
  let client: APIClient

  func sessions(_ search: SessionSearch, in space: SpaceID) async throws(MnemeError) -> [Session] {
    let query = APIClient.query([
      ("q", search.text), ("from", search.from?.iso8601), ("to", search.to?.iso8601),
      ("include_archived", search.includeArchived ? "1" : nil), ("limit", String(search.limit)),
    ])
    return try await client.decode(
      WireSessions.self, client.request("GET", "/v1/sessions\(query)", space: space)
    ).sessions.map(\.session)
  }

  func session(_ id: String, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError)
    -> (session: Session, messages: [Message])
  {
    let query = APIClient.query([("before", before.map { String($0) }), ("limit", String(limit))])
    let answer = try await client.decode(
      WireConversation.self, client.request("GET", try path(id) + query, space: space))
    return (answer.session.session, answer.messages.map(\.message))
  }

  func end(session id: String, in space: SpaceID) async throws(MnemeError) -> Session {
    try await client.decode(
      WireSession.self, client.request("POST", try path(id) + "/end", space: space)
    ).session
  }

  func search(_ text: String, from: Date?, to: Date?, in space: SpaceID, limit: Int) async throws(MnemeError)
    -> [Message]
  {
    let query = APIClient.query([
      ("q", text.isEmpty ? nil : text), ("from", from?.iso8601), ("to", to?.iso8601), ("limit", String(limit)),
    ])
    return try await client.decode(
      WireMessages.self, client.request("GET", "/v1/messages/search\(query)", space: space)
    ).messages.map(\.message)
  }

  func statistics(of space: SpaceID) async throws(MnemeError) -> SpaceStatistics {
    try await client.decode(SpaceStatistics.self, client.request("GET", "/v1/memories/stats", space: space))
  }

  func interactions(_ search: InteractionSearch, in space: SpaceID) async throws(MnemeError) -> [Interaction] {
    let query = APIClient.query([
      ("session", search.session), ("from", search.from?.iso8601), ("to", search.to?.iso8601),
      ("limit", String(search.limit)),
    ])
    return try await client.decode(
      WireInteractions.self, client.request("GET", "/v1/interactions\(query)", space: space)
    ).interactions.map(\.interaction)
  }

  private func path(_ id: String) throws(MnemeError) -> String {
    guard !id.isEmpty else { throw MnemeError(.notFound, "There is no conversation with this id in this space.") }
    return "/v1/sessions/\(APIClient.escaped(id))"
  }
}
