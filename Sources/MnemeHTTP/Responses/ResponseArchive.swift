import Foundation
import Hummingbird
import MnemeCore

/// Stored responses and conversations of one space, over the records of the store.
struct ResponseArchive: Sendable {
  let records: any RecordStore
  let space: SpaceID

  private static let responses = "response"
  private static let conversations = "conversation"
  private static let items = "conversation_item"
  /// Responses that one chain is followed back, and items that a conversation tells a model, at most.
  private static let longestChain = 500
  static let longestConversation = 2000

  // MARK: Responses

  func put(_ response: JSONValue, input: [JSONValue], id: String, session: String?, at: Date) async throws(MnemeError) {
    try await records.put(
      [
        SurfaceRecord(
          collection: Self.responses, id: id, session: session, createdAt: at,
          document: ["response": response, "input": .array(ResponseItems.stored(input))])
      ], in: space)
  }

  func response(_ id: String) async throws(MnemeError) -> SurfaceRecord? {
    try await records.records([id], of: Self.responses, in: space).first
  }

  func removeResponse(_ id: String) async throws(MnemeError) -> Bool {
    try await records.removeRecords([id], of: Self.responses, in: space) > 0
  }

  /// What was said up to a response, its own output last.
  func items(upTo response: SurfaceRecord) async throws(MnemeError) -> [JSONValue] {
    var pages: [[JSONValue]] = []
    var next: SurfaceRecord? = response
    while let current = next, pages.count < Self.longestChain {
      pages.append(current.input + current.output)
      guard case .string(let before)? = current.document["response"]?["previous_response_id"] else { break }
      // One that was deleted ends the chain: what came before it is not told any more.
      next = try await self.response(before)
    }
    return pages.reversed().flatMap { $0 }
  }

  // MARK: Conversations

  func conversation(_ id: String) async throws(MnemeError) -> SurfaceRecord? {
    try await records.records([id], of: Self.conversations, in: space).first
  }

  func put(conversation: SurfaceRecord) async throws(MnemeError) {
    try await records.put([conversation], in: space)
  }

  static func conversation(id: String, session: String?, at: Date, metadata: JSONValue) -> SurfaceRecord {
    SurfaceRecord(
      collection: conversations, id: id, session: session, createdAt: at, document: ["metadata": metadata])
  }

  func removeConversation(_ id: String) async throws(MnemeError) {
    _ = try await records.removeRecords(ownedBy: id, of: Self.items, in: space)
    _ = try await records.removeRecords([id], of: Self.conversations, in: space)
  }

  func append(_ items: [JSONValue], to conversation: SurfaceRecord, at: Date) async throws(MnemeError) {
    try await records.put(
      ResponseItems.stored(items).compactMap { item in
        guard case .string(let id)? = item["id"] else { return nil }
        return SurfaceRecord(
          collection: Self.items, id: "\(conversation.id)/\(id)", owner: conversation.id, session: conversation.session,
          createdAt: at, document: item)
      }, in: space)
  }

  /// What a model is told of it, oldest first.
  func items(of conversation: String) async throws(MnemeError) -> [JSONValue] {
    try await records.records(
      RecordQuery(collection: Self.items, owner: conversation, ascending: false, limit: Self.longestConversation),
      in: space
    ).reversed().map(\.document)
  }

  /// One page of them.
  /// - Returns: nil where there is no item `after`.
  func items(of conversation: String, after: String?, ascending: Bool, limit: Int) async throws(MnemeError)
    -> [JSONValue]?
  {
    var position: Int64?
    if let after {
      guard let found = try await item(after, of: conversation) else { return nil }
      position = found.position
    }
    return try await records.records(
      RecordQuery(collection: Self.items, owner: conversation, after: position, ascending: ascending, limit: limit),
      in: space
    ).map(\.document)
  }

  func item(_ id: String, of conversation: String) async throws(MnemeError) -> SurfaceRecord? {
    try await records.records(["\(conversation)/\(id)"], of: Self.items, in: space).first
  }

  func removeItem(_ id: String, of conversation: String) async throws(MnemeError) -> Bool {
    try await records.removeRecords(["\(conversation)/\(id)"], of: Self.items, in: space) > 0
  }
}

extension SurfaceRecord {
  var input: [JSONValue] { if case .array(let items)? = document["input"] { items } else { [] } }

  var output: [JSONValue] {
    if case .array(let items)? = document["response"]?["output"] { items } else { [] }
  }
}

extension JSON {
  /// The same as a value that is read; O(length).
  func value() throws(MnemeError) -> JSONValue { try JSONValue(parsing: String(decoding: bytes, as: UTF8.self)) }
}

extension RequestScope {
  /// `limit`, `order` and `after` of OpenAI's lists.
  func itemPage() throws(HTTPFailure) -> (limit: Int, ascending: Bool, after: String?) {
    let limit = try integer("limit", in: 1...100, default: 20)
    switch query("order") {
    case nil, "desc": return (limit, false, query("after"))
    case "asc": return (limit, true, query("after"))
    default: throw .invalid("order", "'order' is asc or desc.")
    }
  }
}

extension Response {
  /// A page of items, of which one more than the limit was looked for.
  static func items(_ found: [JSONValue], limit: Int) -> Response {
    let page = Array(found.prefix(limit))
    func id(_ item: JSONValue?) -> JSON {
      if case .string(let id)? = item?["id"] { .string(id) } else { nil }
    }
    return .json(
      .ok,
      [
        "object": "list", "data": .array(page.map(\.json)), "first_id": id(page.first), "last_id": id(page.last),
        "has_more": .bool(found.count > limit),
      ])
  }
}
