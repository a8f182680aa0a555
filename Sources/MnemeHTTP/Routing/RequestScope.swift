import Foundation
import HTTPTypes
import Hummingbird
import Logging
import MnemeCore
import NIOCore

/// What Hummingbird makes for every request: only the connection matters to us.
struct ConnectionContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }
}

/// One request on its way to a handler.
struct RequestScope: Sendable {
  let request: Request
  /// Of this request; on every answer and in the log.
  let id: String
  let channel: any Channel
  /// Fires when the client leaves or the server stops.
  let signal: ConnectionSignal
  var parameters: [String: String] = [:]
  /// Whom an access token was given to; nil for who has the key, or needs none.
  var principal: String?
  var caller = Caller.nobody
  /// Without the base path.
  var path: [String] = []
  /// Of the address as it was declared; nil where there is none.
  var pattern: String?
  var client = ClientAddress(peer: nil, headers: [:], trusted: [])
  /// What the address needs; checked in the space that the request is about, too.
  var needs: [AccessScope] = []
  /// The caller has the key, or is a program of this machine that asks for itself: set by the gateway.
  var seesDetails = false

  var headers: HTTPFields { request.headers }

  // MARK: Who and where

  /// `X-Mneme-Space`, else the caller's own.
  func space() throws(HTTPFailure) -> SpaceID {
    guard let name = headers[.mnemeSpace] else { return try admitted(caller.home) }
    return try space(named: name, param: "X-Mneme-Space")
  }

  /// Nil where the request names none and its caller reaches all.
  func spaceOrAll() throws(HTTPFailure) -> SpaceID? {
    headers[.mnemeSpace] == nil && caller.isEverywhere ? nil : try space()
  }

  func space(named name: String, param: String) throws(HTTPFailure) -> SpaceID {
    let space: SpaceID
    do { space = try SpaceID(name) } catch { throw HTTPFailure.invalid(param, error.message) }
    return try admitted(space)
  }

  /// - Throws: 400 for a name that no space can have.
  static func check(space name: String) throws(HTTPFailure) {
    do { _ = try SpaceID(name) } catch { throw .invalid("X-Mneme-Space", error.message) }
  }

  private func admitted(_ space: SpaceID) throws(HTTPFailure) -> SpaceID {
    if caller.may(needs, in: space) { return space }
    throw HTTPFailure(.forbidden, "space_not_allowed", "This key or login may not do this in that space.")
  }

  /// A short name in a header, without control characters.
  func name(_ field: HTTPField.Name) throws(HTTPFailure) -> String? {
    guard let value = headers[field], !value.isEmpty else { return nil }
    guard value.unicodeScalars.count <= Limits.nameCharacters,
      value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      throw HTTPFailure.invalid(
        field.rawName, "\(field.rawName) has at most \(Limits.nameCharacters) characters, none of them control ones.")
    }
    return value
  }

  // MARK: Body

  /// The media type without parameters, in lower case.
  var mediaType: String? {
    headers[.contentType].map { value in
      let head = value.prefix { $0 != ";" }
      return head.trimmingCharacters(in: .whitespaces).lowercased()
    }
  }

  /// Only these types may be posted: what a form of another site can send never is among them.
  func requireMediaType(_ allowed: [String]) throws(HTTPFailure) {
    guard let mediaType, allowed.contains(mediaType) else {
      throw HTTPFailure(
        .unsupportedMediaType, "unsupported_media_type", "Send the body as 'Content-Type: \(allowed[0])'.")
    }
    let encoding = headers[.contentEncoding]?.lowercased() ?? "identity"
    guard encoding == "identity" else {
      throw HTTPFailure(
        .unsupportedMediaType, "unsupported_encoding", "Compressed bodies are not read; send it as it is.")
    }
  }

  /// The body as JSON.
  func decode<Body: Decodable>(_ type: Body.Type, limit: Int) async throws -> Body {
    try requireMediaType(["application/json"])
    let data = try await collect(limit: limit)
    guard !data.isEmpty else {
      throw HTTPFailure(.badRequest, "invalid_json", "The request has no body.")
    }
    if let flaw = JSONText.flaw(in: data) { throw HTTPFailure(flaw) }
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      let failure = HTTPFailure(error)
      throw failure.isInvalidJSON && JSONText.isJSON(data) ? HTTPFailure(JSONText.Flaw.number) : failure
    }
  }

  /// The body as JSON without members this address does not know.
  /// - Parameter isOptional: a request without a body is read as `{}`.
  func decode<Body: StrictBody>(strict type: Body.Type, limit: Int, isOptional: Bool = false) async throws -> Body {
    if isOptional, !isBodyAnnounced {
      try refuseForm()
      return try JSONDecoder().decode(type, from: Data("{}".utf8))
    }
    return try await decode(Strict<Body>.self, limit: limit).body
  }

  /// For an address that reads no body: refuses what a form of another site can send.
  func refuseForm() throws(HTTPFailure) {
    if headers[.contentType] != nil { try requireMediaType(["application/json"]) }
  }

  private var isBodyAnnounced: Bool {
    headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
  }

  func collect(limit: Int) async throws -> Data {
    let tooLarge = HTTPFailure(
      .contentTooLarge, "request_too_large", "The request's body may have at most \(limit) bytes.")
    let announced = headers[.contentLength].flatMap { Int($0) }
    if let announced, announced > limit { throw tooLarge }
    var data = Data()
    data.reserveCapacity(announced ?? 0)
    for try await buffer in BodyBytes(request: request) {
      guard data.count + buffer.readableBytes <= limit else { throw tooLarge }
      buffer.withUnsafeReadableBytes { data.append(contentsOf: $0) }
    }
    return data
  }
}

extension HTTPFailure {
  init(_ flaw: JSONText.Flaw) {
    self.init(
      .badRequest, flaw == .number ? "invalid_value" : "invalid_json", "The body is \(flaw.reason).")
  }

  var isInvalidJSON: Bool { code == "invalid_json" }

  /// Says where the JSON is wrong, never what it holds.
  init(_ error: DecodingError) {
    func path(_ context: DecodingError.Context) -> String {
      context.codingPath.reduce(into: "") { path, key in
        if let index = key.intValue {
          path += "[\(index)]"
        } else {
          path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
        }
      }
    }
    switch error {
    case .keyNotFound(let key, let context):
      let parent = path(context)
      let name = parent.isEmpty ? key.stringValue : "\(parent).\(key.stringValue)"
      self = .invalid(name, "'\(name)' is missing.", code: "missing_field")
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      let name = path(context)
      self =
        name.isEmpty
        ? HTTPFailure(.badRequest, "invalid_type", "The body must be a JSON object.")
        : .invalid(name, "'\(name)' has the wrong type.", code: "invalid_type")
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      let name = path(context)
      self = .invalid(name, "'\(name)' has a value that is not allowed.")
    default:
      self = HTTPFailure(.badRequest, "invalid_json", "The body is not valid JSON.")
    }
  }
}
