import Foundation
import MnemeCore

/// A block of core memory, as Letta's clients keep it: a labelled text.
struct LettaBlock: Sendable {
  static let collection = "letta_block"
  /// Characters that a block may have where its creator sets no limit.
  static let standardLimit = 20_000

  let id: String
  let createdAt: Date
  var label: String
  var value: String
  /// Every other member, as it was sent.
  var more: [String: JSONValue]

  var limit: Int { if case .integer(let number)? = more["limit"] { Int(number) } else { Self.standardLimit } }

  var record: SurfaceRecord {
    var members = more
    members["label"] = .string(label)
    members["value"] = .string(value)
    return SurfaceRecord(collection: Self.collection, id: id, createdAt: createdAt, document: .object(members))
  }

  init(id: String, createdAt: Date, label: String, value: String, more: [String: JSONValue]) {
    self.id = id
    self.createdAt = createdAt
    self.label = label
    self.value = value
    self.more = more
  }

  init(_ record: SurfaceRecord) {
    var members: [String: JSONValue] = [:]
    if case .object(let all) = record.document { members = all }
    var (label, value) = ("", "")
    if case .string(let text)? = members.removeValue(forKey: "label") { label = text }
    if case .string(let text)? = members.removeValue(forKey: "value") { value = text }
    self.init(id: record.id, createdAt: record.createdAt, label: label, value: value, more: members)
  }

  var tags: [String] {
    guard case .array(let values)? = more["tags"] else { return [] }
    return values.compactMap { if case .string(let tag) = $0 { tag } else { nil } }
  }

  func text(_ name: String) -> String { if case .string(let text)? = more[name] { text } else { "" } }

  var json: JSON {
    [
      "id": .string(id), "label": .string(label), "value": .string(value), "limit": .number(limit),
      "description": (more["description"] ?? .null).json, "metadata": (more["metadata"] ?? [:]).json,
      "tags": (more["tags"] ?? []).json, "read_only": (more["read_only"] ?? false).json,
      "is_template": (more["is_template"] ?? false).json, "hidden": (more["hidden"] ?? .null).json,
      "template_name": (more["template_name"] ?? .null).json, "project_id": (more["project_id"] ?? .null).json,
      "created_by_id": nil, "last_updated_by_id": nil,
    ]
  }
}

/// What is sent to make or change a block. Members that are absent stay as they are.
struct LettaBlockBody: Decodable {
  var label: String?
  var value: String?
  var limit: WholeNumber?
  var description: String?
  var metadata: JSONValue?
  var tags: [String]?
  var readOnly: Bool?
  var isTemplate: Bool?
  var hidden: Bool?
  var templateName: String?
  var projectID: String?

  enum CodingKeys: String, CodingKey {
    case label, value, limit, description, metadata, tags, hidden
    case readOnly = "read_only"
    case isTemplate = "is_template"
    case templateName = "template_name"
    case projectID = "project_id"
  }

  /// - Parameter path: where the block stands in the request, with a dot; empty for the body itself.
  func block(id: String, at: Date, path: String = "") throws(HTTPFailure) -> LettaBlock {
    guard label != nil else { throw .invalid(path + "label", "'label' is missing.", code: "missing_field") }
    guard value != nil else { throw .invalid(path + "value", "'value' is missing.", code: "missing_field") }
    return try apply(to: LettaBlock(id: id, createdAt: at, label: "", value: "", more: [:]), path: path)
  }

  func apply(to old: LettaBlock, path: String = "") throws(HTTPFailure) -> LettaBlock {
    var block = old
    if let label {
      guard (1...100).contains(label.unicodeScalars.count), !label.contains("/"),
        label.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
      else { throw .invalid(path + "label", "A label has 1 to 100 characters, none of them a slash or a control one.") }
      block.label = label
    }
    if let limit {
      guard (1...Limits.messageCharacters).contains(limit.value) else {
        throw .invalid(path + "limit", "'limit' is a whole number from 1 to \(Limits.messageCharacters).")
      }
      block.more["limit"] = .integer(Int64(limit.value))
    }
    if let value { block.value = value }
    guard block.value.unicodeScalars.count <= block.limit else {
      throw .invalid(path + "value", "The block may have \(block.limit) characters; raise its 'limit'.")
    }
    if let metadata {
      guard metadata.text.utf8.count <= Mem0Bodies.metadataBytes else {
        throw .invalid(path + "metadata", "'metadata' has at most \(Mem0Bodies.metadataBytes) bytes.")
      }
      block.more["metadata"] = metadata
    }
    if let tags {
      guard tags.count <= 100, tags.allSatisfy({ $0.unicodeScalars.count <= Limits.nameCharacters }) else {
        throw .invalid(path + "tags", "There are at most 100 tags of \(Limits.nameCharacters) characters.")
      }
      block.more["tags"] = .array(tags.map(JSONValue.string))
    }
    for (name, text) in [("description", description), ("template_name", templateName), ("project_id", projectID)] {
      guard let text else { continue }
      guard text.unicodeScalars.count <= Limits.memoryCharacters else {
        throw .invalid(path + name, "'\(name)' has at most \(Limits.memoryCharacters) characters.")
      }
      block.more[name] = .string(text)
    }
    for (name, flag) in [("read_only", readOnly), ("is_template", isTemplate), ("hidden", hidden)] {
      if let flag { block.more[name] = .bool(flag) }
    }
    return block
  }
}
