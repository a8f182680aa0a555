import Foundation
import HTTPTypes
import Hummingbird
import Logging
import MnemeCore
import NIOCore

/// The way every request takes: identity, access, route, answer. Handlers below it only decode, call a service, encode.
struct Gateway: HTTPResponder {
  typealias Context = ConnectionContext

  let access: AccessPolicy
  let routes: [Route]
  let registry: ConnectionRegistry
  let identifiers: any IdentifierSource
  var observer: any ActivityObserver = NoObserver()
  var metadata: ResourceMetadata?
  /// Nil: nothing is noted.
  var audit: AccessAudit?
  /// Nil where no authorization server gives out tokens for `/mcp`.
  var gate: TokenGate?
  var stopwatch = Stopwatch.system
  let logger: Logger

  func respond(to request: Request, context: ConnectionContext) async throws -> Response {
    let id = request.headers[.requestID].flatMap(Gateway.sane) ?? identifiers.next()
    var scope = RequestScope(
      request: request, id: id, channel: context.channel, signal: registry.signal(of: context.channel))
    let observed = ObservedRequest(method: request.method.rawValue, observer: observer, stopwatch: stopwatch)
    var response: Response
    var origin: String?
    do {
      scope.client = access.client(context.channel.remoteAddress, request.headers)
      scope.path = access.path(request.uri.path)
      let authority = request.head.authority
      try access.checkPeer(scope.client)
      try access.checkHost(authority)
      origin = try access.checkOrigin(request.headers, authority: authority, isPage: scope.path.isEmpty)
      response = try await CurrentRequest.$id.withValue(id) { try await route(&scope, observed) }
    } catch {
      response = failure(HTTPFailure(any: error), error: error, scope: scope)
    }
    audit?.note(scope, status: response.status.code)
    finish(&response, id: id, origin: origin)
    return observed.watching(response)
  }

  private func route(_ scope: inout RequestScope, _ observed: ObservedRequest) async throws -> Response {
    let method = scope.request.method
    let path = scope.path
    let found = routes.lazy.compactMap { route in route.match(path).map { (route, $0) } }.first
    if let route = found?.0 {
      observed.found(route)
      scope.pattern = route.pattern
    }
    if method == .options { return preflight(found?.0) }
    try await identify(&scope, found?.0)
    guard let (route, parameters) = found else {
      throw HTTPFailure(.notFound, "not_found", "There is nothing at this address.")
    }
    let wanted = method == .head ? .get : method
    guard let handle = route.handlers.first(where: { $0.method == wanted })?.handle else {
      throw HTTPFailure(
        .methodNotAllowed, "method_not_allowed", "This address answers \(route.allow).",
        headers: [.allow: route.allow])
    }
    scope.needs = route.access.needed(for: method)
    guard scope.caller.may(scope.needs) else {
      let names = scope.needs.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw HTTPFailure(
        .forbidden, "insufficient_scope", "This key or login lacks the scope \(names), which is needed here.")
    }
    // Before anything of the request is read; a space that the body names is checked where it is.
    if !scope.needs.isEmpty, !scope.needs.contains(.admin), !scope.needs.contains(.status) { _ = try scope.space() }
    scope.parameters = parameters
    // Also where it does not matter a name that is none is told.
    if !route.access.isOpen, let name = scope.headers[.mnemeSpace] { try RequestScope.check(space: name) }
    // Whoever calls is known already, but at an address that is open: the key is looked at once.
    scope.seesDetails =
      route.access.isOpen ? access.showsDetails(to: scope.headers, scope.client) : access.showsDetails(to: scope)
    let response = try await handle(scope)
    return method == .head ? response.headOnly() : response
  }

  private func identify(_ scope: inout RequestScope, _ route: Route?) async throws(HTTPFailure) {
    if let gate, scope.path == ["mcp"] {
      (scope.caller, scope.principal) = try await gate.check(scope, access)
    } else if route?.access.isOpen != true {
      scope.caller = try access.caller(scope.headers, scope.client)
    } else {
      scope.caller = .nobody
    }
  }

