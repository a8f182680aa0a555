import MnemeCore

/// JSON Schemas in few words.
enum APISchema {
  static let string: JSON = ["type": "string"]
  static let flag: JSON = ["type": "boolean"]
  static let number: JSON = ["type": "number"]
  static let integer: JSON = ["type": "integer"]
  static let any: JSON = [:]
  static let object: JSON = ["type": "object"]
  static let time: JSON = ["type": "string", "format": "date-time"]

  /// In a query; one without a value counts as absent.
  static let maybeTime: JSON = ["anyOf": [time, ["const": ""]]]

  /// Words that hold something besides white space.
  static func text(_ most: Int? = nil) -> JSON {
    var members: [(String, JSON)] = [("type", "string"), ("minLength", 1), ("pattern", "\\S")]
    if let most { members.append(("maxLength", .number(most))) }
    return .object(members)
  }

  static func name(_ most: Int = Limits.nameCharacters) -> JSON {
    ["type": "string", "minLength": 1, "maxLength": .number(most)]
  }

  static func whole(_ range: ClosedRange<Int>) -> JSON {
    ["type": "integer", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
  }

  static func between(_ least: Double, _ most: Double) -> JSON {
    ["type": "number", "minimum": .double(least), "maximum": .double(most)]
  }

  static func list(_ item: JSON, most: Int? = nil, least: Int? = nil) -> JSON {
    var members: [(String, JSON)] = [("type", "array"), ("items", item)]
    if let least { members.append(("minItems", .number(least))) }
    if let most { members.append(("maxItems", .number(most))) }
    return .object(members)
  }

  static func choice(_ values: [String]) -> JSON { ["type": "string", "enum": .texts(values)] }

  static func orNull(_ schema: JSON) -> JSON {
    // Once is enough.
    if case .object(let members) = schema, case .array(let all)? = members.first(where: { $0.0 == "anyOf" })?.1,
      all.contains(where: {
        if case .object(let one) = $0, case .string("null")? = one.first?.1 { true } else { false }
      })
    {
      return schema
    }
    return ["anyOf": [schema, ["type": "null"]]]
  }

  static func either(_ schemas: JSON...) -> JSON { ["anyOf": .array(schemas)] }

  /// What is sent: members that may be left out may also be null.
  static func body(_ members: [(String, JSON)], required: [String] = [], closed: Bool = false) -> JSON {
    object(members.map { ($0.0, required.contains($0.0) ? $0.1 : orNull($0.1)) }, required: required, closed: closed)
  }

  /// - Parameter closed: members that are not named are refused.
  static func object(_ members: [(String, JSON)], required: [String] = [], closed: Bool = false) -> JSON {
    var schema: [(String, JSON)] = [("type", "object"), ("properties", .object(members))]
    if !required.isEmpty { schema.append(("required", .texts(required))) }
    if closed { schema.append(("additionalProperties", false)) }
    return .object(schema)
  }

  /// An object with these members, each of them always there.
  static func answer(_ members: [(String, JSON)]) -> JSON { object(members, required: members.map(\.0)) }

  static func named(_ name: String) -> JSON { ["$ref": .string("#/components/schemas/\(name)")] }

  // MARK: Parameters

  static func query(_ name: String, _ schema: JSON, _ description: String, required: Bool = false) -> JSON {
    [
      "name": .string(name), "in": "query", "required": .bool(required), "description": .string(description),
      "schema": schema,
    ]
  }

  static func limit(_ range: ClosedRange<Int>, standard: Int) -> JSON {
    query("limit", whole(range), "At most so many; \(standard) without it.")
  }

  static let switchValue: JSON = ["type": "string", "enum": ["0", "1", "true", "false", ""]]
  static let before = query(
    "before", ["type": "integer", "minimum": 1, "maximum": 9_007_199_254_740_991],
    "The `next_before` of the page before.")
  static let from = query("from", maybeTime, "From this time on.")
  static let to = query("to", maybeTime, "Before this time.")

  static func header(_ name: String, _ schema: JSON, _ description: String) -> JSON {
    [
      "name": .string(name), "in": "header", "required": false, "description": .string(description), "schema": schema,
    ]
  }

  static let space = header(
    "X-Mneme-Space", ["type": "string", "pattern": "^[A-Za-z0-9._@-]{1,64}$"], "Whose memory; `me` without it.")
  static let session = header(
    "X-Mneme-Session", ["type": "string", "pattern": "^[ -~]{0,200}$"], "The conversation.")
  static let memoryMode = header(
    "X-Mneme-Memory", choice(["off", "read", "full"]), "What may become of the turn; `full` without it.")
}
