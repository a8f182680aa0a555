import MnemeCore

/// JSON Schema in the subset that Gemini's function declarations take.
enum GeminiSchema {
  private static let kept: Set<String> = [
    "description", "title", "nullable", "required", "minItems", "maxItems", "minLength", "maxLength",
    "minimum", "maximum", "pattern", "minProperties", "maxProperties",
  ]

  /// Others are refused.
  private static let formats: Set<String> = ["enum", "date-time", "float", "double", "int32", "int64"]

  static func isObject(_ value: JSONValue?) -> Bool {
    if case .object? = value { true } else { false }
  }

  /// Nil for an object without properties.
  static func parameters(_ schema: JSONValue) -> JSONValue? {
    guard case .object(let properties)? = schema["properties"], !properties.isEmpty else { return nil }
    return convert(schema)
  }

  /// Types in capitals, `null` among several types as `nullable`, `const` as an enumeration of one, `oneOf` as `anyOf`; what the
  /// API does not know is left out. O(size of the schema).
  static func convert(_ schema: JSONValue) -> JSONValue {
    guard case .object(let members) = schema else { return schema }
    var result: [String: JSONValue] = [:]
    for (key, value) in members where kept.contains(key) { result[key] = value }
    switch members["type"] {
    case .string(let name)?: result["type"] = .string(name.uppercased())
    case .array(let names)?:
      let types = names.compactMap { if case .string(let name) = $0 { name } else { nil } }
      if types.contains("null") { result["nullable"] = true }
      let others = types.filter { $0 != "null" }
      if others.count == 1 {
        result["type"] = .string(others[0].uppercased())
      } else if others.count > 1 {
        result["anyOf"] = .array(others.map { ["type": .string($0.uppercased())] })
      }
    default: break
    }
    if case .string(let format)? = members["format"], formats.contains(format) { result["format"] = .string(format) }
    // Enumerations are of texts only.
    if case .array(let values)? = members["enum"] {
      let texts = values.filter { if case .string = $0 { true } else { false } }
      if texts.count == values.count { result["enum"] = .array(texts) }
    } else if case .string(let only)? = members["const"] {
      result["enum"] = [.string(only)]
    }
    if let items = members["items"] { result["items"] = convert(items) }
    for key in ["anyOf", "oneOf"] {
      if case .array(let choices)? = members[key] { result["anyOf"] = .array(choices.map(convert)) }
    }
    if case .object(let properties)? = members["properties"] {
      result["properties"] = .object(properties.mapValues(convert))
    }
    return .object(result)
  }
}
