import HTTPTypes
import Hummingbird
import MnemeCore
import NIOCore

/// `GET /ws`: the upgrade to a WebSocket. The request took the way of every other one: peer, host and origin are checked. The body of the
/// answer is the conversation, which lasts as long as the connection.
struct WebSocketController: Sendable {
  let parts: @Sendable (RequestScope) -> SocketConversation.Parts
  let access: AccessPolicy
  let registry: ConnectionRegistry
  let messageLimit: Int

  func open(_ scope: RequestScope) async throws -> Response {
    let head = try WebSocketHandshake.accept(scope.headers)
    // A browser cannot send the header: it has its cookie, or introduces itself by its first message.
    let presented = AccessPolicy.presented(scope.headers)
    let caller =
      presented == nil
      ? access.identity(presenting: nil, scope.client) : try access.caller(scope.headers, scope.client)
    var named: SpaceID?
    if let name = scope.headers[.mnemeSpace] {
      do { named = try SpaceID(name) } catch { throw HTTPFailure.invalid("X-Mneme-Space", error.message) }
    }
    if let named, let caller, !caller.may([], in: named) {
      throw HTTPFailure(.forbidden, "space_not_allowed", "This key or login does not reach that space.")
    }
    if scope.request.method == .head { throw HTTPFailure(.methodNotAllowed, "method_not_allowed", "Connect with GET.") }
    let link = WebSocketLink()
    registry.expect(.init(link: link, messageLimit: messageLimit), on: scope.channel)
    let conversation = SocketConversation(
      parts(scope), link: link, signal: scope.signal, space: named, secret: presented, isAdmitted: caller != nil)
    let body = ResponseBody { writer in
      await conversation.run()
      try await writer.finish(nil)
    }
    return Response(status: .switchingProtocols, headers: head, body: body)
  }
}
