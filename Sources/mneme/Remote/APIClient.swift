import Foundation
import MnemeCore

/// Requests to a Mneme server: address, key, space header, and errors as `MnemeError`.
struct APIClient: Sendable {
  let http: any HTTPFetching
  /// Without a slash at the end.
  let base: String
  let key: String?

  /// Longest JSON answer that is read.
  static let answerLimit = 64 << 20

  func request(
    _ method: String, _ path: String, space: SpaceID? = nil, headers: [(name: String, value: String)] = [],
    body: [UInt8]? = nil, contentType: String = "application/json"
  ) -> FetchRequest {
    var all = headers
    if let key { all.append((name: "Authorization", value: "Bearer \(key)")) }
    if let space { all.append((name: "X-Mneme-Space", value: space.rawValue)) }
    if body != nil { all.append((name: "Content-Type", value: contentType)) }
    return FetchRequest(method: method, url: base + path, headers: all, body: body)
  }

  /// - Throws: what the server's error status means, with its message.
  func response(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse {
    let response = try await http.fetch(request)
    if (200..<300).contains(response.status) { return response }
    let body: [UInt8]
    do {
      body = try await response.collect(upTo: 1 << 20)
    } catch {
      body = []
    }
    throw Self.failure(status: response.status, body: body)
  }

  func data(_ request: FetchRequest) async throws(MnemeError) -> Data {
    let response = try await response(request)
    do {
      return Data(try await response.collect(upTo: Self.answerLimit))
    } catch let error as MnemeError {
      throw error
    } catch {
      throw MnemeError(.upstream, "The server's answer broke off.", underlying: error)
    }
  }

  func decode<Answer: Decodable>(_ type: Answer.Type, _ request: FetchRequest) async throws(MnemeError) -> Answer {
    let data = try await data(request)
    do {
      return try JSONDecoder.api.decode(type, from: data)
    } catch {
      throw unexpected(error)
    }
  }

  func unexpected(_ error: (any Error)? = nil) -> MnemeError {
    MnemeError(
      .upstream, "The server at \(base) answers differently than this version expects; are both the same version?",
      underlying: error)
  }

  func encode(_ value: some Encodable) throws(MnemeError) -> [UInt8] {
    do {
      return Array(try JSONEncoder.api.encode(value))
    } catch {
      throw MnemeError(.invalidInput, "The request cannot be written as JSON.", underlying: error)
    }
  }

  static func failure(status: Int, body: [UInt8]) -> MnemeError {
    // A body that is no error object (a proxy's page) leaves the status to speak.
    let message = (try? JSONDecoder().decode(WireError.self, from: Data(body)))?.error.message
    let code: MnemeError.Code
    switch status {
    case 400: code = .invalidInput
    case 401, 403: code = .unauthorized
    case 404: code = .notFound
    case 409: code = .conflict
    case 413: code = .tooLarge
    case 422: code = .unprocessable
    case 429: code = .overloaded
    case 503: code = .unavailable
    case 504: code = .timeout
    default: code = .upstream
    }
    let hint = code == .unauthorized ? " Set MNEME_API_KEY to the server's key." : ""
    return MnemeError(code, (message ?? "The server answered with status \(status).") + hint)
  }

  /// `http://host:8420/`, `http://host:8420/v1` and `http://host:8420` name the same server.
  static func base(of url: String) -> String {
    var base = url
    while base.hasSuffix("/") { base.removeLast() }
    if base.hasSuffix("/v1") { base.removeLast(3) }
    while base.hasSuffix("/") { base.removeLast() }
    return base
  }

  static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unescaped) ?? text
  }

  private static let unescaped = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  /// What stands behind the path: `?a=b&c=d` of the members that are given, empty without any.
  static func query(_ members: [(name: String, value: String?)]) -> String {
    let given = members.compactMap { member in member.value.map { "\(member.name)=\(escaped($0))" } }
    return given.isEmpty ? "" : "?" + given.joined(separator: "&")
  }
}
