/// Where a server's messages to one client go. Sending never waits.
package protocol ServerOutput: Sendable {
  func send(_ message: RPCMessage)
}
