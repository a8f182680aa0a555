/// Keys of `_meta` that the protocol reserves.
package enum MetaKey {
  package static let progressToken = "progressToken"
  package static let revision = "io.modelcontextprotocol/protocolVersion"
  package static let clientInfo = "io.modelcontextprotocol/clientInfo"
  package static let clientCapabilities = "io.modelcontextprotocol/clientCapabilities"
  package static let logLevel = "io.modelcontextprotocol/logLevel"
  package static let serverInfo = "io.modelcontextprotocol/serverInfo"
  /// Mneme's own: which process answers, in the result that begins a connection.
  package static let instance = "mneme/instance"
  package static let subscription = "io.modelcontextprotocol/subscriptionId"
}
