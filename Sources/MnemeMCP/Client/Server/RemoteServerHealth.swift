package import Foundation

/// How a server of somebody else's is doing.
package struct RemoteServerHealth: Sendable, Hashable {
  package enum State: String, Sendable, Hashable, CaseIterable {
    case disabled
    /// Not connected; the next call connects.
    case idle
    case connecting
    case ready
    /// The owner has to log in.
    case login = "needs_login"
    /// The last attempt failed; another follows after a while.
    case failing
  }

  package var name: String
  /// `stdio`, `http` or `sse`.
  package var kind: String
  package var state: State
  /// When it came into this state.
  package var since = Date(timeIntervalSince1970: 0)
  /// Of the protocol; nil before the first connection.
  package var revision: String?
  /// What it calls itself.
  package var program: String?
  /// Tools that are offered.
  package var tools = 0
  /// Tools whose definitions are refused.
  package var refusedTools = 0
  /// Connections made since the start.
  package var connections = 0
  /// The class of the last error; never its words.
  package var lastError: String?
  package var lastErrorAt: Date?

  package init(name: String, kind: String, state: State) {
    self.name = name
    self.kind = kind
    self.state = state
  }
}
