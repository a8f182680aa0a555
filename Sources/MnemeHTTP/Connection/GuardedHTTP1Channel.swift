import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL

/// Hummingbird's HTTP/1.1 connection with a `ConnectionGuard` behind its decoder, and TLS before it where there is a certificate.
struct GuardedHTTP1Channel: ServerChildChannel {
  typealias Value = HTTP1Channel.Value

  private let base: HTTP1Channel
  private let registry: ConnectionRegistry
  private let timeouts: ConnectionTimeouts
  private let identity: TLSIdentity?

  init(
    responder: @escaping HTTPChannelHandler.Responder, registry: ConnectionRegistry,
    timeouts: ConnectionTimeouts, identity: TLSIdentity? = nil
  ) {
    base = HTTP1Channel(
      responder: responder,
      configuration: .init(
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)))
    self.registry = registry
    self.timeouts = timeouts
    self.identity = identity
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    if let identity {
      do {
        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: identity.context))
      } catch {
        return channel.eventLoop.makeFailedFuture(error)
      }
    }
    return base.setup(channel: channel, logger: logger).flatMapThrowing { value in
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
      try pipeline.addHandler(
        ConnectionGuard(registry: registry, timeouts: timeouts), position: .after(decoder))
      return value
    }
  }

  func handle(value: Value, logger: Logger) async {
    await base.handle(value: value, logger: logger)
  }
}
