import Foundation
import MnemeCore

/// Compares a value with a compiled schema.
struct SchemaCheck {
  let definitions: [String: SchemaNode]
  private let steps = Steps()

  init(definitions: [String: SchemaNode]) { self.definitions = definitions }

  /// Schemas that are compared with values, at most; forms of forms can multiply without end.
  static let stepLimit = 100_000

  private final class Steps { var left = SchemaCheck.stepLimit }

  static let tooComplex = ToolFailure(
    .invalidParameter, "What was given as arguments is too complex to be checked against the schema.")

  /// - Throws: as `check`; `tooComplex` when there are too many steps, whatever the schema makes of a failure.
  func run(_ value: JSONValue, _ root: SchemaNode) throws(ToolFailure) {
    do {
      try check(value, root, at: "", depth: 0)
    } catch {
      throw steps.left > 0 ? error : Self.tooComplex
    }
    guard steps.left > 0 else { throw Self.tooComplex }
  }

  private func check(_ value: JSONValue, _ node: SchemaNode, at path: String, depth: Int) throws(ToolFailure) {
    // Once it is at the end everything fails at once, and the way back is short.
    guard steps.left > 0 else { throw Self.tooComplex }
    steps.left -= 1
    guard depth <= JSONSchema.depth else { throw Self.wrong(.invalidParameter, path, "is nested too deeply") }
    if let verdict = node.constantVerdict {
      if !verdict { throw Self.wrong(.invalidParameter, path, "is not allowed") }
      return
    }
    if let types = node.types, !types.contains(where: { $0.holds(value) }) {
      throw Self.wrong(
        .invalidParameter, path, "must be of type \(types.map(\.rawValue).joined(separator: " or "))")
    }
    if let values = node.values, !values.contains(where: { Self.equal($0, value) }) {
      let names = values.map { if case .string(let name) = $0 { name } else { $0.text } }
      throw Self.wrong(.invalidParameter, path, "must be one of \(names.joined(separator: ", "))")
    }
    switch value {
    case .object(let members): try check(members, node, at: path, depth: depth)
    case .array(let items): try check(items, node.array, at: path, depth: depth)
    case .string(let text): try check(text, node.string, at: path)
    case .integer(let number): try check(Double(number), node.number, at: path)
    case .number(let number): try check(number, node.number, at: path)
    case .null, .bool: break
    }
    try combine(value, node.combination, at: path, depth: depth)
  }

  private func fits(_ value: JSONValue, _ node: SchemaNode, depth: Int) -> Bool {
    do { try check(value, node, at: "", depth: depth) } catch { return false }
    return true
  }

  // MARK: Kinds of values

