import Foundation
import MnemeCore

/// Bulk input into a running server: each batch is one `POST /v1/import`.
struct RemoteImports: ImportService {
  let client: APIClient

  func importMessages(_ batch: [ImportedMessage], in space: SpaceID) async throws(MnemeError) -> ImportCount {
    var body: [UInt8] = []
    for message in batch {
      body += try client.encode(WireMessage(message))
      body.append(UInt8(ascii: "\n"))
    }
    var request = client.request(
      "POST", "/v1/import", space: space, body: body, contentType: "application/x-ndjson")
    // The server answers when all is durable, and waits while its queue is deep.
    request.headTimeout = .seconds(300)
    let answer = try await client.decode(WireImportAnswer.self, request)
    if let failure = answer.errors.first {
      // Every line was checked before it was sent: the server's rules differ from ours.
      throw MnemeError(.upstream, "The server refused \(answer.errors.count) lines: \(failure.reason)")
    }
    return ImportCount(accepted: answer.accepted, skipped: answer.skipped)
  }

  func queueStatus(of space: SpaceID?, wait: Bool) async throws(MnemeError) -> QueueStatus {
    var request = client.request("GET", wait ? "/v1/jobs?wait=1" : "/v1/jobs", space: space)
    if wait { request.headTimeout = .seconds(3600) }
    var answer = try await client.decode(WireQueue.self, request)
    // The server ends a long wait with what it has; the wait goes on.
    while answer.timed_out ?? false, !Task.isCancelled {
      answer = try await client.decode(WireQueue.self, request)
    }
    return QueueStatus(depth: answer.depth, oldestAge: answer.oldestAge, failed: answer.failed ?? 0)
  }
}

private struct WireMessage: Encodable {
  let external_id: String
  let session: String
  let time: String
  let role: String
  let speaker: String?
  let text: String

  init(_ message: ImportedMessage) {
    external_id = message.externalID
    session = message.session
    time = message.time.iso8601
    role = message.role.rawValue
    speaker = message.speaker
    text = message.text
  }
}

private struct WireQueue: Decodable {
  let depth: Int
  let oldestAge: Double?
  let failed: Int?
  let timed_out: Bool?

  enum CodingKeys: String, CodingKey {
    case depth, failed, timed_out
    case oldestAge = "oldest_age"
  }
}
