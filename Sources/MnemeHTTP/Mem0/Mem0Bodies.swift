import Foundation
import HTTPTypes
import MnemeCore

/// Bodies and parameters as mem0's clients send them. Fields not named are ignored.
struct Mem0Add: Decodable {
  struct Message: Decodable {
    var role: String?
    var content: JSONValue?
    var name: String?
  }

  /// A text, one message, or a list of them.
  struct Messages: Decodable {
    var all: [Message]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      // The forms are told apart by what they decode as; the error worth showing is that of the list.
      if let text = try? container.decode(String.self) {
        all = [Message(role: "user", content: .string(text))]
      } else if let one = try? container.decode(Message.self) {
        all = [one]
      } else {
        all = try container.decode([Message].self)
      }
    }
  }

  var messages: Messages
  var filters: [String: JSONValue]?
  var userID: String?
  var agentID: String?
  var appID: String?
  var runID: String?
  var metadata: JSONValue?
  var infer: Bool?
  var timestamp: WholeNumber?
  var expirationDate: String?
  var asyncMode: Bool?

  enum CodingKeys: String, CodingKey {
    case messages, filters, metadata, infer, timestamp
    case userID = "user_id"
    case agentID = "agent_id"
    case appID = "app_id"
    case runID = "run_id"
    case expirationDate = "expiration_date"
    case asyncMode = "async_mode"
  }

  static let messageLimit = 1000

  /// In the order in which they own it; at least one.
  func entities() throws(HTTPFailure) -> [Mem0Entity] {
    var named: [Mem0Entity] = []
    for (kind, own) in [(Mem0Entity.Kind.user, userID), (.agent, agentID), (.app, appID), (.run, runID)] {
      var name = own
      if name == nil, case .string(let text)? = filters?[kind.member] { name = text }
      if let name { named.append(try .checked(kind, name)) }
    }
    guard !named.isEmpty else {
      throw .invalid(
        "filters", "Name whose memory it is: 'user_id', 'agent_id', 'app_id' or 'run_id'.", code: "missing_field")
    }
    return named
  }

  func attributes(_ named: [Mem0Entity]) throws(HTTPFailure) -> Mem0Attributes {
    var attributes = Mem0Attributes()
    for entity in named { attributes.entities[entity.kind] = entity.name }
    attributes.metadata = try Mem0Bodies.metadata(metadata) ?? .null
    attributes.expires = try Mem0Bodies.day(expirationDate)
    return attributes
  }

  /// Words of people and assistants, in order.
  func said() throws(HTTPFailure) -> [(role: Role, speaker: String?, text: String)] {
    guard messages.all.count <= Self.messageLimit else {
      throw .invalid("messages", "A request has at most \(Self.messageLimit) messages.")
    }
    var result: [(role: Role, speaker: String?, text: String)] = []
    for (place, message) in messages.all.enumerated() {
      let text = Self.text(message.content)
      guard text.contains(where: { !$0.isWhitespace }) else { continue }
      guard text.unicodeScalars.count <= Limits.messageCharacters else {
        throw HTTPFailure(
          .contentTooLarge, "message_too_long", "A message has at most \(Limits.messageCharacters) characters.",
          param: "messages[\(place)].content")
      }
      switch message.role ?? "user" {
      case "user": result.append((.user, Self.name(message.name), text))
      case "assistant": result.append((.assistant, nil, text))
      case "system", "developer", "tool": continue
      default: throw .invalid("messages[\(place)].role", "A role is user, assistant, system or tool.")
      }
    }
    guard !result.isEmpty else { throw .invalid("messages", "No message has words of a user or an assistant.") }
    return result
  }

  private static func name(_ name: String?) -> String? {
    guard let name, (1...Limits.nameCharacters).contains(name.unicodeScalars.count) else { return nil }
    return name
  }

  private static func text(_ content: JSONValue?) -> String {
    switch content {
    case .string(let text): text
    case .array(let parts):
      parts.compactMap { if case .string(let text)? = $0["text"] { text } else { nil } }.joined(separator: "\n")
    default: ""
    }
  }

  func time(_ now: Date) throws(HTTPFailure) -> Date {
    guard let timestamp else { return now }
    let date = Date(timeIntervalSince1970: Double(timestamp.value))
    guard date.hasFourDigitYear else { throw .invalid("timestamp", "'timestamp' is in seconds since 1970.") }
    return date
  }
}

