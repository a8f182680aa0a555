import Foundation
import HTTPTypes
import Hummingbird
import MnemeCore

/// `/v1/conversations`: items that responses go on from, as OpenAI's clients keep them.
struct ConversationController: Sendable {
  let records: any RecordStore
  let identifiers: any IdentifierSource
  let wallClock: any WallClock
  let maxBodyBytes: Int

  private struct Creation: Decodable {
    var items: JSONValue?
    var metadata: [String: String]?
  }

  func create(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(Creation.self, limit: maxBodyBytes)
    try ResponsesBody.check(metadata: body.metadata)
    let items = try read(body.items)
    let archive = try archive(scope)
    let now = wallClock.now()
    let record = ResponseArchive.conversation(
      id: "conv_" + newID(), session: nil, at: now, metadata: Self.value(body.metadata))
    try await archive.put(conversation: record)
    try await archive.append(items, to: record, at: now)
    return .json(.ok, Self.json(record))
  }

  func show(_ scope: RequestScope) async throws -> Response { .json(.ok, Self.json(try await found(scope))) }

  private struct Update: Decodable {
    var metadata: [String: String]
  }

  func update(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(Update.self, limit: maxBodyBytes)
    try ResponsesBody.check(metadata: body.metadata)
    var record = try await found(scope)
    record.document = ["metadata": Self.value(body.metadata)]
    try await archive(scope).put(conversation: record)
    return .json(.ok, Self.json(record))
  }

  /// With its items; what was said in it stays in the archive until it is forgotten there.
  func remove(_ scope: RequestScope) async throws -> Response {
    let record = try await found(scope)
    try await archive(scope).removeConversation(record.id)
    return .json(.ok, ["id": .string(record.id), "object": "conversation.deleted", "deleted": true])
  }

  func items(_ scope: RequestScope) async throws -> Response {
    let (limit, ascending, after) = try scope.itemPage()
    let record = try await found(scope)
    guard
      let page = try await archive(scope).items(of: record.id, after: after, ascending: ascending, limit: limit + 1)
    else { throw ResponseController.noItem("after") }
    return .items(page, limit: limit)
  }

  func add(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(Creation.self, limit: maxBodyBytes)
    let record = try await found(scope)
    let items = try read(body.items)
    guard !items.isEmpty else { throw HTTPFailure.invalid("items", "'items' is missing.", code: "missing_field") }
    try await archive(scope).append(items, to: record, at: wallClock.now())
    return .items(ResponseItems.stored(items), limit: items.count)
  }

  func item(_ scope: RequestScope) async throws -> Response {
    let record = try await found(scope)
    guard let item = try await archive(scope).item(scope.parameters["item"] ?? "", of: record.id) else {
      throw ResponseController.noItem("item_id")
    }
    return .json(.ok, item.document.json)
  }

  func removeItem(_ scope: RequestScope) async throws -> Response {
    let record = try await found(scope)
    guard try await archive(scope).removeItem(scope.parameters["item"] ?? "", of: record.id) else {
      throw ResponseController.noItem("item_id")
    }
    return .json(.ok, Self.json(record))
  }

  // MARK: Parts

  private func newID() -> String { identifiers.next().filter { $0 != "-" } }

  private func archive(_ scope: RequestScope) throws(HTTPFailure) -> ResponseArchive {
    ResponseArchive(records: records, space: try scope.space())
  }

  /// OpenAI takes 20 items in one request.
  private func read(_ items: JSONValue?) throws(HTTPFailure) -> [JSONValue] {
    guard let items, items != .null else { return [] }
    guard case .array(let list) = items else {
      throw .invalid("items", "'items' is a list of items.", code: "invalid_type")
    }
    guard list.count <= 20 else { throw .invalid("items", "A request has at most 20 items.") }
    return try ResponseItems.read(items, at: "items", id: newID)
  }

  private func found(_ scope: RequestScope) async throws -> SurfaceRecord {
    guard let record = try await archive(scope).conversation(scope.parameters["id"] ?? "") else {
      throw HTTPFailure(.notFound, "conversation_not_found", "There is no such conversation in this space.")
    }
    return record
  }

  private static func value(_ metadata: [String: String]?) -> JSONValue {
    .object((metadata ?? [:]).mapValues(JSONValue.string))
  }

  private static func json(_ record: SurfaceRecord) -> JSON {
    [
      "id": .string(record.id), "object": "conversation", "created_at": .int(record.createdAt.milliseconds / 1000),
      "metadata": (record.document["metadata"] ?? [:]).json,
    ]
  }
}
