package import MnemeCore

/// A form that a server wants a person to fill in: flat, its fields strings, numbers, truths and choices.
package struct ElicitationForm: Sendable, Hashable {
  /// What the server says it is for; its words, which nobody vouches for.
  package let message: String
  /// JSON Schema of an object.
  package let schema: JSONValue

  package init(message: String, schema: JSONValue) {
    self.message = message
    self.schema = schema
  }

  private var fields: [String: JSONValue] { schema["properties"]?.object ?? [:] }

  private var required: [String] { schema["required"]?.array?.compactMap(\.string) ?? [] }

  /// What was filled in, with the defaults of the fields that were left empty; nil where that does not fit the form.
  /// O(fields).
  package func completed(_ given: [String: JSONValue]) -> [String: JSONValue]? {
    var content: [String: JSONValue] = [:]
    for (name, field) in fields {
      guard let value = given[name] ?? field["default"] else { continue }
      guard Self.fits(value, field) else { return nil }
      content[name] = value
    }
    return required.allSatisfy { content[$0] != nil } ? content : nil
  }

  private static func fits(_ value: JSONValue, _ field: JSONValue) -> Bool {
    switch field["type"]?.string {
    case "string":
      guard let text = value.string else { return false }
      let length = text.unicodeScalars.count
      guard length >= field["minLength"]?.integer ?? 0, length <= field["maxLength"]?.integer ?? .max else {
        return false
      }
      return choices(of: field).map { $0.contains(text) } ?? true
    case "integer":
      guard let number = value.double, number == number.rounded() else { return false }
      return isInside(number, field)
    case "number": return value.double.map { isInside($0, field) } ?? false
    case "boolean": return value.bool != nil
    case "array":
      guard let values = value.array else { return false }
      guard values.count >= field["minItems"]?.integer ?? 0, values.count <= field["maxItems"]?.integer ?? .max else {
        return false
      }
      let allowed = field["items"].flatMap(choices)
      return values.allSatisfy { value in value.string.map { allowed?.contains($0) ?? true } ?? false }
    default: return false
    }
  }

  private static func isInside(_ number: Double, _ field: JSONValue) -> Bool {
    number >= field["minimum"]?.double ?? -.infinity && number <= field["maximum"]?.double ?? .infinity
  }

  /// Nil where any text will do.
  private static func choices(of field: JSONValue) -> [String]? {
    if let values = field["enum"]?.array { return values.compactMap(\.string) }
    return (field["oneOf"] ?? field["anyOf"])?.array?.compactMap { $0["const"]?.string }
  }
}

/// What becomes of a form.
package enum ElicitationAnswer: Sendable, Hashable {
  /// With what was filled in; fields left empty take their defaults.
  case accept([String: JSONValue])
  case decline
  /// Closed without an answer.
  case cancel
}
