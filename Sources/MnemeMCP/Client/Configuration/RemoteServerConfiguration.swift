import MnemeCore

/// One server that this program is a client of, ready to be used: its secrets are in their places.
package struct RemoteServerConfiguration: Sendable, Hashable {
  package enum Way: Sendable, Hashable {
    case stdio(StdioCommand)
    case http(HTTPAddress)
  }

  /// A server that is reached over HTTP.
  package struct HTTPAddress: Sendable, Hashable {
    package enum Transport: String, Sendable, Hashable {
      /// Streamable HTTP, and where that is not spoken the old transport.
      case automatic
      case streamable = "http"
      /// That of revision 2024-11-05.
      case sse
    }

    package var url: String
    /// By name; never logged.
    package var headers: [String: String] = [:]
    package var transport = Transport.automatic
    package var login = OAuthOptions()

    package init(url: String) { self.url = url }
  }

  /// What becomes of the forms that a server sends.
  package enum Elicitation: String, Sendable, Hashable, CaseIterable {
    case decline
    /// Accepted with the defaults that the form itself names.
    case defaults
    /// A person is asked, where there is one.
    case ask
  }

  package var name: String
  package var way: Way
  package var isEnabled = true
  /// For one call of a tool.
  package var timeout = Duration.seconds(120)
  /// Folders that a server may know of.
  package var roots: [String] = []
  /// Tools of which the owner says that they change nothing. What a server says of itself does not count.
  package var readOnlyTools: Set<String> = []
  package var elicitation = Elicitation.decline
  package var allowsSampling = false
  /// Begins with `initialize` and tries nothing newer: for servers that take the question for a newer revision badly.
  package var isStateful = false
  /// Bytes of one message.
  package var messageLimit = 8 << 20

  package init(name: String, way: Way) {
    self.name = name
    self.way = way
  }

  /// Values of variables and headers that are long enough to be keys.
  package var secrets: [String] {
    let values: [String] =
      switch way {
      case .stdio(let command): Array(command.variables.values)
      case .http(let address): Array(address.headers.values) + [address.login.clientSecret].compactMap { $0 }
      }
    return values.map { $0.hasPrefix("Bearer ") ? String($0.dropFirst("Bearer ".count)) : $0 }
      .filter { $0.utf8.count >= 12 }
  }

  /// The word for its transport in lists.
  package var kind: String {
    switch way {
    case .stdio: "stdio"
    case .http(let address): address.transport == .sse ? "sse" : "http"
    }
  }
}

/// How one logs in to a server, where its owner gave the client an identity.
package struct OAuthOptions: Sendable, Hashable, CustomStringConvertible {
  /// Given out by the authorization server beforehand.
  package var clientID: String?
  package var clientSecret: String?
  /// The authorization server that gave them out; nil: the first one that the server names.
  package var issuer: String?
  /// An https address that is the client's identity and holds its metadata document.
  package var metadataURL: String?
  /// Asked for when the server does not say which it needs.
  package var scopes: [String] = []
  /// Of the loopback redirect; nil: any free one.
  package var redirectPort: Int?

  package init() {}

  /// Without the secret, however it is printed.
  package var description: String { "OAuthOptions(\(clientID ?? "no client"))" }
}