struct Mem0Query: Decodable {
  var query: String?
  var filters: JSONValue?
  var userID: String?
  var agentID: String?
  var appID: String?
  var runID: String?
  var metadata: JSONValue?
  var topK: WholeNumber?
  var limit: WholeNumber?
  var threshold: Double?
  var showExpired: Bool?
  var categories: [String]?
  var startDate: String?
  var endDate: String?
  var page: WholeNumber?
  var pageSize: WholeNumber?

  enum CodingKeys: String, CodingKey {
    case query, filters, metadata, limit, threshold, categories, page
    case userID = "user_id"
    case agentID = "agent_id"
    case appID = "app_id"
    case runID = "run_id"
    case topK = "top_k"
    case showExpired = "show_expired"
    case startDate = "start_date"
    case endDate = "end_date"
    case pageSize = "page_size"
  }

  init() {}

  /// What stands behind the question mark of a GET or DELETE.
  init(_ scope: RequestScope) throws(HTTPFailure) {
    (userID, agentID) = (scope.query("user_id"), scope.query("agent_id"))
    (appID, runID) = (scope.query("app_id"), scope.query("run_id"))
    showExpired = try scope.flag("show_expired")
    guard let text = scope.query("filters") else { return }
    // The Python client writes a dictionary as Python does.
    filters = (try? JSONValue(parsing: text)) ?? (try? JSONValue(parsing: text.replacing("'", with: "\"")))
    if filters == nil { throw .invalid("filters", "Filters are a JSON object.", code: "invalid_type") }
  }

  /// Everything that must hold, as one filter.
  func filter() throws(HTTPFailure) -> Mem0Filter {
    var parts: [Mem0Filter] = []
    if let filters, filters != .null { parts.append(try Mem0Filter(filters)) }
    for (kind, name) in [(Mem0Entity.Kind.user, userID), (.agent, agentID), (.app, appID), (.run, runID)] {
      if let name { parts.append(.member(kind.member, .equals(.string(try Mem0Entity.checked(kind, name).name)))) }
    }
    if let metadata, metadata != .null { parts.append(.member("metadata", .equals(metadata))) }
    if let categories, !categories.isEmpty {
      parts.append(.member("categories", .among(categories.map(JSONValue.string))))
    }
    if let startDate { parts.append(.member("created_at", .compares(.gte, .string(startDate)))) }
    if let endDate { parts.append(.member("created_at", .compares(.lte, .string(endDate)))) }
    let filter = Mem0Filter.all(parts)
    let mentions = filter.mentions
    for entity in mentions.entities { _ = try Mem0Entity.checked(entity.kind, entity.name) }
    guard !mentions.entities.isEmpty || !mentions.kinds.isEmpty else {
      throw .invalid(
        "filters", "Name whose memory is meant: 'user_id', 'agent_id', 'app_id' or 'run_id'.", code: "missing_field")
    }
    return filter
  }

  func count() throws(HTTPFailure) -> Int {
    let wanted = topK ?? limit
    let value = wanted?.value ?? 10
    guard (1...Limits.recallResults).contains(value) else {
      throw .invalid(
        topK == nil ? "limit" : "top_k", "It is a whole number from 1 to \(Limits.recallResults).")
    }
    return value
  }
}

struct Mem0Change: Decodable {
  var memoryID: String?
  var text: String?
  /// As the open-source server's older clients name it.
  var data: String?
  var memory: String?
  var metadata: JSONValue?
  var timestamp: JSONValue?
  var expirationDate: JSONValue?

  enum CodingKeys: String, CodingKey {
    case text, data, memory, metadata, timestamp
    case memoryID = "memory_id"
    case expirationDate = "expiration_date"
  }

  var words: String? { text ?? data ?? memory }
}

struct Mem0Batch: Decodable {
  var memories: [Mem0Change]

  static let limit = 1000
}

enum Mem0Bodies {
  static let metadataBytes = 16 << 10

  static func metadata(_ value: JSONValue?) throws(HTTPFailure) -> JSONValue? {
    guard let value, value != .null else { return nil }
    guard case .object = value else { throw .invalid("metadata", "'metadata' is an object.", code: "invalid_type") }
    guard value.text.utf8.count <= metadataBytes else {
      throw HTTPFailure(
        .contentTooLarge, "metadata_too_long", "'metadata' has at most \(metadataBytes) bytes.", param: "metadata")
    }
    return value
  }

  static func day(_ text: String?) throws(HTTPFailure) -> String? {
    guard let text else { return nil }
    guard Date(input: text + "T00:00:00Z") != nil || Date(input: text) != nil else {
      throw .invalid("expiration_date", "'expiration_date' is a day, such as 2027-01-31.")
    }
    return text
  }
}
