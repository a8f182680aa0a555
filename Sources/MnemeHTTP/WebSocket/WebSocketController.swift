import HTTPTypes
import Hummingbird
import MnemeCore
import NIOCore

/// `GET /ws`: the upgrade to a WebSocket. The request took the way of every other one: peer, host and origin are checked. The body of the
/// answer is the conversation, which lasts as long as the connection.
struct WebSocketController: Sendable {
  let parts: @Sendable (ClientAddress) -> SocketConversation.Parts
  let access: AccessPolicy
  let registry: ConnectionRegistry
  let messageLimit: Int

  func open(_ scope: RequestScope) async throws -> Response {
    let head = try WebSocketHandshake.accept(scope.headers)
    if scope.request.method == .head {
      throw HTTPFailure(.methodNotAllowed, "method_not_allowed", "Connect with GET.", headers: [.allow: "GET"])
    }
    // A browser that has no login's cookie cannot send a header: it introduces itself by its first message.
    var credentials = HTTPFields()
    if let presented = AccessPolicy.presented(scope.headers) { credentials[.authorization] = "Bearer \(presented)" }
    var caller: Caller?
    if !credentials.isEmpty || !access.needsCredentials { caller = try access.caller(credentials, scope.client) }
    var space: SpaceID?
    if let name = scope.headers[.mnemeSpace] {
      do { space = try SpaceID(name) } catch { throw HTTPFailure.invalid("X-Mneme-Space", error.message) }
      if let caller, let space, !caller.may([], in: space) {
        throw HTTPFailure(.forbidden, "space_not_allowed", "This key or login may not do this in that space.")
      }
    }
    let link = WebSocketLink()
    registry.expect(.init(link: link, messageLimit: messageLimit), on: scope.channel)
    let conversation = SocketConversation(
      parts(scope.client), link: link, signal: scope.signal, space: space, credentials: credentials, caller: caller)
    let body = ResponseBody { writer in
      await conversation.run()
      try await writer.finish(nil)
    }
    return Response(status: .switchingProtocols, headers: head, body: body)
  }
}
