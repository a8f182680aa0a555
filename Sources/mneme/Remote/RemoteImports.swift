import Foundation
import MnemeCore

/// Bulk input into a running server: each batch is one `POST /v1/import`.
struct RemoteImports: ImportService {
  let client: APIClient

  func importMessages(_ batch: [ImportedMessage], in space: SpaceID) async throws(MnemeError) -> ImportCount {
    var body: [UInt8] = []
    for message in batch {
      body += try client.encode(WireImportLine(message))
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
    while answer.timedOut ?? false, !Task.isCancelled {
      answer = try await client.decode(WireQueue.self, request)
    }
    return QueueStatus(depth: answer.depth, oldestAge: answer.oldestAge, failed: answer.failed ?? 0)
  }
}

private struct WireImportLine: Encodable {
  let externalId: String
  let session: String
  let time: Date
  let role: Role
  let speaker: String?
  let text: String

  init(_ message: ImportedMessage) {
    externalId = message.externalID
    session = message.session
    time = message.time
    role = message.role
    speaker = message.speaker
    text = message.text
  }
}

private struct WireQueue: Decodable {
  let depth: Int
  let oldestAge: Double?
  let failed: Int?
  let timedOut: Bool?
}
