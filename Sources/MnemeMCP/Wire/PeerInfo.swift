package import MnemeCore

/// The program at the other end, as it calls itself (`Implementation`). Nothing proves it.
package struct PeerInfo: Sendable, Hashable {
  package let name: String
  package let version: String
  package let title: String?

  package init(name: String, version: String, title: String? = nil) {
    self.name = name
    self.version = version
    self.title = title
  }

  /// Nil without a name and a version.
  package init?(_ json: JSONValue?) {
    guard case .string(let name)? = json?["name"], case .string(let version)? = json?["version"] else { return nil }
    self.init(name: name, version: version, title: json?["title"]?.string)
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = ["name": .string(name), "version": .string(version)]
    members["title"] = title.map(JSONValue.string)
    return .object(members)
  }
}

extension JSONValue {
  /// The string that it is; nil for anything else.
  package var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The whole number that it is.
  package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  /// The number that it is, whole or not.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
  package var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }

  /// The same object with one member more, replaced or (nil) taken out; another value stays as it is.
  package func setting(_ key: String, to value: JSONValue?) -> JSONValue {
    guard case .object(var members) = self else { return self }
    members[key] = value
    return .object(members)
  }
}
