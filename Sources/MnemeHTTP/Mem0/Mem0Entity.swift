import MnemeCore

/// Whose memory it is, in the words of mem0's clients.
struct Mem0Entity: Hashable, Sendable {
  enum Kind: String, Sendable, CaseIterable {
    /// In the order in which they own a memory that names several.
    case user, agent, app, run

    /// The member that names it.
    var member: String { rawValue + "_id" }
  }

  let kind: Kind
  let name: String

  var key: String { "\(kind.rawValue)/\(name)" }

  init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  init?(key: String) {
    guard let slash = key.firstIndex(of: "/"), let kind = Kind(rawValue: String(key[..<slash])) else { return nil }
    self.init(kind, String(key[key.index(after: slash)...]))
  }

  /// - Throws: `HTTPFailure` 400 for a name that cannot be one.
  static func checked(_ kind: Kind, _ name: String) throws(HTTPFailure) -> Mem0Entity {
    guard name.contains(where: { !$0.isWhitespace }), name.unicodeScalars.count <= Limits.nameCharacters,
      name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      throw .invalid(
        kind.member, "'\(kind.member)' has 1 to \(Limits.nameCharacters) characters, none of them control ones.")
    }
    return Mem0Entity(kind, name)
  }
}

/// What a client attached to a memory.
struct Mem0Attributes: Sendable {
  var entities: [Mem0Entity.Kind: String] = [:]
  var metadata: JSONValue = .null
  var expires: String?
  var updatedAt: String?

  init() {}

  init(_ document: JSONValue) {
    for kind in Mem0Entity.Kind.allCases {
      if case .string(let name)? = document[kind.member] { entities[kind] = name }
    }
    metadata = document["metadata"] ?? .null
    if case .string(let date)? = document["expiration_date"] { expires = date }
    if case .string(let time)? = document["updated_at"] { updatedAt = time }
  }

  var document: JSONValue {
    var members: [String: JSONValue] = ["metadata": metadata]
    for (kind, name) in entities { members[kind.member] = .string(name) }
    if let expires { members["expiration_date"] = .string(expires) }
    if let updatedAt { members["updated_at"] = .string(updatedAt) }
    return .object(members)
  }
}
