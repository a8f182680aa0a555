import MnemeCore

/// Reads schemas into nodes.
struct SchemaCompiler {
  let document: JSONValue
  private var waiting: [String] = []
  private var definitions: [String: SchemaNode] = [:]
  private var made = 0

  /// Nodes of a schema, with those that references lead to.
  static let nodeLimit = 100_000

  init(document: JSONValue) { self.document = document }

  mutating func node(_ schema: JSONValue, isStrict: Bool, depth: Int) throws(MnemeError) -> SchemaNode {
    guard depth <= JSONSchema.depth else { throw Self.wrong("it is nested too deeply") }
    made += 1
    guard made <= Self.nodeLimit else { throw Self.wrong("it is too large") }
    if case .bool(let verdict) = schema {
      return SchemaNode(
        constantVerdict: verdict, types: nil, values: nil, object: .init(), array: .init(), string: .init(),
        number: .init(), combination: .init(), isStrict: false)
    }
    guard case .object(var keywords) = schema else { throw Self.wrong("a schema is an object or a truth value") }
    try Self.settleUnevaluated(&keywords)
    let combination = try combination(keywords, depth: depth)
    let object = try objectRules(keywords, isStrict: isStrict, depth: depth)
    var values: [JSONValue]?
    if case .array(let listed)? = keywords["enum"] { values = listed }
    if let constant = keywords["const"] { values = [constant] }
    // Where several schemas speak of one object none of them knows all of its properties.
    let standsAlone =
      combination.all.isEmpty && combination.any == nil && combination.one == nil && combination.condition == nil
      && combination.reference == nil && object.patterns.isEmpty && object.dependentSchemas.isEmpty
    return SchemaNode(
      constantVerdict: nil, types: try Self.types(keywords["type"]), values: values, object: object,
      array: try arrayRules(keywords, isStrict: isStrict, depth: depth), string: try Self.stringRules(keywords),
      number: Self.numberRules(keywords), combination: combination,
      isStrict: isStrict && standsAlone && keywords["properties"] != nil && keywords["additionalProperties"] == nil)
  }

  /// What references name, and what those name in turn.
  mutating func resolved() throws(MnemeError) -> [String: SchemaNode] {
    while let reference = waiting.popLast() {
      guard definitions[reference] == nil else { continue }
      guard let target = target(of: reference) else { throw Self.wrong("a reference leads nowhere") }
      definitions[reference] = try node(target, isStrict: true, depth: 1)
    }
    return definitions
  }

  // MARK: Keywords

  private mutating func objectRules(_ keywords: [String: JSONValue], isStrict: Bool, depth: Int)
    throws(MnemeError) -> SchemaNode.ObjectRules
  {
    var rules = SchemaNode.ObjectRules()
    if case .object(let properties)? = keywords["properties"] {
      for (name, schema) in properties {
        rules.properties[name] = try node(schema, isStrict: isStrict, depth: depth + 1)
      }
    }
    rules.required = Self.strings(keywords["required"])
    if case .object(let patterns)? = keywords["patternProperties"] {
      for (pattern, schema) in patterns.sorted(by: { $0.key < $1.key }) {
        rules.patterns.append((try Self.pattern(pattern), try node(schema, isStrict: isStrict, depth: depth + 1)))
      }
    }
    if let schema = keywords["additionalProperties"] {
      rules.additional = try node(schema, isStrict: isStrict, depth: depth + 1)
    }
    if let schema = keywords["propertyNames"] { rules.names = try node(schema, isStrict: false, depth: depth + 1) }
    rules.least = Self.count(keywords["minProperties"])
    rules.most = Self.count(keywords["maxProperties"])
    if case .object(let dependent)? = keywords["dependentRequired"] {
      rules.dependent = dependent.mapValues(Self.strings)
    }
    if case .object(let dependent)? = keywords["dependentSchemas"] {
      for (name, schema) in dependent.sorted(by: { $0.key < $1.key }) {
        rules.dependentSchemas.append((name, try node(schema, isStrict: false, depth: depth + 1)))
      }
    }
    return rules
  }

  private mutating func arrayRules(_ keywords: [String: JSONValue], isStrict: Bool, depth: Int)
    throws(MnemeError) -> SchemaNode.ArrayRules
  {
    var rules = SchemaNode.ArrayRules()
    if let schemas = keywords["prefixItems"] { rules.prefix = try nodes(schemas, isStrict: isStrict, depth: depth) }
    if let schema = keywords["items"] { rules.items = try node(schema, isStrict: isStrict, depth: depth + 1) }
    if let schema = keywords["contains"] { rules.contains = try node(schema, isStrict: false, depth: depth + 1) }
    rules.leastContained = Self.count(keywords["minContains"])
    rules.mostContained = Self.count(keywords["maxContains"])
    rules.least = Self.count(keywords["minItems"])
    rules.most = Self.count(keywords["maxItems"])
    rules.isUnique = keywords["uniqueItems"] == true
    return rules
  }

