import Hummingbird
import MnemeCore
import MnemeMCP

/// `/v1/mcp/servers`: other programs' servers whose tools are offered here.
struct RemoteServerController: Sendable {
  let servers: any RemoteServerInspection

  func list(_ scope: RequestScope) async throws -> Response { .json(.ok, JSON(await servers.report().json)) }

  /// Reads `mcp.json` again.
  func reload(_ scope: RequestScope) async throws -> Response { .json(.ok, JSON(await servers.reload().json)) }
}
