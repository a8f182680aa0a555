package import MnemeCore

/// Checks values against a JSON Schema document with `$defs`: the keywords that the protocol's own schema files use.
/// A keyword that it does not know is a flaw, so that nothing is taken for checked that was not.
package struct JSONSchemaCheck: Sendable {
  private let definitions: [String: JSONValue]

  /// - Parameter document: a schema document with its definitions under `$defs`.
  package init(document: JSONValue) {
    definitions = if case .object(let definitions)? = document["$defs"] { definitions } else { [:] }
  }

  package var names: Set<String> { Set(definitions.keys) }

  /// What is wrong with a value as an instance of a definition; empty when nothing is.
  package func flaws(of value: JSONValue, as name: String) -> [String] {
    guard let schema = definitions[name] else { return ["there is no definition \(name)"] }
    return flaws(value, schema, name)
  }

  private func flaws(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
    guard case .object(let keywords) = schema else {
      return schema == false ? ["\(path): nothing is allowed here"] : []
    }
    return keywords.flatMap { keyword, rule in flaws(value, keyword, rule, keywords, path) }
  }

  private func flaws(
    _ value: JSONValue, _ keyword: String, _ rule: JSONValue, _ keywords: [String: JSONValue], _ path: String
  ) -> [String] {
    switch (keyword, rule) {
    case ("description", _), ("title", _), ("default", _), ("examples", _), ("format", _): return []
    case ("$ref", .string(let target)):
      return flaws(of: value, as: String(target.split(separator: "/").last ?? "")).map { "\(path) > \($0)" }
    case ("type", .string(let type)): return isOf(type, value) ? [] : ["\(path): is no \(type)"]
    case ("type", .array(let types)):
      let fits = types.contains { if case .string(let type) = $0 { isOf(type, value) } else { false } }
      return fits ? [] : ["\(path): has none of the types"]
    case ("const", _): return value == rule ? [] : ["\(path): is not \(rule.text)"]
    case ("enum", .array(let values)): return values.contains(value) ? [] : ["\(path): is none of the values"]
    case ("anyOf", .array(let schemas)):
      let tries = schemas.map { flaws(value, $0, path) }
      if tries.contains(where: \.isEmpty) { return [] }
      return ["\(path): fits none: " + tries.map { $0.first ?? "" }.joined(separator: " | ")]
    case ("allOf", .array(let schemas)): return schemas.flatMap { flaws(value, $0, path) }
    case ("required", .array(let names)):
      guard case .object(let members) = value else { return [] }
      return names.compactMap {
        if case .string(let name) = $0, members[name] == nil { "\(path): lacks \(name)" } else { nil }
      }
    case ("properties", .object(let properties)):
      guard case .object(let members) = value else { return [] }
      return properties.flatMap { name, schema in members[name].map { flaws($0, schema, "\(path).\(name)") } ?? [] }
    case ("additionalProperties", _):
      guard case .object(let members) = value else { return [] }
      let known: Set<String> =
        if case .object(let properties)? = keywords["properties"] { Set(properties.keys) } else { [] }
      return members.filter { !known.contains($0.key) }.flatMap { flaws($0.value, rule, "\(path).\($0.key)") }
    case ("items", _):
      guard case .array(let values) = value else { return [] }
      return values.enumerated().flatMap { flaws($0.element, rule, "\(path)[\($0.offset)]") }
    case ("maxItems", .integer(let most)):
      if case .array(let values) = value, values.count > most { return ["\(path): has too many items"] }
      return []
    case ("minimum", _):
      guard let number = number(value), let least = self.number(rule) else { return [] }
      return number >= least ? [] : ["\(path): is too small"]
    case ("maximum", _):
      guard let number = number(value), let most = self.number(rule) else { return [] }
      return number <= most ? [] : ["\(path): is too large"]
    default: return ["\(path): the keyword \(keyword) is not understood"]
    }
  }

  private func isOf(_ type: String, _ value: JSONValue) -> Bool {
    switch (type, value) {
    case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("null", .null),
      ("integer", .integer), ("number", .integer), ("number", .number):
      true
    case ("integer", .number(let number)): number == number.rounded()
    default: false
    }
  }

  private func number(_ value: JSONValue) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}
