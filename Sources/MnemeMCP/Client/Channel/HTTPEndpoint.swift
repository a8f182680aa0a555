import Foundation
import MnemeCore

/// One address of a server over HTTP: adds what every request carries, follows redirects inside the origin, and answers
/// demands for authorization.
struct HTTPEndpoint: Sendable {
  let url: String
  /// The owner's, besides the protocol's.
  let headers: [(name: String, value: String)]
  let fetcher: any HTTPFetching
  /// Nil where the owner's headers already carry an authorization.
  let authorizer: (any RequestAuthorizing)?

  static let mostRedirects = 3
  /// Demands of one request that are answered.
  static let mostDemands = 3

  /// - Parameters:
  ///   - deadline: until the head, and the longest silence in the body.
  ///   - whole: that of the request; authorization does not count against it.
  /// - Throws: `RemoteServerError`; `CancellationError`.
  func send(
    _ method: String, to url: String? = nil, headers: [(name: String, value: String)], body: [UInt8]? = nil,
    deadline: Duration, whole: RequestDeadline? = nil, mayAuthorize: Bool = true
  ) async throws -> FetchResponse {
    var demands = 0
    while true {
      let token = try await Self.pausing(whole) { try await authorizer?.authorization() }
      var all = self.headers.filter { own in !headers.contains { $0.name.lowercased() == own.name.lowercased() } }
      all += headers
      if let token { all.append((name: "Authorization", value: token.header)) }
      let response = try await follow(method, url ?? self.url, headers: all, body: body, deadline: deadline)
      guard response.status == 401 || response.status == 403, mayAuthorize, let authorizer, demands < Self.mostDemands
      else { return response }
      let demand = AuthorizationDemand(response, usedToken: token?.value)
      guard demand.isAnswerable else { return response }
      // Read, so that the connection is kept.
      _ = try? await response.collect(upTo: 1 << 16)
      demands += 1
      let number = demands
      guard try await Self.pausing(whole, { try await authorizer.answer(demand, number: number) }) else {
        throw RemoteServerError(.unauthorized, "The server refuses what the login allows.")
      }
    }
  }

  private static func pausing<Value: Sendable>(
    _ deadline: RequestDeadline?, _ body: () async throws -> Value
  ) async throws -> Value {
    guard let deadline else { return try await body() }
    return try await deadline.pausing(body)
  }

  private func follow(
    _ method: String, _ url: String, headers: [(name: String, value: String)], body: [UInt8]?, deadline: Duration
  ) async throws -> FetchResponse {
    var url = url
    for _ in 0...Self.mostRedirects {
      let response: FetchResponse
      do {
        response = try await fetcher.fetch(
          FetchRequest(
            method: method, url: url, headers: headers, body: body, headTimeout: deadline, idleTimeout: deadline))
      } catch {
        throw Self.failure(error)
      }
      // Others would turn the POST into a GET.
      guard response.status == 307 || response.status == 308, let place = response.header("Location"),
        let next = URL(string: place, relativeTo: URL(string: url))?.absoluteURL
      else { return response }
      guard Origin(next.absoluteString) == Origin(url) else {
        throw RemoteServerError(.badAnswer, "The server sends its requests to another origin.")
      }
      _ = try? await response.collect(upTo: 1 << 16)
      url = next.absoluteString
    }
    throw RemoteServerError(.badAnswer, "The server redirects in a circle.")
  }

  /// What a failure on the way means.
  static func failure(_ error: any Error) -> any Error {
    switch error {
    case let error as RemoteServerError: return error
    case let error as CancellationError: return error
    case let error as MnemeError where error.underlying is CancellationError: return CancellationError()
    case let error as MnemeError:
      if Task.isCancelled { return CancellationError() }
      if error.code == .unauthorized { return RemoteServerError(.unauthorized, error.message) }
      return RemoteServerError(error.code == .timeout ? .timeout : .unreachable, error.message)
    default: return RemoteServerError(.unreachable, "The connection to the server failed.")
    }
  }
}

/// Scheme, host and port of an address, as two of them are compared.
struct Origin: Sendable, Hashable {
  let scheme: String
  let host: String
  let port: Int

  /// Nil for what is no absolute address of HTTP.
  init?(_ url: String) {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
      scheme == "http" || scheme == "https", let host = parts.host?.lowercased(), !host.isEmpty
    else { return nil }
    self.scheme = scheme
    self.host = host
    port = parts.port ?? (scheme == "https" ? 443 : 80)
  }

  /// What is said there cannot be read on the way.
  var isPrivate: Bool { scheme == "https" || isLoopback }

  var isLoopback: Bool { reach == .machine }
  var reach: HostReach { HostReach(of: host) }

  /// The path of an address, without the slash at its end, query and fragment.
  static func path(of url: String) -> String {
    guard let start = url.range(of: "://")?.upperBound else { return "" }
    let rest = url[start...].prefix { $0 != "?" && $0 != "#" }
    guard let slash = rest.firstIndex(of: "/") else { return "" }
    var path = String(rest[slash...])
    while path.last == "/" { path.removeLast() }
    return path
  }

  var text: String {
    let isUsual = port == (scheme == "https" ? 443 : 80)
    let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    return "\(scheme)://\(name)" + (isUsual ? "" : ":\(port)")
  }
}
