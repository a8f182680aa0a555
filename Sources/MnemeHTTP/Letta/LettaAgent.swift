import Foundation
import MnemeCore

/// An agent of Letta's clients: a name that blocks and passages belong to. It does not run here.
struct LettaAgent: Sendable {
  static let collection = "letta_agent"

  let id: String
  let createdAt: Date
  var name: String
  var blocks: [String]
  var more: [String: JSONValue]

  init(id: String, createdAt: Date, name: String, blocks: [String] = [], more: [String: JSONValue] = [:]) {
    self.id = id
    self.createdAt = createdAt
    self.name = name
    self.blocks = blocks
    self.more = more
  }

  init(_ record: SurfaceRecord) {
    var members: [String: JSONValue] = [:]
    if case .object(let all) = record.document { members = all }
    var name = ""
    if case .string(let text)? = members.removeValue(forKey: "name") { name = text }
    var blocks: [String] = []
    if case .array(let ids)? = members.removeValue(forKey: "block_ids") {
      blocks = ids.compactMap { if case .string(let id) = $0 { id } else { nil } }
    }
    self.init(id: record.id, createdAt: record.createdAt, name: name, blocks: blocks, more: members)
  }

  var record: SurfaceRecord {
    var members = more
    members["name"] = .string(name)
    members["block_ids"] = .array(blocks.map(JSONValue.string))
    return SurfaceRecord(collection: Self.collection, id: id, createdAt: createdAt, document: .object(members))
  }

  func json(_ blocks: [LettaBlock]) -> JSON {
    let told = JSON.array(blocks.map(\.json))
    return [
      "id": .string(id), "name": .string(name), "agent_type": (more["agent_type"] ?? "letta_v1_agent").json,
      "description": (more["description"] ?? .null).json, "system": (more["system"] ?? "").json,
      "metadata": (more["metadata"] ?? [:]).json, "tags": (more["tags"] ?? []).json,
      "model": (more["model"] ?? .null).json,
      "llm_config": [
        "model": (more["model"] ?? "mneme").json, "model_endpoint_type": "openai",
        "context_window": .number(ModelProfile.usualWindow),
      ],
      "blocks": told, "memory": ["blocks": told], "tools": [], "sources": [], "message_ids": [],
      "created_at": .time(createdAt), "updated_at": .time(createdAt),
    ]
  }
}

struct LettaAgentBody: Decodable {
  var name: String?
  var description: String?
  var system: String?
  var model: String?
  var agentType: String?
  var metadata: JSONValue?
  var tags: [String]?
  var memoryBlocks: [LettaBlockBody]?
  var blockIDs: [String]?

  enum CodingKeys: String, CodingKey {
    case name, description, system, model, metadata, tags
    case agentType = "agent_type"
    case memoryBlocks = "memory_blocks"
    case blockIDs = "block_ids"
  }

  func apply(to old: LettaAgent) throws(HTTPFailure) -> LettaAgent {
    var agent = old
    if let name {
      guard (1...Limits.nameCharacters).contains(name.unicodeScalars.count) else {
        throw .invalid("name", "A name has 1 to \(Limits.nameCharacters) characters.")
      }
      agent.name = name
    }
    for (name, text) in [
      ("description", description), ("system", system), ("model", model), ("agent_type", agentType),
    ] {
      guard let text else { continue }
      guard text.unicodeScalars.count <= Limits.messageCharacters else {
        throw .invalid(name, "'\(name)' has at most \(Limits.messageCharacters) characters.")
      }
      agent.more[name] = .string(text)
    }
    if let metadata {
      guard metadata.text.utf8.count <= Mem0Bodies.metadataBytes else {
        throw .invalid("metadata", "'metadata' has at most \(Mem0Bodies.metadataBytes) bytes.")
      }
      agent.more["metadata"] = metadata
    }
    if let tags {
      guard tags.count <= 100, tags.allSatisfy({ $0.unicodeScalars.count <= Limits.nameCharacters }) else {
        throw .invalid("tags", "There are at most 100 tags of \(Limits.nameCharacters) characters.")
      }
      agent.more["tags"] = .array(tags.map(JSONValue.string))
    }
    return agent
  }
}
