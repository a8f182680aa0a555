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
    let space = try scope.space()
    let peer = scope.channel.remoteAddress
    // A browser cannot send the header: it introduces itself by its first message.
    var isAdmitted = !access.needsKey
    if AccessPolicy.presented(scope.headers) != nil {
      try access.checkKey(scope.headers, peer: peer)
      isAdmitted = true
    }
    if scope.request.method == .head { throw HTTPFailure(.methodNotAllowed, "method_not_allowed", "Connect with GET.") }
    let link = WebSocketLink()
    registry.expect(.init(link: link, messageLimit: messageLimit), on: scope.channel)
    let conversation = SocketConversation(
      parts(scope), link: link, signal: scope.signal, space: space, isAdmitted: isAdmitted)
    let body = ResponseBody { writer in
      await conversation.run()
      try await writer.finish(nil)
    }
    return Response(status: .switchingProtocols, headers: head, body: body)
  }
}
