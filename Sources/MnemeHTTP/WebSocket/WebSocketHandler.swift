import NIOCore
import NIOWebSocket

/// The channel's end of a WebSocket, in the place where HTTP was: frames in and out, the closing handshake, and how much is read.
final class WebSocketHandler: ChannelDuplexHandler {
  typealias InboundIn = WebSocketFrame
  typealias InboundOut = Never
  typealias OutboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  /// For the client's half of the closing handshake.
  private static let linger = TimeAmount.seconds(5)

  private let link: WebSocketLink
  private var assembler: MessageAssembler
  /// Our close was sent; data that still comes is dropped.
  private var isClosing = false
  private var wantsRead = false

  init(link: WebSocketLink, messageLimit: Int) {
    self.link = link
    assembler = MessageAssembler(limit: messageLimit)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let loop = context.eventLoop
    link.attach { output in
      loop.execute {
        let (handler, context) = bound.value
        handler.put(output, context)
      }
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { link.end() }

  func channelInactive(context: ChannelHandlerContext) {
    link.end()
    context.fireChannelInactive()
  }

  // MARK: In

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    link.sign()
    let frame = unwrapInboundIn(data)
    guard !isClosing else {
      // The other half of the handshake.
      if frame.opcode == .connectionClose { context.close(promise: nil) }
      return
    }
    switch assembler.take(frame) {
    case .nothing, .pong: break
    case .text(let text): link.received(text)
    case .ping(let bytes): send(.pong, bytes, context)
    case .closed(let code): close(CloseReason(code: code, word: ""), context, isAnswer: true)
    case .refused(let reason): close(reason, context)
    }
  }

  func read(context: ChannelHandlerContext) {
    // While too much waits to be taken, or to be written (pongs are answers, too), nothing more is read.
    if !isClosing, link.isFull || !context.channel.isWritable { wantsRead = true } else { context.read() }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { readOn(context) }
    context.fireChannelWritabilityChanged()
  }

  private func readOn(_ context: ChannelHandlerContext) {
    guard wantsRead else { return }
    wantsRead = false
    // Held back again where the other reason still holds.
    read(context: context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error as? NIOWebSocketError {
    case .invalidFrameLength?: close(.tooLarge, context)
    case .fragmentedControlFrame?, .multiByteControlFrameLength?: close(.protocolError, context)
    default: context.close(promise: nil)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // Shutdown and the need for places are told to the conversation and decided there: handlers behind this one would hang up.
    if event is ChannelShouldQuiesceEvent || event is GiveWay { return }
    if case .inputClosed? = event as? ChannelEvent { return context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  // MARK: Out

  private func put(_ output: WebSocketOutput, _ context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    switch output {
    case .text(let bytes):
      guard !isClosing else { return }
      let written = context.eventLoop.makePromise(of: Void.self)
      let link = link
      written.futureResult.whenComplete { _ in link.written(bytes.count) }
      let frame = WebSocketFrame(fin: true, opcode: .text, data: context.channel.allocator.buffer(bytes: bytes))
      context.writeAndFlush(wrapOutboundOut(frame), promise: written)
    case .ping: if !isClosing { send(.ping, ByteBuffer(), context) }
    case .close(let reason): close(reason, context)
    case .readOn: readOn(context)
    }
  }

  private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
  }

  private func close(_ reason: CloseReason, _ context: ChannelHandlerContext, isAnswer: Bool = false) {
    guard !isClosing else { return }
    isClosing = true
    link.end()
    var data = ByteBuffer(integer: reason.code)
    data.writeString(reason.word)
    let frame = WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
    let channel = context.channel
    if isAnswer {
      let written = context.eventLoop.makePromise(of: Void.self)
      written.futureResult.whenComplete { _ in channel.close(promise: nil) }
      context.writeAndFlush(wrapOutboundOut(frame), promise: written)
    } else {
      context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
      context.read()
    }
    context.eventLoop.scheduleTask(in: Self.linger) { channel.close(promise: nil) }
  }
}