  private mutating func combination(_ keywords: [String: JSONValue], depth: Int)
    throws(MnemeError) -> SchemaNode.Combination
  {
    var result = SchemaNode.Combination()
    if let schemas = keywords["allOf"] { result.all = try nodes(schemas, isStrict: false, depth: depth) }
    if let schemas = keywords["anyOf"] { result.any = try nodes(schemas, isStrict: false, depth: depth) }
    if let schemas = keywords["oneOf"] { result.one = try nodes(schemas, isStrict: false, depth: depth) }
    if let schema = keywords["not"] { result.not = try node(schema, isStrict: false, depth: depth + 1) }
    if let schema = keywords["if"] { result.condition = try node(schema, isStrict: false, depth: depth + 1) }
    if let schema = keywords["then"] { result.then = try node(schema, isStrict: false, depth: depth + 1) }
    if let schema = keywords["else"] { result.otherwise = try node(schema, isStrict: false, depth: depth + 1) }
    if case .string(let reference)? = keywords["$ref"] {
      guard reference.hasPrefix("#") else { throw Self.wrong("it refers to another document, which is not fetched") }
      result.reference = reference
      waiting.append(reference)
    }
    if keywords["$dynamicRef"] != nil { throw Self.wrong("it has a dynamic reference") }
    return result
  }

  /// `unevaluatedProperties` and `unevaluatedItems` are `additionalProperties` and `items` where one schema alone speaks of the
  /// value. Beside others they would need to know what those looked at.
  private static func settleUnevaluated(_ keywords: inout [String: JSONValue]) throws(MnemeError) {
    for (name, plain) in [("unevaluatedProperties", "additionalProperties"), ("unevaluatedItems", "items")] {
      guard let schema = keywords[name], schema != true, schema != [:], keywords[plain] == nil else { continue }
      let others = [
        "$ref", "allOf", "anyOf", "oneOf", "if", "then", "else", "not", "dependentSchemas",
        name == "unevaluatedItems" ? "contains" : "",
      ]
      guard others.allSatisfy({ keywords[$0] == nil }) else { throw wrong("it has \(name) beside other schemas") }
      keywords[plain] = schema
    }
  }

  private mutating func nodes(_ schemas: JSONValue, isStrict: Bool, depth: Int) throws(MnemeError) -> [SchemaNode] {
    guard case .array(let schemas) = schemas else { throw Self.wrong("a list of schemas is none") }
    var result: [SchemaNode] = []
    for schema in schemas { result.append(try node(schema, isStrict: isStrict, depth: depth + 1)) }
    return result
  }

  private static func stringRules(_ keywords: [String: JSONValue]) throws(MnemeError) -> SchemaNode.StringRules {
    var rules = SchemaNode.StringRules()
    rules.least = count(keywords["minLength"])
    rules.most = count(keywords["maxLength"])
    if case .string(let text)? = keywords["pattern"] { rules.pattern = try pattern(text) }
    // Formats that are not known are annotations.
    if case .string(let name)? = keywords["format"] { rules.format = SchemaFormat(rawValue: name) }
    return rules
  }

  private static func numberRules(_ keywords: [String: JSONValue]) -> SchemaNode.NumberRules {
    SchemaNode.NumberRules(
      least: keywords["minimum"]?.double, most: keywords["maximum"]?.double,
      above: keywords["exclusiveMinimum"]?.double, below: keywords["exclusiveMaximum"]?.double,
      multiple: keywords["multipleOf"]?.double)
  }

  private static func types(_ value: JSONValue?) throws(MnemeError) -> [SchemaType]? {
    let names: [String]
    switch value {
    case nil: return nil
    case .string(let name)?: names = [name]
    default: names = strings(value)
    }
    let types = names.compactMap(SchemaType.init(rawValue:))
    guard !types.isEmpty, types.count == names.count else { throw wrong("a type is none of JSON's") }
    return types
  }

  private static func strings(_ value: JSONValue?) -> [String] {
    guard case .array(let values)? = value else { return [] }
    return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }

  private static func count(_ value: JSONValue?) -> Int? { value?.double.flatMap { Int(exactly: $0) } }

  private static func pattern(_ text: String) throws(MnemeError) -> LinearPattern {
    do { return try LinearPattern(text) } catch { throw wrong("a pattern of it cannot be used: \(error.message)") }
  }

  static func wrong(_ what: String) -> MnemeError {
    MnemeError(.configuration, "The schema of the arguments cannot be checked: \(what).")
  }

  // MARK: References

  /// A JSON pointer (RFC 6901) in a fragment, or the name of an anchor.
  private func target(of reference: String) -> JSONValue? {
    let fragment = reference.dropFirst()
    if fragment.isEmpty { return document }
    guard fragment.hasPrefix("/") else { return Self.anchored(String(fragment), in: document, depth: 0) }
    var value = document
    for part in fragment.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      let name = (String(part).removingPercentEncodingOrSelf).replacing("~1", with: "/").replacing("~0", with: "~")
      switch value {
      case .object(let members):
        guard let member = members[name] else { return nil }
        value = member
      case .array(let items):
        guard let place = Int(name), items.indices.contains(place) else { return nil }
        value = items[place]
      default: return nil
      }
    }
    return value
  }

  private static func anchored(_ name: String, in value: JSONValue, depth: Int) -> JSONValue? {
    guard depth <= JSONSchema.depth else { return nil }
    switch value {
    case .object(let members):
      if members["$anchor"] == .string(name) { return value }
      return members.sorted { $0.key < $1.key }.lazy.compactMap { anchored(name, in: $0.value, depth: depth + 1) }.first
    case .array(let items): return items.lazy.compactMap { anchored(name, in: $0, depth: depth + 1) }.first
    default: return nil
    }
  }
}
