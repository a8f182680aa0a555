import Foundation
import HTTPTypes
import Hummingbird
import MnemeCore

/// What the official `mem0ai` client of the platform calls, below `/mem0`.
struct Mem0Controller: Sendable {
  let services: HTTPServices
  let records: any RecordStore
  let identifiers: any IdentifierSource
  let wallClock: any WallClock
  let maxBodyBytes: Int

  func memories(_ scope: RequestScope) throws(HTTPFailure) -> Mem0Memories {
    Mem0Memories(
      memory: services.memory, curation: services.curation, imports: services.imports, forgetting: services.forgetting,
      records: records,
      registry: Mem0Registry(
        records: records, base: try scope.space(), identifiers: identifiers, wallClock: wallClock),
      identifiers: identifiers, wallClock: wallClock)
  }

  func decode<Body: Decodable>(_ type: Body.Type, _ scope: RequestScope) async throws -> Body {
    try await scope.decode(type, limit: maxBodyBytes)
  }

  func id(_ scope: RequestScope) -> String { scope.parameters["id"] ?? "" }

  func ping(_ scope: RequestScope) async throws -> Response {
    .json(
      .ok,
      [
        "status": "ok", "org_id": "mneme", "project_id": .string(try scope.space().rawValue), "user_email": nil,
      ])
  }

  // MARK: Memories

  /// Distilled by the queue: the answer names the event that tells when. As they are given they are kept at once.
  func add(_ scope: RequestScope) async throws -> Response {
    let body = try await decode(Mem0Add.self, scope)
    return try await add(body, waits: body.asyncMode == false, scope)
  }

  func add(_ body: Mem0Add, waits: Bool, _ scope: RequestScope) async throws -> Response {
    let memories = try memories(scope)
    if body.infer == false {
      let items = try await memories.keep(body)
      return .json(
        .ok, ["message": "Kept as given.", "status": "SUCCEEDED", "results": .array(items.map(Self.added))])
    }
    let (event, _) = try await memories.distill(body)
    guard waits, let done = try await memories.event(event, waits: true) else {
      return .json(
        .ok,
        [
          "message": "Memories are distilled in the background.", "status": "PENDING", "event_id": .string(event),
          "results": [],
        ])
    }
    return .json(
      .ok,
      [
        "message": "Distilled.", "status": done.isDone ? "SUCCEEDED" : "PENDING", "event_id": .string(event),
        "results": .array(done.items.map(Self.added)),
      ])
  }

  private static func added(_ item: Mem0Item) -> JSON {
    [
      "id": .string(item.id), "event": "ADD", "memory": .string(item.memory.text),
      "data": ["memory": .string(item.memory.text)],
    ]
  }

  func event(_ scope: RequestScope) async throws -> Response {
    guard let event = try await memories(scope).event(id(scope)) else {
      throw HTTPFailure(.notFound, "event_not_found", "There is no such event.")
    }
    return .json(
      .ok,
      [
        "id": .string(event.id), "event_type": "ADD", "status": event.isDone ? "SUCCEEDED" : "PENDING",
        "results": .array(event.items.map(Self.added)), "created_at": .time(event.createdAt),
      ])
  }

  func show(_ scope: RequestScope) async throws -> Response {
    .json(.ok, try await memories(scope).item(id(scope)).json)
  }

  /// A page, with addresses of the ones beside it.
  func page(_ scope: RequestScope) async throws -> Response {
    let body = try await decode(Mem0Query.self, scope)
    let number = try scope.integer("page", in: 1...1_000_000, default: max(1, body.page?.value ?? 1))
    let size = try scope.integer("page_size", in: 1...1000, default: min(1000, max(1, body.pageSize?.value ?? 100)))
    let found = try await memories(scope).list(try body.filter(), showExpired: body.showExpired ?? false)
    let start = min(found.count, (number - 1) * size)
    let path = scope.request.uri.path
    func address(_ number: Int) -> JSON { .string("\(path)?page=\(number)&page_size=\(size)") }
    return .json(
      .ok,
      [
        "count": .number(found.count), "next": start + size < found.count ? address(number + 1) : nil,
        "previous": number > 1 ? address(number - 1) : nil,
        "results": .array(found[start...].prefix(size).map(\.json)),
      ])
  }

  /// As the first version of the platform lists them: an array.
  func list(_ scope: RequestScope) async throws -> Response {
    .json(.ok, .array(try await found(scope).map(\.json)))
  }

