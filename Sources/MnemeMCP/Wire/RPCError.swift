package import MnemeCore

/// An error as JSON-RPC sends it. The message is ours or the peer's and never holds what a request held.
package struct RPCError: Error, Sendable, Hashable {
  package let code: Int
  package let message: String
  package let data: JSONValue?

  package init(_ code: Int, _ message: String, data: JSONValue? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }

  // MARK: JSON-RPC 2.0

  package static let parseErrorCode = -32700
  package static let invalidRequestCode = -32600
  package static let methodNotFoundCode = -32601
  package static let invalidParamsCode = -32602
  package static let internalErrorCode = -32603

  // MARK: The protocol's own

  /// Up to revision 2025-11-25; later ones say `invalidParamsCode`.
  package static let resourceNotFoundCode = -32002
  /// From revision 2026-07-28.
  package static let headerMismatchCode = -32020
  /// From revision 2026-07-28.
  package static let missingCapabilityCode = -32021
  /// From revision 2026-07-28.
  package static let unsupportedRevisionCode = -32022

  package static func parseError(_ reason: String = "The message is no JSON.") -> RPCError {
    RPCError(parseErrorCode, reason)
  }

  package static func invalidRequest(_ reason: String) -> RPCError { RPCError(invalidRequestCode, reason) }

  package static let methodNotFound = RPCError(methodNotFoundCode, "There is no such method.")

  package static func invalidParams(_ reason: String, data: JSONValue? = nil) -> RPCError {
    RPCError(invalidParamsCode, reason, data: data)
  }

  package static let internalError = RPCError(internalErrorCode, "The server failed.")

  package static func headerMismatch(_ reason: String) -> RPCError {
    RPCError(headerMismatchCode, "Header mismatch: \(reason)")
  }

  /// - Parameter capabilities: an object as clients declare theirs, with what is missing.
  package static func missingCapability(_ capabilities: JSONValue) -> RPCError {
    RPCError(
      missingCapabilityCode, "The request needs a capability that the client did not declare.",
      data: ["requiredCapabilities": capabilities])
  }

  package static func unsupportedRevision(_ requested: String, supported: [String]) -> RPCError {
    RPCError(
      unsupportedRevisionCode, "Unsupported protocol version",
      data: ["supported": .array(supported.map(JSONValue.string)), "requested": .string(requested)])
  }

  // MARK: JSON

  /// - Throws: `invalidRequest` for what is no error object.
  package init(json: JSONValue) throws(RPCError) {
    guard case .integer(let code)? = json["code"], case .string(let message)? = json["message"] else {
      throw RPCError.invalidRequest("An error has a whole 'code' and a 'message'.")
    }
    self.init(Int(code), message, data: json["data"])
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = ["code": .integer(Int64(code)), "message": .string(message)]
    members["data"] = data
    return .object(members)
  }
}
