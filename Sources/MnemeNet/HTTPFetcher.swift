import AsyncHTTPClient
import Foundation
package import MnemeCore
import NIOCore
import NIOHTTP1
import Synchronization

/// Outgoing HTTP over one pooled client, made at the first request.
///
/// Redirects are answers like any other: the caller decides whether to follow one. Connections are kept and shared between
/// callers; a body that is dropped unread closes its connection.
package final class HTTPFetcher: HTTPFetching {
  package struct Limits: Sendable, Hashable {
    /// Until a connection is made or refused.
    package var connectTimeout: Duration = .seconds(10)
    /// Connections to one host at once; more requests wait for their head time-out.
    package var connectionsPerHost = 64
    /// Unused connections are closed after this time.
    package var keepAlive: Duration = .seconds(60)

    package init() {}
  }

  private enum State {
    case unused
    case open(HTTPClient)
    case closed
  }

  private let limits: Limits
  private let resolver: any HostResolver
  private let state = Mutex(State.unused)

  package init(limits: Limits = Limits(), resolver: any HostResolver = SystemResolver()) {
    self.limits = limits
    self.resolver = resolver
  }

  package func fetch(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse {
    let client = try client()
    guard let scope = request.scope else { return try await fetch(request, by: client) }
    let policy = URLPolicy(resolver: resolver, scope: scope)
    var request = request
    do {
      // A name that nobody answers for must not wait longer than a server that does not.
      let (limit, first) = (request.headTimeout, request.url)
      var checked = try await withDeadline(limit, Self.lateName) { try await policy.check(first) }
      while true {
        request.url = checked.text
        // Its connections are its own: others lead where the name says now.
        let pinned = PinnedClient(to: checked, configuration: configuration)
        let response = try await fetch(request, by: pinned.client, keeping: pinned)
        guard checked.redirectsLeft > 0, request.method == "GET", [301, 302, 303, 307, 308].contains(response.status),
          let place = response.header("Location")
        else { return response }
        let next = try await withDeadline(limit, Self.lateName) { [checked] in
          try await policy.follow(place, from: checked)
        }
        if (next.host, next.port, next.isSecure) != (checked.host, checked.port, checked.isSecure) {
          request.headers.removeAll { ["authorization", "cookie"].contains($0.name.lowercased()) }
        }
        checked = next
      }
    } catch let error as MnemeError {
      throw error
    } catch {
      throw Self.refusal(error)
    }
  }

  private static let lateName = "The host was not found in time."

  private static func refusal(_ error: any Error) -> MnemeError {
    guard let failure = error as? ToolFailure else {
      return MnemeError(.upstream, "The request failed.", underlying: error)
    }
    let code: MnemeError.Code =
      switch failure.code {
      case .permission: .unauthorized
      case .invalidURL: .invalidInput
      default: .upstream
      }
    return MnemeError(code, failure.message)
  }

  /// - Parameter keeping: what has to live as long as the answer is read.
  private func fetch(_ request: FetchRequest, by client: HTTPClient, keeping: PinnedClient? = nil)
    async throws(MnemeError) -> FetchResponse
  {
    let target = try Target(request.url)
    let receiver = ResponseReceiver(target: target)
    // Closes the connection of a request that nobody waits for any more.
    let reader = BodyReader(receiver, target: target, idle: request.idleTimeout, keeping: keeping)
    do {
      receiver.begin(client.execute(request: try outgoing(request), delegate: receiver))
      let head = try await receiver.head(within: request.headTimeout)
      let first = Mutex(request.firstPieceTimeout)
      return FetchResponse(
        status: Int(head.status.code), headers: head.headers.map { (name: $0.name, value: $0.value) },
        body: AsyncThrowingStream(unfolding: { try await reader.next(within: first.withLock { $0.take() }) }))
    } catch {
      throw target.failure(error)
    }
  }

  private func outgoing(_ request: FetchRequest) throws -> HTTPClient.Request {
    var headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
    if !headers.contains(name: "User-Agent") { headers.add(name: "User-Agent", value: "mneme") }
    return try HTTPClient.Request(
      url: request.url, method: HTTPMethod(rawValue: request.method), headers: headers,
      body: request.body.map { .bytes($0) })
  }

  /// What was not shut down is closed here, without anybody who waits for it.
  deinit {
    if case .open(let client) = state.withLock({ $0 }) { client.shutdown { _ in } }
  }

  /// Closes every connection; running requests fail. Later requests are refused, and closing again does nothing.
  package func shutdown() async {
    let client: HTTPClient? = state.withLock { state in
      defer { state = .closed }
      if case .open(let client) = state { return client }
      return nil
    }
    // The client's own failures at shutdown (a connection that does not close cleanly) change nothing for us.
    try? await client?.shutdown()
  }

  private func client() throws(MnemeError) -> HTTPClient {
    let client: HTTPClient? = state.withLock { state in
      switch state {
      case .open(let client): return client
      case .closed: return nil
      case .unused:
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        state = .open(client)
        return client
      }
    }
    guard let client else { throw MnemeError(.unavailable, "The server is stopping.") }
    return client
  }

  private var configuration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = TimeAmount(limits.connectTimeout)
    configuration.connectionPool.idleTimeout = TimeAmount(limits.keepAlive)
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit =
      limits.connectionsPerHost
    // A refused connection is an answer: the caller knows better whether to try again.
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }
}

/// A client for one request, which connects to the address that was checked and closes with its last reference.
final class PinnedClient: Sendable {
  let client: HTTPClient

  init(to url: CheckedURL, configuration: HTTPClient.Configuration) {
    var configuration = configuration
    configuration.dnsOverride = [url.host: url.address.description]
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  deinit { client.shutdown { _ in } }
}

extension TimeAmount {
  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    // A year stands for "no limit": it keeps the deadline's own arithmetic in range.
    self = overflow || seconds > 31_536_000 ? .hours(8760) : .nanoseconds(whole + attoseconds / 1_000_000_000)
  }
}
