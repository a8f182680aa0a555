import Foundation
import MnemeCore

/// Memory of a running server.
struct RemoteMemory: MemoryService {
  let client: APIClient

  func remember(_ statement: Statement, in space: SpaceID) async throws(MnemeError) -> Memory {
    let body = WireStatement(
      text: statement.text, kind: statement.kind, importance: statement.importance, session: statement.session)
    let stored = try await client.decode(
      WireMemory.self,
      client.request("POST", "/v1/memories", space: space, body: try client.encode(body)))
    return stored.memory
  }

  func memories(
    in space: SpaceID, includeInactive: Bool, before: Int64?, limit: Int
  ) async throws(MnemeError) -> [Memory] {
    var query = "limit=\(limit)&include_inactive=\(includeInactive)"
    if let before { query += "&before=\(before)" }
    let list = try await client.decode(
      WireMemories.self, client.request("GET", "/v1/memories?\(query)", space: space))
    return list.memories.map(\.memory)
  }

  func retire(memory: String, in space: SpaceID) async throws(MnemeError) {
    _ = try await client.data(
      client.request("DELETE", "/v1/memories/\(APIClient.escaped(memory))", space: space))
  }

  func history(of memory: String, in space: SpaceID) async throws(MnemeError) -> [LedgerEntry] {
    let answer = try await client.decode(
      WireHistory.self,
      client.request("GET", "/v1/memories/\(APIClient.escaped(memory))/history", space: space))
    return answer.history.map { $0.ledgerEntry(in: space) }
  }

  func recall(_ query: RecallQuery) async throws(MnemeError) -> RecallResult {
    let body = WireSearch(query: query.text, limit: query.limit, explain: query.explain)
    let answer = try await client.decode(
      WireRecallResult.self,
      client.request("POST", "/v1/memories/search", space: query.space, body: try client.encode(body)))
    return answer.result
  }
}

private struct WireStatement: Encodable {
  let text: String
  let kind: MemoryKind?
  let importance: Double?
  let session: String?
}
