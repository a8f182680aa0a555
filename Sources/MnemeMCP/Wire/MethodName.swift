/// Names of the protocol's methods, of all revisions.
package enum MethodName {
  package static let initialize = "initialize"
  package static let ping = "ping"
  package static let discover = "server/discover"
  package static let listTools = "tools/list"
  package static let callTool = "tools/call"
  package static let listResources = "resources/list"
  package static let listTemplates = "resources/templates/list"
  package static let readResource = "resources/read"
  package static let subscribe = "resources/subscribe"
  package static let unsubscribe = "resources/unsubscribe"
  package static let listPrompts = "prompts/list"
  package static let getPrompt = "prompts/get"
  package static let complete = "completion/complete"
  package static let setLogLevel = "logging/setLevel"
  package static let listen = "subscriptions/listen"

  // Asked of clients.
  package static let sample = "sampling/createMessage"
  package static let elicit = "elicitation/create"
  package static let listRoots = "roots/list"

  // Notifications.
  package static let initialized = "notifications/initialized"
  package static let cancelled = "notifications/cancelled"
  package static let progress = "notifications/progress"
  package static let message = "notifications/message"
  package static let toolsChanged = "notifications/tools/list_changed"
  package static let resourcesChanged = "notifications/resources/list_changed"
  package static let resourceUpdated = "notifications/resources/updated"
  package static let promptsChanged = "notifications/prompts/list_changed"
  package static let rootsChanged = "notifications/roots/list_changed"
  package static let acknowledged = "notifications/subscriptions/acknowledged"
  package static let elicitationComplete = "notifications/elicitation/complete"
}

/// Values of `resultType`, from revision 2026-07-28.
package enum ResultType {
  package static let complete = "complete"
  package static let inputRequired = "input_required"
}
