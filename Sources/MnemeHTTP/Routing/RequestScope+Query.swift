import Foundation
import Hummingbird
import MnemeCore

/// What stands behind the question mark and in the path.
extension RequestScope {
  /// A parameter with its percent escapes read; a plus sign is a plus sign.
  func query(_ name: String) -> String? { request.uri.queryParameters[Substring(name)].map(String.init) }

  /// A parameter that holds words: a plus sign is a space, as forms and most clients write it. Cut at the length that is
  /// looked at; nil when it is absent or blank.
  func words(_ name: String) throws(HTTPFailure) -> String? {
    let parts = request.uri.query?.split(separator: "&") ?? []
    guard let raw = parts.first(where: { $0.hasPrefix("\(name)=") })?.dropFirst(name.count + 1) else { return nil }
    guard let text = raw.replacing("+", with: " ").removingPercentEncoding else {
      throw HTTPFailure.invalid(name, "'\(name)' is not percent-encoded UTF-8.")
    }
    guard text.contains(where: { !$0.isWhitespace }) else { return nil }
    return text.cutToQuery
  }

  func flag(_ name: String) throws(HTTPFailure) -> Bool {
    switch query(name)?.lowercased() {
    case nil, "0", "false": return false
    case "1", "true", "": return true
    default: throw HTTPFailure.invalid(name, "'\(name)' is 0 or 1.")
    }
  }

  func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws(HTTPFailure) -> Int {
    guard let text = query(name) else { return fallback }
    guard let value = Int(text), range.contains(value) else {
      throw HTTPFailure.invalid(
        name, "'\(name)' is a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }

  /// The position a page begins before: the `next_before` of an earlier answer.
  func before() throws(HTTPFailure) -> Int64? {
    guard let text = query("before") else { return nil }
    guard let value = Int64(text), value > 0 else {
      throw HTTPFailure.invalid("before", "'before' is the 'next_before' of an earlier answer.")
    }
    return value
  }

  /// An entity's ordinal in the path or behind the question mark.
  func ordinal(_ name: String) throws(HTTPFailure) -> Int64 {
    guard let text = parameters[name] ?? query(name) else {
      throw HTTPFailure.invalid(name, "'\(name)' is missing.", code: "missing_field")
    }
    guard let value = Int64(text), value > 0 else {
      throw HTTPFailure.invalid(name, "'\(name)' is the ordinal of an entity.")
    }
    return value
  }

  func time(_ name: String) throws(HTTPFailure) -> Date? {
    guard let text = query(name), !text.isEmpty else { return nil }
    // A plus sign that is not escaped is that of an offset, or stands for the space before the time of day.
    guard let date = Date(input: text) ?? Date(input: text.replacing("+", with: " ")) else {
      throw HTTPFailure.noTime(name)
    }
    return date
  }

  /// `from` and `to`, half-open; either may be absent.
  func timeRange() throws(HTTPFailure) -> (from: Date?, to: Date?) {
    let from = try time("from")
    let to = try time("to")
    if let from, let to, from >= to { throw HTTPFailure.emptyRange }
    return (from, to)
  }

  /// For an address where a misspelt parameter would do harm.
  func allowQuery(only names: String...) throws(HTTPFailure) {
    for name in request.uri.queryParameters.map({ String($0.key) }) where !names.contains(name) {
      let name = String(name.unicodeScalars.prefix(64).filter { $0.value >= 0x20 }.map(Character.init))
      throw HTTPFailure.invalid(name, "'\(name)' is not a parameter this address knows.", code: "unknown_parameter")
    }
  }
}

extension HTTPFailure {
  static func noTime(_ name: String) -> HTTPFailure {
    .invalid(name, "'\(name)' is an ISO 8601 time, such as 2026-05-08T13:56:00Z.")
  }

  static let emptyRange = HTTPFailure.invalid("to", "'to' is later than 'from'.")
}

extension String {
  /// What is beyond the limit of a query is not looked at.
  var cutToQuery: String {
    String(String.UnicodeScalarView(unicodeScalars.prefix(Limits.queryCharacters)))
  }
}
