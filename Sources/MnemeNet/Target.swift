import AsyncHTTPClient
import Foundation
import MnemeCore
import NIOCore
import NIOPosix

/// Where a request goes, as error messages may name it: host and port, never path, query or user information.
struct Target: Sendable {
  let name: String

  /// - Throws: `invalidInput` unless it is an absolute http or https URL without user information.
  init(_ url: String) throws(MnemeError) {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
      scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty,
      (parts.port.map { (1...65535).contains($0) } ?? true)
    else {
      throw MnemeError(.invalidInput, "An address must look like http://HOST:PORT/PATH or https://HOST/PATH.")
    }
    guard parts.user == nil, parts.password == nil else {
      throw MnemeError(.invalidInput, "An address must not carry a user name or a password.")
    }
    name = "\(host):\(parts.port ?? (scheme == "https" ? 443 : 80))"
  }

  /// What a failure of the client means to our callers.
  /// - Parameter whileReading: the answer had begun.
  func failure(_ error: any Error, whileReading: Bool = false) -> MnemeError {
    if let error = error as? MnemeError { return error }
    if error is CancellationError || Task.isCancelled {
      return MnemeError(.unavailable, "The request was cancelled.", underlying: CancellationError())
    }
    switch error as? HTTPClientError {
    case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
      return MnemeError(.timeout, "\(name) did not answer in time.", underlying: error)
    case .connectTimeout, .tlsHandshakeTimeout:
      return MnemeError(.timeout, "Cannot reach \(name) in time.", underlying: error)
    case .remoteConnectionClosed, .uncleanShutdown:
      return MnemeError(.upstream, "\(name) closed the connection before its answer was complete.", underlying: error)
    case .alreadyShutdown, .cancelled:
      return MnemeError(.unavailable, "The request was cancelled.", underlying: error)
    case _ where whileReading:
      return MnemeError(.upstream, "\(name) broke off in the middle of its answer.", underlying: error)
    case .some:
      return MnemeError(.upstream, "The request to \(name) failed.", underlying: error)
    case nil where error is NIOConnectionError || (error as? IOError)?.errnoCode == ECONNREFUSED:
      return MnemeError(.upstream, "Cannot reach \(name).", underlying: NotConnected(reason: error))
    case nil:
      return MnemeError(.upstream, "Cannot reach \(name).", underlying: error)
    }
  }
}