  func found(_ scope: RequestScope) async throws -> [Mem0Item] {
    let query = try Mem0Query(scope)
    let limit = try scope.integer(
      "limit", in: 1...1000, default: try scope.integer("top_k", in: 1...1000, default: 100))
    return Array(
      try await memories(scope).list(try query.filter(), showExpired: query.showExpired ?? false).prefix(limit))
  }

  func search(_ scope: RequestScope) async throws -> Response {
    .json(.ok, ["results": .array(try await searched(scope).map(\.json))])
  }

  /// As the first version of the platform answers: an array.
  func searchList(_ scope: RequestScope) async throws -> Response {
    .json(.ok, .array(try await searched(scope).map(\.json)))
  }

  private func searched(_ scope: RequestScope) async throws -> [Mem0Item] {
    let body = try await decode(Mem0Query.self, scope)
    guard let text = body.query, text.contains(where: { !$0.isWhitespace }) else {
      throw HTTPFailure.invalid("query", "'query' is empty.")
    }
    return try await memories(scope).search(
      text, try body.filter(), count: try body.count(), threshold: body.threshold,
      showExpired: body.showExpired ?? false)
  }

  func update(_ scope: RequestScope) async throws -> Response {
    let body = try await decode(Mem0Change.self, scope)
    return .json(.ok, try await memories(scope).change(id(scope), body).json)
  }

  func remove(_ scope: RequestScope) async throws -> Response {
    try await memories(scope).retire(id(scope))
    return Self.done("Memory deleted.")
  }

  func removeAll(_ scope: RequestScope) async throws -> Response {
    let query = try Mem0Query(scope)
    let count = try await memories(scope).retire(try query.filter())
    return Self.done("Memories deleted: \(count).")
  }

  func history(_ scope: RequestScope) async throws -> Response {
    .json(.ok, .array(try await memories(scope).history(of: id(scope))))
  }

  static func done(_ message: String) -> Response { .json(.ok, ["message": .string(message)]) }

  // MARK: Many

  private func batch(_ scope: RequestScope) async throws -> [Mem0Change] {
    let body = try await decode(Mem0Batch.self, scope)
    guard (1...Mem0Batch.limit).contains(body.memories.count) else {
      throw HTTPFailure.invalid("memories", "'memories' is a list of 1 to \(Mem0Batch.limit).")
    }
    for (place, change) in body.memories.enumerated() where change.memoryID == nil {
      throw HTTPFailure.invalid("memories[\(place)].memory_id", "'memory_id' is missing.", code: "missing_field")
    }
    return body.memories
  }

  /// Nothing is changed where one of them is not there.
  func updateMany(_ scope: RequestScope) async throws -> Response {
    let memories = try memories(scope)
    let changes = try await batch(scope)
    for change in changes { _ = try await memories.item(change.memoryID ?? "") }
    for change in changes { _ = try await memories.change(change.memoryID ?? "", change) }
    return Self.done("Successfully updated \(changes.count) memories")
  }

  func removeMany(_ scope: RequestScope) async throws -> Response {
    let memories = try memories(scope)
    let changes = try await batch(scope)
    for change in changes { _ = try await memories.item(change.memoryID ?? "") }
    for change in changes { try await memories.retire(change.memoryID ?? "") }
    return Self.done("Successfully deleted \(changes.count) memories")
  }

  // MARK: Entities

  func entities(_ scope: RequestScope) async throws -> Response {
    let memories = try memories(scope)
    var told: [JSON] = []
    for (entity, since) in try await memories.registry.all() {
      let filter = Mem0Filter.member(entity.kind.member, .equals(.string(entity.name)))
      let count = try await memories.list(filter, showExpired: true).count
      told.append([
        "id": .string(entity.key), "name": .string(entity.name), "type": .string(entity.kind.rawValue),
        "total_memories": .number(count), "created_at": .time(since), "updated_at": .time(since), "metadata": nil,
      ])
    }
    return .json(.ok, ["count": .number(told.count), "next": nil, "previous": nil, "results": .array(told)])
  }

  /// Erases all that was kept for it.
  func removeEntity(_ scope: RequestScope) async throws -> Response {
    guard let kind = Mem0Entity.Kind(rawValue: scope.parameters["kind"] ?? "") else {
      throw HTTPFailure(.notFound, "not_found", "Entities are of the types user, agent, app and run.")
    }
    try await memories(scope).forget(try .checked(kind, scope.parameters["name"] ?? ""))
    return Self.done("Entity deleted.")
  }
}
