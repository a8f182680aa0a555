import MnemeCore

/// Checks the arguments of a call against the tool's schema, before anything runs.
///
/// Understands what our tools' schemas use of JSON Schema: types, required and known properties, enumerations, bounds of
/// numbers and of lengths, items. Properties that the schema does not name are refused, and a truth value is no number.
enum ToolArguments {
  /// - Throws: `invalidInput` that names the argument and what it must be.
  static func check(_ text: String, against schema: JSONValue) throws(MnemeError) -> JSONValue {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: text)
    } catch {
      throw MnemeError(.invalidInput, "The arguments are no JSON.")
    }
    guard case .object = value else { throw MnemeError(.invalidInput, "The arguments must be a JSON object.") }
    try check(value, schema, at: "")
    return value
  }

  private static func check(_ value: JSONValue, _ schema: JSONValue, at path: String) throws(MnemeError) {
    if case .array(let values)? = schema["enum"], !values.contains(value) {
      let names = values.map { if case .string(let name) = $0 { name } else { $0.text } }
      throw wrong(path, "must be one of \(names.joined(separator: ", "))")
    }
    switch (schema["type"], value) {
    case ("object"?, .object(let members)): try check(members, schema, at: path)
    case ("array"?, .array(let values)):
      try within(values.count, schema["minItems"], schema["maxItems"], path, "items")
      guard let items = schema["items"] else { return }
      for (place, item) in values.enumerated() { try check(item, items, at: "\(path)[\(place)]") }
    case ("string"?, .string(let text)):
      try within(text.unicodeScalars.count, schema["minLength"], schema["maxLength"], path, "characters")
    case ("integer"?, .integer(let number)): try within(Double(number), schema, path)
    case ("number"?, .integer(let number)): try within(Double(number), schema, path)
    case ("number"?, .number(let number)): try within(number, schema, path)
    case ("boolean"?, .bool), (nil, _): break
    case (.string(let type)?, _): throw wrong(path, "must be of type \(type)")
    default: break
    }
  }

  private static func check(_ members: [String: JSONValue], _ schema: JSONValue, at path: String) throws(MnemeError) {
    let prefix = path.isEmpty ? "" : path + "."
    var known: [String: JSONValue] = [:]
    if case .object(let properties)? = schema["properties"] { known = properties }
    if case .array(let required)? = schema["required"] {
      for case .string(let name) in required where members[name] == nil { throw wrong(prefix + name, "is missing") }
    }
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let property = known[name] else {
        throw MnemeError(
          .invalidInput, "There is an argument too much; known are: \(known.keys.sorted().joined(separator: ", ")).")
      }
      try check(value, property, at: prefix + name)
    }
  }

  private static func within(
    _ count: Int, _ least: JSONValue?, _ most: JSONValue?, _ path: String, _ unit: String
  ) throws(MnemeError) {
    if case .integer(let least)? = least, count < least { throw wrong(path, "needs at least \(least) \(unit)") }
    if case .integer(let most)? = most, count > most { throw wrong(path, "has at most \(most) \(unit)") }
  }

  private static func within(_ number: Double, _ schema: JSONValue, _ path: String) throws(MnemeError) {
    if let least = double(schema["minimum"]), number < least { throw wrong(path, "is at least \(plain(least))") }
    if let most = double(schema["maximum"]), number > most { throw wrong(path, "is at most \(plain(most))") }
  }

  private static func double(_ value: JSONValue?) -> Double? {
    switch value {
    case .integer(let number)?: Double(number)
    case .number(let number)?: number
    default: nil
    }
  }

  private static func plain(_ number: Double) -> String { JSONValue.number(number).text }

  private static func wrong(_ path: String, _ what: String) -> MnemeError {
    MnemeError(.invalidInput, "The argument '\(path)' \(what).")
  }
}
