import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import MnemeHTTP

/// Which connections close when their place is wanted.
@Suite struct GiveWayTests {
  private func connection() throws -> EmbeddedChannel {
    let channel = EmbeddedChannel()
    let registry = ConnectionRegistry(grace: .zero)
    try channel.pipeline.syncOperations.addHandler(
      ConnectionGuard(registry: registry, timeouts: ConnectionTimeouts()))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    return channel
  }

  private let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: ["Host": "127.0.0.1"])

  @Test func oneWhoseRequestWasNotReadYetStays() throws {
    let channel = try connection()
    channel.pipeline.fireUserInboundEventTriggered(GiveWay())
    try channel.writeInbound(HTTPServerRequestPart.head(head))
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(100))
    #expect(channel.isActive)
    _ = try channel.finish(acceptAlreadyClosed: true)
  }

  @Test func oneThatSaysNothingGoes() throws {
    let channel = try connection()
    channel.pipeline.fireUserInboundEventTriggered(GiveWay())
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(100))
    #expect(!channel.isActive)
  }

  @Test func oneThatWasAnsweredGoesAtOnce() throws {
    let channel = try connection()
    try channel.writeInbound(HTTPServerRequestPart.head(head))
    try channel.writeInbound(HTTPServerRequestPart.end(nil))
    try channel.writeOutbound(HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok)))
    try channel.writeOutbound(HTTPServerResponsePart.end(nil))
    channel.pipeline.fireUserInboundEventTriggered(GiveWay())
    #expect(!channel.isActive)
  }
}
