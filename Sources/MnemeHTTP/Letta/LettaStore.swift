import Foundation
import HTTPTypes
import MnemeCore

/// Blocks and agents of one space.
struct LettaStore: Sendable {
  let records: any RecordStore
  let space: SpaceID

  /// Agents and blocks that are looked through.
  private static let looked = 10_000

  static let noBlock = HTTPFailure(.notFound, "block_not_found", "There is no such block.")
  static let noAgent = HTTPFailure(.notFound, "agent_not_found", "There is no such agent.")

  func block(_ id: String) async throws -> LettaBlock {
    guard let record = try await records.records([id], of: LettaBlock.collection, in: space).first else {
      throw Self.noBlock
    }
    return LettaBlock(record)
  }

  func blocks(_ ids: [String]) async throws -> [LettaBlock] {
    try await records.records(ids, of: LettaBlock.collection, in: space).map(LettaBlock.init)
  }

  /// The first stored first.
  func blocks() async throws -> [LettaBlock] {
    try await records.records(RecordQuery(collection: LettaBlock.collection, limit: Self.looked), in: space)
      .map(LettaBlock.init)
  }

  func put(_ block: LettaBlock) async throws { try await records.put([block.record], in: space) }

  /// Its agents lose it.
  func removeBlock(_ id: String) async throws {
    guard try await records.removeRecords([id], of: LettaBlock.collection, in: space) > 0 else { throw Self.noBlock }
    for var agent in try await agents() where agent.blocks.contains(id) {
      agent.blocks.removeAll { $0 == id }
      try await put(agent)
    }
  }

  func agent(_ id: String) async throws -> LettaAgent {
    guard let record = try await records.records([id], of: LettaAgent.collection, in: space).first else {
      throw Self.noAgent
    }
    return LettaAgent(record)
  }

  func agents() async throws -> [LettaAgent] {
    try await records.records(RecordQuery(collection: LettaAgent.collection, limit: Self.looked), in: space)
      .map(LettaAgent.init)
  }

  func put(_ agent: LettaAgent) async throws { try await records.put([agent.record], in: space) }

  func removeAgent(_ id: String) async throws {
    guard try await records.removeRecords([id], of: LettaAgent.collection, in: space) > 0 else { throw Self.noAgent }
  }

  /// The agent's block of this label.
  func block(labelled label: String, of agent: LettaAgent) async throws -> LettaBlock {
    guard let block = try await blocks(agent.blocks).first(where: { $0.label == label }) else { throw Self.noBlock }
    return block
  }
}

extension RequestScope {
  /// A page of a list in Letta's way: `limit`, `after` and `before` name ids, `order` the direction.
  func lettaPage<Item>(_ items: [Item], id: (Item) -> String) throws(HTTPFailure) -> [Item] {
    var items = items
    switch query("order") {
    case nil, "desc": items.reverse()
    case "asc": break
    default: throw .invalid("order", "'order' is asc or desc.")
    }
    let limit = try integer("limit", in: 1...1000, default: 100)
    if let after = query("after") {
      guard let place = items.firstIndex(where: { id($0) == after }) else { return [] }
      items.removeFirst(place + 1)
    }
    if let before = query("before") {
      guard let place = items.firstIndex(where: { id($0) == before }) else { return [] }
      return Array(items[..<place].suffix(limit))
    }
    return Array(items.prefix(limit))
  }
}
