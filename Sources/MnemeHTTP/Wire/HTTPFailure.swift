package import HTTPTypes
package import MnemeCore

/// A refusal or failure as the client sees it. `message` is a sentence of ours: no raw exception text, no input.
package struct HTTPFailure: Error, Sendable {
  package let status: HTTPResponse.Status
  /// Stable, for programs.
  package let code: String
  package let message: String
  /// The field it is about, as a path (`messages[0].content`).
  package let param: String?
  package var headers: HTTPFields

  package init(
    _ status: HTTPResponse.Status, _ code: String, _ message: String, param: String? = nil,
    headers: HTTPFields = [:]
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.param = param
    self.headers = headers
  }

  /// A wrong field: 400.
  package static func invalid(_ param: String, _ message: String, code: String = "invalid_value") -> HTTPFailure {
    HTTPFailure(.badRequest, code, message, param: param)
  }

  /// The one table from the project's errors to status codes.
  package init(_ error: MnemeError) {
    let status: HTTPResponse.Status =
      switch error.code {
      case .invalidInput: .badRequest
      case .notFound: .notFound
      case .tooLarge: .contentTooLarge
      case .unprocessable: .unprocessableContent
      case .unauthorized: .unauthorized
      case .overloaded: .tooManyRequests
      case .conflict: .conflict
      case .unavailable: .serviceUnavailable
      case .upstream: .badGateway
      case .timeout: .gatewayTimeout
      case .configuration, .storage, .internal: .internalServerError
      }
    var headers: HTTPFields = [:]
    if let seconds = error.retryAfter {
      headers[.retryAfter] = String(seconds)
    } else if error.code == .overloaded || error.code == .unavailable {
      headers[.retryAfter] = "1"
    }
    let message = error.code == .internal ? HTTPFailure.internalMessage : error.message
    self.init(status, error.code.rawValue, message, headers: headers)
  }

  /// Anything thrown, made fit to be shown.
  package init(any error: any Error) {
    switch error {
    case let failure as HTTPFailure: self = failure
    case let error as MnemeError: self = HTTPFailure(error)
    default: self = HTTPFailure(.internalServerError, "internal", HTTPFailure.internalMessage)
    }
  }

  private static let internalMessage =
    "The server failed while it handled this request. Its log has the request id."

  /// Error class of the OpenAI API.
  var openAIType: String {
    switch status.code {
    case 401: "authentication_error"
    case 403: "permission_error"
    case 429: "rate_limit_error"
    case 500...: "server_error"
    default: "invalid_request_error"
    }
  }

  /// `{"error":{message,type,param,code}}`.
  package var openAIBody: JSON {
    [
      "error": [
        "message": .string(message), "type": .string(openAIType), "param": .text(param), "code": .string(code),
      ]
    ]
  }

  /// `{"error":{code,message,request_id}}`, with `param` where a field is to blame.
  package func body(requestID: String) -> JSON {
    var members: [(String, JSON)] = [
      ("code", .string(code)), ("message", .string(message)), ("request_id", .string(requestID)),
    ]
    if let param { members.append(("param", .string(param))) }
    return ["error": .object(members)]
  }
}
