import MnemeCore

/// One schema, read once: what a value at its place must be.
final class SchemaNode: Sendable {
  /// `true` and `false` are schemas too.
  let constantVerdict: Bool?
  let types: [SchemaType]?
  /// Of `enum` and `const`.
  let values: [JSONValue]?
  let object: ObjectRules
  let array: ArrayRules
  let string: StringRules
  let number: NumberRules
  let combination: Combination
  /// Properties that it does not name are refused, though it says nothing of them.
  let isStrict: Bool

  init(
    constantVerdict: Bool?, types: [SchemaType]?, values: [JSONValue]?, object: ObjectRules, array: ArrayRules,
    string: StringRules, number: NumberRules, combination: Combination, isStrict: Bool
  ) {
    self.constantVerdict = constantVerdict
    self.types = types
    self.values = values
    self.object = object
    self.array = array
    self.string = string
    self.number = number
    self.combination = combination
    self.isStrict = isStrict
  }

  struct ObjectRules: Sendable {
    var properties: [String: SchemaNode] = [:]
    var required: [String] = []
    var patterns: [(pattern: LinearPattern, node: SchemaNode)] = []
    /// Nil where the schema says nothing.
    var additional: SchemaNode?
    var names: SchemaNode?
    var least: Int?
    var most: Int?
    var dependent: [String: [String]] = [:]
    /// What the whole object must be when it has a member of this name.
    var dependentSchemas: [(name: String, node: SchemaNode)] = []
  }

  struct ArrayRules: Sendable {
    var prefix: [SchemaNode] = []
    var items: SchemaNode?
    var contains: SchemaNode?
    var leastContained: Int?
    var mostContained: Int?
    var least: Int?
    var most: Int?
    var isUnique = false
  }

  struct StringRules: Sendable {
    /// In Unicode scalars.
    var least: Int?
    var most: Int?
    var pattern: LinearPattern?
    var format: SchemaFormat?
  }

  struct NumberRules: Sendable {
    var least: Double?
    var most: Double?
    var above: Double?
    var below: Double?
    var multiple: Double?
  }

  struct Combination: Sendable {
    var all: [SchemaNode] = []
    var any: [SchemaNode]?
    var one: [SchemaNode]?
    var not: SchemaNode?
    var condition: SchemaNode?
    var then: SchemaNode?
    var otherwise: SchemaNode?
    /// A place in the same document.
    var reference: String?
  }
}

enum SchemaType: String, Sendable {
  case null, boolean, object, array, number, string, integer

  func holds(_ value: JSONValue) -> Bool {
    switch (self, value) {
    case (.null, .null), (.boolean, .bool), (.object, .object), (.array, .array), (.string, .string),
      (.number, .number), (.number, .integer), (.integer, .integer):
      true
    // 2020-12: a number without a fractional part is an integer. A truth value is neither.
    case (.integer, .number(let number)): number.rounded() == number && abs(number) < 9e15
    default: false
    }
  }
}
