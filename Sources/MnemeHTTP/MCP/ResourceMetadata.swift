import HTTPTypes
import Hummingbird
import MnemeCore

/// What clients of MCP are told of who gives out keys for this server (RFC 9728).
struct ResourceMetadata: Sendable {
  static let path = "/.well-known/oauth-protected-resource"
  let issuer: String
  /// The address of `/mcp` as clients know it, and what tokens must be made for. Never what a request says: its `Host` can name any
  /// server, whose tokens would be good here.
  let resource: String
  private let scopes: [String]

  /// Nil where no issuer is configured.
  init?(_ settings: ServerSettings) {
    guard let issuer = settings.mcpIssuer, let resource = settings.mcpResource else { return nil }
    self.issuer = issuer
    self.resource = resource
    scopes = settings.mcpScopes
  }

  /// - Throws: `configuration` for an issuer without a resource: `/mcp` would be open to who has no token.
  static func check(_ settings: ServerSettings) throws(MnemeError) {
    guard settings.mcpIssuer != nil, settings.mcpResource == nil else { return }
    throw MnemeError(
      .configuration, "With mcp.issuer mcp.resource must be set too: to the address of /mcp as clients know it.")
  }

  var routes: [Route] {
    [ResourceMetadata.path, ResourceMetadata.path + "/mcp"].map { Route($0, for: .open, [(.get, show)]) }
  }

  private func show(_ scope: RequestScope) async throws -> Response {
    var members: [(String, JSON)] = [
      ("resource", .string(resource)), ("resource_name", "Mneme"),
      ("authorization_servers", [.string(issuer)]), ("bearer_methods_supported", ["header"]),
    ]
    if !scopes.isEmpty { members.append(("scopes_supported", .array(scopes.map(JSON.string)))) }
    return .json(.ok, .object(members))
  }

  /// What stands in `WWW-Authenticate` of a refusal at `/mcp`.
  /// - Parameter error: a code of RFC 6750; nil where nothing was presented.
  func challenge(error: String? = nil) -> String {
    let path = resource.hasSuffix("/mcp") ? "/mcp" : ""
    var parts = ["Bearer realm=\"mneme\""]
    if let error { parts.append("error=\"\(error)\"") }
    if !scopes.isEmpty { parts.append("scope=\"\(scopes.joined(separator: " "))\"") }
    parts.append("resource_metadata=\"\(resource.dropLast(path.count))\(ResourceMetadata.path)\(path)\"")
    return parts.joined(separator: ", ")
  }
}
