import Foundation
import MnemeCore

/// What handlers read of arguments that were checked.
extension JSONValue {
  func string(_ key: String) -> String? {
    if case .string(let text)? = self[key] { text } else { nil }
  }

  /// Whole numbers may be written with a fractional part of zero.
  func integer(_ key: String) -> Int? {
    switch self[key] {
    case .integer(let number)?: Int(number)
    case .number(let number)?: Int(exactly: number)
    default: nil
    }
  }

  func flag(_ key: String) -> Bool? {
    if case .bool(let value)? = self[key] { value } else { nil }
  }

  func strings(_ key: String) -> [String]? {
    guard case .array(let values)? = self[key] else { return nil }
    return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }

  var double: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  static func int(_ number: Int) -> JSONValue { .integer(Int64(number)) }
  static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}

extension String {
  /// A stray percent sign stands for itself.
  var removingPercentEncodingOrSelf: String { removingPercentEncoding ?? self }
}
