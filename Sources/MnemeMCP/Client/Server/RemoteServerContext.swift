package import Logging
package import MnemeCore

/// Pooled connections to the servers' addresses, as one server uses them.
package struct RemoteHTTPSession: Sendable {
  package let http: any HTTPFetching
  package let close: @Sendable () async -> Void

  package init(http: any HTTPFetching, close: @escaping @Sendable () async -> Void) {
    self.http = http
    self.close = close
  }
}

/// What connections to servers are made of.
package struct RemoteServerContext: Sendable {
  /// What this program calls itself.
  package var client: PeerInfo
  /// Opens the connections of one server; called at its first use and again after it was closed.
  package var openHTTP: @Sendable () -> RemoteHTTPSession
  package var answerers = QuestionAnswerers()
  /// Logins and their keys; nil: servers that ask for one cannot be used.
  package var logins: OAuthLogins?
  /// Of this process, as its own server tells it: a server that tells the same is this one.
  package var instance: String?
  /// Nil: nothing that servers say of their tools is trusted.
  package var trusted: TrustedDescriptions?
  package var clock: any WallClock
  package var logger: Logger
  var pace = StreamableHTTPChannel.Pace()
  var now: @Sendable () -> ContinuousClock.Instant = { .now }
  /// For each request of the handshake.
  var handshakeDeadline = Duration.seconds(30)
  /// How long a server may be silent about the newest revision before an older one is tried.
  var probeDeadline = Duration.seconds(10)

  package init(
    client: PeerInfo, clock: any WallClock, logger: Logger, openHTTP: @escaping @Sendable () -> RemoteHTTPSession
  ) {
    self.client = client
    self.clock = clock
    self.logger = logger
    self.openHTTP = openHTTP
  }
}
