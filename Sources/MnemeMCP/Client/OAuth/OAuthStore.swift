import Foundation
package import MnemeCore

/// What is kept of logins: who we are to each authorization server, and the tokens of each server. A file that only this user
/// may read; another process of the same owner may change it.
package final class OAuthStore: Sendable {
  /// Who we are to an authorization server that we registered with by ourselves.
  struct Registration: Sendable, Hashable, Codable {
    var clientID: String
    var clientSecret: String?
    /// Of the token endpoint; nil where the server did not say.
    var method: String?
    var redirect: String
    /// Milliseconds since 1970; nil: never.
    var secretExpires: Int64?
  }

  /// A login: bound to the issuer that gave it and to the one server that it is for.
  struct Login: Sendable, Hashable, Codable {
    var issuer: String
    var resource: String
    var clientID: String
    var tokenEndpoint: String
    var accessToken: String
    var refreshToken: String?
    /// Milliseconds since 1970; nil where the server did not say.
    var expires: Int64?
    /// Those that were asked for.
    var scopes: [String]
  }

  private struct Content: Sendable, Codable {
    var registrations: [String: Registration] = [:]
    var logins: [String: Login] = [:]
  }

  package static let fileName = "mcp-logins.json"

  let path: String
  /// Of this process; between processes stands a lock.
  private let turn = OneByOne()

  package init(path: String) { self.path = path }

  /// - Parameter server: its address.
  func login(to server: String) throws(MnemeError) -> Login? {
    let logins = try read().logins
    // An older file has it under the address as it was written.
    return logins[Self.key(server)] ?? logins[server]
  }

  func registration(with issuer: String) throws(MnemeError) -> Registration? { try read().registrations[issuer] }

  func set(_ login: Login?, for server: String) async throws(MnemeError) {
    try await change { content in
      content.logins[server] = nil
      content.logins[Self.key(server)] = login
    }
  }

  /// One for all ways to write an address: letters of scheme and host, a port that is understood, a slash at the end.
  static func key(_ server: String) -> String {
    guard let origin = Origin(server)?.text else { return server }
    let query = server.firstIndex(of: "?").map { server[$0...].prefix { $0 != "#" } } ?? ""
    return origin + Origin.path(of: server) + query
  }

  func set(_ registration: Registration?, with issuer: String) async throws(MnemeError) {
    try await change { $0.registrations[issuer] = registration }
  }

  /// - Returns: false when there was none.
  package func forget(_ server: String) async throws(MnemeError) -> Bool {
    guard try login(to: server) != nil else { return false }
    try await set(nil, for: server)
    return true
  }

  private func change(_ body: @Sendable (inout Content) -> Void) async throws(MnemeError) {
    try await turn.run { () async throws(MnemeError) in
      // Another process may log in meanwhile.
      try await FileLock.holding(path + ".lock") { () throws(MnemeError) in
        var content = try read()
        body(&content)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(content) else {
          throw MnemeError(.internal, "The logins cannot be written as JSON.")
        }
        try PrivateFile.write([UInt8](data) + [UInt8(ascii: "\n")], to: path)
      }
    }
  }

  /// - Throws: `configuration` for a file that others may read: its keys are known to more than their owner.
  private func read() throws(MnemeError) -> Content {
    guard FileManager.default.fileExists(atPath: path) else { return Content() }
    guard !RemoteServerList.isOpenToOthers(path) else {
      throw MnemeError(.configuration, "\(path) may be read by others; chmod 600 it.")
    }
    guard let data = FileManager.default.contents(atPath: path),
      let content = try? JSONDecoder().decode(Content.self, from: data)
    else { throw MnemeError(.configuration, "\(path) cannot be read; remove it and log in again.") }
    return content
  }
}
