/// Outgoing HTTP, the only way out of the process for every target but `MnemeNet`.
package protocol HTTPFetching: Sendable {
  /// Sends a request; returns when the response head has arrived. The body streams with back-pressure.
  /// - Throws: `timeout` or `upstream`, `unauthorized` for a host outside of the request's scope; an HTTP error status is a response, not an error.
  func fetch(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse
}

package struct FetchRequest: Sendable {
  package var method: String
  package var url: String
  /// Never logged.
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]?
  /// Until the response head.
  package var headTimeout: Duration
  /// Longest silence between two pieces of the body.
  package var idleTimeout: Duration
  /// From the head to the first piece of the body; nil means `idleTimeout`.
  package var firstPieceTimeout: Duration?
  /// Which hosts it may go to; nil for an address that the owner has configured.
  package var scope: FetchScope?

  package init(
    method: String = "GET", url: String, headers: [(name: String, value: String)] = [],
    body: [UInt8]? = nil, headTimeout: Duration = .seconds(30),
    idleTimeout: Duration = .seconds(60), firstPieceTimeout: Duration? = nil, scope: FetchScope? = nil
  ) {
    self.scope = scope
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.headTimeout = headTimeout
    self.idleTimeout = idleTimeout
    self.firstPieceTimeout = firstPieceTimeout
  }
}

/// Which hosts a request may go to whose address is another's word.
///
/// The host is looked up once, all of its addresses have to be in the scope, and the connection goes to one of those: a name that
/// answers differently the next time gains nothing.
package struct FetchScope: Sendable, Hashable {
  /// No host that is nearer than this.
  package var nearest: HostReach
  /// No host that is nearer than that of this address, though it be nearer than `nearest`; one whose name alone does not say that it
  /// is this machine opens its network at most.
  package var likeHostOf: String?
  /// Nil: any.
  package var ports: Set<Int>?
  /// Redirects of a GET that are followed, each checked like the first address.
  package var redirects: Int

  package init(
    nearest: HostReach = .world, likeHostOf: String? = nil, ports: Set<Int>? = nil, redirects: Int = 0
  ) {
    self.nearest = nearest
    self.likeHostOf = likeHostOf
    self.ports = ports
    self.redirects = redirects
  }
}

package struct FetchResponse: Sendable {
  package let status: Int
  package let headers: [(name: String, value: String)]
  package let body: AsyncThrowingStream<[UInt8], any Error>

  package init(
    status: Int, headers: [(name: String, value: String)],
    body: AsyncThrowingStream<[UInt8], any Error>
  ) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The first header of this name, compared without regard to case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The whole body, at most `limit` bytes.
  /// - Throws: `upstream` when it is longer.
  package func collect(upTo limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in body {
      guard bytes.count + piece.count <= limit else {
        throw MnemeError(.upstream, "The remote server's answer is longer than \(limit) bytes.")
      }
      bytes += piece
    }
    return bytes
  }
}
