import Foundation

extension ServerSettings {
  /// What is wrong with settings that are right each by itself.
  var contradictions: [LoadedSettings.Problem] {
    guard let mcpIssuer else { return [] }
    var found: [LoadedSettings.Problem] = []
    // Whom a token is made for must not be what a request says: the name of any server could stand in its `Host`.
    if mcpResource == nil {
      found.append(
        .init(
          key: "mcp.resource",
          message: "mcp.resource: it must be set where mcp.issuer is: to the address of /mcp as clients know it, "
            + "such as https://mneme.example.com/mcp. Access tokens must be made for just that."))
    }
    let parts = URLComponents(string: mcpIssuer)
    if parts?.scheme?.lowercased() != "https", parts?.host.map({ HostReach(of: $0) }) != .machine {
      found.append(
        .init(
          key: "mcp.issuer",
          message: "mcp.issuer: it must be an https:// URL, or one of this machine: who can change its keys on the way "
            + "makes tokens that are taken."))
    }
    return found
  }
}