  /// What a browser asks before it sends another origin's request; access was checked before.
  private func preflight(_ route: Route?) -> Response {
    let allow = route?.allow ?? "GET, HEAD, POST, PATCH, DELETE, OPTIONS"
    return Response(
      status: .noContent,
      headers: [
        .allow: allow, .accessControlAllowMethods: allow,
        .accessControlAllowHeaders:
          "Authorization, X-Api-Key, Anthropic-Version, Anthropic-Beta, Content-Type, Idempotency-Key, X-Request-Id, X-Mneme-Space, X-Mneme-Session, X-Mneme-Memory, "
          + "Last-Event-ID, Mcp-Session-Id, Mcp-Protocol-Version, Mcp-Method, Mcp-Name, "
          + Gateway.sdkHeaders,
        .accessControlMaxAge: "600",
      ])
  }

  /// Sent by the official JavaScript client.
  private static let sdkHeaders =
    "X-Stainless-Arch, X-Stainless-Lang, X-Stainless-OS, X-Stainless-Package-Version, X-Stainless-Retry-Count, "
    + "X-Stainless-Runtime, X-Stainless-Runtime-Version, X-Stainless-Timeout, X-Stainless-Helper-Method"

  private func failure(_ failure: HTTPFailure, error: any Error, scope: RequestScope) -> Response {
    // A turn's own failure comes as an answer's and was told where it happened.
    if let error = error as? MnemeError { observer.observe(.failure(error.code)) }
    if failure.status.code >= 500 {
      logger.error(
        "Request failed",
        metadata: [
          "http.request_id": .string(scope.id), "http.status": .stringConvertible(failure.status.code),
          "error.code": .string(failure.code), "error.type": .string("\(type(of: error))"),
        ])
      if let underlying = (error as? MnemeError)?.underlying {
        logger.debug(
          "Cause of the failure",
          metadata: ["http.request_id": .string(scope.id), "error.type": .string("\(type(of: underlying))")])
      }
    }
    let path = "/" + scope.path.joined(separator: "/")
    let body =
      Gateway.speaksOpenAI(path)
      ? failure.openAIBody
      : path == "/v1/messages" ? failure.anthropicBody(requestID: scope.id) : failure.body(requestID: scope.id)
    var headers = failure.headers
    if failure.status == .unauthorized, path == "/mcp", gate == nil, let metadata {
      headers[.wwwAuthenticate] = metadata.challenge()
    }
    let response = Response.json(failure.status, body, headers: headers)
    return scope.request.method == .head ? response.headOnly() : response
  }

  static func speaksOpenAI(_ path: String) -> Bool {
    path.hasPrefix("/v1/chat/") || path == "/v1/models" || path.hasPrefix("/v1/models/")
      || ["/v1/embeddings", "/v1/responses", "/v1/conversations"].contains { path == $0 || path.hasPrefix($0 + "/") }
  }

  private func finish(_ response: inout Response, id: String, origin: String?) {
    response.headers[.requestID] = id
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.referrerPolicy] = "no-referrer"
    response.headers[.resourcePolicy] = "same-origin"
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    if let origin {
      response.headers[.accessControlAllowOrigin] = origin
      response.headers[.resourcePolicy] = "cross-origin"
      response.headers[.accessControlExposeHeaders] =
        "X-Request-Id, X-Mneme-Session, Retry-After, Mcp-Session-Id, WWW-Authenticate"
    }
    response.headers[.vary] = "Origin"
  }

  /// A client's own request id, when it is one.
  private static func sane(_ id: String) -> String? {
    let allowed = id.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return allowed && (1...128).contains(id.utf8.count) ? id : nil
  }
}

extension Response {
  /// The same head, with the length the body would have, and no body.
  func headOnly() -> Response {
    var head = self
    if let length = body.contentLength, head.headers[.contentLength] == nil {
      head.headers[.contentLength] = String(length)
    }
    head.body = .init()
    return head
  }
}
