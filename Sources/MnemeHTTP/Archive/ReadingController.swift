import HTTPTypes
import Hummingbird
import MnemeCore

/// `/v1/sessions/{id}/readings`: what was read from the messages of a conversation after they were answered.
struct ReadingController: Sendable {
  let archive: any ArchiveService
  let readings: any MessageReadingStore

  /// Of a page of its messages, as `GET /v1/sessions/{id}` pages them; messages that were not read are left out.
  func readings(_ scope: RequestScope) async throws -> Response {
    let limit = try scope.integer("limit", in: 1...200, default: 50)
    let space = try scope.space()
    let (_, found) = try await archive.session(
      scope.parameters["id"] ?? "", in: space, before: try scope.before(), limit: limit + 1)
    let page = found.suffix(limit)
    let next = found.count > limit ? page.first.map { JSON.int($0.ordinal) } : nil
    let read = try await readings.readings(of: page.map(\.id), in: space)
    return .json(.ok, ["readings": .array(read.map(\.json)), "next_before": next ?? .null])
  }
}

extension MessageReading {
  fileprivate var json: JSON {
    [
      "message": .string(message), "emotion": .string(emotion.rawValue), "confidence": .double(emotionConfidence),
      "intent": .text(intent?.rawValue), "method": .string(method),
    ]
  }
}
