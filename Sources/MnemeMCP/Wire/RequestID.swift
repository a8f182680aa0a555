package import MnemeCore

/// What joins a response to its request. A number stays a number and a string a string.
package enum RequestID: Sendable, Hashable {
  case integer(Int64)
  case string(String)

  /// Nil for what is neither: a request has no other id, `null` included.
  package init?(_ json: JSONValue) {
    switch json {
    case .integer(let value): self = .integer(value)
    case .string(let value): self = .string(value)
    default: return nil
    }
  }

  package var json: JSONValue {
    switch self {
    case .integer(let value): .integer(value)
    case .string(let value): .string(value)
    }
  }
}
