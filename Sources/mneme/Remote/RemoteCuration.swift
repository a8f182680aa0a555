import Foundation
import MnemeCore

/// The owner's hand on the memories of a running server.
struct RemoteCuration: MemoryCuration {
  let client: APIClient

  func memory(_ id: String, in space: SpaceID) async throws(MnemeError) -> Memory {
    try await ask("GET", try path(id), in: space)
  }

  func change(_ change: MemoryChange, in space: SpaceID) async throws(MnemeError) -> Memory {
    switch change {
    case .retire(let id, Judgement.outdated.rawValue): try await judge(id, .outdated, in: space)
    case .retire(let id, _):
      try await retire(id, in: space)
    case .restore(let id, _): try await ask("POST", try path(id, "/restore"), in: space)
    case .reword(let id, let text, _): try await patch(id, Patch(text: text), in: space)
    case .reassess(let id, let importance, _): try await patch(id, Patch(importance: importance), in: space)
    case .pin(let id, let isPinned, _): try await patch(id, Patch(pinned: isPinned), in: space)
    case .approve(let id, _): try await ask("POST", try path(id, "/approve"), in: space)
    case .mark(let id, let labels, let isLocalOnly, _):
      try await patch(id, Patch(labels: labels, localOnly: isLocalOnly), in: space)
    case .undo(let id, _): try await ask("POST", try path(id, "/undo"), in: space)
    case .judge(let id, _, let reason):
      // The API takes the judgement; the confidence follows from it in the same way there.
      if let judgement = Judgement(rawValue: reason) {
        try await judge(id, judgement, in: space)
      } else {
        throw MnemeError(.invalidInput, "A server takes the judgements right, wrong and outdated.")
      }
    case .add, .merge, .supersede:
      throw MnemeError(.invalidInput, "Memories are added by remembering a statement.")
    }
  }

  func inbox(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Memory] {
    try await client.decode(
      WireMemories.self, client.request("GET", "/v1/memories/inbox?limit=\(limit)", space: space)
    ).memories.map(\.memory)
  }

  func memories(asOf: AsOf, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError) -> [Memory] {
    let query = APIClient.query([
      ("limit", String(limit)), ("before", before.map { String($0) }), ("as_of", asOf.valid?.iso8601),
      ("known_at", asOf.known?.iso8601),
    ])
    return try await client.decode(
      WireMemories.self, client.request("GET", "/v1/memories\(query)", space: space)
    ).memories.map(\.memory)
  }

  private struct Patch: Encodable {
    var text: String?
    var importance: Double?
    var pinned: Bool?
    var labels: [String]?
    var localOnly: Bool?
  }

  private struct Feedback: Encodable {
    let judgement: Judgement
  }

  private func patch(_ id: String, _ patch: Patch, in space: SpaceID) async throws(MnemeError) -> Memory {
    try await ask("PATCH", try path(id), body: client.encode(patch), in: space)
  }

  private func judge(_ id: String, _ judgement: Judgement, in space: SpaceID) async throws(MnemeError) -> Memory {
    try await ask("POST", try path(id, "/feedback"), body: client.encode(Feedback(judgement: judgement)), in: space)
  }

  private func retire(_ id: String, in space: SpaceID) async throws(MnemeError) -> Memory {
    _ = try await client.data(client.request("DELETE", try path(id), space: space))
    return try await memory(id, in: space)
  }

  private func ask(
    _ method: String, _ path: String, body: [UInt8]? = nil, in space: SpaceID
  ) async throws(MnemeError) -> Memory {
    try await client.decode(WireMemory.self, client.request(method, path, space: space, body: body)).memory
  }

  /// Names of other addresses at the place of an id are no ids.
  private static let otherAddresses = ["", "search", "explain", "inbox", "stats"]

  private func path(_ id: String, _ rest: String = "") throws(MnemeError) -> String {
    guard !Self.otherAddresses.contains(id) else {
      throw MnemeError(.notFound, "There is no memory with this id in this space.")
    }
    return "/v1/memories/\(APIClient.escaped(id))\(rest)"
  }
}
