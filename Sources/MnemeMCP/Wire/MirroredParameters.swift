package import MnemeCore

/// The parameters of a tool that HTTP clients repeat in headers: those whose schema says `x-mcp-header`.
package struct MirroredParameters: Sendable, Hashable {
  /// One of them.
  package struct Parameter: Sendable, Hashable {
    /// The header's name after `Mcp-Param-`, as the schema writes it.
    package let header: String
    /// Names of properties from the root to the value.
    package let path: [String]

    /// The value in a call's arguments; nil where it is absent or null.
    package func value(in arguments: JSONValue?) -> JSONValue? {
      var value = arguments
      for step in path { value = value?[step] }
      return value == .null ? nil : value
    }
  }

  package let parameters: [Parameter]

  /// Why a schema is refused; for people.
  package struct Flaw: Error, Sendable, Hashable {
    package let reason: String
  }

  /// Reads a tool's input schema. O(size of the schema).
  /// - Throws: where a mark stands at a place or has a value that the protocol forbids: then the tool is refused.
  package init(schema: JSONValue) throws(Flaw) {
    var found: [Parameter] = []
    try MirroredParameters.walk(schema, path: [], isReachable: true, into: &found)
    guard Set(found.map { $0.header.lowercased() }).count == found.count else {
      throw Flaw(reason: "Two parameters have the same x-mcp-header.")
    }
    parameters = found.sorted { $0.header < $1.header }
  }

  private static func walk(
    _ schema: JSONValue, path: [String], isReachable: Bool, into found: inout [Parameter]
  ) throws(Flaw) {
    switch schema {
    case .array(let values):
      for value in values { try walk(value, path: path, isReachable: false, into: &found) }
    case .object(let members):
      if let mark = members["x-mcp-header"] {
        guard isReachable, !path.isEmpty else {
          throw Flaw(reason: "x-mcp-header stands where no property of an object is described.")
        }
        found.append(Parameter(header: try name(mark, type: members["type"]), path: path))
      }
      for (key, value) in members {
        if key == "properties", case .object(let properties) = value {
          for (name, property) in properties {
            try walk(property, path: path + [name], isReachable: isReachable, into: &found)
          }
        } else if !literals.contains(key) {
          try walk(value, path: path, isReachable: false, into: &found)
        }
      }
    default: break
    }
  }

  /// Keywords whose values are data, not schemas.
  private static let literals: Set<String> = ["const", "enum", "default", "examples", "x-mcp-header"]

  private static func name(_ mark: JSONValue, type: JSONValue?) throws(Flaw) -> String {
    guard let name = mark.string, !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
      throw Flaw(reason: "x-mcp-header is no header name.")
    }
    guard ["string", "integer", "boolean"].contains(type?.string) else {
      throw Flaw(reason: "x-mcp-header stands at a parameter that is no string, integer or boolean.")
    }
    return name
  }

  /// `tchar` of RFC 9110 §5.6.2.
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
