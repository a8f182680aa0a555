import Foundation
import MnemeCore

/// mem0's filters: members that must hold, joined by AND, OR and NOT, with operators.
indirect enum Mem0Filter: Sendable {
  case all([Mem0Filter])
  case any([Mem0Filter])
  case none([Mem0Filter])
  case member(String, Test)

  enum Test: Sendable {
    case equals(JSONValue)
    case differs(JSONValue)
    case among([JSONValue])
    case contains(String)
    case compares(Comparison, JSONValue)
    /// `*`: there is one.
    case exists
  }

  enum Comparison: String, Sendable { case gt, gte, lt, lte }

  private static let depth = 16
  private static let operators: Set = [
    "eq", "ne", "in", "nin", "contains", "icontains", "gt", "gte", "lt", "lte",
  ]
  private static let known: Set = [
    "user_id", "agent_id", "app_id", "run_id", "metadata", "categories", "created_at", "updated_at", "timestamp",
    "keywords", "memory", "memory_ids", "id", "expiration_date",
  ]

  /// - Throws: `HTTPFailure` 400 that names the place.
  init(_ value: JSONValue, at path: String = "filters", depth: Int = 0) throws(HTTPFailure) {
    guard case .object(let members) = value else {
      throw .invalid(path, "Filters are an object.", code: "invalid_type")
    }
    guard depth < Self.depth else { throw .invalid(path, "Filters are nested too deeply.") }
    var parts: [Mem0Filter] = []
    for (name, wanted) in members.sorted(by: { $0.key < $1.key }) {
      switch name {
      case "AND", "OR", "NOT":
        let list: [JSONValue]
        switch wanted {
        case .array(let values): list = values
        case .object: list = [wanted]
        default: throw .invalid("\(path).\(name)", "'\(name)' is a list of filters.", code: "invalid_type")
        }
        var inner: [Mem0Filter] = []
        for (place, filter) in list.enumerated() {
          inner.append(try Mem0Filter(filter, at: "\(path).\(name)[\(place)]", depth: depth + 1))
        }
        parts.append(name == "AND" ? .all(inner) : name == "OR" ? .any(inner) : .none(inner))
      case let name where Self.known.contains(name):
        parts += try Self.tests(wanted, name, at: "\(path).\(name)").map { .member(name, $0) }
      default:
        // What is no field of a memory is one of its metadata.
        parts += try Self.tests(wanted, name, at: "\(path).\(name)").map { .member("metadata.\(name)", $0) }
      }
    }
    self = parts.count == 1 ? parts[0] : .all(parts)
  }

  private static func tests(_ value: JSONValue, _ name: String, at path: String) throws(HTTPFailure) -> [Test] {
    guard case .object(let operators) = value, name != "metadata" else {
      if case .array(let values) = value { return [.among(values)] }
      return [value == .string("*") ? .exists : .equals(value)]
    }
    // What holds anything but operators is a value.
    guard !operators.isEmpty, operators.keys.allSatisfy(Self.operators.contains) else { return [.equals(value)] }
    var tests: [Test] = []
    for (name, wanted) in operators.sorted(by: { $0.key < $1.key }) {
      switch name {
      case "eq": tests.append(.equals(wanted))
      case "ne": tests.append(.differs(wanted))
      case "in":
        guard case .array(let values) = wanted else { throw .invalid("\(path).in", "'in' is a list.") }
        tests.append(.among(values))
      case "nin":
        guard case .array(let values) = wanted else { throw .invalid("\(path).nin", "'nin' is a list.") }
        tests += values.map(Test.differs)
      case "contains", "icontains":
        guard case .string(let text) = wanted else { throw .invalid("\(path).\(name)", "'\(name)' is a text.") }
        tests.append(.contains(text))
      default:
        guard let comparison = Comparison(rawValue: name) else {
          throw .invalid(
            "\(path).\(name)", "The operators are eq, ne, in, nin, gt, gte, lt, lte, contains and icontains.")
        }
        tests.append(.compares(comparison, wanted))
      }
    }
    return tests
  }

  /// Entities that are named where a memory has to belong to them, and kinds of which any will do.
  var mentions: (entities: [Mem0Entity], kinds: Set<Mem0Entity.Kind>) {
    switch self {
    case .all(let parts), .any(let parts):
      return parts.map(\.mentions).reduce(into: ([], [])) { sum, one in
        sum.entities += one.entities
        sum.kinds.formUnion(one.kinds)
      }
    case .none: return ([], [])
    case .member(let name, let test):
      guard let kind = Mem0Entity.Kind.allCases.first(where: { $0.member == name }) else { return ([], []) }
      switch test {
      case .equals(.string(let name)): return ([Mem0Entity(kind, name)], [])
      case .among(let values):
        return (
          values.compactMap { value in
            if case .string(let name) = value { Mem0Entity(kind, name) } else { nil }
          }, []
        )
      case .exists: return ([], [kind])
      default: return ([], [])
      }
    }
  }

  func holds(_ item: Mem0Item) -> Bool {
    switch self {
    case .all(let parts): parts.allSatisfy { $0.holds(item) }
    case .any(let parts): parts.isEmpty || parts.contains { $0.holds(item) }
    case .none(let parts): !parts.contains { $0.holds(item) }
    case .member(let name, let test): Self.holds(test, of: item.values(of: name))
    }
  }

  /// Of a list it is enough that one element holds; a test for being different must hold for all.
  private static func holds(_ test: Test, of values: [JSONValue]) -> Bool {
    switch test {
    case .exists: !values.isEmpty
    case .equals(.null): values.isEmpty
    case .equals(.object(let wanted)):
      values.contains { value in wanted.allSatisfy { value[$0.key] == $0.value } }
    case .equals(let wanted): values.contains { same($0, wanted) }
    case .differs(let wanted): !values.contains { same($0, wanted) }
    case .among(let wanted): values.contains { value in wanted.contains { same(value, $0) } }
    case .contains(let text):
      values.contains { value in
        if case .string(let own) = value { own.localizedCaseInsensitiveContains(text) } else { false }
      }
    case .compares(let comparison, let wanted): values.contains { compares($0, comparison, wanted) }
    }
  }

  private static func same(_ a: JSONValue, _ b: JSONValue) -> Bool {
    if let x = number(a), let y = number(b) { return x == y }
    return a == b
  }

  private static func number(_ value: JSONValue) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  private static func compares(_ a: JSONValue, _ comparison: Comparison, _ b: JSONValue) -> Bool {
    if let x = number(a), let y = number(b) { return compares(x, comparison, y) }
    guard case .string(let x) = a, case .string(let y) = b else { return false }
    // A date stands for its first moment, so that days compare with times.
    if let x = Date(input: x) ?? Date(input: x + "T00:00:00Z"), let y = Date(input: y) ?? Date(input: y + "T00:00:00Z")
    {
      return compares(x.milliseconds, comparison, y.milliseconds)
    }
    return compares(x, comparison, y)
  }

  private static func compares<Value: Comparable>(_ a: Value, _ comparison: Comparison, _ b: Value) -> Bool {
    switch comparison {
    case .gt: a > b
    case .gte: a >= b
    case .lt: a < b
    case .lte: a <= b
    }
  }
}
