import Foundation
import HTTPTypes
import Hummingbird
import MnemeCore

/// Blocks and agents, as the official `letta-client` calls them below `/letta`.
struct LettaController: Sendable {
  let records: any RecordStore
  let identifiers: any IdentifierSource
  let wallClock: any WallClock
  let version: String
  let maxBodyBytes: Int

  func store(_ scope: RequestScope) throws(HTTPFailure) -> LettaStore {
    LettaStore(records: records, space: try scope.space())
  }

  private func id(_ scope: RequestScope) -> String { scope.parameters["id"] ?? "" }

  func health(_ scope: RequestScope) async throws -> Response {
    .json(.ok, ["version": .string(version), "status": "ok"])
  }

  // MARK: Blocks

  func blocks(_ scope: RequestScope) async throws -> Response {
    var found = try await store(scope).blocks()
    if let label = scope.query("label") { found.removeAll { $0.label != label } }
    for (name, text) in [
      ("label_search", \LettaBlock.label), ("value_search", \LettaBlock.value),
    ] {
      if let wanted = scope.query(name) {
        found.removeAll { !$0[keyPath: text].localizedCaseInsensitiveContains(wanted) }
      }
    }
    if let wanted = scope.query("description_search") {
      found.removeAll { !$0.text("description").localizedCaseInsensitiveContains(wanted) }
    }
    if try scope.flag("templates_only") { found.removeAll { $0.more["is_template"] != true } }
    return .json(.ok, .array(try scope.lettaPage(found) { $0.id }.map(\.json)))
  }

  func addBlock(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(LettaBlockBody.self, limit: maxBodyBytes)
    let block = try body.block(id: "block-" + identifiers.next(), at: wallClock.now())
    try await store(scope).put(block)
    return .json(.ok, block.json)
  }

  func block(_ scope: RequestScope) async throws -> Response {
    .json(.ok, try await store(scope).block(id(scope)).json)
  }

  func changeBlock(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(LettaBlockBody.self, limit: maxBodyBytes)
    return try await change(try await store(scope).block(id(scope)), body, scope)
  }

  private func change(_ block: LettaBlock, _ body: LettaBlockBody, _ scope: RequestScope) async throws -> Response {
    let changed = try body.apply(to: block)
    try await store(scope).put(changed)
    return .json(.ok, changed.json)
  }

  func removeBlock(_ scope: RequestScope) async throws -> Response {
    try await store(scope).removeBlock(id(scope))
    return .json(.ok, .object([]))
  }

  func agentsOfBlock(_ scope: RequestScope) async throws -> Response {
    let store = try store(scope)
    let block = try await store.block(id(scope))
    return try await told(try await store.agents().filter { $0.blocks.contains(block.id) }, scope)
  }

  // MARK: Agents

  private func told(_ agents: [LettaAgent], _ scope: RequestScope) async throws -> Response {
    let store = try store(scope)
    var told: [JSON] = []
    for agent in try scope.lettaPage(agents, id: { $0.id }) {
      told.append(agent.json(try await store.blocks(agent.blocks)))
    }
    return .json(.ok, .array(told))
  }

  private func told(_ agent: LettaAgent, _ scope: RequestScope) async throws -> Response {
    .json(.ok, agent.json(try await store(scope).blocks(agent.blocks)))
  }

  func agents(_ scope: RequestScope) async throws -> Response {
    var found = try await store(scope).agents()
    if let name = scope.query("name") { found.removeAll { $0.name != name } }
    if let text = scope.query("query_text") { found.removeAll { !$0.name.localizedCaseInsensitiveContains(text) } }
    return try await told(found, scope)
  }

  func addAgent(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(LettaAgentBody.self, limit: maxBodyBytes)
    guard (body.memoryBlocks ?? []).count <= 100, (body.blockIDs ?? []).count <= 100 else {
      throw HTTPFailure.invalid("memory_blocks", "An agent is made with at most 100 blocks.")
    }
    let store = try store(scope)
    let id = "agent-" + identifiers.next()
    let now = wallClock.now()
    var agent = try body.apply(to: LettaAgent(id: id, createdAt: now, name: "agent \(id.suffix(6))"))
    for block in body.blockIDs ?? [] { agent.blocks.append(try await store.block(block).id) }
    var made: [LettaBlock] = []
    for (place, block) in (body.memoryBlocks ?? []).enumerated() {
      made.append(try block.block(id: "block-" + identifiers.next(), at: now, path: "memory_blocks[\(place)]."))
    }
    agent.blocks += made.map(\.id)
    try await records.put(made.map(\.record) + [agent.record], in: store.space)
    return try await told(agent, scope)
  }

  func agent(_ scope: RequestScope) async throws -> Response {
    try await told(try await store(scope).agent(id(scope)), scope)
  }

  func changeAgent(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(LettaAgentBody.self, limit: maxBodyBytes)
    let store = try store(scope)
    var agent = try body.apply(to: try await store.agent(id(scope)))
    if let ids = body.blockIDs {
      agent.blocks = []
      for block in ids { agent.blocks.append(try await store.block(block).id) }
    }
    try await store.put(agent)
    return try await told(agent, scope)
  }

  /// Its blocks and passages stay: others may have them too.
  func removeAgent(_ scope: RequestScope) async throws -> Response {
    try await store(scope).removeAgent(id(scope))
    return .json(.ok, .object([]))
  }

  // MARK: Core memory

  func coreMemory(_ scope: RequestScope) async throws -> Response {
    let store = try store(scope)
    let blocks = try await store.blocks(try await store.agent(id(scope)).blocks)
    return .json(.ok, .array(try scope.lettaPage(blocks) { $0.id }.map(\.json)))
  }

  func coreBlock(_ scope: RequestScope) async throws -> Response {
    let store = try store(scope)
    let agent = try await store.agent(id(scope))
    return .json(.ok, try await store.block(labelled: scope.parameters["label"] ?? "", of: agent).json)
  }

  func changeCoreBlock(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(LettaBlockBody.self, limit: maxBodyBytes)
    let store = try store(scope)
    let agent = try await store.agent(id(scope))
    return try await change(try await store.block(labelled: scope.parameters["label"] ?? "", of: agent), body, scope)
  }

  func attach(_ scope: RequestScope) async throws -> Response {
    try scope.refuseForm()
    let store = try store(scope)
    var agent = try await store.agent(id(scope))
    let block = try await store.block(scope.parameters["block"] ?? "")
    if !agent.blocks.contains(block.id) {
      guard try await !store.blocks(agent.blocks).contains(where: { $0.label == block.label }) else {
        throw HTTPFailure(.conflict, "label_taken", "The agent has a block with this label.")
      }
      agent.blocks.append(block.id)
      try await store.put(agent)
    }
    return try await told(agent, scope)
  }

  func detach(_ scope: RequestScope) async throws -> Response {
    try scope.refuseForm()
    let store = try store(scope)
    var agent = try await store.agent(id(scope))
    let block = scope.parameters["block"] ?? ""
    guard agent.blocks.contains(block) else { throw LettaStore.noBlock }
    agent.blocks.removeAll { $0 == block }
    try await store.put(agent)
    return try await told(agent, scope)
  }
}
