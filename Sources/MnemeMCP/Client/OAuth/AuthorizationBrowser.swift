/// Shows a person where to log in, and hears what comes of it. Implemented by the executable.
package protocol AuthorizationBrowser: Sendable {
  /// Listens on a loopback port for the one redirect.
  /// - Parameter port: nil: any free one.
  /// - Throws: `RemoteServerError.configuration` where the port is taken.
  func listen(port: Int?) async throws -> any AuthorizationListener
}

package protocol AuthorizationListener: Sendable {
  /// `http://127.0.0.1:PORT/callback`
  var redirect: String { get }
  /// Sends the person to this address and waits for the redirect.
  /// - Returns: its query, as it came.
  /// - Throws: `CancellationError`, also when the person gave up; `RemoteServerError`.
  func query(after address: String) async throws -> String
  func close() async
}
