import HTTPTypes
import Hummingbird
import MnemeCore

/// The routes of mem0's open-source server, below `/mem0`: the same memories, answered when they are there.
struct Mem0ServerController: Sendable {
  let client: Mem0Controller

  func add(_ scope: RequestScope) async throws -> Response {
    try await client.add(try await client.decode(Mem0Add.self, scope), waits: true, scope)
  }

  func list(_ scope: RequestScope) async throws -> Response {
    .json(.ok, ["results": .array(try await client.found(scope).map(\.json))])
  }

  /// Erases every entity and what was kept for it; the caller's own space stays.
  func reset(_ scope: RequestScope) async throws -> Response {
    try scope.refuseForm()
    let memories = try client.memories(scope)
    for (entity, _) in try await memories.registry.all() {
      // One that stood beside another went with it.
      do { try await memories.forget(entity) } catch let error as MnemeError where error.code == .notFound { continue }
    }
    return Mem0Controller.done("All memories reset")
  }
}