  private func check(_ members: [String: JSONValue], _ node: SchemaNode, at path: String, depth: Int)
    throws(ToolFailure)
  {
    let rules = node.object
    let prefix = path.isEmpty ? "" : path + "."
    for name in rules.required where members[name] == nil {
      throw Self.wrong(.missingParameter, prefix + name, "is missing")
    }
    try Self.within(members.count, rules.least, rules.most, path, "members")
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      if let names = rules.names, !fits(.string(name), names, depth: depth + 1) {
        throw Self.wrong(.invalidParameter, path, "has a member whose name is not allowed")
      }
      var isKnown = false
      if let property = rules.properties[name] {
        isKnown = true
        try check(value, property, at: prefix + name, depth: depth + 1)
      }
      for (pattern, node) in rules.patterns where pattern.matches(name) {
        isKnown = true
        try check(value, node, at: prefix + name, depth: depth + 1)
      }
      if isKnown { continue }
      if let additional = rules.additional, additional.constantVerdict == nil {
        try check(value, additional, at: prefix + name, depth: depth + 1)
      } else if rules.additional?.constantVerdict ?? !node.isStrict == false {
        // The stranger's name is the caller's text: it is not repeated.
        throw ToolFailure(
          .invalidParameter,
          "There is an argument too much\(path.isEmpty ? "" : " in '\(path)'"); known are: "
            + "\(rules.properties.keys.sorted().joined(separator: ", ")).")
      }
    }
    for (name, others) in rules.dependent.sorted(by: { $0.key < $1.key }) where members[name] != nil {
      for other in others where members[other] == nil {
        throw Self.wrong(.missingParameter, prefix + other, "is needed with '\(name)'")
      }
    }
    for (name, schema) in rules.dependentSchemas where members[name] != nil {
      try check(.object(members), schema, at: path, depth: depth + 1)
    }
  }

  private func check(_ items: [JSONValue], _ rules: SchemaNode.ArrayRules, at path: String, depth: Int)
    throws(ToolFailure)
  {
    try Self.within(items.count, rules.least, rules.most, path, "items")
    for (place, item) in items.enumerated() {
      if place < rules.prefix.count {
        try check(item, rules.prefix[place], at: "\(path)[\(place)]", depth: depth + 1)
      } else if let node = rules.items {
        try check(item, node, at: "\(path)[\(place)]", depth: depth + 1)
      }
    }
    if let contains = rules.contains {
      let count = items.count { fits($0, contains, depth: depth + 1) }
      try Self.within(count, rules.leastContained ?? 1, rules.mostContained, path, "items of the wanted kind")
    }
    if rules.isUnique, Set(items.map(\.text)).count < items.count {
      throw Self.wrong(.invalidParameter, path, "has an item twice")
    }
  }

  private func check(_ text: String, _ rules: SchemaNode.StringRules, at path: String) throws(ToolFailure) {
    if rules.least != nil || rules.most != nil {
      try Self.within(text.unicodeScalars.count, rules.least, rules.most, path, "characters")
    }
    if let pattern = rules.pattern, !pattern.matches(text) {
      throw Self.wrong(.invalidFormat, path, "must match \(pattern.source)")
    }
    if let format = rules.format, !format.holds(text) {
      throw Self.wrong(.invalidFormat, path, "must be \(format.words)")
    }
  }

  private func check(_ number: Double, _ rules: SchemaNode.NumberRules, at path: String) throws(ToolFailure) {
    func range(_ what: String, _ bound: Double) -> ToolFailure {
      let other =
        rules.least.flatMap { least in
          rules.most.map { " (\(Self.plain(least)) to \(Self.plain($0)))" }
        } ?? ""
      return Self.wrong(.outOfRange, path, "\(what) \(Self.plain(bound))\(other)")
    }
    if let least = rules.least, number < least { throw range("is at least", least) }
    if let most = rules.most, number > most { throw range("is at most", most) }
    if let above = rules.above, number <= above { throw range("is more than", above) }
    if let below = rules.below, number >= below { throw range("is less than", below) }
    if let multiple = rules.multiple, multiple > 0 {
      let times = number / multiple
      guard abs(times - times.rounded()) < 1e-9 else { throw range("is a multiple of", multiple) }
    }
  }

  // MARK: Several schemas for one value

  private func combine(_ value: JSONValue, _ rules: SchemaNode.Combination, at path: String, depth: Int)
    throws(ToolFailure)
  {
    if let reference = rules.reference, let node = definitions[reference] {
      try check(value, node, at: path, depth: depth + 1)
    }
    for node in rules.all { try check(value, node, at: path, depth: depth + 1) }
    if let any = rules.any, !any.contains(where: { fits(value, $0, depth: depth + 1) }) {
      // The first alternative of the right type says best what is missing.
      if let near = any.first(where: { $0.types?.contains { $0.holds(value) } ?? false }) {
        try check(value, near, at: path, depth: depth + 1)
      }
      throw Self.wrong(.invalidParameter, path, "fits none of the allowed forms")
    }
    if let one = rules.one, one.count(where: { fits(value, $0, depth: depth + 1) }) != 1 {
      throw Self.wrong(.invalidParameter, path, "must fit exactly one of the allowed forms")
    }
    if let not = rules.not, fits(value, not, depth: depth + 1) {
      throw Self.wrong(.invalidParameter, path, "has a form that is not allowed")
    }
    if let condition = rules.condition {
      let branch = fits(value, condition, depth: depth + 1) ? rules.then : rules.otherwise
      if let branch { try check(value, branch, at: path, depth: depth + 1) }
    }
  }

  // MARK: Words

  private static func within(_ count: Int, _ least: Int?, _ most: Int?, _ path: String, _ unit: String)
    throws(ToolFailure)
  {
    if let least, count < least { throw wrong(.outOfRange, path, "needs at least \(least) \(unit)") }
    if let most, count > most { throw wrong(.outOfRange, path, "has at most \(most) \(unit)") }
  }

  /// Numbers are equal by value, whichever way they are written.
  private static func equal(_ a: JSONValue, _ b: JSONValue) -> Bool {
    if let first = a.double, let second = b.double { return first == second }
    return a == b
  }

  private static func plain(_ number: Double) -> String {
    Int64(exactly: number).map(String.init) ?? String(number)
  }

  private static func wrong(_ code: ToolErrorCode, _ path: String, _ what: String) -> ToolFailure {
    ToolFailure(code, path.isEmpty ? "What was given as arguments \(what)." : "The argument '\(path)' \(what).")
  }
}
